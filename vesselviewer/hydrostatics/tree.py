"""A tree of boxes over the triangles of a hull that answers any plane from what the plane cuts.

The areas of triangles and the integrals over them of n, x n and x x n add up. So each box keeps their
sums, a plane takes whole boxes that are wet, leaves out those that are dry, and only where it cuts
does it look at triangles. The boxes are runs of triangles in the order of a space-filling curve,
eight to a run and eight runs to the next level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vesselviewer.mesh import Mesh

LEAF = 8
"""Triangles in a leaf."""

FAN = 8
"""Children of a node."""

_BLOCK = 1 << 11  # leaves at a time: what fits in the processor's cache
_BITS = 10
PAIRS = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
"""Rows of the six different products of two coordinates."""

# Columns of the sums: area, n (3), x_i n_j (3 by 3), x_i x_k n_j (6 pairs by 3).
AREA, NORMAL, FIRST, SECOND, COLUMNS = 0, slice(1, 4), slice(4, 13), slice(13, 31), 31


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Level:
    """All boxes of one size.

    Attributes:
        centers, halves: (n, 3) of the boxes, about the origin of the tree.
        sums: (n, 31) of the triangles inside.
    """

    centers: NDArray[np.float64]
    halves: NDArray[np.float64]
    sums: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HullTree:
    """The triangles of a hull in boxes of boxes.

    Attributes:
        origin: (3,) what the boxes and sums are about: the middle of the hull, to keep rounding small.
        corners: (leaves · 8, 3, 3) triangle, corner, axis, in the coordinates and type of the mesh;
            the last leaf is filled up with triangles without area.
        order: (n,) index in the mesh of each triangle.
        levels: leaves first.
    """

    origin: NDArray[np.float64]
    corners: NDArray[np.floating]
    order: NDArray[np.intp]
    levels: tuple[Level, ...]


def build_tree(mesh: Mesh, checkpoint: Callable[[float], None] | None = None) -> HullTree:
    """Build the tree of a mesh with at least one face."""
    low, high = np.array(mesh.bounds).reshape(3, 2).T
    origin = 0.5 * (low + high)
    order = _curve_order(mesh, low, high)
    count = len(order)
    faces = mesh.faces.take(order, axis=0)
    leaves = -(-count // LEAF)
    if leaves * LEAF > count:
        faces = np.concatenate((faces, np.full((leaves * LEAF - count, 3), faces[-1, 0], dtype=np.int32)))
    corners = mesh.vertices.take(faces.ravel(), axis=0).reshape(-1, 3, 3)
    sums = np.empty((leaves, COLUMNS))
    lows, highs = np.empty((leaves, 3)), np.empty((leaves, 3))
    for begin in range(0, leaves, _BLOCK):
        if checkpoint is not None:
            checkpoint(begin / leaves)
        rows = slice(begin, min(begin + _BLOCK, leaves))
        block = corners[rows.start * LEAF : rows.stop * LEAF].reshape(-1, LEAF, 9)
        # Axis first, then the place in the leaf: sums over a leaf run along whole rows.
        planes = np.ascontiguousarray(block.transpose(2, 1, 0), dtype=np.float64).reshape(3, 3, LEAF, -1)
        planes -= origin[None, :, None, None]
        sums[rows] = _block_sums(planes[0], planes[1], planes[2]).T
        lows[rows] = planes.min(axis=(0, 2)).T
        highs[rows] = planes.max(axis=(0, 2)).T
    return HullTree(origin, corners, order, _levels(lows, highs, sums))


def _curve_order(mesh: Mesh, low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the faces in the order of Morton's curve through their first corners."""
    # Each axis by its own extent: a hull is long, and boxes as long let a waterline cut fewer of them.
    scale = ((1 << _BITS) - 1) / np.maximum(high - low, 1e-300)
    code = np.zeros(len(mesh.vertices), dtype=np.uint32)
    for axis in range(3):
        cell = ((mesh.vertices[:, axis] - low[axis]) * scale[axis]).astype(np.uint32)
        code |= _spread(cell) << np.uint32(axis)
    keys = code.take(mesh.faces[:, 0])
    # Two sorts of sixteen bits run in linear time; one of thirty does not.
    fine = np.argsort((keys & np.uint32(0xFFFF)).astype(np.uint16), kind="stable")
    coarse = np.argsort((keys >> np.uint32(16)).astype(np.uint16).take(fine), kind="stable")
    return fine.take(coarse)


def _spread(cell: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Put two zero bits between the bits of ten."""
    for shift, mask in ((16, 0x30000FF), (8, 0x300F00F), (4, 0x30C30C3), (2, 0x9249249)):
        cell = (cell | (cell << np.uint32(shift))) & np.uint32(mask)
    return cell


def _block_sums(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (31, leaves) sums of triangles with corners (3 axes, 8, leaves)."""
    out = np.empty((COLUMNS, a.shape[2]))
    e, f = b - a, c - a
    normal = [0.5 * (e[i] * f[j] - e[j] * f[i]) for i, j in ((1, 2), (2, 0), (0, 1))]
    out[AREA] = np.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2).sum(axis=0)
    total = a + b + c
    for j, n in enumerate(normal):
        out[1 + j] = n.sum(axis=0)
        third = n / 3.0
        for i in range(3):
            out[4 + 3 * i + j] = np.einsum("ij,ij->j", total[i], third)
    for row, (i, k) in enumerate(PAIRS):
        product = a[i] * a[k]
        product += b[i] * b[k]
        product += c[i] * c[k]
        product += total[i] * total[k]
        for j, n in enumerate(normal):
            out[13 + 3 * row + j] = np.einsum("ij,ij->j", product, n)
    out[SECOND] /= 12.0
    return out


def _levels(
    lows: NDArray[np.float64], highs: NDArray[np.float64], sums: NDArray[np.float64]
) -> tuple[Level, ...]:
    """Return all levels over the leaves."""
    levels = []
    while True:
        levels.append(Level(0.5 * (lows + highs), 0.5 * (highs - lows), sums))
        if len(sums) <= FAN:
            return tuple(levels)
        starts = np.arange(0, len(sums), FAN)
        lows = np.minimum.reduceat(lows, starts)
        highs = np.maximum.reduceat(highs, starts)
        sums = np.add.reduceat(sums, starts)
