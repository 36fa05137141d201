"""From what is looked at to what is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vesselviewer.scene import HullLayer, Palette, Scene, ViewportScene, mark_frame
from vesselviewer.workspace.flotation_choice import level_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.scene import Segments
    from vesselviewer.workspace.measuring import Floated
    from vesselviewer.workspace.state import ViewportState, WorkspaceState


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
    shown = viewport.shown
    inspection = None if shown is None else shown.inspection
    return ViewportScene(
        id=viewport.id,
        hull=None if shown is None else HullLayer(shown.display_key, shown.name),
        bounds=None if shown is None else shown.bounds,
        waterline=None if shown is None else level_of(shown, state.flotation).waterline,
        marks=mark_frame(inspection.frame, shown.bounds) if shown and inspection and state.marks else None,
        edges=state.edges,
        grid=state.grid,
        axes=state.axes,
        waterplane=state.waterplane,
        parallel=state.parallel,
        palette=palette,
    )
