"""Polygons to triangles, with the polygon that each triangle came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.formats.parcel import AGAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_MOST = 2**31 - 1


def triangulate(
    parcel: Parcel, sizes: NDArray[np.integer], corners: NDArray[np.integer], vertices: NDArray[np.floating]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the triangles of polygons.

    Quadrilaterals are cut along their shorter diagonal, larger polygons into a fan. Polygons of fewer
    than three corners are left out.

    Args:
        parcel: the file, for errors and for the memory that may be taken.
        sizes: (p,) corners of each polygon.
        corners: (sum of sizes,) vertex indices, one polygon after the other.
        vertices: (n, 3).

    Returns:
        (m, 3) faces and (m,) the polygon of each, both in the order of the polygons.

    Raises:
        FormatError: if a corner is no vertex.
    """
    refuse_strangers(parcel, corners, len(vertices))
    if (sizes == 3).all():
        return corners.reshape(-1, 3).astype(np.int32), np.arange(len(sizes))
    sizes = sizes.astype(np.int64)
    counts = np.maximum(sizes - 2, 0)
    total = int(counts.sum())
    parcel.afford(48 * total)
    source = np.repeat(np.arange(len(sizes)), counts)
    first = (np.cumsum(sizes) - sizes)[source]
    # The place of each triangle in its fan: 1, 2, 3 …
    place = np.arange(total) - (np.cumsum(counts) - counts)[source] + 1
    faces = np.stack((corners[first], corners[first + place], corners[first + place + 1]), axis=1)
    faces = faces.astype(np.int32)
    quads = np.flatnonzero(sizes == 4)
    if len(quads):
        _cut_quads(faces, (np.cumsum(counts) - counts)[quads], vertices)
    return faces, source


def ragged(parcel: Parcel, flat: NDArray[np.integer], count: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Take apart rows that each begin with their length.

    Args:
        parcel: the file, for errors.
        flat: length, members, length, members …
        count: rows.

    Returns:
        (count,) lengths, and all members one row after the other.

    Raises:
        FormatError: if a length is negative or the rows end early.
    """
    if not count:
        return np.empty(0, dtype=np.int64), flat[:0]
    if count > len(flat):
        raise parcel.fault(f"{count:,} polygons are promised, {len(flat):,} numbers are there", hint=AGAIN)
    width = int(flat[0]) + 1
    if width > 0 and len(flat) >= width * count and (flat[: width * count : width] == width - 1).all():
        rows = flat[: width * count].reshape(count, width)
        return np.full(count, width - 1), rows[:, 1:].ravel()
    starts = np.empty(count, dtype=np.int64)
    lengths = flat.tolist()
    position = 0
    for row in range(count):
        if position >= len(lengths) or lengths[position] < 0:
            raise parcel.fault(f"polygon {row} of {count:,} has no valid number of corners")
        starts[row] = position
        position += lengths[position] + 1
    if position > len(lengths):
        raise parcel.fault(f"the last of {count:,} polygons is cut off")
    members = np.ones(position, dtype=bool)
    members[starts] = False
    return flat[starts].astype(np.int64), flat[:position][members]


def refuse_strangers(parcel: Parcel, corners: NDArray[np.integer], count: int) -> None:
    """Raise where an index is none of a vertex, with how many and the first."""
    if not corners.size or (int(corners.min()) >= 0 and int(corners.max()) < count):
        return
    flat = corners.ravel()
    bad = (flat < 0) | (flat >= count)
    first = int(np.argmax(bad))
    raise parcel.fault(
        f"{np.count_nonzero(bad):,} corners of faces point beyond the {count:,} vertices, "
        f"the first is corner {first} with {int(flat[first])}"
    )


def refuse_no_faces(parcel: Parcel, faces: NDArray[Any]) -> None:
    """Raise where there is nothing to draw, or more than indices can count."""
    if not len(faces):
        raise parcel.fault("the file has no triangles", hint="Check what was selected when it was exported")
    if 3 * len(faces) > _MOST:
        raise parcel.fault(f"{len(faces):,} triangles are more than can be counted here")


def is_mirror(matrix: NDArray[np.float64]) -> bool:
    """Whether a (3, 3) matrix turns the winding of triangles; one that is not finite does not."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.linalg.det(matrix) < 0)


def _cut_quads(faces: NDArray[np.int32], places: NDArray[np.int64], vertices: NDArray[np.floating]) -> None:
    """Turn the diagonal of quadrilaterals, in place, where the other one is shorter."""
    a, b, c = faces[places].T
    d = faces[places + 1, 2]
    with np.errstate(over="ignore", invalid="ignore"):
        here = ((vertices[a] - vertices[c]) ** 2).sum(axis=1)
        there = ((vertices[b] - vertices[d]) ** 2).sum(axis=1)
    turn = there < here
    places = places[turn]
    faces[places] = np.stack((a, b, d), axis=1)[turn]
    faces[places + 1] = np.stack((b, c, d), axis=1)[turn]
