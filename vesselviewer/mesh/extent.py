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
# Share of the skin that may lie in the centerplane of an open half (a keel's flat, a stem).
_WALL = 0.02


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
    x_min, x_max, y_min, y_max, _, _ = mesh.bounds
    axis = 0 if y_max - y_min > x_max - x_min else 1
    width = x_max - x_min if axis == 0 else y_max - y_min
    if width <= 0:
        return None
    across = mesh.vertices[:, axis].astype(np.float64)
    positive = _only_side(across, width)
    on_plane = np.abs(across) <= _OVERLAP * width
    if positive is None or not on_plane.any():
        return None
    if len(open_edges):
        half = bool(on_plane[open_edges].all(axis=1).any()) and not _walled(mesh, on_plane)
    else:
        half = _leans(mesh, across)
    if not half:
        return None
    names = ("x < 0 side", "x > 0 side") if axis == 0 else ("starboard side", "port side")
    return names[positive]


def _only_side(across: NDArray[np.float64], width: float) -> bool | None:
    """Return True if nearly all lies on the positive side, False on the negative, None on both."""
    few = _STRAY * len(across)
    below = np.count_nonzero(across < -_OVERLAP * width)
    above = np.count_nonzero(across > _OVERLAP * width)
    if (below > few) == (above > few):
        return None
    return bool(above > few)


def _walled(mesh: Mesh, on_plane: NDArray[np.bool_]) -> bool:
    """Whether faces lie in the centerplane: then the opening in it is a fault, not the cut."""
    areas = face_areas(mesh)
    wall = float(areas[on_plane[mesh.faces].all(axis=1)].sum())
    return wall > _WALL * float(areas.sum())


def _leans(mesh: Mesh, across: NDArray[np.float64]) -> bool:
    """Whether the middle of the skin lies off the middle of the bounds across the hull."""
    areas = face_areas(mesh)
    total = float(areas.sum())
    if total <= 0:
        return False
    middle = float((areas * across[mesh.faces].mean(axis=1)).sum()) / total
    return bool(abs(middle - (across.min() + across.max()) / 2) > _LEAN * np.ptp(across))
