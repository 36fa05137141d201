"""A folder as a feed: designs are its mesh files, with no server at all."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.errors import SourceError
from vesselviewer.feeds.source import FeedState, FeedStatus, Listed, MeshAnnounced, MeshRemoved
from vesselviewer.formats import MESH_SUFFIXES, is_mesh_name
from vesselviewer.watching import (
    FileSettled,
    FileVanished,
    FolderAvailable,
    FolderUnavailable,
    FolderWatcher,
    ScanCompleted,
    WatchLimited,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.feeds.source import FeedEvent
    from vesselviewer.watching import FolderEvent

_RETRY_S = 1.0


class FolderFeed:
    """Announces the mesh files of a folder: those that are there, arrive, change or go.

    Args:
        root: the folder; it need not exist yet.
        recursive: also its subfolders.
        poll: seconds between scans, without hints of the system; None for hints.

    Attributes:
        key: ``folder:`` and the absolute path, with ``/``.
        label: the folder's name.
    """

    def __init__(self, root: Path, *, recursive: bool = True, poll: float | None = None) -> None:
        self._root = root.absolute()
        # Links are resolved for the identity alone: a link that is pointed elsewhere goes on being watched.
        self.key = f"folder:{self._root.resolve().as_posix()}"
        self.label = self._root.name or str(self._root)
        self._watcher = FolderWatcher(self._root, recursive=recursive, accept=is_mesh_name, poll=poll)
        self._paths: dict[str, Path] = {}  # of names that are not UTF-8, which a locator cannot carry
        self._limits: list[str] = []

    async def run(self, emit: Callable[[FeedEvent], None]) -> None:
        """Emit events on the loop's thread until cancelled; a folder that is away is an offline status."""
        self._limits.clear()
        emit(FeedStatus(FeedState.CONNECTING, time.time(), f"listing {self.label}"))

        def translate(event: FolderEvent) -> None:
            translated = self._translate(event)
            if translated is not None:
                emit(translated)

        await self._watcher.run(translate)

    def fetch(self, announced: MeshAnnounced, checkpoint: Callable[[float], None] | None = None) -> Path:
        """Return the file itself: it is there already.

        Args:
            announced: the event that named it.
            checkpoint: told that all is done; raises `CancelledError` to call it off.

        Raises:
            SourceError: if the file is gone or may not be looked at.
        """
        path = self._paths.get(announced.design_id) or Path(announced.locator)
        try:
            is_file = path.is_file()
        except OSError as error:
            reason = error.strerror or str(error)
            raise SourceError(
                f"The file cannot be read: {reason}", where=announced.design_id, hint="Check its permissions."
            ) from error
        if not is_file:
            raise SourceError(
                "The file is gone",
                where=announced.design_id,
                hint="It was deleted or moved after it was announced.",
            )
        if checkpoint is not None:
            checkpoint(1.0)
        return path

    def retry_now(self) -> None:
        """Look at the folder at once."""
        self._watcher.rescan()

    def _translate(self, event: FolderEvent) -> FeedEvent | None:
        match event:
            case FileSettled():
                return self._announce(event)
            case FileVanished(relative=relative, reason=reason):
                self._paths.pop(relative, None)
                return MeshRemoved(relative, reason)
            case ScanCompleted(relatives=relatives):
                return Listed(relatives)
            case FolderAvailable():
                return self._connected()
            case WatchLimited(reason=reason, hint=hint):
                self._limits.append(f"{reason}. {hint}")
                return self._connected()
            case FolderUnavailable(reason=reason, hint=hint):
                now = time.time()
                return FeedStatus(FeedState.OFFLINE, now, f"{reason}. {hint}", retry_at=now + _RETRY_S)

    def _announce(self, event: FileSettled) -> MeshAnnounced:
        locator = str(event.path)
        try:
            locator.encode()
        except UnicodeEncodeError:
            self._paths[event.relative] = event.path
            locator = f"{self._root.as_posix()}/{event.relative}"
        return MeshAnnounced(
            design_id=event.relative,
            name=_bare_name(event.relative),
            size=event.size,
            created_at=event.modified,
            locator=locator,
            listed=event.listed,
        )

    def _connected(self) -> FeedStatus:
        return FeedStatus(FeedState.CONNECTED, time.time(), " ".join(self._limits) or "watching")


_SUFFIX = re.compile(
    "|".join(f"{re.escape(suffix)}$" for suffix in sorted(MESH_SUFFIXES, key=len, reverse=True)),
    re.IGNORECASE,
)


def _bare_name(relative: str) -> str:
    """Return a path without the suffix of its format: what a person calls the design."""
    return _SUFFIX.sub("", relative) or relative
