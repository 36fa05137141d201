"""Files to bytes: opened without ever blocking, and hashed in another thread while they are read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
from io import FileIO
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import SourceError
from vesselviewer.formats.memory import refuse_beyond_budget

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CHUNK = 4 << 20
# Below this a thread costs more than it saves.
_INLINE = 1 << 20

_HINTS = {
    errno.ENOENT: ("no such file", "It may have been moved or deleted; refresh the folder"),
    errno.EACCES: ("permission denied", "Ask its owner for the right to read it"),
    errno.EPERM: ("permission denied", "Ask its owner for the right to read it"),
    errno.ELOOP: ("a symbolic link that leads back to itself", "Mend or remove the link"),
    errno.ENOTDIR: ("a part of the path is not a folder", "Check the path"),
    errno.ENAMETOOLONG: ("the name is too long", "Check the path"),
    errno.ENXIO: ("not a regular file", "Choose a mesh file"),
}


class Digest:
    """The SHA-256 of a buffer that is still being filled.

    Args:
        view: the buffer.
    """

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._sha = hashlib.sha256()
        self._hashed = 0
        self._filled = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._dropped = False

    def advance(self, filled: int) -> None:
        """Say that the buffer is valid up to here."""
        if self._thread is None and len(self._view) > _INLINE:
            self._thread = threading.Thread(target=self._follow, name="digest", daemon=True)
            self._thread.start()
        with self._changed:
            self._filled = filled
            self._changed.notify()

    def drop(self) -> None:
        """Stop hashing, and wait until it has stopped."""
        self._dropped = True
        self.advance(self._filled)
        self._join()

    def hexdigest(self) -> str:
        """Return the digest of all that was filled, when it is ready."""
        self._join()
        if self._hashed < len(self._view):
            self._sha.update(self._view[self._hashed :])
            self._hashed = len(self._view)
        return self._sha.hexdigest()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _follow(self) -> None:
        """Hash what is there, a chunk at a time, until all is."""
        while self._hashed < len(self._view) and not self._dropped:
            with self._changed:
                while self._filled == self._hashed and not self._dropped:
                    self._changed.wait()
                end = min(self._filled, self._hashed + _CHUNK)
            self._sha.update(self._view[self._hashed : end])
            self._hashed = end


def open_and_read(
    path: Path, budget: int, tell: Callable[[float], None], *, link: bool = True
) -> tuple[memoryview, Digest]:
    """Return the bytes of a regular file, and their digest on its way.

    Args:
        path: of the file.
        budget: bytes of memory that reading it may take.
        tell: called with the fraction done; may raise to call the work off.
        link: whether the path may be a symbolic link.

    Raises:
        FormatError: if it is larger than the budget allows.
        SourceError: if it cannot be read as a regular file.
    """
    try:
        # A FIFO without a writer would block for ever, were it opened in the usual way.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        flags |= 0 if link else getattr(os, "O_NOFOLLOW", 0)
        _refuse_irregular(path.stat(), path)
        with FileIO(os.open(path, flags)) as file:
            status = os.fstat(file.fileno())
            _refuse_irregular(status, path)
            refuse_beyond_budget(status.st_size, budget, path.name)
            return _read_open(file, status.st_size, path, tell)
    except OSError as error:
        what, hint = _HINTS.get(error.errno or 0, (error.strerror or str(error), "Check the path"))
        raise SourceError(what, where=str(path), hint=hint) from error
    except ValueError as error:  # a NUL in the name
        raise SourceError("not a file name", where=repr(str(path)), hint="Check the path") from error


def _refuse_irregular(status: os.stat_result, path: Path) -> None:
    """Raise unless the status is that of a regular file."""
    if stat.S_ISREG(status.st_mode):
        return
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    kind = next((text for test, text in kinds if test(status.st_mode)), "no regular file")
    raise SourceError(f"{kind}, not a file", where=str(path), hint="Choose a mesh file")


def _read_open(
    file: FileIO, size: int, path: Path, tell: Callable[[float], None]
) -> tuple[memoryview, Digest]:
    """Return the bytes of an open file and their digest, a chunk at a time."""
    # Unlike a bytearray this takes no time: the system hands out the pages as they are written.
    view = np.empty(size, dtype=np.uint8).data
    digest = Digest(view)
    try:
        position = 0
        while position < size:
            count = file.readinto(view[position : position + _CHUNK])
            if not count:
                break
            position += count
            digest.advance(position)
            tell(position / size)
        _refuse_changed(path, size, position, os.fstat(file.fileno()).st_size)
    except BaseException:
        digest.drop()
        raise
    return view, digest


def _refuse_changed(path: Path, size: int, read: int, size_now: int) -> None:
    """Raise if a file did not keep its size while it was read."""
    if read < size or size_now != size:
        raise SourceError(
            "the file changed while it was read",
            where=str(path),
            hint="It is read again when it is completely written",
        )
