"""Where the skin of a hull is open, and how much an opening under water can matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh import boundary_chain, connected_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh import Mesh


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """The boundary of a skin.

    Attributes:
        ends: (k, 2, 3) of each edge, in the coordinates of the mesh.
        net: (k,) how many times more often a face runs through it from its first end to its second.
        part: (k,) which of the separate openings it belongs to.
        count: how many separate openings there are.
    """

    ends: NDArray[np.float64]
    net: NDArray[np.int64]
    part: NDArray[np.int32]
    count: int


@dataclass(frozen=True, slots=True)
class Leak:
    """What openings under water may put off, at most, if each is closed by a flat lid.

    A seam whose two sides lie on each other closes itself and counts nothing.

    Attributes:
        volume: m³.
        area: m².
        edges: how many edges of openings are wet.
    """

    volume: float
    area: float
    edges: int


def find_openings(mesh: Mesh) -> Openings:
    """Return the openings of a welded mesh."""
    edges, net = boundary_chain(mesh.faces)
    if not len(edges):
        return Openings(np.empty((0, 2, 3)), net, np.empty(0, dtype=np.int32), 0)
    # An edge as a face that names a vertex twice, so that openings are parts that share no vertex.
    part, count = connected_parts(np.concatenate((edges, edges[:, :1]), axis=1), len(mesh.vertices))
    return Openings(mesh.vertices[edges].astype(np.float64), net, part, count)


def wet_edges(openings: Openings, up: NDArray[np.float64], offset: float) -> NDArray[np.bool_]:
    """Return (k,) which edges reach below the plane up · p = offset by more than rounding."""
    if not openings.count:
        return np.zeros(0, dtype=bool)
    height = openings.ends @ up - offset
    rounding = 1e-6 * float(np.ptp(openings.ends.reshape(-1, 3), axis=0).max())
    return np.asarray((height < -rounding).any(axis=1))


def leak(openings: Openings, up: NDArray[np.float64], offset: float) -> Leak:
    """Return what the openings below the plane up · p = offset may put off.

    Each opening is closed by a fan from its edges to its middle; where it reaches out of the water,
    to a point on the water, so that what is missing above does not count.
    """
    wet = wet_edges(openings, up, offset)
    if not wet.any():
        return Leak(0.0, 0.0, 0)
    dry_parts = np.zeros(openings.count, dtype=bool)
    dry_parts[openings.part[~wet]] = True
    ends, part = openings.ends[wet], openings.part[wet]
    height = ends @ up - offset
    dry_parts[part[(height > 0).any(axis=1)]] = True
    ends, height = _clipped(ends, height)
    weights = np.bincount(part, minlength=openings.count)
    middle = np.empty((openings.count, 3))
    for axis in range(3):
        middle[:, axis] = np.bincount(part, ends[..., axis].mean(axis=1), openings.count)
    middle /= np.maximum(weights, 1)[:, None]
    middle -= np.where(dry_parts, middle @ up - offset, 0.0)[:, None] * up
    apex = middle[part]
    vectors = 0.5 * np.cross(ends[:, 0] - apex, ends[:, 1] - apex) * openings.net[wet][:, None]
    depth = (height.sum(axis=1) + apex @ up - offset) / 3.0
    return Leak(
        _lengths(vectors * depth[:, None], part, openings.count),
        _lengths(vectors, part, openings.count),
        int(np.count_nonzero(wet)),
    )


def _clipped(
    ends: NDArray[np.float64], height: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return edges with what is above the water moved along the edge down to it."""
    span = height[:, ::-1] - height
    share = np.where(height > 0, -height / np.where(height > 0, span, 1.0), 0.0)
    return ends + share[..., None] * (ends[:, ::-1] - ends), np.minimum(height, 0.0)


def _lengths(vectors: NDArray[np.float64], part: NDArray[np.int32], count: int) -> float:
    """Return the sum over the parts of the length of the sum of their vectors."""
    sums = [np.bincount(part, vectors[:, axis], count) for axis in range(3)]
    return float(np.sqrt(sum(total**2 for total in sums)).sum())
