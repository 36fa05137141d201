"""Hints through ``watchdog``, for systems that have no inotify."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer

from vesselviewer.watching.hints import Hint, HintKind
from vesselviewer.watching.names import is_watched_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver


class WatchdogHints(FileSystemEventHandler):
    """Hints from ``watchdog``: FSEvents, ReadDirectoryChangesW or kqueue.

    On Linux it works as well, but `InotifyHints` is quicker and says when hints were lost.

    Args:
        root: the folder, absolute.
        recursive: also below it.
        accept: told a file's name, returns whether it is watched.
        deliver: called with each hint, on watchdog's thread.
    """

    def __init__(
        self, root: str, *, recursive: bool, accept: Callable[[str], bool], deliver: Callable[[Hint], None]
    ) -> None:
        self._root = os.path.realpath(root)  # a link to the folder would be watched itself, not the folder
        self._prefix = self._root.rstrip(os.sep) + os.sep
        self._recursive = recursive
        self._accept = accept
        self._deliver = deliver
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Begin to deliver hints.

        Raises:
            OSError: if the system refuses, for example since its limit of watches is reached.
        """
        observer = Observer()
        observer.schedule(self, self._root, recursive=self._recursive)
        self._observer = observer
        try:
            observer.start()
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """End, and wait for watchdog's threads."""
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            if observer.ident is not None:
                observer.join()

    def dispatch(self, event: FileSystemEvent) -> None:
        """Translate one event of watchdog; called on its thread."""
        kind = event.event_type
        source = self._relative(os.fsdecode(event.src_path))
        if event.is_directory:
            if kind in {"created", "deleted", "moved"}:
                self._deliver(Hint(HintKind.RESCAN))
            return
        target = self._relative(os.fsdecode(event.dest_path)) if event.dest_path else None
        if kind == "moved":
            if self._is_watched(source):
                self._deliver(Hint(HintKind.MOVED_AWAY, source, target))
            if target is not None and self._is_watched(target):
                self._deliver(Hint(HintKind.RENAMED, target))
        elif kind in _KINDS and self._is_watched(source):
            self._deliver(Hint(_KINDS[kind], source))

    def _relative(self, path: str) -> str:
        return path.removeprefix(self._prefix).replace(os.sep, "/")

    def _is_watched(self, relative: str) -> bool:
        return is_watched_path(relative, self._accept)


# Only Linux tells when a writer closes a file; elsewhere "modified" must not mean "still open".
_KINDS = {
    "created": HintKind.TOUCHED,
    "deleted": HintKind.TOUCHED,
    "closed": HintKind.CLOSED,
    "attrib": HintKind.ATTRIBUTES,
    "modified": HintKind.STIRRED if sys.platform == "linux" else HintKind.TOUCHED,
}
