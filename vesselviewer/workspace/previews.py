"""Large hulls while they are still being judged: flat triangles, in the frame that they will stand in."""

from __future__ import annotations

import contextlib
import itertools
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from vesselviewer.errors import VesselViewerError
from vesselviewer.workspace.reading import glimpse_in_frame
from vesselviewer.workspace.state import Preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.designs import Declaration, DesignKey, Frame, Library
    from vesselviewer.mesh import Mesh
    from vesselviewer.workspace.jobs import Jobs
    from vesselviewer.workspace.reading import Glimpse
    from vesselviewer.workspace.state import Bounds
    from vesselviewer.workspace.store import StateStore
    from vesselviewer.workspace.work import WorkRunner

T = TypeVar("T")


class Previews(Generic[T]):
    """Draws what is not judged yet, one for each viewport; it goes as soon as the load has ended.

    Args:
        store: the state of the workspace.
        library: what the user has decided about a design.
        runner: where they are made.
        jobs: the task group.
        sketch: makes what is drawn of a mesh at once; without it there are no previews.
    """

    def __init__(
        self,
        store: StateStore,
        library: Library,
        runner: WorkRunner,
        jobs: Jobs,
        sketch: Callable[[Mesh, Callable[[float], None]], T] | None,
    ) -> None:
        self._store = store
        self._library = library
        self._runner = runner
        self._jobs = jobs
        self._sketch = sketch
        self._drawn: dict[int, tuple[str, T]] = {}
        self._numbers = itertools.count(1)

    def get(self, display: str) -> T | None:
        """Return what is drawn under `Preview.display`, or None."""
        return next((drawn for key, drawn in self._drawn.values() if key == display), None)

    def begin(self, viewport_id: int, key: DesignKey, glimpse: Glimpse, wanted: Callable[[], bool]) -> None:
        """Draw a file in a viewport, if that is still wanted when it can be.

        A hull that is to be corrected is left out: its file does not look like it.
        """
        if self._sketch is not None and wanted() and not self._library.treatment(key).corrections:
            self._jobs.start(
                f"Drawing {glimpse.name}",
                partial(self._draw, self._sketch, viewport_id, key, glimpse, wanted),
            )

    def end(self, viewport_id: int) -> None:
        """Let what is drawn for a viewport go; its state has gone on already."""
        self._drawn.pop(viewport_id, None)

    async def _draw(
        self,
        sketch: Callable[[Mesh, Callable[[float], None]], T],
        viewport_id: int,
        key: DesignKey,
        glimpse: Glimpse,
        wanted: Callable[[], bool],
    ) -> None:
        declaration = self._library.treatment(key).declaration
        with contextlib.suppress(VesselViewerError):  # what is wrong with it is told by who judges it
            drawn, bounds, frame = await self._runner.run(
                partial(_work, sketch, glimpse, declaration), label="preview"
            )
            if wanted():
                display = f"preview {next(self._numbers)}"
                self._drawn[viewport_id] = (display, drawn)
                preview = Preview(key, glimpse.name, bounds, display, frame)
                self._store.change_viewport(viewport_id, preview=preview)


def _work(
    sketch: Callable[[Mesh, Callable[[float], None]], T],
    glimpse: Glimpse,
    declaration: Declaration,
    checkpoint: Callable[[float], None],
) -> tuple[T, Bounds, Frame]:
    """In a thread."""
    mesh, frame = glimpse_in_frame(glimpse, declaration)
    checkpoint(0.5)
    return sketch(mesh, checkpoint), mesh.bounds, frame
