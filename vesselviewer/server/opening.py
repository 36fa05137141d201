"""Opening a watched file once, for certain, and from nowhere else."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vesselviewer.errors import SourceError

Signature = tuple[int, int, int, int, int]

_CHUNK = 1 << 20
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A regular file inside its folder, open for reading.

    Attributes:
        stream: at its beginning; whoever opened it closes it.
        size: bytes, at the time of opening.
        signature: changes when the file is rewritten or replaced.
    """

    stream: BinaryIO
    size: int
    signature: Signature


def open_inside(root: Path, path: Path) -> OpenedFile:
    """Open a file below a folder for reading, once; it stays this file whatever replaces it.

    Args:
        root: the watched folder.
        path: the file, as the watcher gave it; never made from a request.

    Raises:
        SourceError: if it is gone, is no regular file, or a link leads out of the folder.
    """
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve(strict=True)):
            raise SourceError("a link leads out of the watched folder", where=path.name)
        # Resolved above, so nothing remains to be followed; non-blocking, so that a pipe cannot hold us.
        descriptor = os.open(real, os.O_RDONLY | _NO_FOLLOW)
    except OSError as error:
        raise SourceError(f"cannot be opened: {error.strerror or error}", where=path.name) from error
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise SourceError("is not a regular file", where=path.name)
    signature = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return OpenedFile(os.fdopen(descriptor, "rb", buffering=0), found.st_size, signature)


class Digests:
    """SHA-256 of files, computed once for each version of a file. Safe to use from any thread.

    Args:
        kept: how many versions are remembered.
    """

    def __init__(self, kept: int = 16_384) -> None:
        self._kept = kept
        self._known: dict[Signature, str] = {}
        self._lock = threading.Lock()

    def known(self, signature: Signature) -> str | None:
        """Return the hex digest of a version, if it has been computed before."""
        with self._lock:
            return self._known.get(signature)

    def of(self, opened: OpenedFile) -> str:
        """Return the hex digest of an open file and leave it at its beginning."""
        digest = self.known(opened.signature)
        if digest is None:
            sha = hashlib.sha256()
            while chunk := opened.stream.read(_CHUNK):
                sha.update(chunk)
            opened.stream.seek(0)
            digest = sha.hexdigest()
            self._remember(opened.signature, digest)
        return digest

    def _remember(self, signature: Signature, digest: str) -> None:
        with self._lock:
            if len(self._known) >= self._kept:
                # Dictionaries keep their order: the first is the oldest.
                del self._known[next(iter(self._known))]
            self._known[signature] = digest
