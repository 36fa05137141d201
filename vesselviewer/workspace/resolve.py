"""From what is looked at to what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.designs import assumed_waterline
from vesselviewer.scene import HullLayer, Palette, Scene, ViewportScene, mark_frame

if TYPE_CHECKING:
    from vesselviewer.workspace.state import ViewportState, WorkspaceState


def resolve_scene(state: WorkspaceState, palette: Palette) -> Scene:
    """Return what every viewport draws, in their order.

    Args:
        state: what is looked at.
        palette: the colors of the theme.
    """
    return Scene(tuple(_resolve_viewport(viewport, state, palette) for viewport in state.viewports))


def _resolve_viewport(viewport: ViewportState, state: WorkspaceState, palette: Palette) -> ViewportScene:
    shown = viewport.shown
    inspection = None if shown is None else shown.inspection
    waterline = None
    if shown is not None:
        waterline = inspection.frame.waterline if inspection else assumed_waterline(shown.bounds)
    return ViewportScene(
        id=viewport.id,
        hull=None if shown is None else HullLayer(shown.display or shown.sha256, shown.name),
        bounds=None if shown is None else shown.bounds,
        waterline=waterline,
        marks=mark_frame(inspection.frame, shown.bounds) if shown and inspection and state.marks else None,
        edges=state.edges,
        grid=state.grid,
        axes=state.axes,
        waterplane=state.waterplane,
        parallel=state.parallel,
        palette=palette,
    )
