"""Hints of the Linux kernel, without a detour.

``watchdog`` would do, but for three things: it holds every hint back for half a second after a file
was moved out of the folder, it does not say when hints were lost, and it does not say when the limit of
watches is reached below the root.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import struct
import threading
from typing import TYPE_CHECKING, NamedTuple

from vesselviewer.watching.hints import Hint, HintKind
from vesselviewer.watching.names import is_watched_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# From <sys/inotify.h>.
_MODIFY = 0x2
_ATTRIB = 0x4
_CLOSE_WRITE = 0x8
_MOVED_FROM = 0x40
_MOVED_TO = 0x80
_CREATE = 0x100
_DELETE = 0x200
_DELETE_SELF = 0x400
_MOVE_SELF = 0x800
_UNMOUNT = 0x2000
_OVERFLOW = 0x4000
_IGNORED = 0x8000
_ONLY_FOLDERS = 0x01000000
_DO_NOT_FOLLOW = 0x02000000
_IS_FOLDER = 0x40000000
_WANTED = (
    _MODIFY | _ATTRIB | _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _DELETE_SELF | _MOVE_SELF
)
_EVENT = struct.Struct("iIII")
_BUFFER = 1 << 16
_PARTNER_MS = 5  # the second half of a rename follows the first within microseconds

_KINDS = {
    _CLOSE_WRITE: HintKind.CLOSED,
    _MOVED_TO: HintKind.RENAMED,
    _MODIFY: HintKind.STIRRED,
    _ATTRIB: HintKind.ATTRIBUTES,
    _CREATE: HintKind.TOUCHED,
    _DELETE: HintKind.TOUCHED,
}


class _Event(NamedTuple):
    watch: int
    mask: int
    cookie: int
    name: str


class InotifyHints:
    """Hints from inotify.

    Args:
        root: the folder, absolute.
        recursive: also below it; hidden subfolders and links to folders are left out, as in a scan.
        accept: told a file's name, returns whether it is watched.
        deliver: called with each hint, on a thread of its own.
    """

    def __init__(
        self, root: str, *, recursive: bool, accept: Callable[[str], bool], deliver: Callable[[Hint], None]
    ) -> None:
        self._root = os.path.realpath(root)
        self._recursive = recursive
        self._accept = accept
        self._deliver = deliver
        self._prefixes: dict[int, str] = {}  # watch → path of its folder below the root, "" or "sub/"
        self._descriptor = -1
        self._stop_reader = self._stop_writer = -1
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Watch the folder and all below it.

        Raises:
            OSError: if the system refuses: ENOSPC or EMFILE at its limits, ENOSYS without inotify.
        """
        self._descriptor = _call("inotify_init1", os.O_NONBLOCK | os.O_CLOEXEC)
        self._stop_reader, self._stop_writer = os.pipe()
        try:
            self._watch("", must=True)
            self._watch_below("")
        except OSError:
            self._close()
            raise
        self._thread = threading.Thread(target=self._run, name="inotify", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            os.write(self._stop_writer, b"!")
            thread.join()
            self._close()

    def _close(self) -> None:
        for descriptor in (self._descriptor, self._stop_reader, self._stop_writer):
            os.close(descriptor)
        self._prefixes.clear()

    def _run(self) -> None:
        poller = select.poll()
        poller.register(self._descriptor, select.POLLIN)
        poller.register(self._stop_reader, select.POLLIN)
        while True:
            ready = [descriptor for descriptor, _ in poller.poll()]
            if self._stop_reader in ready:
                return
            try:
                self._tell(self._read())
            except OSError as error:
                self._deliver(Hint(HintKind.REFUSED, error=error))
                return

    def _read(self) -> list[_Event]:
        """Read what there is; wait a moment for the second half of a rename."""
        events = list(_parse(os.read(self._descriptor, _BUFFER)))
        if events and events[-1].mask & _MOVED_FROM:
            poller = select.poll()
            poller.register(self._descriptor, select.POLLIN)
            if poller.poll(_PARTNER_MS):
                events += _parse(os.read(self._descriptor, _BUFFER))
        return events

    def _tell(self, events: list[_Event]) -> None:
        rescan = False  # once, when the watches stand
        targets = {event.cookie: event for event in events if event.mask & _MOVED_TO}
        for event in events:
            if event.mask & _OVERFLOW:
                self._watch_below("")  # folders may have come unnoticed
                rescan = True
                continue
            prefix = self._prefixes.get(event.watch)
            if prefix is None:
                continue
            if event.mask & _IGNORED:
                del self._prefixes[event.watch]
            elif event.mask & (_DELETE_SELF | _MOVE_SELF | _UNMOUNT):
                rescan = rescan or not prefix
            elif event.mask & _IS_FOLDER:  # even new permissions may hide or show what is in it
                if event.name:  # without one it is about the folder itself, whose parent tells as well
                    self._follow_folder(event, f"{prefix}{event.name}/")
                rescan = True
            else:
                self._tell_of_file(event, prefix + event.name, targets)
        if rescan:
            self._deliver(Hint(HintKind.RESCAN))

    def _follow_folder(self, event: _Event, prefix: str) -> None:
        if event.mask & _MOVED_FROM:
            for watch in [watch for watch, known in self._prefixes.items() if known.startswith(prefix)]:
                del self._prefixes[watch]
                _forget(self._descriptor, watch)
        elif (
            event.mask & (_CREATE | _MOVED_TO | _ATTRIB)
            and self._recursive
            and not event.name.startswith(".")
        ):
            self._watch(prefix)
            self._watch_below(prefix)

    def _tell_of_file(self, event: _Event, relative: str, targets: dict[int, _Event]) -> None:
        if not is_watched_path(relative, self._accept):
            return
        if event.mask & _MOVED_FROM:
            target = targets.get(event.cookie)
            folder = None if target is None else self._prefixes.get(target.watch)
            moved_to = None if target is None or folder is None else folder + target.name
            self._deliver(Hint(HintKind.MOVED_AWAY, relative, moved_to))
            return
        kind = next((kind for bit, kind in _KINDS.items() if event.mask & bit), HintKind.TOUCHED)
        self._deliver(Hint(kind, relative))

    def _watch(self, prefix: str, *, must: bool = False) -> None:
        """Watch one folder; unless it ``must`` be, one that is gone or closed to us is passed over."""
        path = os.fsencode(f"{self._root}/{prefix}".rstrip("/") or "/")  # "link/" would be followed
        try:
            watch = _call(
                "inotify_add_watch", self._descriptor, path, _WANTED | _ONLY_FOLDERS | _DO_NOT_FOLLOW
            )
        except OSError as error:
            if must or error.errno not in {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.ELOOP}:
                raise
            return
        self._prefixes[watch] = prefix

    def _watch_below(self, prefix: str) -> None:
        """Watch all subfolders of a folder."""
        waiting = [prefix] if self._recursive else []
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(f"{self._root}/{folder}") as entries:
                    names = [
                        entry.name
                        for entry in entries
                        if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
                    ]
            except OSError:  # gone or closed to us: the scan says so
                continue
            for name in names:
                self._watch(f"{folder}{name}/")
                waiting.append(f"{folder}{name}/")


def _parse(data: bytes) -> Iterator[_Event]:
    offset = 0
    while offset + _EVENT.size <= len(data):
        watch, mask, cookie, length = _EVENT.unpack_from(data, offset)
        offset += _EVENT.size
        name = data[offset : offset + length].rstrip(b"\0")
        offset += length
        yield _Event(watch, mask, cookie, os.fsdecode(name))


def _call(name: str, *arguments: object) -> int:
    """Call a function of the C library that returns -1 on failure.

    Raises:
        OSError: with its ``errno``.
    """
    library = ctypes.CDLL(None, use_errno=True)
    try:
        function = getattr(library, name)
    except AttributeError:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
    result = int(function(*arguments))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _forget(descriptor: int, watch: int) -> None:
    """Remove a watch, which may have gone with its folder."""
    try:
        _call("inotify_rm_watch", descriptor, watch)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
