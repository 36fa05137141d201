"""The numbers of every hull on screen, kept up to date while the draft moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.designs import Listeners
from vesselviewer.errors import CancelledError, VesselViewerError
from vesselviewer.workspace.flotation_choice import level_of
from vesselviewer.workspace.measuring import Floated, hull_sections, in_words, measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.scene import Segments
    from vesselviewer.workspace.jobs import Job, Jobs
    from vesselviewer.workspace.prepared_hulls import FloatableHull, PreparedHulls
    from vesselviewer.workspace.state import Shown, WorkspaceState
    from vesselviewer.workspace.store import StateStore
    from vesselviewer.workspace.work import WorkRunner


class FloatingHulls:
    """Measures what is shown, one job at a time: of a burst of changes only the last is computed.

    Args:
        store: the state of the workspace.
        hulls: gives the prepared hulls.
        runner: where they are measured.
        jobs: the task group.
    """

    def __init__(self, store: StateStore, hulls: PreparedHulls, runner: WorkRunner, jobs: Jobs) -> None:
        self._store = store
        self._hulls = hulls
        self._runner = runner
        self._jobs = jobs
        self._listeners: Listeners[[]] = Listeners()
        self._floated: dict[str, Floated] = {}
        self._sections: dict[str, Segments] = {}
        self._watchers = 0
        self._generation = 0
        self._job: Job | None = None
        store.subscribe(self._on_state)

    def get(self, key: str) -> Floated | None:
        """Return a hull as it was last measured; None before that.

        Its ``choice`` may be one that the slider has left since.
        """
        return self._floated.get(key)

    def sections(self, key: str) -> Segments | None:
        """Return the section curves of a hull, once they have been asked for and cut."""
        return self._sections.get(key)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each new measurement; returns what ends it."""
        return self._listeners.add(listener)

    def watch(self) -> Callable[[], None]:
        """Measure as long as somebody looks; returns what ends it, to be called once."""
        self._watchers += 1
        self._ask()

        def end() -> None:
            self._watchers -= 1

        return end

    def _wanted(self) -> dict[str, Shown]:
        """Return what is to be measured by its key, the active hull first."""
        state = self._store.state
        if not (self._watchers or state.flotation.moves_water or state.sections or state.centers):
            return {}
        shown = [state.active_viewport.shown, *(each.shown for each in state.viewports), state.reference]
        return {each.display_key: each for each in shown if each is not None}

    def _on_state(self, old: WorkspaceState, new: WorkspaceState) -> None:
        relevant = ("viewports", "flotation", "sections", "centers", "reference", "active")
        if any(getattr(old, name) != getattr(new, name) for name in relevant):
            self._ask()

    def _ask(self) -> None:
        self._generation += 1
        wanted = self._wanted()
        for gone in [key for key in self._floated if key not in wanted]:
            del self._floated[gone]
        for gone in [key for key in self._sections if key not in wanted]:
            del self._sections[gone]
        if self._owed() and (self._job is None or self._job.over):
            self._job = self._jobs.start("The hydrostatics", self._run)

    def _owed(self) -> list[str]:
        """Return what has not been measured as it floats now."""
        state = self._store.state
        return [
            key
            for key in self._wanted()
            if (known := self._floated.get(key)) is None
            or known.choice != state.flotation
            or (state.sections and key not in self._sections)
        ]

    async def _run(self) -> None:
        tried = -1
        while tried != self._generation:
            tried = self._generation
            for key in self._owed():
                await self._measure(key)
                if tried != self._generation:
                    break  # the water has moved on: begin again with the hull that is looked at

    async def _measure(self, key: str) -> None:
        state = self._store.state
        try:
            hull = await self._hulls.get(key)
            if hull is None:
                return
            floated, cut = await self._runner.run(
                lambda _: _all_of(hull, state, self._sections.get(key)), label="floating"
            )
        except CancelledError:
            return
        except VesselViewerError as error:
            floated, cut = self._failed(key, error), None
        if floated is None or key not in self._wanted():
            return  # a late answer: nobody looks at that hull any more
        self._floated[key] = floated
        if cut is not None:
            self._sections[key] = cut
        self._listeners.tell()

    def _failed(self, key: str, error: VesselViewerError) -> Floated | None:
        shown = self._wanted().get(key)
        choice = self._store.state.flotation
        if shown is None:
            return None
        return Floated(key, choice, level_of(shown, choice), None, trouble=in_words(error))


def _all_of(
    hull: FloatableHull, state: WorkspaceState, cut: Segments | None
) -> tuple[Floated | None, Segments | None]:
    """Measure a hull, and cut its sections if that is wanted and not done."""
    if state.sections and cut is None:
        cut = hull_sections(hull)
    return measure(hull, state.flotation), cut
