"""From what is looked at to what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.designs import assumed_waterline
from vesselviewer.scene import HullLayer, Palette, Scene, ViewportScene, mark_frame

if TYPE_CHECKING:
    from vesselviewer.designs import Frame
    from vesselviewer.workspace.state import Bounds, ViewportState, WorkspaceState


def resolve_scene(state: WorkspaceState, palette: Palette) -> Scene:
    """Return what every viewport draws, in their order.

    Args:
        state: what is looked at.
        palette: the colors of the theme.
    """
    return Scene(tuple(_resolve_viewport(viewport, state, palette) for viewport in state.viewports))


def _resolve_viewport(viewport: ViewportState, state: WorkspaceState, palette: Palette) -> ViewportScene:
    hull, bounds, frame = _hull(viewport)
    waterline = None
    if bounds is not None:
        waterline = frame.waterline if frame else assumed_waterline(bounds)
    return ViewportScene(
        id=viewport.id,
        hull=hull,
        bounds=bounds,
        waterline=waterline,
        marks=mark_frame(frame, bounds) if bounds and frame and state.marks else None,
        edges=state.edges,
        grid=state.grid,
        axes=state.axes,
        waterplane=state.waterplane,
        parallel=state.parallel,
        palette=palette,
    )


def _hull(viewport: ViewportState) -> tuple[HullLayer | None, Bounds | None, Frame | None]:
    """Return hull, extent and frame of what a viewport draws: the preview as long as there is one."""
    preview, shown = viewport.preview, viewport.shown
    if preview is not None:
        return HullLayer(preview.display, preview.name), preview.bounds, preview.frame
    if shown is None:
        return None, None, None
    frame = None if shown.inspection is None else shown.inspection.frame
    return HullLayer(shown.display or shown.sha256, shown.name), shown.bounds, frame
