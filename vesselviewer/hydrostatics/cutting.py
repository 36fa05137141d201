"""What a plane leaves of a hull below it: integrals over the wet triangles, clipped where it cuts.

There is no cap. Every volume integral is turned into one over the wet skin by a vector field that
vanishes on the plane, or runs in it, so the open waterplane gives nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics.tree import AREA, FAN, FIRST, LEAF, NORMAL, PAIRS, SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.tree import HullTree

_ROW, _COLUMN = np.array(PAIRS).T


@dataclass(frozen=True, slots=True, eq=False)
class WetSkin:
    """Integrals over the wet skin, about the origin of the tree, with w = n · up.

    Attributes:
        up: (3,) unit normal of the plane.
        offset: the plane is up · p = offset, p about the origin of the tree.
        area: of the wet skin.
        normal: (3,) ∫ n dA.
        first: (3,) ∫ p w dA.
        second: (3, 3) ∫ p pᵀ w dA.
        extent: (2, 3) least and greatest p of what is wet; zeros where nothing is.
        edge: (k, 2, 3) segments where the plane cuts triangles, as `directed` gives them, about the origin
            of the tree.
    """

    up: NDArray[np.float64]
    offset: float
    area: float
    normal: NDArray[np.float64]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    extent: NDArray[np.float64]
    edge: NDArray[np.float64]

    @property
    def volume(self) -> float:
        """Return ∫ h w dA, h being the height over the plane."""
        return float(self.up @ self.first - self.offset * (self.normal @ self.up))

    @property
    def moment(self) -> NDArray[np.float64]:
        """(3,) ∫ p dV, about the origin of the tree."""
        up, d = self.up, self.offset
        weight = float(self.normal @ up)
        squares = float(up @ self.second @ up) - 2 * d * float(up @ self.first) + d * d * weight
        return np.asarray(self.second @ up - d * self.first - 0.5 * squares * up)

    @property
    def waterplane_area(self) -> float:
        """Area of the waterplane."""
        return -float(self.normal @ self.up)

    @property
    def waterplane_moment(self) -> NDArray[np.float64]:
        """(3,) ∫ p dA over the waterplane, but for its part along ``up``."""
        return -self.first

    @property
    def waterplane_second(self) -> NDArray[np.float64]:
        """(3, 3) ∫ p pᵀ dA over the waterplane, but for the parts along ``up``."""
        return -self.second


def cut(tree: HullTree, up: NDArray[np.float64], offset: float) -> WetSkin:
    """Return what is below the plane up · p = offset, in the coordinates of the mesh."""
    d = float(offset - up @ tree.origin)
    reach = np.abs(up)
    total = np.zeros(31)
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    nodes = np.arange(len(tree.levels[-1].sums))
    for depth in range(len(tree.levels) - 1, -1, -1):
        level = tree.levels[depth]
        centers, halves = level.centers.take(nodes, axis=0), level.halves.take(nodes, axis=0)
        height, radius = centers @ up - d, halves @ reach
        wet = height <= -radius
        if wet.any():
            total += level.sums.take(nodes[wet], axis=0).sum(axis=0)
            inside, half = centers[wet], halves[wet]
            low = np.minimum(low, (inside - half).min(axis=0))
            high = np.maximum(high, (inside + half).max(axis=0))
        nodes = nodes[np.abs(height) < radius]
        if depth:
            nodes = _children(nodes, len(tree.levels[depth - 1].sums))
    second = np.zeros((3, 3))
    second[_ROW, _COLUMN] = total[SECOND].reshape(6, 3) @ up
    second[_COLUMN, _ROW] = second[_ROW, _COLUMN]
    first = total[FIRST].reshape(3, 3) @ up
    clipped = _clip(_triangles(tree, nodes), up, d)
    low, high = np.minimum(low, clipped.extent[0]), np.maximum(high, clipped.extent[1])
    extent = np.stack((low, high)) if np.isfinite(low).all() else np.zeros((2, 3))
    return WetSkin(
        up,
        d,
        float(total[AREA]) + clipped.area,
        total[NORMAL] + clipped.normal,
        first + clipped.first,
        second + clipped.second,
        extent,
        clipped.edge,
    )


def crossed_triangles(
    tree: HullTree, normal: NDArray[np.float64], offset: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the triangles that the plane normal · p = offset cuts, their lone corner first.

    Returns:
        (3 axes, 3 corners, k) about the origin of the tree; (2, k) how far from the lone corner to
        each of the others the plane is; (k,) whether the lone corner is below the plane.
    """
    d = float(offset - normal @ tree.origin)
    reach = np.abs(normal)
    nodes = np.arange(len(tree.levels[-1].sums))
    for depth in range(len(tree.levels) - 1, -1, -1):
        level = tree.levels[depth]
        height = level.centers.take(nodes, axis=0) @ normal - d
        nodes = nodes[np.abs(height) < level.halves.take(nodes, axis=0) @ reach]
        if depth:
            nodes = _children(nodes, len(tree.levels[depth - 1].sums))
    corners = _triangles(tree, nodes)
    height, below = _heights(corners, normal, d)
    return _crossed(corners, height, below, below.sum(axis=0, dtype=np.int8))


def _children(nodes: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Return the children of nodes on a level of so many boxes."""
    below = (nodes[:, None] * FAN + np.arange(FAN)).ravel()
    return below[: np.searchsorted(below, count)]


def _triangles(tree: HullTree, leaves: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return (3, 3, n) axis, corner and triangle of some leaves, about the origin of the tree."""
    corners = tree.corners.reshape(-1, LEAF * 9).take(leaves, axis=0).reshape(-1, 3, 3)
    planes = np.empty((3, 3, len(corners)))
    # One long row an axis and corner: every step below then runs along memory.
    for axis in range(3):
        for corner in range(3):
            np.subtract(corners[:, corner, axis], tree.origin[axis], out=planes[axis, corner])
    return planes


def _clip(corners: NDArray[np.float64], up: NDArray[np.float64], d: float) -> WetSkin:
    """Return the integrals over triangles (3 axes, 3 corners, n), clipped by up · p < d.

    A triangle that is cut has one corner alone on its side. The tip at that corner is what is wet, or
    what is to be taken from the whole.
    """
    height, wet = _heights(corners, up, d)
    count = wet.sum(axis=0, dtype=np.int8)
    tips, share, lone_wet = _crossed(corners, height, wet, count)
    sign = np.where(lone_wet, 1.0, -1.0)
    tip_normals = face_normals(tips) * (sign * share[0] * share[1])
    edge = directed(tips, share, lone_wet)
    tips[:, 1:] = tips[:, :1] + share * (tips[:, 1:] - tips[:, :1])
    whole = corners.take(np.flatnonzero(count >= 2), axis=2)
    normals = np.concatenate((face_normals(whole), tip_normals), axis=1)
    area = np.sqrt(np.einsum("in,in->n", normals, normals))
    area[whole.shape[2] :] *= sign
    first, second = _moments(np.concatenate((whole, tips), axis=2), up @ normals)
    return WetSkin(
        up,
        d,
        float(area.sum()),
        normals.sum(axis=1),
        first,
        second,
        _extent(corners, wet, tips[:, 1:]),
        edge,
    )


def _heights(
    corners: NDArray[np.float64], up: NDArray[np.float64], d: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return (3, n) heights of corners over a plane, and which are below it."""
    height = corners[0] * up[0] + corners[1] * up[1] + corners[2] * up[2]
    height -= d
    return height, height < 0


def _crossed(
    corners: NDArray[np.float64],
    height: NDArray[np.float64],
    below: NDArray[np.bool_],
    count: NDArray[np.int8],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the triangles that are cut, as `crossed_triangles` does."""
    crossed = np.flatnonzero((count == 1) | (count == 2))
    lone_below = count[crossed] == 1
    # The lone corner: the only one whose side is not that of the majority.
    odd = below[:, crossed] == lone_below
    turn = (odd[1] + 2 * odd[2] + np.arange(3)[:, None]) % 3
    places = turn * corners.shape[2] + crossed
    level = height.ravel().take(places)
    tips = corners.reshape(3, -1).take(places, axis=1)
    return tips, level[0] / (level[0] - level[1:]), lone_below


def directed(
    tips: NDArray[np.float64], share: NDArray[np.float64], lone_below: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return (k, 2, 3) segments where a plane cuts triangles, as `crossed_triangles` gives them.

    Each runs so that the normal of the plane × its direction points out of the hull: corners run
    counter-clockwise seen from outside, and the side of the lone corner says which way that is.
    """
    ends = (tips[:, :1] + share * (tips[:, 1:] - tips[:, :1])).transpose(2, 1, 0)
    return np.where(lone_below[:, None, None], ends, ends[:, ::-1])


def _extent(
    corners: NDArray[np.float64], wet: NDArray[np.bool_], edge: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (2, 3) least and greatest coordinates of wet corners and of the edge of the water."""
    extent = np.array(((np.inf,) * 3, (-np.inf,) * 3))
    for axis in range(3):
        values = np.concatenate((corners[axis][wet], edge[axis].ravel()))
        if len(values):
            extent[:, axis] = values.min(), values.max()
    return extent


def _moments(
    corners: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ∫ p w dA (3,) and ∫ p pᵀ w dA (3, 3) over triangles (3, 3, n) of weight w · area."""
    # What is to be summed over corners and their total, as one long row an axis.
    points = np.concatenate((corners, corners.sum(axis=1, keepdims=True)), axis=1)
    weighted = points * (weight / 12.0)
    first = weighted[:, 3].sum(axis=1) * 4.0
    second = np.empty((3, 3))
    for i, k in PAIRS:
        second[i, k] = second[k, i] = np.einsum("cn,cn->", weighted[i], points[k])
    return first, second


def face_normals(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (3, n) normals of triangles (3, 3, n), as long as their areas."""
    e, f = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    normals = np.empty((3, corners.shape[2]))
    for axis, (i, j) in enumerate(((1, 2), (2, 0), (0, 1))):
        normals[axis] = e[i] * f[j] - e[j] * f[i]
    normals *= 0.5
    return normals
