"""Whether a mesh is the half of a hull: where its vertices and its open edges lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh.measures import face_areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh.geometry import Mesh

# How far over the centerplane, as a share of the width, a half hull may reach.
_OVERLAP = 0.01
# Share of the vertices that may lie further over (a shaft, a skeg).
_STRAY = 0.01
# A closed body is a half only if its skin leans to one side by more than this share of its width.
_LEAN = 0.02


def half_hull_side(mesh: Mesh, open_edges: NDArray[np.int32]) -> str | None:
    """Return the side that a half hull is of, in words, or None for a whole one.

    The centerplane is the plane through the origin along the longer horizontal axis: y = 0, or
    x = 0 for a hull that lies along y. A half hull has nearly all its vertices on one side of it,
    and either an open edge in it or a skin that is not symmetric about its own middle: a whole hull
    whose frame starts at its side is not taken for a half.

    Args:
        mesh: a welded mesh with at least one face.
        open_edges: (k, 2) vertex indices.

    Returns:
        "port side", "starboard side", "x > 0 side", "x < 0 side", or None.
    """
    spans = np.ptp(mesh.vertices[:, :2], axis=0)
    axis = 0 if spans[1] > spans[0] else 1
    width = float(spans[axis])
    across = mesh.vertices[:, axis].astype(np.float64)
    if width <= 0:
        return None
    beyond = np.count_nonzero(across < -_OVERLAP * width), np.count_nonzero(across > _OVERLAP * width)
    few = _STRAY * len(across)
    if beyond[0] <= few < beyond[1]:
        positive = True
    elif beyond[1] <= few < beyond[0]:
        positive = False
    else:
        return None
    on_plane = np.abs(across) <= _OVERLAP * width
    if not on_plane.any():
        return None
    if len(open_edges):
        half = bool(on_plane[open_edges].all(axis=1).any())
    else:
        half = _leans(mesh, axis, width)
    if not half:
        return None
    names = ("x < 0 side", "x > 0 side") if axis == 0 else ("starboard side", "port side")
    return names[positive]


def _leans(mesh: Mesh, axis: int, width: float) -> bool:
    """Whether the middle of the skin lies off the middle of the bounds across the hull."""
    areas = face_areas(mesh)
    total = float(areas.sum())
    if total <= 0:
        return False
    across = mesh.vertices[:, axis].astype(np.float64)
    middle = float((areas * across[mesh.faces].mean(axis=1)).sum()) / total
    return abs(middle - (across.min() + across.max()) / 2) > _LEAN * width
