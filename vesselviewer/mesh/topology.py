"""How the faces of a mesh hang together: open edges, shared edges, winding, separate parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 1 << 17


@dataclass(frozen=True, slots=True, eq=False)
class EdgeTopology:
    """What the edges of a mesh say of its surface.

    An edge is *balanced* if it is run through as often one way as the other: only then do the faces
    beside it agree on which side is outside.

    Attributes:
        open_edges: (k, 2) int32 vertex indices of the edges with one face only.
        non_manifold_edges: how many edges have three faces or more.
        clashing_edges: how many edges have two faces that run through them the same way.
        unbalanced_non_manifold_edges: how many of the non-manifold edges are not balanced.
        odd_edges: how many of the non-manifold edges have an odd number of faces.
    """

    open_edges: NDArray[np.int32]
    non_manifold_edges: int
    clashing_edges: int
    unbalanced_non_manifold_edges: int
    odd_edges: int

    @property
    def balanced(self) -> bool:
        """Whether every edge is run through as often one way as the other."""
        return not (len(self.open_edges) or self.clashing_edges or self.unbalanced_non_manifold_edges)


def edge_topology(faces: NDArray[np.int32]) -> EdgeTopology:
    """Count the edges of a welded mesh by their faces and directions.

    Args:
        faces: (m, 3) vertex indices; faces that name a vertex twice must have been left out.

    Returns:
        The topology, from one sort of 3·m integers.
    """
    keys = _edge_keys(faces)
    keys.sort()
    edges = keys >> np.uint64(1)
    starts = np.flatnonzero(np.concatenate(([True], edges[1:] != edges[:-1]))) if len(keys) else keys
    starts = starts.astype(np.intp)
    counts = np.diff(np.append(starts, len(keys)))
    running = np.concatenate(([0], np.cumsum((keys & np.uint64(1)).astype(np.int64))))
    backward = running[starts + counts] - running[starts]
    shared = counts > 2
    lone = edges[starts[counts == 1]]
    open_edges = np.empty((len(lone), 2), dtype=np.int32)
    open_edges[:, 0] = lone >> np.uint64(31)
    open_edges[:, 1] = lone & np.uint64(0x7FFFFFFF)
    return EdgeTopology(
        open_edges=open_edges,
        non_manifold_edges=int(np.count_nonzero(shared)),
        clashing_edges=int(np.count_nonzero((counts == 2) & (backward != 1))),
        unbalanced_non_manifold_edges=int(np.count_nonzero(shared & (2 * backward != counts))),
        odd_edges=int(np.count_nonzero(shared & (counts % 2 == 1))),
    )


def _edge_keys(faces: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Return a key an edge of each face: lower vertex (31 bits), higher vertex (31), direction (1)."""
    count = len(faces)
    keys = np.empty(3 * count, dtype=np.uint64)
    for corner in range(3):
        start = faces[:, corner]
        end = faces[:, (corner + 1) % 3]
        part = keys[corner * count : (corner + 1) * count]
        part[:] = np.minimum(start, end)
        part <<= np.uint64(31)
        part |= np.maximum(start, end).astype(np.uint64)
        part <<= np.uint64(1)
        part |= start > end
    return keys


def connected_parts(faces: NDArray[np.int32], vertex_count: int) -> tuple[NDArray[np.int32], int]:
    """Label the parts of a mesh that share no vertex.

    Args:
        faces: (m, 3) vertex indices.
        vertex_count: how many vertices there are.

    Returns:
        (m,) the part of each face, numbered from 0, and how many parts there are.
    """
    label = np.arange(vertex_count, dtype=np.int32)
    pending = faces
    while len(pending):
        for begin in range(0, len(pending), _BLOCK):
            corners = label[pending[begin : begin + _BLOCK]]
            lowest = corners.min(axis=1)
            for corner in range(3):
                np.minimum.at(label, corners[:, corner], lowest)
        label = _roots(label)
        corners = label[pending]
        pending = pending[(corners != corners[:, :1]).any(axis=1)]
    roots = label[faces[:, 0]]
    number = np.zeros(vertex_count, dtype=np.int32)
    number[roots] = 1
    count = int(number.sum())
    number = np.cumsum(number, dtype=np.int32) - np.int32(1)
    return number[roots], count


def _roots(label: NDArray[np.int32]) -> NDArray[np.int32]:
    """Follow each label to its end."""
    while True:
        further = label[label]
        if np.array_equal(further, label):
            return label
        label = further
