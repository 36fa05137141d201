"""The XML of VTK's files: pieces, their arrays, and the numbers in them, wherever and however packed."""

from __future__ import annotations

import base64
import binascii
import lzma
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.formats.unpacking import refuse_expansion
from vesselviewer.formats.words import Text
from vesselviewer.formats.xml_text import walk_xml

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_TYPES = {
    "Int8": "i1",
    "UInt8": "u1",
    "Int16": "i2",
    "UInt16": "u2",
    "Int32": "i4",
    "UInt32": "u4",
    "Int64": "i8",
    "UInt64": "u8",
    "Float32": "f4",
    "Float64": "f8",
}
_APPENDED = re.compile(rb"<AppendedData\b[^>]*>[ \t\r\n]*_")
_SECTIONS = frozenset({"Points", "PointData", "CellData", "Verts", "Lines", "Strips", "Polys", "Cells"})
_MOST_ARRAYS = 1 << 14
_MOST_COMPONENTS = 1 << 16
_SPACE = bytes(range(9, 14)) + b" "


@dataclass(frozen=True, slots=True)
class DataArray:
    """One array: its attributes, and the bytes between which its text stands."""

    attributes: dict[str, str]
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a data set: its attributes, and its arrays by section."""

    attributes: dict[str, str]
    sections: dict[str, list[DataArray]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A file whose structure is known; its numbers are read on demand.

    Attributes:
        parcel: the file.
        attributes: of its root.
        pieces: in order.
        appended: where appended data begins, or None.
        encoded: whether appended data is base64.
    """

    parcel: Parcel
    attributes: dict[str, str]
    pieces: list[Piece]
    appended: int | None
    encoded: bool

    @property
    def kind(self) -> str:
        """The type of the data set."""
        return self.attributes.get("type", "")

    def number(self, piece: Piece, name: str) -> int:
        """Return a count among the attributes of a piece; 0 where it is missing."""
        text = piece.attributes.get(name, "0").strip()
        if not re.fullmatch(r"\d{1,10}", text) or int(text) >= 2**31:
            raise self.parcel.fault(f"{name} is {text[:40]!r}, no sane count")
        return int(text)

    def width(self, array: DataArray) -> int:
        """Return the number of components of an array; 0 where that makes no sense."""
        text = array.attributes.get("NumberOfComponents", "1").strip()
        return int(text) if re.fullmatch(r"\d{1,5}", text) else 0

    def is_numeric(self, array: DataArray) -> bool:
        """Whether an array holds numbers that are read here."""
        return array.attributes.get("type") in _TYPES

    def named(self, piece: Piece, section: str, name: str, count: int) -> NDArray[Any]:
        """Return the numbers of an array with this name."""
        for array in piece.sections.get(section, []):
            if array.attributes.get("Name", "").lower() == name:
                return self.values(array, count)
        raise self.parcel.fault(f"<{section}> has no array {name!r}")

    def values(self, array: DataArray, count: int) -> NDArray[Any]:
        """Return the numbers of an array.

        Raises:
            FormatError: if there are not exactly as many as there should be.
        """
        name = array.attributes.get("Name", "")[:40]
        kind = _TYPES.get(array.attributes.get("type", ""))
        if kind is None:
            raise self.parcel.fault(f"the array {name!r} has a type that is not read here")
        order = ">" if self.attributes.get("byte_order") == "BigEndian" else "<"
        need = count * np.dtype(kind).itemsize
        self.parcel.afford(need)
        if array.attributes.get("format") == "ascii":
            text = Text(self.parcel, array.begin, array.end)
            if kind[0] != "f":
                return text.integers(count, f"a number of {name!r}").astype(kind)
            with np.errstate(over="ignore"):
                return text.numbers(count, f"a number of {name!r}").astype(kind)
        data = self._bytes(array, name, need)
        if len(data) != need:
            raise self.parcel.fault(
                f"the array {name!r} should have {need:,} bytes, it has {len(data):,}", byte=array.begin
            )
        return np.frombuffer(data, dtype=order + kind).astype(kind)

    def _bytes(self, array: DataArray, name: str, need: int) -> bytes | memoryview:
        """Return the unpacked bytes of an array."""
        source: _Encoded | _Raw
        if array.attributes.get("format") == "appended":
            text = array.attributes.get("offset", "")
            if self.appended is None or not re.fullmatch(r"\s*\d{1,18}\s*", text):
                raise self.parcel.fault(f"the array {name!r} has no appended data")
            begin = self.appended + int(text)
            source = _Encoded(self.parcel, begin, None) if self.encoded else _Raw(self.parcel, begin)
        else:
            source = _Encoded(self.parcel, array.begin, array.end)
        header = np.dtype(
            (">" if self.attributes.get("byte_order") == "BigEndian" else "<")
            + ("u8" if self.attributes.get("header_type") == "UInt64" else "u4")
        )
        compressor = self.attributes.get("compressor", "")
        if not compressor:
            size = int(source.numbers(header, 1)[0])
            if size != need:
                raise self.parcel.fault(
                    f"the array {name!r} should have {need:,} bytes, its header says {size:,}",
                    byte=array.begin,
                )
            return source.take(size)
        return _decompressed(self.parcel, source, header, compressor, need)


class _Raw:
    """Bytes as they stand in the file."""

    def __init__(self, parcel: Parcel, begin: int) -> None:
        self._parcel = parcel
        self._position = begin

    def numbers(self, kind: np.dtype[Any], count: int) -> NDArray[Any]:
        """Return numbers of a header."""
        return np.frombuffer(self.take(kind.itemsize * count), dtype=kind)

    def end_header(self) -> None:
        """Do nothing: the data follows at once."""

    def take(self, size: int) -> memoryview:
        """Return some bytes, not copied, and pass them."""
        self._parcel.array("u1", size, self._position, "an array")
        taken = self._parcel.data[self._position : self._position + size]
        self._position += size
        return taken


class _Encoded:
    """Bytes in base64, in which a header may be encoded on its own or with what follows."""

    def __init__(self, parcel: Parcel, begin: int, end: int | None) -> None:
        self._parcel = parcel
        self._begin = begin
        data = parcel.data
        # Appended data ends where the next tag begins.
        self._text = memoryview(bytes(data[begin : len(data) if end is None else end]))
        if end is None:
            close = bytes(self._text).find(b"<")
            self._text = self._text[: close if close >= 0 else None]
        else:
            self._text = memoryview(bytes(self._text).translate(None, _SPACE))
        self._left = b""
        self._place = 0

    def numbers(self, kind: np.dtype[Any], count: int) -> NDArray[Any]:
        """Return numbers of a header."""
        return np.frombuffer(self.take(kind.itemsize * count), dtype=kind)

    def end_header(self) -> None:
        """Go on with the next encoding: the header of compressed data ends one."""
        self._left = b""

    def take(self, size: int) -> bytes:
        """Return some bytes and pass them; a padded group ends an encoding, and another follows it."""
        if size > len(self._left) + 3 * (len(self._text) - self._place) // 4 + 3:
            raise self._parcel.fault(
                f"expected {size:,} bytes of base64, fewer are left", byte=self._begin + self._place
            )
        while len(self._left) < size:
            groups = -(-(size - len(self._left)) // 3)
            chunk = bytes(self._text[self._place : self._place + 4 * groups])
            padded = chunk.find(b"=")
            if padded >= 0:
                chunk = chunk[: padded // 4 * 4 + 4]
            self._place += len(chunk)
            try:
                decoded = base64.b64decode(chunk, validate=True)
            except binascii.Error as error:
                raise self._parcel.fault(f"the base64 data is damaged ({error})", byte=self._begin) from error
            if not decoded:
                raise self._parcel.fault("the base64 data is cut off", byte=self._begin + self._place)
            self._left += decoded
        taken, self._left = self._left[:size], self._left[size:]
        return taken


def _decompressed(
    parcel: Parcel, source: _Raw | _Encoded, header: np.dtype[Any], compressor: str, need: int
) -> bytes:
    """Return the bytes of an array that is compressed in blocks."""
    if compressor not in {"vtkZLibDataCompressor", "vtkLZMADataCompressor"}:
        raise parcel.fault(f"compressed by {compressor[:40]!r}", hint="Save it with zlib, or uncompressed")
    blocks = int(source.numbers(header, 1)[0])
    if blocks > len(parcel.data):
        raise parcel.fault(f"{blocks:,} compressed blocks are more than the file can hold")
    block_size, last_size = (int(value) for value in source.numbers(header, 2))
    sizes = [int(value) for value in source.numbers(header, blocks)]
    source.end_header()
    total = block_size * (blocks - 1) + (last_size or block_size) if blocks else 0
    if total != need:
        raise parcel.fault(f"an array should have {need:,} bytes, its blocks have {total:,}")
    refuse_expansion(parcel, total, len(parcel.data))
    result = bytearray()
    for index, size in enumerate(sizes):
        wanted = min(block_size, need - len(result)) if index < blocks - 1 else need - len(result)
        try:
            result += _inflated(source.take(size), compressor, wanted)
        except (zlib.error, lzma.LZMAError) as error:
            raise parcel.fault(f"a compressed block is damaged ({error})") from error
    return bytes(result)


def _inflated(data: bytes | memoryview, compressor: str, size: int) -> bytes:
    """Return one block unpacked, and not a byte more than it should have."""
    if compressor == "vtkZLibDataCompressor":
        return zlib.decompressobj().decompress(data, max(1, size))
    return lzma.LZMADecompressor(memlimit=1 << 28).decompress(data, max(1, size))


def read_document(parcel: Parcel) -> Document:
    """Return the structure of a file; its numbers stay where they are.

    Raises:
        FormatError: with the line where it is no XML, or no VTK file.
    """
    marked = _APPENDED.search(parcel.data)
    builder = _Builder(parcel)
    walk_xml(parcel, builder, end=marked.start() if marked else len(parcel.data), whole=marked is None)
    if builder.root is None:
        raise parcel.fault("no <VTKFile> in it")
    encoded = marked is not None and b"raw" not in marked.group()
    return Document(parcel, builder.root, builder.pieces, marked.end() if marked else None, encoded=encoded)


class _Builder:
    """Notes the pieces and arrays as the XML is walked through."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self.root: dict[str, str] | None = None
        self.pieces: list[Piece] = []
        self._section: list[DataArray] | None = None
        self._array: dict[str, str] | None = None
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> bool:
        """Take an element; return whether to note where its text stands."""
        if tag == "VTKFile":
            self.root = attributes
        elif tag == "Piece":
            self.pieces.append(Piece(attributes))
        elif tag in _SECTIONS and self.pieces:
            self._section = self.pieces[-1].sections.setdefault(tag, [])
        elif tag == "DataArray" and self._section is not None:
            self._count += 1
            if self._count > _MOST_ARRAYS:
                raise self._parcel.fault(f"more than {_MOST_ARRAYS:,} arrays")
            self._array = attributes
            return True
        return False

    def end(self, tag: str, begin: int, end: int) -> None:
        """Take the end of an element, and between which bytes its text stood."""
        if tag == "DataArray" and self._section is not None and self._array is not None:
            self._section.append(DataArray(self._array, begin, end))
            self._array = None
        elif tag in _SECTIONS:
            self._section = None
