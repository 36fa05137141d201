"""From what the feeds say to what the library holds: announced, read, judged, listed; or quarantined."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from vesselviewer.designs import Design, DesignKey, DesignState, Revision
from vesselviewer.errors import CancelledError, FormatError, SourceError, VesselViewerError
from vesselviewer.feeds.source import Listed, MeshAnnounced, MeshFailed, MeshRemoved
from vesselviewer.workspace import wording
from vesselviewer.workspace.cache import SizedCache
from vesselviewer.workspace.inbox import Inbox
from vesselviewer.workspace.kept_files import KeptFiles
from vesselviewer.workspace.reader import Errand, Outcome, Reader
from vesselviewer.workspace.reading import Glimpse, ReadMesh, draw_thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.designs import Library
    from vesselviewer.feeds.source import FeedEvent, FeedSource
    from vesselviewer.workspace.jobs import Jobs
    from vesselviewer.workspace.notifications import Notifications
    from vesselviewer.workspace.progress import ProgressBoard
    from vesselviewer.workspace.work import WorkRunner

_MESH_BUDGET = 256 * 2**20  # bytes of meshes just read, so that opening one does not read it twice
_RETRY_HINT = "Mend the file and choose Retry; a new version is read by itself"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A design that has just become ready.

    Attributes:
        design: as it stands in the library now.
        live: it was announced just now, as opposed to listed.
        order: counts announcements; a higher one is a later one.
    """

    design: Design
    live: bool
    order: int


@dataclass(slots=True)
class _Attached:
    """What is known of a source as long as it is attached."""

    source: FeedSource
    listings: int = 0
    first: bool = True  # whether its last listing was the first one ever
    listed: set[str] = field(default_factory=set)  # ids announced by the listing under way
    owed: set[str] = field(default_factory=set)  # ids that the last listing held and has not announced yet
    new_names: list[str] = field(default_factory=list)
    overtaken: set[str] = field(default_factory=set)  # ids with live news while a listing still waits


class Ingest:
    """Brings designs into the library; nothing here blocks, and nothing here raises to a feed.

    Args:
        library: what is known.
        runner: where meshes are fetched, read and judged.
        notifications: where arrivals and failures are told.
        jobs: the task group.
        progress: told of a backlog.
        clock: seconds since 1970 (UTC).
        arrived: called with each design that has become ready.
    """

    def __init__(
        self,
        library: Library,
        runner: WorkRunner,
        notifications: Notifications,
        jobs: Jobs,
        *,
        progress: ProgressBoard,
        clock: Callable[[], float],
        arrived: Callable[[Arrival], None],
    ) -> None:
        self._library = library
        self._runner = runner
        self._notifications = notifications
        self._jobs = jobs
        self._clock = clock
        self._arrived = arrived
        self._meshes: SizedCache[ReadMesh] = SizedCache(_MESH_BUDGET)
        self._inbox = Inbox(partial(jobs.tell_internal, "An event of a feed"))
        self._reader = Reader(runner, jobs, progress, self._finished, self._draw)
        self._attached: dict[str, _Attached] = {}
        self._orders = itertools.count(1)

    async def run(self) -> None:
        """Take in what the feeds say, until cancelled."""
        await self._inbox.drain()

    def attach(self, source: FeedSource) -> None:
        """Listen to a source."""
        self._attached[source.key] = _Attached(source)

    def detach(self, key: str) -> None:
        """Stop listening to a source; what is left of its backlog is not read."""
        self._attached.pop(key, None)
        self._reader.cancel_all(key)

    def cancel_backlog(self) -> None:
        """Stop reading; what has not been read stays in the list and is read when it is opened."""
        self._reader.cancel_all()

    def cancel(self, key: DesignKey) -> None:
        """Stop reading one design."""
        self._reader.cancel(key)

    def handle(self, source: FeedSource, event: FeedEvent) -> None:
        """Take an event; it is dealt with in the next slices of the loop."""
        attached = self._attached.get(source.key)
        if attached is None or attached.source is not source:
            return
        match event:
            case MeshAnnounced(listed=True) | Listed():
                self._inbox.put(partial(self._take, attached, event), live=False)
            case MeshAnnounced(design_id=design_id) | MeshRemoved(design_id) | MeshFailed(design_id):
                if self._inbox.listing:
                    attached.overtaken.add(design_id)
                self._inbox.put(partial(self._take, attached, event), live=True)
            case _:
                pass

    def announce(self, source: FeedSource, announced: MeshAnnounced) -> None:
        """Put a design that the user has asked for into the library at once, and read it."""
        self._announced(source, announced, live=False, seen=True, asked=True)

    async def read_now(
        self,
        key: DesignKey,
        *,
        afresh: bool = False,
        watcher: Callable[[float], None] | None = None,
        glimpser: Callable[[Glimpse], None] | None = None,
    ) -> ReadMesh:
        """Return the mesh of a design: from memory, from the errand under way, or read now.

        A failure has been told and, where the bytes are bad, noted in the library before it is raised.

        Args:
            key: a design of the library.
            afresh: read the file even if the mesh is in memory.
            watcher: told the fraction done.
            glimpser: given the triangles of a large file before it is judged.

        Raises:
            VesselViewerError: if it cannot be had.
        """
        design = self._library.get(key)
        if design is None:
            raise SourceError("The design is not in the list any more", where=key.design_id)
        errand = self._reader.errand(key)
        if errand is None:
            cached = None if afresh else self._meshes.get(design.revision.sha256 or "")
            # The same bytes under another name, or beside another sidecar, may have another frame.
            if cached is not None and (cached.name, str(cached.path)) != (design.name, design.revision.path):
                cached = None
            if cached is not None and design.state is DesignState.READY:
                return cached
            errand = self._errand_again(design, afresh=afresh)
            self._reader.submit(errand)
        outcome = await self._reader.outcome_of(errand, watcher, glimpser)
        if isinstance(outcome, VesselViewerError):
            raise outcome
        return outcome

    def _errand_again(self, design: Design, *, afresh: bool) -> Errand:
        revision = design.revision
        attached = self._attached.get(design.key.source)
        announced = MeshAnnounced(
            design.key.design_id,
            design.name,
            revision.size,
            revision.created_at,
            revision.locator,
            listed=True,
            sha256=revision.sha256,
        )
        return Errand(
            design.key,
            KeptFiles(design.key.source) if attached is None else attached.source,
            announced,
            order=0,
            before=design if revision.sha256 is not None else None,
            asked=True,
            kept_path=revision.path if attached is None or not afresh else None,
        )

    def _take(self, attached: _Attached, event: FeedEvent) -> None:
        source = attached.source
        if self._attached.get(source.key) is not attached:
            return
        match event:
            case MeshAnnounced():
                if event.listed and event.design_id in attached.overtaken:
                    return
                self._take_announced(attached, event)
            case MeshRemoved(design_id, reason):
                key = DesignKey(source.key, design_id)
                self._reader.cancel(key)
                self._withdraw(key, reason)
            case MeshFailed(design_id, message):
                self._take_failed(source, design_id, message)
            case Listed(design_ids):
                self._take_listed(attached, design_ids)
            case _:
                pass

    def _take_announced(self, attached: _Attached, event: MeshAnnounced) -> None:
        source = attached.source
        key = DesignKey(source.key, event.design_id)
        if self._library.is_dismissed(key, event.size, event.created_at):
            return
        known = self._library.get(key)
        # A live announcement without a digest may mean new bytes under an old date: read it.
        if known is not None and (event.listed or event.sha256) and self._is_current(known, event):
            self._revive(known, event)
            attached.listed.add(event.design_id)
            attached.owed.discard(event.design_id)
            return
        # A listing may close before the files that are still being written: those come when they are whole.
        late = event.listed and event.design_id in attached.owed
        first = attached.first if late else not self._library.is_known_source(source.key)
        attached.owed.discard(event.design_id)
        if event.listed and not late:
            attached.listed.add(event.design_id)
            if not attached.listings:
                self._reader.hold(source.key)
            version = None if known is None else (known.revision.size, known.revision.created_at)
            if version != (event.size, event.created_at):
                attached.new_names.append(event.name)
        news = not event.listed or (late and not first)
        self._announced(source, event, live=news, seen=event.listed and first)

    @staticmethod
    def _is_current(known: Design, event: MeshAnnounced) -> bool:
        """Return True if this version has been read already."""
        revision = known.revision
        return (
            known.state in (DesignState.READY, DesignState.GONE)
            and revision.sha256 is not None
            and revision.report is not None
            and (revision.size, revision.created_at) == (event.size, event.created_at)
            and event.sha256 in (None, revision.sha256)
        )

    def _revive(self, known: Design, event: MeshAnnounced) -> None:
        revision = replace(known.revision, locator=event.locator)
        self._library.put(replace(known, state=DesignState.READY, revision=revision, reason=None))

    def _announced(
        self, source: FeedSource, event: MeshAnnounced, *, live: bool, seen: bool, asked: bool = False
    ) -> None:
        """Show the design as pending, and queue it to be read."""
        key = DesignKey(source.key, event.design_id)
        known = self._library.get(key)
        read_before = known if known is not None and known.revision.sha256 is not None else None
        underway = self._reader.errand(key)
        before = read_before or (underway.before if underway is not None else None)
        errand = Errand(key, source, event, next(self._orders), before, live, asked)
        number = 1 if before is None else before.revision.number + 1
        revision = Revision(number, event.size, event.created_at, self._clock(), event.locator)
        quarantined_before = known is not None and known.state is DesignState.QUARANTINED
        if quarantined_before and known is not None and known.revision.created_at == event.created_at:
            seen = known.seen  # the same bad file, listed once more
        reason = known.reason if quarantined_before and known is not None and event.listed else None
        self._library.put(Design(key, event.name, DesignState.PENDING, revision, seen, reason))
        self._reader.submit(errand)

    def _withdraw(self, key: DesignKey, reason: str) -> None:
        known = self._library.get(key)
        if known is not None and known.state is not DesignState.GONE:
            self._library.put(replace(known, state=DesignState.GONE, reason=reason))

    def _take_failed(self, source: FeedSource, design_id: str, message: str) -> None:
        key = DesignKey(source.key, design_id)
        self._reader.cancel(key)
        known = self._library.get(key)
        if known is None:
            now = self._clock()
            known = Design(key, design_id, DesignState.PENDING, Revision(1, 0, now, now, ""))
        hint = "Ask whoever makes the design; it is shown as soon as a good one arrives"
        self._quarantine(known, SourceError(message, where=source.label, hint=hint), told=False)

    def _take_listed(self, attached: _Attached, design_ids: frozenset[str]) -> None:
        """Withdraw what is known and not listed, step by step, and then close the listing."""
        source = attached.source
        present = design_ids | attached.overtaken
        gone = [key for key in self._library.of_source(source.key) if key.design_id not in present]
        reason = f"not in {source.label} any more"
        steps: list[Callable[[], None]] = [partial(self._withdraw_unlisted, key, reason) for key in gone]
        self._inbox.put_next([*steps, partial(self._close_listing, attached, design_ids)])

    def _withdraw_unlisted(self, key: DesignKey, reason: str) -> None:
        self._reader.cancel(key)
        self._withdraw(key, reason)

    def _close_listing(self, attached: _Attached, design_ids: frozenset[str]) -> None:
        source, fresh = attached.source, attached.new_names
        attached.owed = set(design_ids) - attached.listed - attached.overtaken
        attached.listed.clear()
        attached.overtaken.clear()
        attached.new_names = []
        attached.listings += 1
        attached.first = not self._library.is_known_source(source.key)
        if attached.first:
            self._library.mark_source_known(source.key)
            self._notifications.post("info", f"{source.label}: {wording.designs(len(design_ids))}")
        elif fresh:
            what = wording.designs(len(fresh))
            while_away = f"{what} arrived while you were away"
            title = while_away if attached.listings == 1 else f"{what} caught up from {source.label}"
            text = f"{source.label}: {wording.names(fresh)}"
            self._notifications.post("summary", title, text, count=len(fresh))
        self._reader.release(source.key)
        newest = self._newest_ready(source.key)
        if newest is not None:
            self._arrived(Arrival(newest, live=False, order=0))

    def _newest_ready(self, source: str) -> Design | None:
        listed = (design for design in self._library.designs if design.key.source == source)
        return next((design for design in listed if design.state is DesignState.READY), None)

    def _finished(self, errand: Errand, outcome: Outcome) -> None:
        known = self._library.get(errand.key)
        if known is None or isinstance(outcome, CancelledError):
            return
        expected = errand.announced.sha256
        if isinstance(outcome, ReadMesh):
            if expected not in (None, outcome.sha256) and not errand.asked:
                hint = "It may be read while it was replaced; choose Retry"
                outcome = FormatError("The bytes are not the ones announced", where=known.name, hint=hint)
            else:
                self._became_ready(errand, known, outcome)
                return
        again = errand.asked and known.state is DesignState.READY
        if again and isinstance(outcome, SourceError):
            # A drive that is away does not make a good design bad.
            self._notifications.post_error(outcome, title=f"{known.name} cannot be had", design=known.key)
            return
        self._quarantine(known, outcome, told=not errand.asked and known.reason == str(outcome))

    def _quarantine(self, known: Design, error: VesselViewerError, *, told: bool) -> None:
        self._library.put(replace(known, state=DesignState.QUARANTINED, reason=str(error)))
        if not told:
            hinted = VesselViewerError(error.what, where=error.where, hint=error.hint or _RETRY_HINT)
            self._notifications.post_error(hinted, title=f"{known.name} could not be read", design=known.key)

    def _became_ready(self, errand: Errand, known: Design, read: ReadMesh) -> None:
        before, announced = errand.before, errand.announced
        same = before is not None and before.revision.sha256 == read.sha256
        number = 1 if before is None else before.revision.number + (not same)
        revision = Revision(
            number,
            read.size,
            announced.created_at,
            known.revision.arrived_at,
            announced.locator,
            read.sha256,
            str(read.path),
            read.report,
        )
        seen = before.seen if same and before is not None else known.seen
        gone = known.state is DesignState.GONE
        state = DesignState.GONE if gone else DesignState.READY
        ready = Design(known.key, known.name, state, revision, seen, known.reason if gone else None)
        self._meshes.put(read.sha256, read, read.memory)
        self._library.put(ready)
        self._notifications.settle(known.key)
        if errand.live and not same:
            text = wording.described(ready, self._library.same_bytes(ready))
            title = ready.name if before is None else f"{ready.name} revised"
            self._notifications.post("arrival", title, text, design=ready.key)
        if read.trouble is not None and not same:
            title = f"The sidecar of {ready.name} is not used"
            self._notifications.post("error", title, read.trouble, design=ready.key)
        self._arrived(Arrival(ready, errand.live and not same, errand.order))

    async def _draw(self, read: ReadMesh) -> None:
        """Draw the thumbnail of a mesh that has just been read, unless its bytes have one."""
        if not self._library.has_thumbnail(read.sha256):
            rgba = await self._runner.run(lambda _: draw_thumbnail(read), label="draw")
            self._library.put_thumbnail(read.sha256, rgba)
