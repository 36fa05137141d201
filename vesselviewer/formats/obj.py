"""Wavefront OBJ: vertices, polygons and named groups, read a block of lines at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.decimal_text import is_not_finite, parse_numbers
from vesselviewer.formats.number_text import rows_of_numbers
from vesselviewer.formats.parcel import refuse_not_finite
from vesselviewer.formats.polygons import refuse_no_faces, triangulate
from vesselviewer.formats.surface import MeshPart, Surface
from vesselviewer.formats.words import word_bounds
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_BLOCK = 1 << 19
_MARK = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t-\r]|#[^\r\n]*(?:[\r\n]|\Z))*"
    rb"(?:v[nt]?[ \t]+[-+.\d][-+.\deE \t]*(?:[\r\n]|\Z)|(?:mtllib|usemtl|[gos])(?:[ \t][^\r\n\0]*)?[\r\n])"
)
_JOINED = re.compile(rb"\\[ \t]*(?:\r\n|\r|\n)")
_COMMENT = re.compile(rb"#[^\r\n]*")
_NAMING = (ord("g"), ord("o"))
_NO_NAME = "default"


def describe(head: bytes, size: int) -> str | None:
    """Return "OBJ" if the first line that says something is one of an OBJ."""
    return "OBJ" if _MARK.match(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read vertices and polygons; texture coordinates, normals and materials are passed over.

    Raises:
        FormatError: with the line where it is not as it should be.
    """
    return _Reader(parcel).read()


def encode(mesh: Mesh, suffix: str) -> bytes:
    """Return the mesh as OBJ text, with all digits of its coordinates."""
    return (
        "# written by VesselViewer\n"
        + rows_of_numbers(mesh.vertices, start="v ")
        + rows_of_numbers(mesh.faces.astype(np.int64) + 1, start="f ")
    ).encode()


class _Reader:
    """What has been read of an OBJ so far."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel
        data: bytes | memoryview = parcel.data
        # Remarks and joined lines are blanked, character by character: places stay what they are.
        for pattern in (_COMMENT, _JOINED):
            if pattern.search(data):
                data = pattern.sub(lambda found: b" " * len(found.group()), data)
        self._data = memoryview(data)
        self._characters = np.frombuffer(data, dtype=np.uint8)
        self._vertices: list[NDArray[np.float64]] = []
        self._vertex_count = 0
        self._sizes: list[NDArray[np.int64]] = []
        self._polygon_count = 0
        self._corners: list[NDArray[np.int64]] = []
        self._groups: list[tuple[str, int]] = []

    def read(self) -> Surface:
        """Read all blocks, and put together what they hold."""
        position = 3 if bytes(self._data[:3]) == b"\xef\xbb\xbf" else 0
        while position < len(self._data):
            self._parcel.tell(position / len(self._data))
            end = self._end_of_lines(position)
            self._block(position, self._characters[position:end])
            position = end
        nothing = np.empty(0, dtype=np.int64)
        vertices = np.concatenate([np.empty((0, 3)), *self._vertices])
        sizes = np.concatenate([nothing, *self._sizes])
        refuse_not_finite(self._parcel, vertices)
        corners = np.concatenate([nothing, *self._corners])
        faces, source = triangulate(self._parcel, sizes, corners, vertices)
        refuse_no_faces(self._parcel, faces)
        return Surface(Mesh(vertices, faces), parts=self._parts(source))

    def _end_of_lines(self, position: int) -> int:
        """Return the end of a block that ends with a line."""
        size = _BLOCK
        while position + size < len(self._data):
            block = bytes(self._data[position : position + size])
            end = max(block.rfind(b"\n"), block.rfind(b"\r"))
            if end >= 0:
                return position + end + 1
            size *= 2
        return len(self._data)

    def _block(self, position: int, block: NDArray[np.uint8]) -> None:
        """Read some lines."""
        starts, ends = word_bounds(block, last=True)
        if not len(starts):
            return
        line_of = np.cumsum((block == 10) | (block == 13), dtype=np.int32)[starts]
        first = np.flatnonzero(np.concatenate(([True], line_of[1:] != line_of[:-1])))
        counts = np.diff(np.append(first, len(starts))) - 1
        letter = np.where(ends[first] - starts[first] == 1, block[starts[first]], 0)
        is_vertex, is_face = letter == ord("v"), letter == ord("f")
        for row in np.flatnonzero((letter == _NAMING[0]) | (letter == _NAMING[1])):
            begin, count = first[row], counts[row]
            end = ends[begin + count]
            name = block[ends[begin] : end].tobytes().decode("utf-8", "replace").strip()
            self._groups.append((name, self._polygon_count + int(np.count_nonzero(is_face[:row]))))
        words = _Words(self._parcel, block, starts, ends, position)
        before = self._vertex_count + np.cumsum(is_vertex)
        self._add_vertices(words, first[is_vertex], counts[is_vertex])
        self._add_faces(words, first[is_face], counts[is_face], before[is_face])

    def _add_vertices(self, words: _Words, first: NDArray[np.intp], counts: NDArray[np.intp]) -> None:
        if not len(first):
            return
        words.refuse_short(first, counts, 3, "three coordinates of a vertex")
        values = words.numbers((first[:, None] + np.arange(1, 4)).ravel(), "a coordinate")
        self._vertices.append(values.reshape(-1, 3))
        self._vertex_count += len(first)

    def _add_faces(
        self, words: _Words, first: NDArray[np.intp], counts: NDArray[np.intp], before: NDArray[np.int64]
    ) -> None:
        if not len(first):
            return
        words.refuse_short(first, counts, 3, "three vertices of a face")
        row = np.repeat(np.arange(len(first)), counts)
        place = np.arange(len(row)) - (np.cumsum(counts) - counts)[row]
        corners = words.indices(first[row] + 1 + place)
        # Counted backward from the vertices so far, where it is negative.
        corners = np.where(corners < 0, corners + before[row], corners - 1)
        self._sizes.append(counts.astype(np.int64))
        self._corners.append(corners)
        self._polygon_count += len(first)

    def _parts(self, source: NDArray[np.int64]) -> tuple[MeshPart, ...]:
        """Return the groups that have triangles."""
        if not self._groups:
            return ()
        names = [_NO_NAME, *(name for name, _ in self._groups)]
        starts = np.searchsorted(source, [0, *(polygon for _, polygon in self._groups)]).tolist()
        stops = [*starts[1:], len(source)]
        return tuple(
            MeshPart(name, start, stop)
            for name, start, stop in zip(names, starts, stops, strict=True)
            if stop > start
        )


class _Words:
    """The words of a block."""

    def __init__(
        self,
        parcel: Parcel,
        block: NDArray[np.uint8],
        starts: NDArray[np.intp],
        ends: NDArray[np.intp],
        position: int,
    ) -> None:
        self._parcel = parcel
        self._block = block
        self._starts = starts
        self._ends = ends
        self._position = position

    def refuse_short(self, first: NDArray[np.intp], counts: NDArray[np.intp], least: int, what: str) -> None:
        """Raise where a line has fewer words behind its first than it takes."""
        short = counts < least
        if short.any():
            row = int(np.argmax(short))
            place = self._position + int(self._starts[first[row]])
            raise self._parcel.fault_in_line(f"expected {what}, found {int(counts[row])}", place)

    def numbers(self, which: NDArray[np.intp], what: str) -> NDArray[np.float64]:
        """Return words as numbers; NaN for those that are infinite or undefined."""
        starts = self._starts[which]
        return self._parsed(starts, self._ends[which] - starts, what)

    def indices(self, which: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return what stands before the first slash of words, as whole numbers other than 0."""
        starts, ends = self._starts[which], self._ends[which]
        slashes = np.append(np.flatnonzero(self._block == ord("/")), len(self._block))
        ends = np.minimum(ends, slashes[np.searchsorted(slashes, starts)])
        values = self._parsed(starts, ends - starts, "the number of a vertex")
        with np.errstate(invalid="ignore"):
            valid = (values == np.floor(values)) & (np.abs(values) < 2**31) & (values != 0)
        if not valid.all():
            self._refuse(starts[int(np.argmin(valid))], "the number of a vertex, from 1")
        return values.astype(np.int64)

    def _parsed(self, starts: NDArray[np.intp], lengths: NDArray[np.intp], what: str) -> NDArray[np.float64]:
        if not lengths.all():
            self._refuse(starts[int(np.argmin(lengths))], what)
        values, valid = parse_numbers(self._block, starts, lengths)
        for index in np.flatnonzero(~valid):
            word = self._block[starts[index] : starts[index] + lengths[index]].tobytes()
            if not is_not_finite(word):
                self._refuse(starts[index], what)
            values[index] = np.nan
        return values

    def _refuse(self, start: int, what: str) -> None:
        """Raise about the word that starts here."""
        found = re.match(rb"[^ \t-\r]*", self._block[start : start + 40].tobytes())
        word = found.group().decode("ascii", "replace") if found else ""
        place = self._position + int(start)
        raise self._parcel.fault_in_line(f"expected {what}, found {word!r}", place)
