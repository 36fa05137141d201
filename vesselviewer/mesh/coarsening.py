"""A coarser mesh of the same shape, for drawing while the camera moves and for thumbnails."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.measures import surface_area

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SEARCH_STEPS = 4
_MAX_CELLS_AN_AXIS = 1 << 21  # three of them fit in 63 bits


def coarsen_mesh(mesh: Mesh, target_faces: int) -> Mesh:
    """Return a mesh of about ``target_faces`` faces by clustering vertices on a grid.

    Every occupied cell becomes one vertex, the mean of the vertices in it; a face survives where its
    corners lie in three different cells. The result has no degenerate and no doubled faces and
    usually stays within a quarter of the target.

    Args:
        mesh: a welded mesh.
        target_faces: how many faces are wanted, positive.

    Returns:
        The coarser mesh, or the mesh itself where it is no larger than the target.

    Raises:
        ValueError: if ``target_faces`` is not positive.
    """
    if target_faces < 1:
        msg = f"target_faces must be positive, got {target_faces}"
        raise ValueError(msg)
    if len(mesh.faces) <= target_faces:
        return mesh
    cells = _cells_for(mesh, target_faces)
    cluster, count = _numbered(cells)
    faces = _distinct(cluster[mesh.faces], count)
    if not len(faces):
        return mesh
    weight = np.bincount(cluster, minlength=count)
    vertices = np.empty((count, 3), dtype=mesh.vertices.dtype)
    for axis in range(3):
        total = np.bincount(cluster, weights=mesh.vertices[:, axis], minlength=count)
        vertices[:, axis] = total / weight
    return Mesh(vertices, faces)


def _cells_for(mesh: Mesh, target_faces: int) -> NDArray[np.int64]:
    """Return the cell of each vertex on a grid whose size suits the target."""
    # In float64: the extent of a float32 mesh may be beyond the range of float32.
    offsets = mesh.vertices.T.astype(np.float64)
    offsets -= offsets.min(axis=1, keepdims=True)
    extent = float(offsets.max())
    # A surface has about twice as many faces as vertices, and a vertex an occupied cell.
    size = math.sqrt(2.5 * surface_area(mesh) / target_faces) or extent or 1.0
    cells = _cell_keys(offsets, size, extent)
    for _ in range(_SEARCH_STEPS):
        ratio = 2 * _distinct_count(cells) / target_faces
        if 0.85 <= ratio <= 1.05:
            break
        size *= math.sqrt(ratio)
        cells = _cell_keys(offsets, size, extent)
    return cells


def _cell_keys(offsets: NDArray[np.floating], size: float, extent: float) -> NDArray[np.int64]:
    """Return one integer a vertex for its cell; ``offsets`` is (3, n), from the low corner."""
    size = max(size, extent / (_MAX_CELLS_AN_AXIS - 2))
    keys = np.zeros(offsets.shape[1], dtype=np.int64)
    for axis in range(3):
        keys *= _MAX_CELLS_AN_AXIS
        keys += (offsets[axis] * (1.0 / size)).astype(np.int64)
    return keys


def _distinct_count(cells: NDArray[np.int64]) -> int:
    """Return how many different cells there are."""
    ordered = np.sort(cells)
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _numbered(cells: NDArray[np.int64]) -> tuple[NDArray[np.int32], int]:
    """Return the cells renumbered from 0, and how many there are."""
    order = np.argsort(cells)
    ordered = cells[order]
    fresh = np.zeros(len(cells), dtype=np.int32)
    fresh[1:] = ordered[1:] != ordered[:-1]
    number = np.cumsum(fresh, dtype=np.int32)
    result = np.empty(len(cells), dtype=np.int32)
    result[order] = number
    return result, int(number[-1]) + 1


def _distinct(faces: NDArray[np.int32], vertex_count: int) -> NDArray[np.int32]:
    """Return the faces with three different corners, each set of corners once, in their order."""
    a, b, c = faces.T
    faces = faces[(a != b) & (b != c) & (c != a)]
    low = faces.min(axis=1).astype(np.int64)
    high = faces.max(axis=1).astype(np.int64)
    middle = faces.sum(axis=1, dtype=np.int64) - low - high
    key = np.stack((low * vertex_count + middle, high))
    order = np.lexsort(key)
    ordered = key[:, order]
    keep = np.ones(len(order), dtype=bool)
    keep[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    return faces[np.sort(order[keep])]
