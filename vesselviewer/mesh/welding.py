"""Merge equal vertices: the first step from a soup of triangles to a surface.

Every vertex gets a hash of its coordinate bits with its own index in the low bits, so that one plain
sort of integers brings equal vertices together with the first of them in front. Equal hashes of
unequal coordinates are found by comparison and sorted out, so the result never rests on luck.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.topology import connected_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_MIXER = 0xD6E8FEB86659FD93
_BLOCK = 1 << 14  # points at a time: what fits in the processor's cache


def weld_mesh(mesh: Mesh, *, checkpoint: Callable[[float], None] | None = None) -> Mesh:
    """Return the mesh with exactly equal vertices merged and unused ones dropped.

    Minus zero equals zero. Faces keep their order and winding; vertices are numbered as the faces
    first name them in their old order.

    Args:
        mesh: any mesh, welded or not.
        checkpoint: called with the fraction done; may raise to call the work off.

    Returns:
        A mesh over the same coordinate type.
    """
    points = mesh.vertices + mesh.vertices.dtype.type(0)
    leader_of, is_leader = _group(points, checkpoint)
    used = np.zeros(len(points), dtype=bool)
    used[leader_of[mesh.faces.ravel()]] = True
    is_leader &= used
    rank = np.cumsum(is_leader, dtype=np.int32) - np.int32(1)
    faces = rank[leader_of[mesh.faces]]
    return Mesh(points[is_leader], faces)


def weld_corners(corners: NDArray[np.floating], *, checkpoint: Callable[[float], None] | None = None) -> Mesh:
    """Return the welded mesh of a triangle soup.

    Args:
        corners: (n, 3, 3) finite coordinates: triangle, corner, axis. Not changed.
        checkpoint: called with the fraction done; may raise to call the work off.

    Returns:
        A mesh of n faces in the same order, over the same coordinate type.
    """
    points = corners.reshape(-1, 3) + corners.dtype.type(0)
    leader_of, is_leader = _group(points, checkpoint)
    rank = np.cumsum(is_leader, dtype=np.int32) - np.int32(1)
    faces = rank[leader_of].reshape(-1, 3)
    return Mesh(points[is_leader], faces)


def weld_near(mesh: Mesh, candidates: NDArray[np.integer], tolerance: float) -> Mesh:
    """Merge those candidate vertices that lie within a tolerance of each other.

    Two vertices that differ by at most ``tolerance`` along every axis share a cell in at least one
    of eight grids of twice that size, shifted by half a cell along each axis; each grid merges what
    shares a cell, so chains of near vertices become one.

    Args:
        mesh: a mesh, exactly welded.
        candidates: indices of the vertices that may be merged, for example those on open edges.
        tolerance: in the unit of the mesh, positive.

    Returns:
        The mesh with the merged vertices; faces keep their order, some may have become degenerate.
    """
    local = np.unique(np.asarray(candidates, dtype=np.intp))
    if not len(local):
        return mesh
    points = mesh.vertices[local].astype(np.float64)
    points -= points.min(axis=0)
    itself = np.arange(len(local), dtype=np.int32)
    pairs = []
    for shift in product((0.0, 0.5), repeat=3):
        leader_of, _ = _group(np.floor(points / (2 * tolerance) + shift), None)
        pairs.append(np.stack((itself, leader_of, leader_of), axis=1).astype(np.int32))
    part, _ = connected_parts(np.concatenate(pairs), len(local))
    _, first = np.unique(part[: len(local)], return_index=True)
    target = np.arange(len(mesh.vertices), dtype=np.int32)
    target[local] = local[first[part[: len(local)]]]
    return weld_mesh(Mesh(mesh.vertices, target[mesh.faces]))


def _group(
    points: NDArray[np.floating], checkpoint: Callable[[float], None] | None
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return, for every point, the index of the first equal point, and a mask of these first ones."""
    count = len(points)
    if not count:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=bool)
    _tell(checkpoint, 0.0)
    index_bits = max(1, (count - 1).bit_length())
    keys = _hashes(points)
    keys >>= np.uint64(index_bits)
    keys <<= np.uint64(index_bits)
    keys |= np.arange(count, dtype=np.uint64)
    _tell(checkpoint, 0.2)
    keys.sort()
    _tell(checkpoint, 0.5)
    order = (keys & np.uint64((1 << index_bits) - 1)).astype(np.intp)
    keys >>= np.uint64(index_bits)
    first = np.ones(count, dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    del keys
    _settle_collisions(points, order, first)
    _tell(checkpoint, 0.8)
    leaders = order[first]
    leader_of = np.empty(count, dtype=np.intp)
    leader_of[order] = leaders.take(np.cumsum(first) - 1)
    is_leader = np.zeros(count, dtype=bool)
    is_leader[leaders] = True
    return leader_of, is_leader


def _hashes(points: NDArray[np.floating]) -> NDArray[np.uint64]:
    """Return a well mixed 64-bit hash of the coordinate bits of every point."""
    word = np.uint32 if points.dtype.itemsize == 4 else np.uint64
    bits: NDArray[np.uint32 | np.uint64] = np.ascontiguousarray(points).view(word)
    hashes = np.zeros(len(points), dtype=np.uint64)
    for begin in range(0, len(points), _BLOCK):
        mixed = hashes[begin : begin + _BLOCK]
        for axis, multiplier in enumerate(_MULTIPLIERS):
            mixed += bits[begin : begin + _BLOCK, axis]
            mixed ^= mixed >> np.uint64(29)
            mixed *= np.uint64(multiplier)
        mixed ^= mixed >> np.uint64(32)
        mixed *= np.uint64(_MIXER)
    return hashes


def _settle_collisions(
    points: NDArray[np.floating], order: NDArray[np.intp], first: NDArray[np.bool_]
) -> None:
    """Split, in place, the runs of equal hash that hold unequal points."""
    clash = np.zeros(len(order), dtype=bool)
    for axis in range(3):
        column = points[:, axis][order]
        clash[1:] |= column[1:] != column[:-1]
    clash &= ~first
    if not clash.any():
        return
    run = np.cumsum(first)
    places = np.flatnonzero(np.isin(run, run[clash]))
    members = order[places]
    x, y, z = points[members].T
    members = members[np.lexsort((members, z, y, x, run[places]))]
    order[places] = members
    ordered = points[members]
    fresh = np.ones(len(places), dtype=bool)
    fresh[1:] = (ordered[1:] != ordered[:-1]).any(axis=1) | (run[places][1:] != run[places][:-1])
    first[places] = fresh


def _tell(checkpoint: Callable[[float], None] | None, fraction: float) -> None:
    """Report progress where somebody listens."""
    if checkpoint is not None:
        checkpoint(fraction)
