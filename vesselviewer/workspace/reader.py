"""The queue of designs to be read: newest first, a few at a time, the last word on each design only."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.errors import CancelledError, FormatError, VesselViewerError
from vesselviewer.workspace.reading import Glimpse, ReadMesh, read_and_judge

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from vesselviewer.designs import Design, DesignKey
    from vesselviewer.feeds.source import FeedSource, MeshAnnounced
    from vesselviewer.workspace.jobs import Job, Jobs
    from vesselviewer.workspace.progress import ProgressBoard, ProgressEntry
    from vesselviewer.workspace.work import WorkRunner

Outcome = ReadMesh | VesselViewerError
_AT_ONCE = 2
_FETCHING_SHARE = 0.3


@dataclass(slots=True, eq=False)
class Errand:
    """A design that is to be read, and what is to be said of it.

    Attributes:
        key: the design.
        source: the feed that has its bytes.
        announced: what the feed said.
        order: counts announcements; a higher one is a later one.
        before: the design as it was last read; None if it never was.
        live: announced just now, as opposed to listed.
        asked: wanted by the user: again, or for the first time.
        kept_path: a local file that may have the bytes already.
        outcome: what came of it; an errand that is superseded hands it on to the next.
        watchers: told the fraction done.
        glimpsers: given the triangles of a large file before it is judged.
    """

    key: DesignKey
    source: FeedSource
    announced: MeshAnnounced
    order: int
    before: Design | None = None
    live: bool = False
    asked: bool = False
    kept_path: str | None = None
    outcome: asyncio.Future[Outcome] | None = None
    watchers: list[Callable[[float], None]] = field(default_factory=list)
    glimpsers: list[Callable[[Glimpse], None]] = field(default_factory=list)
    job: Job | None = None

    @property
    def rank(self) -> tuple[bool, float, int]:
        """Live before listed, then the newest file first."""
        return (not self.live, -self.announced.created_at, -self.order)


class Reader:
    """Reads designs off the loop's thread.

    Args:
        runner: where the work is done.
        jobs: where the waiting is done.
        progress: told of a backlog.
        finished: called on the loop's thread with each errand and its outcome.
        afterwards: what else is made of each mesh, before the next one may be read.
    """

    def __init__(
        self,
        runner: WorkRunner,
        jobs: Jobs,
        progress: ProgressBoard,
        finished: Callable[[Errand, Outcome], None],
        afterwards: Callable[[ReadMesh], Awaitable[None]],
    ) -> None:
        self._runner = runner
        self._jobs = jobs
        self._board = progress
        self._finished = finished
        self._afterwards = afterwards
        self._waiting: dict[DesignKey, Errand] = {}
        self._running: dict[DesignKey, Errand] = {}
        self._heaps: dict[str, list[tuple[tuple[bool, float, int], int, Errand]]] = {}
        self._held: set[str] = set()
        self._ties = itertools.count()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._urgent_slots = asyncio.Semaphore(_AT_ONCE)
        self._entry: ProgressEntry | None = None
        self._done = 0

    def errand(self, key: DesignKey) -> Errand | None:
        """Return the errand for a design that waits or is under way; None if there is none."""
        return self._waiting.get(key) or self._running.get(key)

    def submit(self, errand: Errand) -> None:
        """Queue an errand; an earlier one for the same design is superseded."""
        earlier = self._waiting.pop(errand.key, None) or self._running.pop(errand.key, None)
        if earlier is not None:
            errand.before = errand.before or earlier.before
            errand.outcome, earlier.outcome = earlier.outcome, None
            errand.watchers, errand.glimpsers = earlier.watchers, earlier.glimpsers
            errand.live = errand.live or earlier.live
            errand.asked = errand.asked or earlier.asked
            if earlier.job is not None:
                earlier.job.cancel()
        self._waiting[errand.key] = errand
        heapq.heappush(self._heaps.setdefault(errand.key.source, []), (errand.rank, next(self._ties), errand))
        self._pump()

    def hold(self, source: str) -> None:
        """Let the listed designs of a source wait until `release`, so that the newest comes first."""
        self._held.add(source)

    def release(self, source: str) -> None:
        """Begin to read the listed designs of a source."""
        self._held.discard(source)
        self._pump()

    async def outcome_of(
        self,
        errand: Errand,
        watcher: Callable[[float], None] | None = None,
        glimpser: Callable[[Glimpse], None] | None = None,
    ) -> Outcome:
        """Bring an errand to the front, and wait for what comes of it."""
        if errand.outcome is None:
            errand.outcome = asyncio.get_running_loop().create_future()
        if watcher is not None:
            errand.watchers.append(watcher)
        if glimpser is not None:
            errand.glimpsers.append(glimpser)
        if errand.job is None and self._waiting.get(errand.key) is errand:
            self._begin(errand, urgent=True)
        return await asyncio.shield(errand.outcome)

    def cancel(self, key: DesignKey) -> None:
        """Call the reading of a design off."""
        errand = self._waiting.pop(key, None) or self._running.pop(key, None)
        if errand is not None:
            if errand.job is not None:
                errand.job.cancel()
            self._settle(errand, CancelledError())
            self._pump()

    def cancel_all(self, source: str | None = None) -> None:
        """Call all reading off, or that of one source."""
        for key in (*self._waiting, *self._running):
            if source is None or key.source == source:
                self.cancel(key)

    def _pump(self) -> None:
        """Begin what may begin."""
        if self._jobs.closed:
            return
        for source, heap in self._heaps.items():
            running = sum(key.source == source for key in self._running)
            while heap and running < _AT_ONCE:
                errand = heap[0][2]
                if self._waiting.get(errand.key) is not errand:
                    heapq.heappop(heap)
                    continue
                if source in self._held and not errand.live:
                    break
                heapq.heappop(heap)
                self._begin(errand, urgent=False)
                running += 1
        self._tell_backlog()

    def _begin(self, errand: Errand, *, urgent: bool) -> None:
        del self._waiting[errand.key]
        self._running[errand.key] = errand
        work = partial(self._perform, errand, urgent=urgent)
        errand.job = self._jobs.start(
            f"Reading {errand.announced.name}", work, ended=partial(self._ended, errand)
        )

    async def _perform(self, errand: Errand, *, urgent: bool) -> None:
        """Fetch, then read and judge when there is a slot, and keep the slot for what comes afterwards."""
        name = errand.announced.name
        outcome: Outcome
        try:
            path = await self._runner.run(
                partial(_local_file, errand),
                label=f"fetch {name}",
                progress=partial(_watched, errand, 0.0, _FETCHING_SHARE),
            )
            async with self._urgent_slots if urgent else self._slots:
                read = await self._runner.run(
                    partial(read_and_judge, path, name=name, glimpsed=self._telling(errand)),
                    label=f"read {name}",
                    progress=partial(_watched, errand, _FETCHING_SHARE, 1 - _FETCHING_SHARE),
                )
                self._come_back(errand, read)
                await self._afterwards(read)
            return
        except VesselViewerError as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - a boundary: one file must not end the reading of the others
            self._jobs.tell_internal(f"Reading {name}", error)
            outcome = FormatError(
                f"Internal error ({type(error).__name__}: {error})", hint="Please report it with this file"
            )
        self._come_back(errand, outcome)

    def _telling(self, errand: Errand) -> Callable[[Glimpse], None]:
        """Return what hands a glimpse from the thread that reads to those who wait on the loop's."""
        loop = asyncio.get_running_loop()

        def tell(glimpse: Glimpse) -> None:
            if self._running.get(errand.key) is errand:
                for glimpser in errand.glimpsers:
                    glimpser(glimpse)

        def tell_soon(glimpse: Glimpse) -> None:
            loop.call_soon_threadsafe(tell, glimpse)

        return tell_soon

    def _come_back(self, errand: Errand, outcome: Outcome) -> None:
        """Take an errand off the road, unless it has been superseded or called off meanwhile."""
        if self._running.get(errand.key) is errand:
            del self._running[errand.key]
            self._done += 1
            self._settle(errand, outcome)
            self._pump()

    def _settle(self, errand: Errand, outcome: Outcome) -> None:
        try:
            self._finished(errand, outcome)
        finally:
            if errand.outcome is not None and not errand.outcome.done():
                errand.outcome.set_result(outcome)

    def _ended(self, errand: Errand) -> None:
        """Whatever happened, the errand is no longer under way."""
        if self._running.get(errand.key) is errand:
            del self._running[errand.key]
            if errand.outcome is not None and not errand.outcome.done():
                errand.outcome.set_result(CancelledError())
        self._pump()

    def _tell_backlog(self) -> None:
        left = len(self._waiting) + len(self._running)
        if not left:
            self._done = 0
            if self._entry is not None:
                self._entry.end()
                self._entry = None
            return
        total = self._done + left
        if total == 1:
            label = f"Reading {next(iter((self._running or self._waiting).values())).announced.name}"
        else:
            label = f"Reading {min(self._done + 1, total)} of {total} designs"
        if self._entry is None:
            self._entry = self._board.begin(label, urgent=False)
        self._entry.update(None if total == 1 else self._done / total, label)


def _local_file(errand: Errand, checkpoint: Callable[[float], None]) -> Path:
    """Return the file with the bytes, fetched if it is not here; called off the loop's thread."""
    if errand.kept_path is not None and Path(errand.kept_path).is_file():
        return Path(errand.kept_path)
    return errand.source.fetch(errand.announced, checkpoint)


def _watched(errand: Errand, start: float, share: float, fraction: float) -> None:
    for watcher in errand.watchers:
        watcher(start + share * fraction)
