"""What the graphics card is given of a mesh, made away from the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.designs import assumed_waterline
from vesselviewer.errors import RenderingError
from vesselviewer.mesh import Mesh, coarsen_mesh, weld_mesh
from vesselviewer.rendering.polydata import feature_lines, line_data, mesh_data, with_normals

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from vtkmodules.vtkCommonDataModel import vtkPolyData

    from vesselviewer.scene import Bounds

LOD_ABOVE = 80_000
"""Hulls with more triangles than this move as a coarser one."""

_COARSE_FACES = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class DisplayMesh:
    """A hull ready to be attached; nothing is left to compute on the GUI thread.

    Attributes:
        surface: triangles with smooth normals, split at knuckles.
        edges: knuckles and open edges as lines.
        coarse: a coarser surface for the time that the camera moves; None for small hulls.
        solid: the welded mesh, to cut by other waterlines.
        touch: the mesh that is asked what lies under the cursor; the coarse one where there is one.
        waterline: level that `waterline_lines` belongs to.
        waterline_lines: where the assumed waterplane meets the shell.
        bounds: extent of the mesh.
        triangles: how many the full surface has.
    """

    surface: vtkPolyData
    edges: vtkPolyData
    coarse: vtkPolyData | None
    solid: Mesh
    touch: Mesh
    waterline: float
    waterline_lines: vtkPolyData
    bounds: Bounds
    triangles: int

    def lines_at(self, z: float) -> vtkPolyData:
        """Return where a horizontal plane meets the shell; at once for the assumed waterline."""
        return self.waterline_lines if z == self.waterline else line_data(cut_level(self.solid, z))

    def with_waterline(self, z: float) -> DisplayMesh:
        """Return the hull with the lines of another waterline cut beforehand."""
        return replace(self, waterline=z, waterline_lines=self.lines_at(z))


def prepare(mesh: Mesh, checkpoint: Callable[[float], None] | None = None) -> DisplayMesh:
    """Make everything that is drawn of a mesh.

    Meant for a worker thread: VTK's filters let other threads run while they work.

    Args:
        mesh: any triangles, welded or not.
        checkpoint: called with the fraction done, 0 to 1; raises `CancelledError` to cancel.

    Raises:
        RenderingError: if there is nothing to draw.
        CancelledError: if the checkpoint raised it.
    """
    tell = checkpoint or (lambda _: None)
    tell(0.0)
    solid = _drawable(weld_mesh(mesh))
    tell(0.25)
    welded = mesh_data(solid)
    surface = with_normals(welded)
    tell(0.55)
    edges = feature_lines(welded)
    tell(0.8)
    large = len(solid.faces) > LOD_ABOVE
    touch = coarsen_mesh(solid, _COARSE_FACES) if large else solid
    coarse = with_normals(mesh_data(touch)) if large else None
    level = assumed_waterline(solid.bounds).z
    lines = line_data(cut_level(solid, level))
    tell(1.0)
    return DisplayMesh(
        surface, edges, coarse, solid, touch, level, lines, bounds=solid.bounds, triangles=len(solid.faces)
    )


def sketch(mesh: Mesh, checkpoint: Callable[[float], None] | None = None) -> DisplayMesh:
    """Make what can be drawn of a mesh at once: flat triangles, without lines, for the time it is prepared.

    The arrays are shared with the mesh, and a box stands for it where something is asked under the cursor.

    Args:
        mesh: any triangles, welded or not; finite.
        checkpoint: called with the fraction done; raises `CancelledError` to cancel.

    Raises:
        RenderingError: if there is nothing to draw.
        CancelledError: if the checkpoint raised it.
    """
    if checkpoint is not None:
        checkpoint(0.0)
    surface = mesh_data(_drawable(mesh))
    none = line_data(np.empty((0, 2, 3)))
    empty = Mesh(np.empty((0, 3), dtype=np.float32), np.empty((0, 3), dtype=np.int32))
    return DisplayMesh(
        surface,
        none,
        None,
        empty,
        _box(mesh.bounds),
        0.0,
        none,
        bounds=mesh.bounds,
        triangles=len(mesh.faces),
    )


def cut_level(mesh: Mesh, z: float) -> NDArray[np.float64]:
    """Return the (n, 2, 3) segments in which a horizontal plane meets the faces of a mesh."""
    below = mesh.vertices[:, 2] < z
    corners_below = below[mesh.faces].sum(axis=1, dtype=np.int8)
    crossing = mesh.faces[(corners_below > 0) & (corners_below < 3)]
    if not len(crossing):
        return np.empty((0, 2, 3))
    # Turn each face so that its first corner is the one that is alone on its side.
    side = below[crossing]
    alone = np.where(side.sum(axis=1) == 1, side.argmax(axis=1), (~side).argmax(axis=1))
    rows = np.arange(len(crossing))
    first, *others = (
        mesh.vertices[crossing[rows, (alone + step) % 3]].astype(np.float64) for step in range(3)
    )
    ends = []
    for other in others:
        share = (z - first[:, 2]) / (other[:, 2] - first[:, 2])
        ends.append(first + share[:, None] * (other - first))
    return np.stack(ends, axis=1)


def _box(bounds: Bounds) -> Mesh:
    """Return the box that a mesh fills."""
    corners = np.array([(x, y, z) for x in bounds[:2] for y in bounds[2:4] for z in bounds[4:]])
    sides = ((0, 1, 3, 2), (4, 5, 7, 6), (0, 1, 5, 4), (2, 3, 7, 6), (0, 2, 6, 4), (1, 3, 7, 5))
    halves = [half for a, b, c, d in sides for half in ((a, b, c), (a, c, d))]
    return Mesh(corners, np.array(halves, dtype=np.int32))


def _drawable(mesh: Mesh) -> Mesh:
    finite = np.isfinite(mesh.vertices).all(axis=1)
    if not finite.all():
        mesh = Mesh(np.where(finite[:, None], mesh.vertices, 0), mesh.faces[finite[mesh.faces].all(axis=1)])
    if not len(mesh.faces):
        raise RenderingError(
            "There is no surface to draw", hint="Look whether the file was exported with its triangles"
        )
    return mesh
