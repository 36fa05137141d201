"""The cells of VTK's data sets to polygons: surface cells as they are, volume cells by their outer faces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.parcel import refuse_not_finite
from vesselviewer.formats.polygons import refuse_no_faces, refuse_strangers, triangulate
from vesselviewer.formats.surface import MeshField, Place, Surface
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_VERTEX, _LINE, _STRIP, _POLYGON, _PIXEL, _VOXEL = 1, 3, 6, 7, 8, 11
# Corners of the surface cells; those of higher order name their corners first. -1: as many as it has.
_CORNERS = {5: 3, 7: -1, 8: 4, 9: 4, 22: 3, 23: 4, 28: 4, 34: 3, 69: 3, 70: 4}
# Faces of the volume cells, outward; triangles repeat their last corner.
_HEXAHEDRON = ((0, 4, 7, 3), (1, 2, 6, 5), (0, 1, 5, 4), (3, 7, 6, 2), (0, 3, 2, 1), (4, 5, 6, 7))
_TETRAHEDRON = ((0, 1, 3, 3), (1, 2, 3, 3), (2, 0, 3, 3), (0, 2, 1, 1))
_WEDGE = ((0, 2, 1, 1), (3, 4, 5, 5), (0, 1, 4, 3), (1, 2, 5, 4), (2, 0, 3, 5))
_PYRAMID = ((0, 3, 2, 1), (0, 1, 4, 4), (1, 2, 4, 4), (2, 3, 4, 4), (3, 0, 4, 4))
_VOXEL_ORDER = (0, 1, 3, 2, 4, 5, 7, 6)
_VOLUMES = {
    10: _TETRAHEDRON,
    11: tuple(tuple(_VOXEL_ORDER[corner] for corner in face) for face in _HEXAHEDRON),
    12: _HEXAHEDRON,
    13: _WEDGE,
    14: _PYRAMID,
    24: _TETRAHEDRON,
    25: _HEXAHEDRON,
    26: _WEDGE,
    27: _PYRAMID,
    29: _HEXAHEDRON,
}


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells over numbered points.

    Attributes:
        types: (n,) VTK's numbers of the kinds of cells.
        starts: (n,) where the points of each begin in ``points``.
        sizes: (n,) how many points each has.
        points: the points of all cells.
    """

    types: NDArray[np.integer]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    points: NDArray[np.integer]


def cells_of(
    parcel: Parcel, types: NDArray[np.integer], offsets: NDArray[np.integer], points: NDArray[np.integer]
) -> Cells:
    """Return cells whose ends are given.

    Args:
        parcel: the file, for errors.
        types: (n,) kinds.
        offsets: (n + 1,), from 0 on, never falling.
        points: as many as the last offset says, or more.
    """
    edges: NDArray[np.int64] = offsets.astype(np.int64)
    sizes = edges[1:] - edges[:-1]
    if len(edges) != len(types) + 1 or (sizes < 0).any() or edges[0] < 0 or edges[-1] > len(points):
        raise parcel.fault("the offsets of the cells do not rise from 0 to the number of their points")
    return Cells(types, edges[:-1], sizes, points)


def joined(cells: Sequence[Cells]) -> Cells:
    """Return several blocks of cells as one."""
    if len(cells) == 1:
        return cells[0]
    shifts = np.cumsum([0, *(len(block.points) for block in cells)])
    nothing = np.empty(0, dtype=np.int64)
    return Cells(
        np.concatenate([nothing, *(block.types for block in cells)]),
        np.concatenate(
            [nothing, *(block.starts + shift for block, shift in zip(cells, shifts, strict=False))]
        ),
        np.concatenate([nothing, *(block.sizes for block in cells)]),
        np.concatenate([nothing, *(block.points for block in cells)]),
    )


def surface_of_cells(
    parcel: Parcel,
    vertices: NDArray[np.floating],
    cells: Cells,
    fields: Sequence[MeshField],
    remarks: tuple[str, ...] = (),
) -> Surface:
    """Return the triangles of cells; fields over cells are carried over to them.

    Args:
        parcel: the file, for errors.
        vertices: (n, 3).
        cells: of any kinds; vertices and lines are left out.
        fields: over the vertices, or with a value for each cell.
        remarks: what else is to be said.
    """
    refuse_not_finite(parcel, vertices)
    refuse_strangers(parcel, cells.points, len(vertices))
    sizes, corners, owner = _polygons(parcel, cells)
    if not len(sizes):
        sizes, corners, owner = _outer_faces(parcel, cells)
        if len(sizes):
            remarks = (*remarks, "Cells of a volume: its outer faces are shown")
    faces, source = triangulate(parcel, sizes, corners, vertices)
    refuse_no_faces(parcel, faces)
    owner = owner[source]
    kept = [
        MeshField(field.name, field.place, field.values[owner]) if field.place is Place.FACES else field
        for field in fields
        if len(field.values) == (len(cells.types) if field.place is Place.FACES else len(vertices))
    ]
    return Surface(Mesh(vertices, faces), fields=tuple(kept), remarks=remarks)


def _polygons(
    parcel: Parcel, cells: Cells
) -> tuple[NDArray[np.int64], NDArray[np.integer], NDArray[np.int64]]:
    """Return sizes, corners and cells of the polygons among cells, strips taken apart behind them."""
    table = np.zeros(256, dtype=np.int64)
    table[list(_CORNERS)] = list(_CORNERS.values())
    wanted = table[np.clip(cells.types, 0, 255).astype(np.int64)]
    chosen = np.flatnonzero(wanted)
    sizes = np.where(wanted[chosen] < 0, cells.sizes[chosen], wanted[chosen])
    if (cells.sizes[chosen] < sizes).any():
        raise parcel.fault("a cell has fewer points than its kind asks for")
    corners = _gathered(cells.points, cells.starts[chosen], sizes)
    pixels = (np.cumsum(sizes) - sizes)[cells.types[chosen] == _PIXEL]
    if len(pixels):
        corners = corners.copy()
        corners[pixels + 2], corners[pixels + 3] = corners[pixels + 3], corners[pixels + 2]
    strips = np.flatnonzero((cells.types == _STRIP) & (cells.sizes >= 3))
    if len(strips):
        counts = cells.sizes[strips] - 2
        owner = np.repeat(strips, counts)
        place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        first = cells.starts[owner] + place
        odd = place % 2
        triangles = cells.points[np.stack((first, first + 1 + odd, first + 2 - odd), axis=1)]
        corners = np.concatenate((corners, triangles.ravel()))
        sizes = np.concatenate((sizes, np.full(len(owner), 3)))
        chosen = np.concatenate((chosen, owner))
    return sizes, corners, chosen


def _outer_faces(
    parcel: Parcel, cells: Cells
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return sizes, corners and cells of those faces of volume cells that no two cells share."""
    quads: list[NDArray[np.int64]] = [np.empty((0, 4), dtype=np.int64)]
    owners: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    for kind, faces in _VOLUMES.items():
        chosen = np.flatnonzero(cells.types == kind)
        if not len(chosen):
            continue
        most = max(max(face) for face in faces) + 1
        if (cells.sizes[chosen] < most).any():
            raise parcel.fault("a cell has fewer points than its kind asks for")
        parcel.afford(200 * len(faces) * len(chosen))
        points = cells.points[cells.starts[chosen][:, None] + np.arange(most)].astype(np.int64)
        quads.append(points[:, np.array(faces)].reshape(-1, 4))
        owners.append(np.repeat(chosen, len(faces)))
    quad, owner = np.concatenate(quads), np.concatenate(owners)
    if not len(quad):
        return owner, owner, owner
    key = np.sort(quad, axis=1)
    order = np.lexsort(key.T)
    key = key[order]
    same = (key[1:] == key[:-1]).all(axis=1)
    alone = np.ones(len(key), dtype=bool)
    alone[1:] &= ~same
    alone[:-1] &= ~same
    chosen = np.sort(order[alone])
    quad, owner = quad[chosen], owner[chosen]
    triangle = quad[:, 2] == quad[:, 3]
    keep = np.ones(quad.shape, dtype=bool)
    keep[triangle, 3] = False
    return np.where(triangle, 3, 4), quad[keep], owner


def _gathered(
    points: NDArray[np.integer], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.integer]:
    """Return the points of some cells, one cell after the other."""
    total = int(sizes.sum())
    if total == len(points) and (len(starts) == 0 or (starts == np.cumsum(sizes) - sizes).all()):
        return points
    within = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    gathered: NDArray[np.integer] = points[np.repeat(starts, sizes) + within]
    return gathered
