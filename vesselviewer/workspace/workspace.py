"""The application without a window: commands in, new state out."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from vesselviewer.designs import DesignChanged, DesignKey, DesignState, LibraryKeeper, TreatmentChanged
from vesselviewer.errors import CancelledError, StorageError, VesselViewerError
from vesselviewer.formats import write_whole
from vesselviewer.workspace.connections import Connections
from vesselviewer.workspace.curve_desk import CurveDesk
from vesselviewer.workspace.displays import Displays
from vesselviewer.workspace.floating_hulls import FloatingHulls
from vesselviewer.workspace.following import Following, neighbor, newest_ready
from vesselviewer.workspace.ingest import Arrival, Ingest
from vesselviewer.workspace.jobs import Jobs, in_slices
from vesselviewer.workspace.kept_files import KeptFiles
from vesselviewer.workspace.loading import Loading
from vesselviewer.workspace.local_files import announce_file
from vesselviewer.workspace.prepared_hulls import PreparedHulls
from vesselviewer.workspace.previews import Previews
from vesselviewer.workspace.progress import Progress, ProgressBoard
from vesselviewer.workspace.settings import THEMES
from vesselviewer.workspace.state import WorkspaceState
from vesselviewer.workspace.store import StateStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vesselviewer.designs import Library, LibraryEvent, Treatment
    from vesselviewer.feeds.source import FeedSource, FeedStatus
    from vesselviewer.mesh import Mesh
    from vesselviewer.workspace.notifications import Notifications
    from vesselviewer.workspace.settings import Settings
    from vesselviewer.workspace.work import WorkRunner

T = TypeVar("T")
Toggle = Literal["edges", "grid", "axes", "waterplane", "marks", "parallel", "sections", "centers"]

_TOGGLES: tuple[Toggle, ...] = (
    "edges", "grid", "axes", "waterplane", "marks", "parallel", "sections", "centers",
)  # fmt: skip
_SETTINGS_GATHER_S = 0.5
_SWITCH_S = 0.0005


class Workspace(Generic[T]):
    """Owns what is looked at, and everything that runs behind it.

    Commands are called on the loop's thread and never block: they change the state, or schedule
    work that will. Those given before `run` has begun are carried out when it begins.

    Args:
        library: what is known.
        runner: where work is done off the loop's thread; closed by whoever made it, after `run`.
        notifications: where a person is told of things.
        settings: theme and toggles are taken from there, and kept there.
        prepare: makes what is drawn of a mesh; called off the loop's thread with a checkpoint.
        clock: seconds since 1970 (UTC).
        at_waterline: adds to what ``prepare`` made what is drawn of it at a draft; called after it.
        sketch: makes what is drawn of a large mesh until it is prepared; without it the last hull stays.
    """

    def __init__(
        self,
        library: Library,
        runner: WorkRunner,
        notifications: Notifications,
        settings: Settings,
        prepare: Callable[[Mesh, Callable[[float], None]], T],
        clock: Callable[[], float],
        at_waterline: Callable[[T, float], T] | None = None,
        *,
        sketch: Callable[[Mesh, Callable[[float], None]], T] | None = None,
    ) -> None:
        self._library = library
        self._runner = runner
        self._notifications = notifications
        self._settings = settings
        toggles = {name: getattr(settings.values, name) for name in _TOGGLES}
        self._store = StateStore(WorkspaceState(theme=settings.values.theme, **toggles))
        self._jobs = Jobs(notifications)
        self._board = ProgressBoard()
        self._keeper = LibraryKeeper(library, self._tell_storage)
        self._loaded = asyncio.Event()
        self._stopped = asyncio.Event()
        self._ingest = Ingest(
            library,
            runner,
            notifications,
            self._jobs,
            progress=self._board,
            clock=clock,
            arrived=self._on_arrival,
        )
        self._connections = Connections(
            notifications, self._jobs, clock=clock, receive=self._ingest.handle, ready=self._loaded
        )
        self._displays: Displays[T] = Displays(runner, prepare, self._keys_shown, at_waterline)
        self._previews = Previews(self._store, library, runner, self._jobs, sketch)
        self._loading = Loading(
            self._store,
            library,
            self._ingest,
            self._displays,
            self._previews,
            self._jobs,
            progress=self._board,
            notifications=notifications,
        )
        hulls = PreparedHulls(runner, self._displays.treated, self._board, self._keys_shown)
        self._floating = FloatingHulls(self._store, hulls, runner, self._jobs)
        self._curves = CurveDesk(self._store, hulls, runner, self._jobs)
        self._files = KeptFiles()
        self._following = Following()

    # What there is to see ---------------------------------------------------------------------

    @property
    def state(self) -> WorkspaceState:
        """What is looked at."""
        return self._store.state

    def subscribe(self, listener: Callable[[WorkspaceState, WorkspaceState], None]) -> Callable[[], None]:
        """Call ``listener(old, new)`` after each change of the state; returns what ends it."""
        return self._store.subscribe(listener)

    def display(self, key: str) -> T | None:
        """Return what is drawn under `Shown.display` or `Preview.display`; None if it is not in memory."""
        drawn = self._previews.get(key)
        return self._displays.get(key) if drawn is None else drawn

    @property
    def floating(self) -> FloatingHulls:
        """The hydrostatics of every hull that is shown."""
        return self._floating

    @property
    def curves(self) -> CurveDesk:
        """The diagram that is looked at."""
        return self._curves

    @property
    def progress(self) -> Progress | None:
        """Work under way for longer than 0.3 s; None if there is none."""
        return self._board.current

    def subscribe_progress(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of `progress`; returns what ends it."""
        return self._board.subscribe(listener)

    @property
    def feed_statuses(self) -> Mapping[str, tuple[str, FeedStatus]]:
        """Label and state of each attached feed by its key."""
        return self._connections.statuses

    def subscribe_feeds(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of `feed_statuses`; returns what ends it."""
        return self._connections.subscribe(listener)

    # What is shown ----------------------------------------------------------------------------

    def open(self, key: DesignKey, viewport: int | None = None, *, by_user: bool = True) -> None:
        """Show a design in a viewport, the active one by default; what is there stays until it is ready.

        Args:
            key: the design; one that failed before is tried again.
            viewport: id of the viewport.
            by_user: False if nobody asked for it, which leaves `follow_latest` on.
        """
        design = self._library.get(key)
        viewport_id = self.state.active if viewport is None else viewport
        if design is None or self.state.viewport(viewport_id) is None:
            return
        if by_user:
            self._store.change(replace(self.state, follow_latest=False))
        self._loading.load(viewport_id, design, by_user=by_user)

    def open_file(self, path: Path) -> None:
        """Add a file to the library under the source "file:", and show it in the active viewport."""
        self._store.change(replace(self.state, follow_latest=False))
        self._jobs.start(f"Opening {path.name}", partial(self._open_file, Path(path), self.state.active))

    async def _open_file(self, path: Path, viewport_id: int) -> None:
        announced = await self._runner.run(lambda _: announce_file(path), label=f"look at {path.name}")
        key = DesignKey(self._files.key, announced.design_id)
        self._ingest.announce(self._files, announced)
        design = self._library.get(key)
        if design is not None:
            self._loading.load(viewport_id, design, by_user=True)

    def older(self) -> None:
        """Show the next older design in the active viewport."""
        self._step(1)

    def newer(self) -> None:
        """Show the next newer design in the active viewport."""
        self._step(-1)

    def _step(self, step: int) -> None:
        viewport = self.state.active_viewport
        shown = None if viewport.shown is None else viewport.shown.key
        design = neighbor(self._library.designs, viewport.requested or shown, step)
        if design is not None:
            self.open(design.key)

    def follow(self, on: bool) -> None:  # noqa: FBT001 - it is what the switch says
        """Go along with arrivals, or no longer; on shows the latest design at once."""
        self._store.change(replace(self.state, follow_latest=on))
        latest = newest_ready(self._library.designs) if on else None
        self._following.restart(latest)
        if latest is not None:
            # Asked for, so it takes the place of a load under way.
            self._loading.load(self.state.active, latest, by_user=True)

    def retry(self, key: DesignKey) -> None:
        """Read a design again that could not be read."""
        design = self._library.get(key)
        if design is not None:
            self._jobs.start(f"Reading {design.name}", partial(self._retry, key))

    async def _retry(self, key: DesignKey) -> None:
        with contextlib.suppress(VesselViewerError):  # told by ingest, with its reason
            await self._ingest.read_now(key, afresh=True)

    def reload(self) -> None:
        """Read the file of the design in the active viewport again."""
        shown = self.state.active_viewport.shown
        design = None if shown is None else self._library.get(shown.key)
        if design is not None:
            self._loading.load(self.state.active, design, by_user=True, afresh=True)

    def cancel_loading(self) -> None:
        """Call off what the user waits for; if that is nothing, the backlog of the feeds."""
        if not self._loading.cancel_all():
            self._ingest.cancel_backlog()

    def save_file(self, path: Path, encode: Callable[[], bytes], *, what: str) -> None:
        """Make the bytes of a file and write it, off the loop's thread; a notification tells of it.

        Args:
            path: where to; what is there is replaced once the new file is whole.
            encode: makes the bytes.
            what: what is saved, as a noun.
        """
        self._jobs.start(f"Saving {path.name}", partial(self._save_file, path, encode, what))

    async def _save_file(self, path: Path, encode: Callable[[], bytes], what: str) -> None:
        try:
            await self._runner.run(lambda _: write_whole(path, encode()), label="save")
        except OSError as error:
            problem = f"The file cannot be written ({error.strerror or error})"
            hint = "Check that the folder exists, may be written and has room"
            raise StorageError(problem, where=str(path), hint=hint) from error
        self._notifications.post("info", f"{what} saved", str(path))

    # What is decided about a design -----------------------------------------------------------

    def correct(self, key: DesignKey, correction_id: str) -> None:
        """Apply a correction; the bytes of the file stay as they are."""
        self.treat(key, self._library.treatment(key).correcting(correction_id))

    def declare(self, key: DesignKey, name: str, value: str | float) -> None:
        """Vouch for a value of the frame.

        Raises:
            FormatError: if a frame cannot have it.
        """
        self.treat(key, self._library.treatment(key).declaring(name, value))

    def undo(self, key: DesignKey) -> None:
        """Take the last decision about a design back."""
        self.treat(key, self._library.treatment(key).undone())

    def treat(self, key: DesignKey, treatment: Treatment) -> None:
        """Decide about a design; it is shown anew where it is shown, and the camera stays."""
        self._library.put_treatment(key, treatment)

    # What is in the list ----------------------------------------------------------------------

    def forget(self, key: DesignKey) -> None:
        """Take a design off the list; where it is shown it stays until something else is."""
        self._ingest.cancel(key)
        self._library.remove(key)

    def mark_all_seen(self) -> None:
        """Take all NEW badges off."""
        keys = self._library.unseen()
        self._jobs.start("Marking all as seen", partial(in_slices, self._library.mark_seen, keys))

    # How it floats ----------------------------------------------------------------------------

    def float_at(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of `FlotationChoice`
        """Change how the hulls float: ``draft``, ``trim``, ``heel``, ``density`` or ``kg``, SI.

        Raises:
            TypeError: if there is no such field.
        """
        flotation = replace(self.state.flotation, **changes)
        self._store.change(replace(self.state, flotation=flotation))

    def pin_reference(self) -> None:
        """Measure all others against the hull in the active viewport; again, against none."""
        shown, pinned = self.state.active_viewport.shown, self.state.reference
        same = shown is not None and pinned is not None and shown.display_key == pinned.display_key
        if shown is not None:
            self._store.change(replace(self.state, reference=None if same else shown))

    def unpin_reference(self) -> None:
        """Measure against none."""
        self._store.change(replace(self.state, reference=None))

    # The panes --------------------------------------------------------------------------------

    def set_viewports(self, count: int) -> None:
        """Have that many viewports, 1 to 6; the last ones close first."""
        self._change_panes(lambda state: state.with_count(count))

    def close_viewport(self, viewport_id: int) -> None:
        """Close a viewport; the last one is emptied instead."""
        self._change_panes(lambda state: state.without(viewport_id))

    def _change_panes(self, change: Callable[[WorkspaceState], WorkspaceState]) -> None:
        kept = change(self.state).viewports
        for viewport in self.state.viewports:
            if viewport not in kept:
                self._loading.drop(viewport.id)
        self._store.change(change(self.state))
        self._restart_following()

    def activate(self, viewport_id: int) -> None:
        """Make a viewport the one that commands go to."""
        if viewport_id != self.state.active and self.state.viewport(viewport_id) is not None:
            self._store.change(replace(self.state, active=viewport_id))
            self._restart_following()

    def _restart_following(self) -> None:
        shown = self.state.active_viewport.shown
        self._following.restart(None if shown is None else self._library.get(shown.key))

    def set_linked(self, viewport_id: int, linked: bool) -> None:  # noqa: FBT001 - it is what the switch says
        """Let a viewport share the common camera, or have its own."""
        self._store.change_viewport(viewport_id, linked=linked)

    def link_all(self) -> None:
        """Let all viewports share one camera."""
        viewports = tuple(replace(viewport, linked=True) for viewport in self.state.viewports)
        self._store.change(replace(self.state, viewports=viewports))

    def toggle(self, name: Toggle) -> None:
        """Switch a thing that is drawn on or off, and keep that for the next start.

        Raises:
            ValueError: if there is no such thing.
        """
        if name not in _TOGGLES:
            raise ValueError(f"no such toggle: {name}")
        switched: dict[str, Any] = {name: not getattr(self.state, name)}
        self._settings.update(**switched)
        self._store.change(replace(self.state, **switched))

    def set_theme(self, name: str) -> None:
        """Choose "system", "light" or "dark", and keep that for the next start.

        Raises:
            ValueError: if there is no such theme.
        """
        if name not in THEMES:
            raise ValueError(f"no such theme: {name}")
        self._settings.update(theme=name)
        self._store.change(replace(self.state, theme=name))

    # The feeds --------------------------------------------------------------------------------

    def attach_feed(self, source: FeedSource) -> None:
        """Run a feed; one that is attached already tries to connect at once."""
        if self._connections.attach(source):
            self._ingest.attach(source)

    def detach_feed(self, key: str, *, forget: bool = False) -> None:
        """End a feed.

        Args:
            key: `FeedSource.key`.
            forget: take its designs off the list as well; they come back if it is attached again.
        """
        if self._connections.detach(key):
            self._ingest.detach(key)
        if forget:
            keys = self._library.of_source(key)
            self._jobs.start("Clearing the list", partial(in_slices, self._library.purge, keys))

    def retry_feed(self, key: str) -> None:
        """Let a feed try to connect at once."""
        self._connections.retry(key)

    # Life -------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Do all the work behind the window, until `stop`; everything is written when it returns."""
        unsubscribe = self._library.subscribe(self._on_library)
        # Threads that read hold the interpreter for up to this long each time the loop wants it back;
        # at Python's 5 ms, a burst of files adds up to waits of 80 ms.
        before = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)
        if self._settings.trouble is not None:
            self._notifications.post("error", "Settings", self._settings.trouble)
        self._jobs.start("The history", self._keep_library)
        self._jobs.start("Taking in what the feeds say", self._ingest.run)
        self._jobs.start("Keeping the settings", self._keep_settings)
        try:
            await self._jobs.run(self._stopped)
        finally:
            unsubscribe()
            await self._save_settings()
            await self._keeper.close()
            sys.setswitchinterval(before)

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopped.set()

    async def _keep_library(self) -> None:
        try:
            await self._keeper.load()
        finally:
            self._loaded.set()  # without a history the feeds go on all the same
        await self._keeper.run()

    async def _keep_settings(self) -> None:
        changed = asyncio.Event()
        unsubscribe = self._settings.subscribe(lambda _old, _new: changed.set())
        try:
            while True:
                await changed.wait()
                await asyncio.sleep(_SETTINGS_GATHER_S)
                changed.clear()
                await self._save_settings()
        finally:
            unsubscribe()

    async def _save_settings(self) -> None:
        try:
            await self._runner.run(lambda _: self._settings.save(), label="settings")
        except StorageError as error:
            self._tell_storage(error)
        except CancelledError:
            pass  # the runner is closed already; the settings of the last half second are not kept

    def _tell_storage(self, error: StorageError) -> None:
        self._notifications.post_error(error, title="History and settings")

    def _keys_shown(self) -> frozenset[str]:
        shown = (viewport.shown for viewport in self.state.viewports)
        hulls = [*shown, self.state.reference]
        return frozenset(hull.display_key for hull in hulls if hull is not None)

    def _on_arrival(self, arrival: Arrival) -> None:
        """A design has become ready: renew it where it is shown, and go along if that is wanted."""
        design = arrival.design
        for viewport in self.state.viewports:
            shown = viewport.shown
            if shown is None or shown.key != design.key or viewport.requested not in (None, design.key):
                continue
            if shown.sha256 != design.revision.sha256 and design.state is DesignState.READY:
                self._loading.load(viewport.id, design, by_user=False)
        if self.state.follow_latest and self._following.takes(arrival):
            self.open(design.key, by_user=False)

    def _on_library(self, event: LibraryEvent) -> None:
        """Say so when the file behind a hull on screen goes away; show anew what is treated otherwise."""
        match event:
            case TreatmentChanged(key):
                design = self._library.get(key)
                for viewport in self.state.viewports:
                    if design is not None and viewport.shown is not None and viewport.shown.key == key:
                        self._loading.load(viewport.id, design, by_user=True)
            case DesignChanged(old, new) if (
                new.state is DesignState.GONE and old.state is not DesignState.GONE
            ):
                shown = (viewport.shown for viewport in self.state.viewports)
                if any(hull is not None and hull.key == new.key for hull in shown):
                    text = f"{new.reason or 'It has been withdrawn'}; what you see is its last state"
                    self._notifications.post("info", f"{new.name} is gone", text, design=new.key)
            case _:
                pass
