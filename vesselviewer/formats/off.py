"""OFF, the Object File Format: counts, vertices, polygons, all as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import FormatError
from vesselviewer.formats.parcel import refuse_not_finite
from vesselviewer.formats.polygons import ragged, refuse_no_faces, triangulate
from vesselviewer.formats.surface import Surface
from vesselviewer.formats.words import Text
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t-\r]|#[^\r\n]*[\r\n])*(?:ST)?C?N?4?n?OFF(?=[ \t-\r]|\Z)")


def describe(head: bytes, size: int) -> str | None:
    """Return "OFF" if the bytes begin like one."""
    return "OFF" if _HEAD.match(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read the polygons of an OFF file; colors, normals and texture coordinates are passed over.

    Raises:
        FormatError: with the line where it is not as it should be.
    """
    text = Text(parcel, comments=True)
    kind = text.word()
    if not re.fullmatch(rb"(?:ST)?C?N?OFF", kind):
        four = kind.endswith(b"OFF") and kind != b"OFF"
        raise text.fault("'OFF'", kind, hint="Only surfaces in space are read" if four else None)
    if text.peek().upper() == b"BINARY":
        raise parcel.fault("a binary OFF", hint="Save it as text, or as PLY")
    counts = [text.integer(f"the number of {what}") for what in ("vertices", "faces", "edges")]
    width = _numbers_in_next_line(text)
    rows = text.numbers(width * counts[0], "a coordinate").reshape(-1, width)
    points = np.ascontiguousarray(rows[:, :3])
    sizes, corners = _polygons(parcel, text, counts[1])
    refuse_not_finite(parcel, points)
    faces, _ = triangulate(parcel, sizes, corners, points)
    refuse_no_faces(parcel, faces)
    return Surface(Mesh(points, faces))


def _numbers_in_next_line(text: Text) -> int:
    """Return how many numbers the next vertex has, without passing it: 3, or more with colors or normals."""
    begin = text.position
    line = b""
    while not line and text.peek():
        line = text.line()
    text.position = begin
    return max(3, len(line.split()))


def _polygons(parcel: Parcel, text: Text, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sizes and corners of the faces, with or without colors behind them."""
    begin = text.position
    numbers = text.rest("a vertex of a face")
    try:
        flat = text.whole(numbers, "a vertex of a face", begin)
        sizes, corners = ragged(parcel, flat, count)
    except FormatError:
        return _polygons_by_line(parcel, text, begin, count)
    if len(sizes) + len(corners) < len(flat):
        return _polygons_by_line(parcel, text, begin, count)
    return sizes, corners


def _polygons_by_line(
    parcel: Parcel, text: Text, begin: int, count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the same where only the lines tell what is a corner and what a color."""
    text.position = begin
    sizes: list[int] = []
    corners: list[int] = []
    while len(sizes) < count:
        place = text.position
        words = text.line().split()
        if not words:
            if not text.peek():
                raise text.fault(f"face {len(sizes)} of {count:,}", b"")
            continue
        try:
            numbers = [int(word) for word in words[: int(words[0]) + 1]]
        except ValueError:
            numbers = []
        if not numbers or len(numbers) != numbers[0] + 1 or not all(0 <= one < 2**31 for one in numbers):
            raise parcel.fault_in_line("expected a count and as many vertices of a face", place)
        sizes.append(numbers[0])
        corners += numbers[1:]
        if len(sizes) % 4096 == 0:
            parcel.tell(len(sizes) / count)
    return np.array(sizes, dtype=np.int64), np.array(corners, dtype=np.int64)
