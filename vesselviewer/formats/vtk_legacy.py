"""Legacy VTK files (.vtk) with surfaces: poly data and unstructured grids, as text or big-endian binary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np

from vesselviewer.formats.polygons import ragged
from vesselviewer.formats.surface import MeshField, Place
from vesselviewer.formats.vtk_cells import Cells, cells_of, joined, surface_of_cells
from vesselviewer.formats.words import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.surface import Surface

_HEAD = re.compile(rb"# vtk DataFile Version[ \t]+(\d+)\.\d+[^\r\n]*[\r\n]", re.IGNORECASE)
_TYPES = {
    b"unsigned_char": "u1",
    b"char": "i1",
    b"signed_char": "i1",
    b"unsigned_short": "u2",
    b"short": "i2",
    b"unsigned_int": "u4",
    b"int": "i4",
    b"vtkidtype": "i4",
    b"unsigned_long": "u8",
    b"long": "i8",
    b"vtktypeint64": "i8",
    b"vtktypeuint64": "u8",
    b"float": "f4",
    b"double": "f8",
}
# The kinds of cells that the sections of poly data stand for.
_SECTIONS = {b"VERTICES": 1, b"LINES": 3, b"POLYGONS": 7, b"TRIANGLE_STRIPS": 6}
_COMPONENTS = {
    b"VECTORS": 3,
    b"NORMALS": 3,
    b"TENSORS": 9,
    b"TENSORS6": 6,
    b"GLOBAL_IDS": 1,
    b"PEDIGREE_IDS": 1,
}
_MOST_COMPONENTS = 1 << 16


def describe(head: bytes, size: int) -> str | None:
    """Return "VTK legacy" if the bytes begin like one."""
    return "VTK legacy" if _HEAD.match(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read points, cells and all fields over them.

    Raises:
        FormatError: with the line or byte where it is not as it should be.
    """
    return _Reader(parcel).read()


class _Reader:
    """What has been read of a file so far."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self._text = Text(parcel)
        self._binary = False
        self._vertices: NDArray[np.floating] | None = None
        self._blocks: dict[bytes, Cells] = {}
        self._types: NDArray[np.integer] | None = None
        self._fields: list[MeshField] = []
        self._place: Place | None = None
        self._rows = 0

    def read(self) -> Surface:
        """Read all sections."""
        text = self._text
        text.line()
        text.line()
        kind = text.word().upper()
        if kind not in {b"ASCII", b"BINARY"}:
            raise text.fault("'ASCII' or 'BINARY'", kind)
        self._binary = kind == b"BINARY"
        while text.peek():
            self._section(text.word().upper())
            self._parcel.tell(text.position / len(self._parcel.data))
        if self._vertices is None:
            raise self._parcel.fault("no POINTS in it")
        cells = self._blocks.get(b"CELLS")
        if cells is not None:
            if self._types is None or len(self._types) != len(cells.types):
                raise self._parcel.fault("the CELL_TYPES are missing or not as many as the CELLS")
            cells = Cells(self._types, cells.starts, cells.sizes, cells.points)
        else:
            cells = joined([self._blocks[name] for name in _SECTIONS if name in self._blocks])
        return surface_of_cells(self._parcel, self._vertices, cells, self._fields)

    def _section(self, keyword: bytes) -> None:
        """Read one section behind its keyword."""
        text = self._text
        if keyword == b"DATASET":
            kind = text.word().upper()
            if kind not in {b"POLYDATA", b"UNSTRUCTURED_GRID"}:
                hint = "Extract its surface (in ParaView: Extract Surface) and save that"
                raise text.fault("'POLYDATA' or 'UNSTRUCTURED_GRID'", kind, hint=hint)
        elif keyword == b"POINTS":
            count = text.integer("the number of points")
            values = self._values(self._type(), 3 * count).reshape(-1, 3)
            small = values.dtype == np.float32
            self._vertices = values if small else values.astype(np.float64)
        elif keyword in _SECTIONS or keyword == b"CELLS":
            self._blocks[keyword] = self._cells(_SECTIONS.get(keyword, 0))
        elif keyword == b"CELL_TYPES":
            self._types = self._values("i4", text.integer("the number of cells"))
        elif keyword in {b"POINT_DATA", b"CELL_DATA"}:
            self._place = Place.VERTICES if keyword == b"POINT_DATA" else Place.FACES
            self._rows = text.integer("the number of values")
        elif keyword == b"METADATA":
            text.line()
            while text.line():
                pass
        else:
            self._attribute(keyword)

    def _attribute(self, keyword: bytes) -> None:
        """Read one array over points or cells, or several."""
        text = self._text
        if keyword == b"FIELD":
            text.word()
            for _ in range(text.integer("the number of arrays", most=4096)):
                if text.peek().upper() == b"METADATA":
                    self._section(text.word().upper())
                self._field()
            return
        name = text.word()
        if keyword == b"SCALARS":
            kind = self._type(end_line=False)
            words = text.line().split()
            width = int(words[0]) if words and re.fullmatch(rb"[1-9]\d?", words[0]) else 1
            if text.peek().upper() == b"LOOKUP_TABLE":
                text.line()
            self._keep(name, self._values(kind, width * self._rows), width)
        elif keyword in _COMPONENTS:
            width = _COMPONENTS[keyword]
            self._keep(name, self._values(self._type(), width * self._rows), width)
        elif keyword == b"TEXTURE_COORDINATES":
            width = text.integer("the dimension", least=1, most=3)
            self._keep(name, self._values(self._type(), width * self._rows), width)
        elif keyword in {b"COLOR_SCALARS", b"LOOKUP_TABLE"}:
            table = keyword == b"LOOKUP_TABLE"
            count = text.integer("the number of values", most=_MOST_COMPONENTS if not table else 2**31 - 1)
            text.line()
            values = self._values("u1" if self._binary else "f4", 4 * count if table else count * self._rows)
            if not table:
                self._keep(name, values, count)
        else:
            raise text.fault("a keyword of VTK", keyword or name)

    def _field(self) -> None:
        """Read one array of a FIELD."""
        text = self._text
        name = text.word()
        width = text.integer("the number of components", most=_MOST_COMPONENTS)
        rows = text.integer("the number of values")
        if text.peek().lower() == b"string" or text.peek().lower() == b"bit":
            raise self._parcel.fault_in_line(
                "a field of words or bits, which is not read here", text.position, hint="Save it without"
            )
        values = self._values(self._type(), width * rows)
        if rows == self._rows and width:
            self._keep(name, values, width)

    def _keep(self, name: bytes, values: NDArray[Any], width: int) -> None:
        """Note a field, unless it belongs to no points and no cells."""
        if self._place is not None:
            shaped = values if width == 1 else values.reshape(-1, width)
            self._fields.append(MeshField(unquote(name.decode("utf-8", "replace")), self._place, shaped))

    def _cells(self, kind: int) -> Cells:
        """Read cells, in the way of version 5 or of those before."""
        text = self._text
        first = text.integer("a number of cells")
        second = text.integer("a number of points")
        text.line()
        if text.peek().upper() == b"OFFSETS":
            offsets = self._numbered(b"OFFSETS", first)
            points = self._numbered(b"CONNECTIVITY", second)
            offsets = offsets if first else np.zeros(1, dtype=np.int64)
            return cells_of(self._parcel, np.full(len(offsets) - 1, kind), offsets, points)
        sizes, points = ragged(self._parcel, self._values("i4", second), first)
        starts = np.cumsum(sizes) - sizes
        return Cells(np.full(first, kind), starts, sizes, points)

    def _numbered(self, keyword: bytes, count: int) -> NDArray[Any]:
        """Read an array behind its keyword and type."""
        word = self._text.word()
        if word.upper() != keyword:
            raise self._text.fault(f"'{keyword.decode()}'", word)
        return self._values(self._type(), count)

    def _type(self, *, end_line: bool = True) -> str:
        """Read the name of a type, and the rest of its line."""
        word = self._text.word()
        kind = _TYPES.get(word.lower())
        if kind is None:
            raise self._text.fault("a type of numbers", word)
        if end_line:
            self._text.line()
        return kind

    def _values(self, kind: str, count: int) -> NDArray[Any]:
        """Read numbers; those of a binary file begin on a line of their own."""
        text = self._text
        if self._binary:
            if kind == "i4" and bytes(self._parcel.data[text.position - 1 : text.position]) not in {
                b"\n",
                b"\r",
            }:
                text.line()
            values = self._parcel.array(f">{kind}", count, text.position, "numbers")
            text.position += values.nbytes
            return values.astype(kind)
        if kind[0] in "iu":
            whole = text.integers(count)
            limits = np.iinfo(kind)
            fits = not count or (whole.min() >= limits.min and whole.max() <= limits.max)
            return whole.astype(kind) if fits else whole
        with np.errstate(over="ignore"):
            return text.numbers(count).astype(kind)
