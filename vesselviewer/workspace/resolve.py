"""From what is looked at to what is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vesselviewer.scene import HullLayer, Palette, Scene, ViewportScene, mark_frame
from vesselviewer.workspace.flotation_choice import water_level

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.designs import Frame
    from vesselviewer.scene import Segments
    from vesselviewer.workspace.measuring import Floated
    from vesselviewer.workspace.state import Bounds, ViewportState, WorkspaceState


def resolve_scene(
    state: WorkspaceState,
    palette: Palette,
    floated: Callable[[str], Floated | None] = lambda _: None,
    sections: Callable[[str], Segments | None] = lambda _: None,
) -> Scene:
    """Return what every viewport draws, in their order.

    Args:
        state: what is looked at.
        palette: the colors of the theme.
        floated: gives a hull as it was last measured, by its key.
        sections: gives its section curves.
    """
    scenes = (_resolve_viewport(viewport, state, palette) for viewport in state.viewports)
    return Scene(tuple(_afloat(scene, state, floated, sections) for scene in scenes))


def _afloat(
    scene: ViewportScene,
    state: WorkspaceState,
    floated: Callable[[str], Floated | None],
    sections: Callable[[str], Segments | None],
) -> ViewportScene:
    """Add what has been measured of the hull; while the draft moves, it may lag by one answer."""
    found = None if scene.hull is None else floated(scene.hull.sha256)
    if scene.hull is None or found is None:
        return scene
    return replace(
        scene,
        tilt=found.tilt,
        water_lines=found.water_lines if state.flotation.moves_water else None,
        sections=sections(scene.hull.sha256) if state.sections else None,
        centers=found.centers if state.centers else (),
    )


def _resolve_viewport(viewport: ViewportState, state: WorkspaceState, palette: Palette) -> ViewportScene:
    hull, bounds, frame = _hull(viewport)
    return ViewportScene(
        id=viewport.id,
        hull=hull,
        bounds=bounds,
        waterline=None if bounds is None else water_level(bounds, state.flotation, frame).waterline,
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
    return HullLayer(shown.display_key, shown.name), shown.bounds, frame
