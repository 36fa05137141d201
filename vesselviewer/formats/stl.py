"""STL, binary and ASCII: told apart by the size equation first, and by the text second.

A binary file has exactly 84 + 50·n bytes, whatever its header says; many begin with "solid". The
equation is checked before any memory is taken, so a header that claims 10⁹ triangles costs nothing.
Normals and colors in the file are ignored: normals are computed from the corners, as the winding has
them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import FormatError
from vesselviewer.formats.stl_text import parse_text
from vesselviewer.mesh import weld_corners

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

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


def expected_size(head: bytes) -> int | None:
    """Return the size that a binary header promises, or None for a text or too few bytes."""
    if len(head) < _HEADER or describe(head, len(head)) == "STL ASCII":
        return None
    return _expected(head)


def parse(data: bytes | memoryview, *, name: str, checkpoint: Callable[[float], None] | None = None) -> Mesh:
    """Read the mesh of an STL file, all solids in one, welded.

    Args:
        data: the whole file.
        name: how errors call it.
        checkpoint: called with the fraction done; may raise to call the work off.

    Raises:
        FormatError: if it is not an STL with at least one triangle and finite coordinates.
    """
    if describe(bytes(data[:_PROBE]), len(data)) == "STL ASCII":
        corners = parse_text(data, name=name, checkpoint=_part(checkpoint, 0.0, 0.7))
    else:
        corners = _parse_binary(data, name, _part(checkpoint, 0.0, 0.4))
    if not len(corners):
        raise FormatError(
            "the file has no triangles", where=name, hint="Check what was selected when it was exported"
        )
    _refuse_not_finite(corners, name)
    return weld_corners(corners, checkpoint=_part(checkpoint, 0.7, 1.0))


def encode(mesh: Mesh) -> bytes:
    """Return the mesh as binary STL, normals computed, coordinates as float32."""
    corners = mesh.vertices.astype(np.float32)[mesh.faces]
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


def _parse_binary(
    data: bytes | memoryview, name: str, checkpoint: Callable[[float], None] | None
) -> NDArray[np.float32]:
    """Return (n, 3, 3) corners, after the size equation has been seen to hold."""
    count = _checked_count(data, name)
    records = np.frombuffer(data, dtype=_LAYOUT, count=count, offset=_HEADER)
    corners = np.empty((count, 3, 3), dtype=np.float32)
    for begin in range(0, count, _BLOCK):
        if checkpoint is not None:
            checkpoint(begin / count)
        corners[begin : begin + _BLOCK] = records["corners"][begin : begin + _BLOCK]
    return corners


def _checked_count(data: bytes | memoryview, name: str) -> int:
    """Return the number of facets, or say how the size contradicts the header."""
    size = len(data)
    if size < _HEADER:
        raise FormatError(
            f"too short for an STL: {size} bytes, a binary header alone has {_HEADER}",
            where=name,
            hint="Ask for the file again, or wait until it is completely written",
        )
    count = int.from_bytes(data[80:84], "little")
    expected = _HEADER + _FACET * count
    if size == expected:
        return count
    claim = f"the header at byte 80 promises {count:,} triangles ({expected:,} bytes)"
    if size < expected:
        raise FormatError(
            f"cut off or not an STL: {claim}, the file has {size:,} bytes",
            where=f"{name}, byte {size}",
            hint="Ask for the file again, or wait until it is completely written",
        )
    if count and size - expected <= _MAX_PADDING and not bytes(data[expected:]).strip(_PADDING):
        return count
    raise FormatError(
        f"too long: {claim}, the file goes on to {size:,} bytes",
        where=f"{name}, byte {expected}",
        hint="The count in the header is wrong, or two files were joined; export it again",
    )


def _refuse_not_finite(corners: NDArray[np.float32], name: str) -> None:
    """Raise where a coordinate is NaN or infinite."""
    bad = 0
    first = -1
    for begin in range(0, len(corners), _BLOCK):
        finite = np.isfinite(corners[begin : begin + _BLOCK]).all(axis=(1, 2))
        if not finite.all():
            first = first if bad else begin + int(np.argmin(finite))
            bad += int(np.count_nonzero(~finite))
    if bad:
        raise FormatError(
            f"{bad:,} of {len(corners):,} triangles have coordinates that are NaN, infinite or beyond "
            f"32-bit range, the first is triangle {first}",
            where=name,
            hint="Repair the mesh where it was made; nothing can be drawn of these triangles",
        )


def _expected(head: bytes) -> int:
    """Return the size that the size equation asks for."""
    return _HEADER + _FACET * int.from_bytes(head[80:84], "little")


def _part(
    checkpoint: Callable[[float], None] | None, start: float, end: float
) -> Callable[[float], None] | None:
    """Return a checkpoint for a part of the work."""
    if checkpoint is None:
        return None
    return lambda fraction: checkpoint(start + (end - start) * fraction)
