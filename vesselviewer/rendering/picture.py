"""Pictures of hulls without a window, and without a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyvista as pv
from vtkmodules.vtkCommonCore import vtkLogger

from vesselviewer.designs import detect_frame
from vesselviewer.mesh import judge_mesh
from vesselviewer.rendering.display_mesh import prepare
from vesselviewer.rendering.viewport_renderer import ViewportRenderer
from vesselviewer.scene import LIGHT_PALETTE, HullLayer, StandardView, ViewportScene, mark_frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vesselviewer.mesh import Mesh
    from vesselviewer.scene import Palette


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What a picture shows.

    Attributes:
        view: where it is looked from.
        size: width and height in pixels.
        palette: the colors.
        edges: knuckles and open edges drawn.
        surroundings: waterplane, grid and axes drawn.
        parallel: parallel projection instead of perspective.
        transparent: no background, and no surroundings.
    """

    view: StandardView = StandardView.ISOMETRIC
    size: tuple[int, int] = (1600, 900)
    palette: Palette = LIGHT_PALETTE
    edges: bool = False
    surroundings: bool = True
    parallel: bool = False
    transparent: bool = False


def render_image(mesh: Mesh, name: str = "", options: PictureOptions | None = None) -> NDArray[np.uint8]:
    """Draw a hull off screen, in the frame that its shape speaks for.

    Args:
        mesh: any triangles.
        name: what it is called.
        options: what the picture shows.

    Returns:
        (height, width, 3) RGB, or (height, width, 4) RGBA if transparent.

    Raises:
        RenderingError: if the mesh has no faces.
    """
    wanted = options or PictureOptions()
    frame = detect_frame(mesh, judge_mesh(mesh), name=name)
    hull = prepare(frame.to_internal(mesh))
    scene = ViewportScene(
        id=1,
        hull=HullLayer("picture", name),
        bounds=hull.bounds,
        waterline=frame.waterline,
        edges=wanted.edges,
        grid=wanted.surroundings,
        axes=wanted.surroundings,
        waterplane=wanted.surroundings,
        parallel=wanted.parallel,
        palette=wanted.palette,
        marks=mark_frame(frame, hull.bounds) if wanted.surroundings else None,
    )
    # Without a screen VTK falls back to EGL by itself; that it looked for one first is no news.
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)
    plotter = pv.Plotter(off_screen=True, window_size=list(wanted.size))
    try:
        viewport = ViewportRenderer(plotter, lambda _: hull)
        viewport.apply(scene)
        viewport.look(wanted.view)
        plotter.show(auto_close=False)
        picture = viewport.image(transparent=wanted.transparent)
        viewport.close()
    finally:
        plotter.close()
    return picture
