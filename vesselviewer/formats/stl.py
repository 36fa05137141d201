"""STL, binary and ASCII: told apart by the size equation first, and by the text second.

A binary file has exactly 84 + 50·n bytes, whatever its header says; many begin with "solid". The
equation is checked before any memory is taken, so a header that claims 10⁹ triangles costs nothing.
Normals in the file are ignored: they are computed from the corners, as the winding has them. Colors are
kept as a field over the faces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.parcel import AGAIN
from vesselviewer.formats.polygons import refuse_no_faces
from vesselviewer.formats.stl_text import parse_text
from vesselviewer.formats.surface import MeshField, MeshPart, Place, Surface, in_32_bits, soup

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.mesh import Mesh

_HEADER = 84
_FACET = 50
_LAYOUT = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_BLOCK = 1 << 17
# Padding after the last facet that cannot be anything else.
_PADDING = b"\0\t\n\r \x1a"
_MAX_PADDING = 4096
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?[ \t-\r]*solid(?:[ \t-\r]|\Z)", re.IGNORECASE)
_TEXT_KEYWORD = re.compile(rb"\b(?:facet|endsolid)\b", re.IGNORECASE)
_PROBE = 4096


def describe(head: bytes, size: int) -> str | None:
    """Return which STL the bytes are, "STL binary" or "STL ASCII", or None for neither.

    Args:
        head: the first bytes, at least 4096 where there are as many.
        size: bytes of the whole.
    """
    if size >= _HEADER and size == _expected(head):
        return "STL binary"
    text = _TEXT.match(head)
    # A short or cut off text has no facet to show, but neither has it the zeros of a binary header.
    if text and (_TEXT_KEYWORD.search(head[:_PROBE]) or b"\0" not in head[:_PROBE]):
        return "STL ASCII"
    if _HEADER < _expected(head) <= size <= _expected(head) + _MAX_PADDING:
        return "STL binary"
    return "STL binary" if text else None


def parse(parcel: Parcel) -> Surface:
    """Read the triangles of an STL file, with its solids as parts and its colors as a field.

    Raises:
        FormatError: if it is not an STL with at least one triangle and finite coordinates.
    """
    parts: tuple[MeshPart, ...] = ()
    fields: tuple[MeshField, ...] = ()
    if describe(bytes(parcel.data[:_PROBE]), len(parcel.data)) == "STL ASCII":
        corners, parts = parse_text(parcel.data, name=parcel.name, checkpoint=parcel.checkpoint)
        refuse_no_faces(parcel, corners)
    else:
        count = _checked_count(parcel)
        records = parcel.array(_LAYOUT, count, _HEADER, "triangles")
        refuse_no_faces(parcel, records)
        corners = _copied(parcel, records)
        fields = _colors(bytes(parcel.data[:80]), records["attribute"])
    _refuse_not_finite(parcel, corners)
    return Surface(soup(corners), is_soup=True, parts=parts, fields=fields)


def encode(mesh: Mesh, suffix: str) -> bytes:
    """Return the mesh as binary STL, normals computed, coordinates as float32."""
    corners = in_32_bits(mesh)[mesh.faces]
    records = np.zeros(len(corners), dtype=_LAYOUT)
    records["corners"] = corners
    wide = corners.astype(np.float64)
    normal = np.cross(wide[:, 1] - wide[:, 0], wide[:, 2] - wide[:, 0])
    length = np.sqrt((normal * normal).sum(axis=1, keepdims=True))
    np.divide(normal, length, out=normal, where=length > 0)
    records["normal"] = normal
    # The header must not begin with "solid", or careless readers take it for text.
    header = b"binary STL written by VesselViewer".ljust(80, b"\0")
    return header + len(corners).to_bytes(4, "little") + records.tobytes()


def _copied(parcel: Parcel, records: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the (n, 3, 3) corners of binary records, next to each other."""
    # Each facet's nine numbers as one opaque lump: they are moved, not interpreted.
    lumps = np.ndarray(len(records), dtype="V36", buffer=records, offset=12, strides=(_FACET,))
    corners = np.empty(len(records), dtype="V36")
    for begin in range(0, len(records), _BLOCK):
        parcel.tell(begin / len(records))
        corners[begin : begin + _BLOCK] = lumps[begin : begin + _BLOCK]
    return corners.view("<f4").astype(np.float32, copy=False).reshape(-1, 3, 3)


def _colors(header: bytes, attributes: NDArray[np.uint16]) -> tuple[MeshField, ...]:
    """Return the colors of the facets as (n, 3) uint8 red, green, blue, where there are any.

    VisCAM and SolidView set bit 15 where a facet has a color, blue in the lowest five bits; Magics,
    which says "COLOR=" in the header, clears bit 15 there and has red in the lowest ones.
    """
    magics = header.find(b"COLOR=")
    marked = (attributes & 0x8000) != 0
    colored = ~marked if magics >= 0 else marked
    if magics < 0 and not colored.any():
        return ()
    levels = np.stack([(attributes >> shift) & 31 for shift in (10, 5, 0)], axis=1)
    values = (levels * 255 // 31).astype(np.uint8)
    if magics >= 0:
        values = values[:, ::-1].copy()
        values[marked] = np.frombuffer(header.ljust(90, b"\0")[magics + 6 : magics + 9], dtype=np.uint8)
    return (MeshField("color", Place.FACES, values),)


def _checked_count(parcel: Parcel) -> int:
    """Return the number of facets, or say how the size contradicts the header."""
    data, size = parcel.data, len(parcel.data)
    if size < _HEADER:
        raise parcel.fault(
            f"too short for an STL: {size} bytes, a binary header alone has {_HEADER}", hint=AGAIN
        )
    count = int.from_bytes(data[80:84], "little")
    expected = _HEADER + _FACET * count
    if size == expected:
        return count
    claim = f"the header at byte 80 promises {count:,} triangles ({expected:,} bytes)"
    if size < expected:
        raise parcel.fault(
            f"cut off or not an STL: {claim}, the file has {size:,} bytes", byte=size, hint=AGAIN
        )
    if count and size - expected <= _MAX_PADDING and not bytes(data[expected:]).strip(_PADDING):
        return count
    raise parcel.fault(
        f"too long: {claim}, the file goes on to {size:,} bytes",
        byte=expected,
        hint="The count in the header is wrong, or two files were joined; export it again",
    )


def _refuse_not_finite(parcel: Parcel, corners: NDArray[np.float32]) -> None:
    """Raise where a coordinate is NaN or infinite."""
    # The least and the greatest are not finite as soon as one number is not, and cost no memory.
    if np.isfinite(corners.min()) and np.isfinite(corners.max()):
        return
    bad = ~np.isfinite(corners).all(axis=(1, 2))
    raise parcel.fault(
        f"{np.count_nonzero(bad):,} of {len(corners):,} triangles have coordinates that are NaN, infinite "
        f"or beyond 32-bit range, the first is triangle {int(np.argmax(bad))}",
        hint="Repair the mesh where it was made; nothing can be drawn of these triangles",
    )


def _expected(head: bytes) -> int:
    """Return the size that the size equation asks for."""
    return _HEADER + _FACET * int.from_bytes(head[80:84], "little")
