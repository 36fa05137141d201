"""Which way the faces of a mesh run, and how to make them agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.measures import face_volumes
from vesselviewer.mesh.topology import connected_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray


def reversed_winding(mesh: Mesh) -> Mesh:
    """Return the mesh with every face seen from its other side."""
    return Mesh(mesh.vertices, mesh.faces[:, ::-1])


def unified_winding(mesh: Mesh) -> Mesh:
    """Return the mesh with neighbors that agree, and each part looking outward.

    From one face of each part the sense is handed on over every edge with just two faces. A part is
    then turned if it encloses a negative volume, seen from the middle of its openings where it has
    some; a cavity inside another part is turned like any other part.

    Args:
        mesh: a welded mesh.
    """
    faces = mesh.faces
    part, parts = connected_parts(faces, len(mesh.vertices))
    turn = _relative_sense(faces, part, parts)
    agreed = Mesh(mesh.vertices, np.where(turn[:, None], faces[:, ::-1], faces))
    volumes = np.bincount(part, face_volumes(agreed, _opening_middle(agreed)), minlength=parts)
    inward = (volumes < 0)[part]
    return Mesh(mesh.vertices, np.where(inward[:, None], agreed.faces[:, ::-1], agreed.faces))


def _opening_middle(mesh: Mesh) -> list[float] | None:
    starts = mesh.faces.ravel().astype(np.int64)
    ends = np.roll(mesh.faces, -1, axis=1).ravel().astype(np.int64)
    keys = (np.minimum(starts, ends) << 31) | np.maximum(starts, ends)
    found, count = np.unique(keys, return_counts=True)
    lone = found[count == 1]
    if not len(lone):
        return None
    loose = np.concatenate((lone >> 31, lone & 0x7FFFFFFF))
    return [float(value) for value in mesh.vertices[loose].mean(axis=0, dtype=np.float64)]


def _relative_sense(faces: NDArray[np.int32], part: NDArray[np.int32], parts: int) -> NDArray[np.bool_]:
    """Return, for each face, whether it must be turned to agree with the first face of its part."""
    neighbor, same_way = _neighbors(faces)
    sense = np.full(len(faces), -1, dtype=np.int8)
    frontier = np.unique(part, return_index=True)[1] if parts else np.zeros(0, dtype=np.intp)
    while True:
        sense[frontier] = np.where(sense[frontier] < 0, 0, sense[frontier])
        while len(frontier):
            there = neighbor[frontier]
            fresh = (there >= 0) & (sense[there] < 0)
            target = there[fresh]
            handed = sense[frontier][:, None] ^ same_way[frontier].astype(np.int8)
            sense[target] = handed[fresh]
            frontier = np.unique(target)
        left = np.flatnonzero(sense < 0)  # hangs on by a corner, or by an edge of three faces
        if not len(left):
            return sense > 0
        frontier = left[:1]


def _neighbors(faces: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the (m, 3) face across each edge, -1 for none or several, and whether both run the same way."""
    starts = faces.ravel().astype(np.int64)
    ends = np.roll(faces, -1, axis=1).ravel().astype(np.int64)
    keys = (np.minimum(starts, ends) << 31) | np.maximum(starts, ends)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    pairs = begins[np.diff(np.append(begins, len(ordered))) == 2]
    one, other = order[pairs], order[pairs + 1]
    neighbor = np.full(3 * len(faces), -1, dtype=np.int64)
    same_way = np.zeros(3 * len(faces), dtype=bool)
    neighbor[one], neighbor[other] = other // 3, one // 3
    same_way[one] = same_way[other] = starts[one] == starts[other]
    return neighbor.reshape(-1, 3), same_way.reshape(-1, 3)
