"""Brings designs into viewports: the last good hull stays until the next one is whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from vesselviewer.designs import Design, DesignKey, DesignState
from vesselviewer.designs.declaration import length_in_name
from vesselviewer.errors import CancelledError, VesselViewerError
from vesselviewer.workspace.state import Shown

if TYPE_CHECKING:
    from vesselviewer.designs import Library
    from vesselviewer.workspace.displays import Displays
    from vesselviewer.workspace.ingest import Ingest
    from vesselviewer.workspace.jobs import Job, Jobs
    from vesselviewer.workspace.notifications import Notifications
    from vesselviewer.workspace.previews import Previews
    from vesselviewer.workspace.progress import ProgressBoard, ProgressEntry
    from vesselviewer.workspace.reading import Glimpse, ReadMesh
    from vesselviewer.workspace.store import StateStore

T = TypeVar("T")

_READING_SHARE = 0.7


@dataclass(slots=True, eq=False)
class _Load:
    """One load under way; it counts only as long as it is the last one of its viewport."""

    viewport_id: int
    key: DesignKey
    by_user: bool
    afresh: bool
    job: Job | None = None


class Loading(Generic[T]):
    """Loads designs into viewports, one at a time for each, the last request counts.

    Args:
        store: the state of the workspace.
        library: what is known.
        ingest: gives the meshes.
        displays: prepares them.
        previews: draws large ones meanwhile.
        jobs: the task group.
        progress: told of each load.
        notifications: told of what cannot be drawn.
    """

    def __init__(
        self,
        store: StateStore,
        library: Library,
        ingest: Ingest,
        displays: Displays[T],
        previews: Previews[T],
        jobs: Jobs,
        *,
        progress: ProgressBoard,
        notifications: Notifications,
    ) -> None:
        self._store = store
        self._library = library
        self._ingest = ingest
        self._displays = displays
        self._previews = previews
        self._jobs = jobs
        self._board = progress
        self._notifications = notifications
        self._loads: dict[int, _Load] = {}
        self._next: dict[int, DesignKey] = {}
        self._beside: dict[tuple[DesignKey, str], str] = {}  # digest of what sidecar and name say

    def load(self, viewport_id: int, design: Design, *, by_user: bool, afresh: bool = False) -> None:
        """Show a design in a viewport: at once if it is prepared, else as soon as it is.

        Loads that nobody asked for do not interrupt each other, or a burst of arrivals would show
        nothing before its end: the newest waits for the one under way.
        """
        under_way = self._loads.get(viewport_id)
        if under_way is not None and not by_user and not under_way.by_user:
            self._next[viewport_id] = design.key
            return
        self.drop(viewport_id)
        sha256 = design.revision.sha256
        prepared = design.state is DesignState.READY and sha256 is not None and not afresh
        if prepared and sha256 is not None and self._show(viewport_id, design, sha256):
            return
        if self._store.change_viewport(viewport_id, requested=design.key, loading=0.0) is None:
            return
        load = _Load(viewport_id, design.key, by_user, afresh)
        self._loads[viewport_id] = load
        name = f"Opening {design.name}"
        load.job = self._jobs.start(name, partial(self._run, load), ended=partial(self._ended, load))

    def drop(self, viewport_id: int) -> None:
        """Forget the load of a viewport; a late answer changes nothing."""
        self._next.pop(viewport_id, None)
        load = self._loads.pop(viewport_id, None)
        if load is None:
            return
        if load.job is not None:
            load.job.cancel()
        design = self._library.get(load.key)
        wanted_elsewhere = any(other.key == load.key for other in self._loads.values())
        if not wanted_elsewhere and design is not None and design.state is DesignState.READY:
            self._ingest.cancel(load.key)  # nobody waits for it; a pending one is read in any case
        self._settle(viewport_id)

    def cancel_all(self) -> bool:
        """Call off all loads, and the reading behind them; False if there was none."""
        loads = tuple(self._loads.values())
        for load in loads:
            self.drop(load.viewport_id)
            self._ingest.cancel(load.key)
        return bool(loads)

    async def _run(self, load: _Load) -> None:
        design = self._library.get(load.key)
        if design is None:
            return
        entry = self._board.begin(f"Reading {design.name}", urgent=True)
        try:
            sha256 = await self._prepared(load, design, entry)
        finally:
            entry.end()
        current = self._library.get(load.key)
        if sha256 is not None and self._loads.get(load.viewport_id) is load:
            del self._loads[load.viewport_id]
            self._show(load.viewport_id, current or design, sha256)
            if load.afresh and sha256 == design.revision.sha256:
                self._notifications.post("info", f"{design.name} is unchanged", design=design.key)
            self._begin_next(load.viewport_id)

    async def _prepared(self, load: _Load, design: Design, entry: ProgressEntry) -> str | None:
        """Read and prepare; return the digest of what can be shown, None if there is nothing."""
        try:
            watcher = partial(self._advance, load, entry, 0.0, _READING_SHARE)
            glimpser = partial(self._glimpsed, load)
            read = await self._ingest.read_now(
                load.key, afresh=load.afresh, watcher=watcher, glimpser=glimpser
            )
        except VesselViewerError:
            return None  # told by ingest, with its reason
        entry.update(_READING_SHARE, f"Preparing {design.name}")
        try:
            self._beside[load.key, read.sha256] = _digest_of(read)
            treatment = self._library.treatment(load.key)
            while True:
                progress = partial(self._advance, load, entry, _READING_SHARE, 1 - _READING_SHARE)
                await self._displays.make(self._key(load.key, read.sha256), read, treatment, progress)
                decided = self._library.treatment(load.key)
                if decided == treatment:
                    break
                treatment = decided  # the user went on meanwhile
        except CancelledError:
            return None
        except VesselViewerError as error:
            title = f"{design.name} cannot be drawn"
            self._notifications.post_error(error, title=title, design=design.key)
            return None
        return read.sha256

    def _glimpsed(self, load: _Load, glimpse: Glimpse) -> None:
        """The triangles of a large file are there; what is read again is shown once it is known to differ."""
        if not load.afresh:
            self._previews.begin(
                load.viewport_id, load.key, glimpse, lambda: self._loads.get(load.viewport_id) is load
            )

    def _advance(
        self, load: _Load, entry: ProgressEntry, start: float, share: float, fraction: float
    ) -> None:
        done = start + share * fraction
        entry.update(done)
        if self._loads.get(load.viewport_id) is load:
            self._store.change_viewport(load.viewport_id, loading=round(done, 2))

    def _key(self, key: DesignKey, sha256: str) -> str:
        """Return the key of a display: the digest, and what else decides what it looks like."""
        parts = (sha256, self._library.treatment(key).digest, self._beside.get((key, sha256), ""))
        return ".".join(part for part in parts if part)

    def _show(self, viewport_id: int, design: Design, sha256: str) -> bool:
        """Show a hull if it is prepared; tell whether it was."""
        if (design.key, sha256) not in self._beside:
            return False  # the same bytes may be prepared for another design, in another frame
        display = self._key(design.key, sha256)
        facts = self._displays.facts(display)
        if facts is None:
            return False
        shown = Shown(design.key, sha256, design.name, facts[0], display, facts[1])
        self._store.change_viewport(
            viewport_id, requested=design.key, shown=shown, preview=None, loading=None
        )
        self._previews.end(viewport_id)
        self._library.mark_seen(design.key)
        return True

    def _ended(self, load: _Load) -> None:
        """However a load came to its end, the viewport says what it shows; and the next one begins."""
        if self._loads.get(load.viewport_id) is load:
            del self._loads[load.viewport_id]
        if load.viewport_id not in self._loads:
            self._settle(load.viewport_id)
            self._begin_next(load.viewport_id)

    def _begin_next(self, viewport_id: int) -> None:
        key = self._next.pop(viewport_id, None)
        design = None if key is None else self._library.get(key)
        if design is not None and design.state is DesignState.READY:
            self.load(viewport_id, design, by_user=False)

    def _settle(self, viewport_id: int) -> None:
        viewport = self._store.state.viewport(viewport_id)
        if viewport is not None and viewport.loading is not None:
            requested = None if viewport.shown is None else viewport.shown.key
            self._store.change_viewport(viewport_id, requested=requested, preview=None, loading=None)
        self._previews.end(viewport_id)


def _digest_of(read: ReadMesh) -> str:
    """Return a short digest of what was declared beside the file and by its name; empty for nothing."""
    said = {**read.declaration.as_dict(), "name": length_in_name(read.name)}
    if not any(said.values()):
        return ""
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]
