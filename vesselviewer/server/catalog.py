"""What the server has: an index from design id to file, kept true by the folder watchers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vesselviewer.errors import SourceError
from vesselviewer.formats import is_mesh_name
from vesselviewer.protocol import NewMesh, clean_text, mesh_paths, safe_id
from vesselviewer.server.options import RejectedFile, ServerOptions
from vesselviewer.server.structure import find_flaw
from vesselviewer.watching import (
    FileSettled,
    FileVanished,
    FolderAvailable,
    FolderEvent,
    FolderUnavailable,
    FolderWatcher,
    ScanCompleted,
    WatchLimited,
)

_LOGGER = logging.getLogger(__name__)
_BATCH = 256
_REJECTS_KEPT = 1000
# A file that is still being written so long after the first scan counts as not there yet.
_SETTLING_S = 10.0


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One design on offer.

    Attributes:
        design_id: its id on the wire.
        label: what to show: the file's path without its suffix.
        collection: name of the folder it lies in.
        root: that folder.
        path: the file.
        relative: its path below the folder, with ``/``, printable.
        size: bytes, as announced.
        modified: when the file was written, seconds since 1970 (UTC).
    """

    design_id: str
    label: str
    collection: str
    root: Path
    path: Path
    relative: str
    size: int
    modified: float

    def announcement(self) -> NewMesh:
        """Return the message that announces it."""
        url, metadata_url = mesh_paths(self.design_id)
        return NewMesh(self.design_id, self.size, self.modified, url, metadata_url)


@dataclass(slots=True)
class WatchedFolder:
    """A folder and how it fares.

    Attributes:
        name: the collection's name.
        root: where it is.
        first: whether it is the first one, whose files keep their plain names as ids.
        scanned: whether its first scan is complete.
        trouble: why it cannot be watched now; empty if all is well.
        limits: in what it is watched less well than asked for.
        unsettled: ids of files that the first scan met half written.
        scanned_at: when the first scan was complete, on the monotonic clock.
        heard: set once the first scan has ended, well or badly.
        events: from its watcher, not yet applied.
    """

    name: str
    root: Path
    first: bool
    scanned: bool = False
    trouble: str = ""
    limits: tuple[str, ...] = ()
    unsettled: set[str] = field(default_factory=set)
    scanned_at: float = 0.0
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    events: asyncio.Queue[FolderEvent] = field(default_factory=asyncio.Queue)


class Catalog:
    """The designs of several folders; changed on the server's loop alone.

    Args:
        folders: the folders to watch, by name or in order.
        options: recursion, polling and whom to tell of rejected files.
        announce: called with each design that appears or changes after its folder's first scan.
    """

    def __init__(
        self,
        folders: Mapping[str, Path] | Sequence[Path],
        options: ServerOptions,
        announce: Callable[[NewMesh], None],
    ) -> None:
        self._options = options
        self._announce = announce
        self.folders = tuple(_named(folders))
        self._entries: dict[str, CatalogEntry] = {}
        self._rejected: dict[str, RejectedFile] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[CatalogEntry]:
        return iter(tuple(self._entries.values()))

    def find(self, design_id: str) -> CatalogEntry | None:
        """Return the entry with exactly this id."""
        return self._entries.get(design_id)

    def flaw(self, design_id: str) -> RejectedFile | None:
        """Return why the present file of a design is not offered, if that is so."""
        return self._rejected.get(design_id)

    @property
    def rejected(self) -> tuple[RejectedFile, ...]:
        """Files that lie in the folders but are not announced."""
        return tuple(self._rejected.values())

    async def wait_until_scanned(self, timeout_s: float) -> None:
        """Wait for the first scan of every folder, but no longer than some seconds."""
        try:
            async with asyncio.timeout(timeout_s):
                for folder in self.folders:
                    await folder.heard.wait()
        except TimeoutError:
            return

    @property
    def complete(self) -> bool:
        """Whether what is not in the catalog is not there: all folders scanned, nothing half read."""
        now = time.monotonic()
        return all(
            folder.scanned
            and not folder.trouble
            and (not folder.unsettled or now - folder.scanned_at > _SETTLING_S)
            for folder in self.folders
        )

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Watch all folders for as long as the context lasts."""
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(work(folder))
                for folder in self.folders
                for work in (self._watch, self._follow)
            ]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    async def _watch(self, folder: WatchedFolder) -> None:
        watcher = FolderWatcher(
            folder.root,
            recursive=self._options.recursive,
            accept=is_mesh_name,
            poll=self._options.poll,
        )
        try:
            await watcher.run(folder.events.put_nowait)
        except Exception:
            # A boundary: the failure of one folder's watcher must not take the server down.
            _LOGGER.exception("The watcher of %s failed", folder.root)
            folder.trouble = "the watcher failed; see the log, and start the server again"

    async def _follow(self, folder: WatchedFolder) -> None:
        while True:
            batch = [await folder.events.get()]
            while len(batch) < _BATCH and not folder.events.empty():
                batch.append(folder.events.get_nowait())
            settled = [event.path for event in batch if isinstance(event, FileSettled)]
            # One hop to a thread for the whole batch: a share that hangs must not stop the loop.
            flaws = await asyncio.to_thread(_find_flaws, folder.root, settled) if settled else {}
            for event in batch:
                self._apply(folder, event, flaws)

    def _apply(self, folder: WatchedFolder, event: FolderEvent, flaws: Mapping[Path, str | None]) -> None:
        match event:
            case FileSettled():
                self._settle(folder, event, flaws[event.path])
            case FileVanished():
                design_id = _design_id(folder, event.relative)
                folder.unsettled.discard(design_id)
                self._drop(design_id)
            case ScanCompleted():
                present = {_design_id(folder, relative) for relative in event.relatives}
                for entry in self:
                    if entry.collection == folder.name and entry.design_id not in present:
                        self._drop(entry.design_id)
                known = self._entries.keys() | self._rejected.keys()
                folder.unsettled = present - known
                folder.scanned, folder.scanned_at = True, time.monotonic()
                folder.heard.set()
            case FolderUnavailable():
                folder.trouble = f"{event.reason}. {event.hint}" if event.hint else event.reason
                folder.heard.set()
            case FolderAvailable():
                folder.trouble = ""
            case WatchLimited():
                folder.limits += (f"{event.reason}. {event.hint}",)

    def _settle(self, folder: WatchedFolder, event: FileSettled, flaw: str | None) -> None:
        entry = _entry(folder, event)
        folder.unsettled.discard(entry.design_id)
        if flaw is not None:
            self._reject(entry, flaw)
            return
        self._rejected.pop(entry.design_id, None)
        if self._entries.get(entry.design_id) == entry:
            return
        self._entries[entry.design_id] = entry
        # What was there at the start is for the list; newcomers ask for it over REST.
        if folder.scanned or not event.listed:
            self._announce(entry.announcement())

    def _reject(self, entry: CatalogEntry, flaw: str) -> None:
        rejected = RejectedFile(entry.collection, clean_text(entry.relative), flaw)
        if self._rejected.get(entry.design_id) == rejected:
            return
        if len(self._rejected) >= _REJECTS_KEPT:
            del self._rejected[next(iter(self._rejected))]
        self._rejected[entry.design_id] = rejected
        if self._options.on_reject is not None:
            self._options.on_reject(rejected)

    def _drop(self, design_id: str) -> None:
        self._entries.pop(design_id, None)
        self._rejected.pop(design_id, None)


def _find_flaws(root: Path, paths: list[Path]) -> dict[Path, str | None]:
    return {path: find_flaw(root, path) for path in paths}


def _entry(folder: WatchedFolder, event: FileSettled) -> CatalogEntry:
    return CatalogEntry(
        design_id=_design_id(folder, event.relative),
        label=clean_text(_stem(event.relative)),
        collection=folder.name,
        root=folder.root,
        path=event.path,
        relative=event.relative,
        size=event.size,
        modified=event.modified,
    )


def _design_id(folder: WatchedFolder, relative: str) -> str:
    """Return the id of a file: its plain stem for ``*.stl`` at the top of the first folder.

    All else gets an id made of the whole of its path, so that no two files share one.
    """
    if folder.first and relative.endswith(".stl") and "/" not in relative:
        return safe_id(relative.removesuffix(".stl"))
    # The slash makes it unsafe as it stands, so a digest is always added.
    return safe_id(f"{folder.name}/{relative}")


def _stem(relative: str) -> str:
    lowered = relative.lower()
    for suffix in (".stl.gz", ".stl"):
        if lowered.endswith(suffix):
            return relative[: -len(suffix)]
    return relative


def _named(folders: Mapping[str, Path] | Sequence[Path]) -> Iterator[WatchedFolder]:
    if isinstance(folders, Mapping):
        pairs = [(safe_id(name), Path(root)) for name, root in folders.items()]
    else:
        pairs = [(safe_id(Path(root).resolve().name or "root"), Path(root)) for root in folders]
    names: set[str] = set()
    roots: set[Path] = set()
    for wanted, root in pairs:
        if root.resolve() in roots:
            raise SourceError("the folder is named twice", where=str(root), hint="Name each folder once")
        name, number = wanted, 2
        while name in names:
            name, number = f"{wanted}-{number}", number + 1
        names.add(name)
        roots.add(root.resolve())
        yield WatchedFolder(name, root, first=len(names) == 1)
