"""Draws the diagram that is looked at, of the design that is looked at, and no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vesselviewer.designs import Listeners
from vesselviewer.errors import CancelledError, VesselViewerError
from vesselviewer.workspace.curve_kinds import CURVES, with_reference
from vesselviewer.workspace.measuring import in_words
from vesselviewer.workspace.plots import Plot

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.workspace.flotation_choice import FlotationChoice
    from vesselviewer.workspace.jobs import Job, Jobs
    from vesselviewer.workspace.prepared_hulls import PreparedHulls
    from vesselviewer.workspace.state import WorkspaceState
    from vesselviewer.workspace.store import StateStore
    from vesselviewer.workspace.work import WorkRunner


class CurveDesk:
    """One diagram at a time, drawn off the loop's thread; of a burst of changes only the last counts.

    Args:
        store: the state of the workspace.
        hulls: gives the prepared hulls.
        runner: where diagrams are drawn.
        jobs: the task group.
    """

    def __init__(self, store: StateStore, hulls: PreparedHulls, runner: WorkRunner, jobs: Jobs) -> None:
        self._store = store
        self._hulls = hulls
        self._runner = runner
        self._jobs = jobs
        self._listeners: Listeners[[]] = Listeners()
        self._kind: str | None = None
        self._plot: Plot | None = None
        self._plot_for: tuple[object, ...] | None = None
        self._job: Job | None = None
        store.subscribe(self._on_state)

    @property
    def plot(self) -> Plot | None:
        """The diagram that was asked for; None before there is one."""
        return self._plot

    @property
    def drawing(self) -> bool:
        """True while a newer diagram is on its way."""
        return self._wanted() != self._plot_for

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each new diagram; returns what ends it."""
        return self._listeners.add(listener)

    def want(self, kind: str | None) -> None:
        """Look at a diagram, a key of `CURVES`; None looks at none, and nothing is computed.

        Raises:
            KeyError: if there is no such diagram.
        """
        if kind is not None and kind not in CURVES:
            raise KeyError(kind)
        self._kind = kind
        self._ask()

    def _on_state(self, _old: WorkspaceState, _new: WorkspaceState) -> None:
        self._ask()

    def _wanted(self) -> tuple[object, ...] | None:
        """Return what the diagram depends on; None if there is none to draw."""
        state = self._store.state
        shown = state.active_viewport.shown
        if self._kind is None or shown is None:
            return None
        kind = CURVES[self._kind]
        behind = state.reference.display_key if state.reference is not None and kind.compares else None
        return (self._kind, shown.display_key, shown.name, behind, kind.needs(state.flotation))

    def _ask(self) -> None:
        wanted = self._wanted()
        if wanted == self._plot_for:
            return
        if wanted is None:
            self._show(None, None)
        elif self._job is None or self._job.over:
            self._job = self._jobs.start("The curves", self._run)

    async def _run(self) -> None:
        while (wanted := self._wanted()) is not None and wanted != self._plot_for:
            plot = await self._drawn(self._store.state, wanted)
            # A late answer for another design or diagram is dropped; one for a draft that the slider
            # has just left is shown, so that the curve goes along.
            now = self._wanted()
            if now is not None and now[:4] == wanted[:4]:
                self._show(plot, wanted)

    async def _drawn(self, state: WorkspaceState, wanted: tuple[object, ...]) -> Plot | None:
        kind, shown, reference = str(wanted[0]), state.active_viewport.shown, state.reference
        if shown is None:
            return None
        plot = await self._of(kind, shown.display_key, state.flotation)
        if plot is None:
            return None
        plot = replace(plot, title=f"{plot.title} of {shown.name}")
        if reference is None or reference.display_key == shown.display_key or not CURVES[kind].compares:
            return plot
        behind = await self._of(kind, reference.display_key, state.flotation)
        if behind is None or behind.trouble or plot.trouble:
            return plot
        title = f"{plot.title}, {reference.name} behind it"
        return replace(plot, title=title, traces=with_reference(plot, behind))

    async def _of(self, kind: str, key: str, choice: FlotationChoice) -> Plot | None:
        try:
            hull = await self._hulls.get(key)
            if hull is None:
                return None
            return await self._runner.run(lambda _: CURVES[kind].make(hull, choice), label="curves")
        except CancelledError:
            return None
        except VesselViewerError as error:
            return Plot(kind, CURVES[kind].title, "", "", "", "", trouble=in_words(error))

    def _show(self, plot: Plot | None, made_for: tuple[object, ...] | None) -> None:
        self._plot, self._plot_for = plot, made_for
        self._listeners.tell()
