"""The things that stand in the scene: hull, lines, waterplane and grid, as VTK actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from vtkmodules.vtkRenderingCore import vtkActor, vtkMapper, vtkPolyDataMapper

from vesselviewer.mesh import Mesh
from vesselviewer.rendering.polydata import line_data, mesh_data
from vesselviewer.scene import lay_grid

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from vtkmodules.vtkCommonDataModel import vtkPolyData

    from vesselviewer.scene import Bounds, Tilt

RGB = tuple[float, float, float]

# Lines that lie on a surface must win against it: a switch of VTK that counts for the whole process.
vtkMapper.SetResolveCoincidentTopologyToPolygonOffset()

_MAJOR = 5  # every so many grid lines one is stronger


def rgb(color: str) -> RGB:
    """Return ``#rrggbb`` as red, green and blue, 0 to 1."""
    return (int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255)


def make_actor(data: vtkPolyData | None = None) -> vtkActor:
    """Return an actor in one color that nothing picks; hidden while it has no data."""
    mapper = vtkPolyDataMapper()
    mapper.ScalarVisibilityOff()
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.PickableOff()
    replace_data(actor, data)
    return actor


def replace_data(actor: vtkActor, data: vtkPolyData | None) -> None:
    """Let an actor draw something else; None hides it."""
    mapper = actor.GetMapper()
    if isinstance(mapper, vtkPolyDataMapper):
        mapper.SetInputData(data)
    actor.SetVisibility(data is not None)


def paint_hull(actor: vtkActor, color: str) -> None:
    """Give a surface the look of a painted model: matte, with a soft highlight."""
    look = actor.GetProperty()
    look.SetInterpolationToPhong()
    look.SetColor(*rgb(color))
    look.SetAmbient(0.16)
    look.SetDiffuse(0.88)
    look.SetSpecular(0.22)
    look.SetSpecularPower(28)
    look.SetSpecularColor(1, 1, 1)


def paint_lines(actor: vtkActor, color: str, *, width: float, opacity: float = 1.0) -> None:
    """Give lines one flat color.

    Args:
        actor: what draws the lines.
        color: ``#rrggbb``.
        width: in pixels.
        opacity: 0 to 1.
    """
    look = actor.GetProperty()
    look.LightingOff()
    look.SetColor(*rgb(color))
    look.SetLineWidth(width)
    look.SetOpacity(opacity)
    mapper = actor.GetMapper()
    mapper.SetRelativeCoincidentTopologyLineOffsetParameters(-1.0, -24.0)


def paint_water(actor: vtkActor, color: str, opacity: float) -> None:
    """Give a plane the look of still, clear water."""
    look = actor.GetProperty()
    look.LightingOff()
    look.SetColor(*rgb(color))
    look.SetOpacity(opacity)


def water_rectangle(bounds: Bounds, z: float, tilt: Tilt | None = None) -> NDArray[np.float64]:
    """Return the (4, 3) corners of the piece of water that is drawn around a hull.

    Args:
        bounds: extent of the hull.
        z: level of the water; where it leans, at the place that ``tilt`` names.
        tilt: how it leans; None for level water.
    """
    length, breadth = bounds[1] - bounds[0], bounds[3] - bounds[2]
    along, across = 0.05 * length, max(0.35 * breadth, 0.03 * length)
    x = (bounds[0] - along, bounds[1] + along)
    y = (bounds[2] - across, bounds[3] + across)
    corners = np.array([(x[0], y[0], z), (x[1], y[0], z), (x[1], y[1], z), (x[0], y[1], z)])
    if tilt is not None:
        corners[:, 2] += tilt.forward * (corners[:, 0] - tilt.x) + tilt.port * corners[:, 1]
    return corners


def plane_data(corners: NDArray[np.float64]) -> vtkPolyData:
    """Return a filled quadrilateral."""
    return mesh_data(Mesh(corners, np.array([(0, 1, 2), (0, 2, 3)], dtype=np.int32)))


def outline_data(corners: NDArray[np.float64]) -> vtkPolyData:
    """Return the border of a polygon."""
    return line_data(np.stack([corners, np.roll(corners, -1, axis=0)], axis=1))


def grid_data(bounds: Bounds) -> tuple[vtkPolyData, vtkPolyData]:
    """Return the fine and the strong lines of the grid below a hull."""
    grid = lay_grid(bounds)
    # A hair below the keel, so that a flat bottom and its lines do not fight for the same pixels.
    z = grid.z - 2e-3 * (bounds[5] - bounds[4])
    fine: list[tuple[tuple[float, float, float], tuple[float, float, float]]] = []
    strong: list[tuple[tuple[float, float, float], tuple[float, float, float]]] = []
    for x in grid.x:
        (strong if _is_major(x, grid.spacing) else fine).append(((x, grid.y[0], z), (x, grid.y[-1], z)))
    for y in grid.y:
        (strong if _is_major(y, grid.spacing) else fine).append(((grid.x[0], y, z), (grid.x[-1], y, z)))
    return line_data(np.array(fine).reshape(-1, 2, 3)), line_data(np.array(strong).reshape(-1, 2, 3))


def _is_major(coordinate: float, spacing: float) -> bool:
    return round(coordinate / spacing) % _MAJOR == 0
