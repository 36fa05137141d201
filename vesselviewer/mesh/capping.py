"""Close flat openings with a lid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.openings import labelled_open_edges, open_loops

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FLAT = 2e-3


def can_cap(mesh: Mesh) -> bool:
    """Tell whether there is an opening that `capped` would close."""
    return any(loop.closed and loop.flat and not loop.crack for loop in open_loops(mesh))


def capped(mesh: Mesh) -> Mesh:
    """Return the mesh with every flat, unbranched opening closed; cracks and others stay open.

    The lid is wound as the shell beside it, and lies in the plane of the opening.

    Args:
        mesh: a welded mesh without collapsed faces.
    """
    edges, label, count = labelled_open_edges(mesh)
    lids = []
    for number in range(count):
        ring = _ring(edges[label == number])
        if ring is None:
            continue
        flat = _in_plane(mesh.vertices[ring].astype(np.float64))
        if flat is not None:
            # The lid runs against the open edges, so that each of them is balanced.
            lids.append(ring[_ears(flat)][:, ::-1])
    if not lids:
        return mesh
    return Mesh(mesh.vertices, np.concatenate((mesh.faces, *lids)).astype(np.int32))


def _ring(edges: NDArray[np.int32]) -> NDArray[np.int32] | None:
    """Return the vertices of a loop in their order; None where it branches or does not close."""
    following = {int(start): int(end) for start, end in edges}
    if len(following) != len(edges) or len(edges) < 3:
        return None
    first = int(edges[0, 0])
    ring, here = [first], following[first]
    while here != first:
        if here not in following or len(ring) > len(edges):
            return None
        ring.append(here)
        here = following[here]
    return np.array(ring, dtype=np.int32) if len(ring) == len(edges) else None


def _in_plane(points: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return (n, 2) coordinates, counter-clockwise; None for points off a plane, or a crack."""
    middle = points.mean(axis=0)
    away = points - middle
    area = np.cross(away, np.roll(away, -1, axis=0)).sum(axis=0) / 2
    size = float(np.sqrt((area * area).sum()))
    length = float(np.linalg.norm(np.roll(points, -1, axis=0) - points, axis=1).sum())
    if size < 0.01 * (length / 4) ** 2:
        return None
    normal = area / size
    if float(np.abs(away @ normal).max()) > _FLAT * float(np.ptp(points, axis=0).max()):
        return None
    right = np.cross(np.eye(3)[int(np.argmin(np.abs(normal)))], normal)
    right /= np.linalg.norm(right)
    return np.stack((away @ right, away @ np.cross(normal, right)), axis=1)


def _ears(points: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return (n − 2, 3) triangles over a simple polygon that runs counter-clockwise, ear by ear."""
    left = list(range(len(points)))
    faces: list[tuple[int, int, int]] = []
    at = refused = 0
    while len(left) > 3:
        at %= len(left)
        before, here, after = left[at - 1], left[at], left[(at + 1) % len(left)]
        # After a whole round without an ear the polygon touches itself: cut it all the same.
        if refused > len(left) or _is_ear(points, before, here, after, left):
            faces.append((before, here, after))
            del left[at]
            refused = -1
        at, refused = at + 1, refused + 1  # onward even after a cut: a fan's slivers would cross the deck
    faces.append((left[0], left[1], left[2]))
    return np.array(faces, dtype=np.int32)


def _is_ear(points: NDArray[np.float64], before: int, here: int, after: int, left: list[int]) -> bool:
    a, b, c = points[before], points[here], points[after]
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    if turn < 0:
        return False
    others = points[[each for each in left if each not in (before, here, after)]]
    inside = np.ones(len(others), dtype=bool)
    for start, end in ((a, b), (b, c), (c, a)):
        across = (end[0] - start[0]) * (others[:, 1] - start[1]) - (end[1] - start[1]) * (
            others[:, 0] - start[0]
        )
        inside &= across > 0
    return not bool(inside.any())
