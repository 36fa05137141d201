"""Merge equal vertices: the first step from a soup of triangles to a surface.

Every vertex writes its number into a table, at the place that the hash of its coordinates names, and
looks up who stands there in the end. Where the coordinates are equal, that one is its leader; where
they are not, two different vertices met by chance, and both try again with another hash among the few
that are left. The comparison decides, never the hash, so the result does not rest on luck. On a
million triangles this took a third of the time of sorting the hashes, and it goes on in short steps.
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
_BLOCK = 1 << 15  # points at a time: what fits in the processor's cache
_REPORT_EVERY = 8  # blocks
_ATTEMPTS = 24  # each leaves less than half of the points; then they are sorted


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
    leader_of, is_leader = _group(mesh.vertices, checkpoint)
    used = np.zeros(len(leader_of), dtype=bool)
    used[leader_of[mesh.faces]] = True
    is_leader &= used
    rank = np.cumsum(is_leader, dtype=np.int32) - np.int32(1)
    return Mesh(_without_minus_zero(mesh.vertices[is_leader]), rank[leader_of[mesh.faces]])


def weld_corners(corners: NDArray[np.floating], *, checkpoint: Callable[[float], None] | None = None) -> Mesh:
    """Return the welded mesh of a triangle soup.

    Args:
        corners: (n, 3, 3) finite coordinates: triangle, corner, axis. Not changed.
        checkpoint: called with the fraction done; may raise to call the work off.

    Returns:
        A mesh of n faces in the same order, over the same coordinate type.
    """
    points = corners.reshape(-1, 3)
    leader_of, is_leader = _group(points, checkpoint)
    rank = np.cumsum(is_leader, dtype=np.int32) - np.int32(1)
    for begin in range(0, len(leader_of), _BLOCK):
        leader_of[begin : begin + _BLOCK] = rank.take(leader_of[begin : begin + _BLOCK])
    return Mesh(_without_minus_zero(points[is_leader]), leader_of.reshape(-1, 3))


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
        The mesh itself where no two vertices are that near.
    """
    chosen = np.zeros(len(mesh.vertices), dtype=bool)
    chosen[candidates] = True
    local = np.flatnonzero(chosen).astype(np.int32)
    if not len(local):
        return mesh
    points = mesh.vertices[local].astype(np.float64)
    points -= points.min(axis=0)
    itself = np.arange(len(local), dtype=np.int32)
    pairs = []
    for shift in product((0.0, 0.5), repeat=3):
        leader_of, _ = _group(np.floor(points / (2 * tolerance) + shift), None)
        pairs.append(np.stack((itself, leader_of, leader_of), axis=1).astype(np.int32))
    part, parts = connected_parts(np.concatenate(pairs), len(local))
    if parts == len(local):
        return mesh
    part = part[: len(local)]
    first = np.empty(parts, dtype=np.int32)
    first[part[::-1]] = itself[::-1]
    target = np.arange(len(mesh.vertices), dtype=np.int32)
    target[local] = local[first[part]]
    return weld_mesh(Mesh(mesh.vertices, target[mesh.faces]))


def _group(
    points: NDArray[np.floating], checkpoint: Callable[[float], None] | None
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return, for every point, the index of the first equal point, and a mask of these first ones."""
    leader_of = np.arange(len(points), dtype=np.int32)
    pending = leader_of
    for attempt in range(_ATTEMPTS):
        if not len(pending):
            break
        pending = _lead(points, pending, leader_of, attempt, checkpoint if attempt == 0 else None)
    else:
        _lead_by_sorting(points, pending, leader_of)
    is_leader = np.zeros(len(points), dtype=bool)
    is_leader[leader_of] = True
    _tell(checkpoint, 1.0)
    return leader_of, is_leader


def _lead(
    points: NDArray[np.floating],
    pending: NDArray[np.int32],
    leader_of: NDArray[np.int32],
    attempt: int,
    checkpoint: Callable[[float], None] | None,
) -> NDArray[np.int32]:
    """Find leaders, in place, for the pending points, and return those that met unequal ones."""
    bits = len(pending).bit_length() + 1
    table = np.zeros(1 << bits, dtype=np.int32)
    places = np.empty(len(pending), dtype=np.uint32)
    # The first time all are pending, and slices do; later they are gathered, but they are few.
    subject = points if len(pending) == len(points) else points.take(pending, axis=0)
    blocks = [slice(begin, begin + _BLOCK) for begin in range(0, len(pending), _BLOCK)]
    # Backward, so that the first of equal points is the last to write.
    for step, block in enumerate(reversed(blocks)):
        members = pending[block]
        places[block] = _hashes(subject[block], attempt) >> np.uint64(64 - bits)
        table[places[block][::-1]] = members[::-1]
        if step % _REPORT_EVERY == 0:
            _tell(checkpoint, 0.5 * step / len(blocks))
    left = []
    for step, block in enumerate(blocks):
        if step % _REPORT_EVERY == 0:
            _tell(checkpoint, 0.5 + 0.5 * step / len(blocks))
        members = pending[block]
        leaders = table.take(places[block])
        there, here = points.take(leaders, axis=0), subject[block]
        equal = there[:, 0] == here[:, 0]
        equal &= there[:, 1] == here[:, 1]
        equal &= there[:, 2] == here[:, 2]
        # Who met an unequal point waits; nobody else has it for a leader, as all its equals met the same.
        if equal.all():
            leader_of[members] = leaders
            continue
        leader_of[members] = np.where(equal, leaders, members)
        left.append(members[~equal])
    return np.concatenate(left) if left else pending[:0]


def _hashes(points: NDArray[np.floating], attempt: int) -> NDArray[np.uint64]:
    """Return a well mixed 64-bit hash of the coordinates of every point, another one each attempt."""
    word = np.uint32 if points.dtype.itemsize == 4 else np.uint64
    # Adding zero turns minus zero, which is equal to zero but has other bits, into zero.
    bits: NDArray[np.uint32 | np.uint64] = (points + points.dtype.type(0)).view(word)
    mixed = np.full(len(points), attempt, dtype=np.uint64)
    for axis, multiplier in enumerate(_MULTIPLIERS):
        mixed += bits[:, axis]
        mixed *= np.uint64(multiplier)
        mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(_MIXER)
    return mixed


def _lead_by_sorting(
    points: NDArray[np.floating], pending: NDArray[np.int32], leader_of: NDArray[np.int32]
) -> None:
    """Find leaders, in place, for points that no hash has told apart."""
    x, y, z = points[pending].T
    members = pending[np.lexsort((pending, z, y, x))]
    ordered = points[members]
    first = np.ones(len(members), dtype=bool)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    leader_of[members] = members[first].take(np.cumsum(first) - 1)


def _without_minus_zero(points: NDArray[np.floating]) -> NDArray[np.floating]:
    """Turn minus zero into zero, in place."""
    points += points.dtype.type(0)
    return points


def _tell(checkpoint: Callable[[float], None] | None, fraction: float) -> None:
    """Report progress where somebody listens."""
    if checkpoint is not None:
        checkpoint(fraction)
