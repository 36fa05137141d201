"""PLY, as text and binary in both byte orders: elements with properties, as the header names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.parcel import AGAIN, refuse_not_finite
from vesselviewer.formats.ply_lists import binary_rows, text_rows
from vesselviewer.formats.polygons import refuse_no_faces, triangulate
from vesselviewer.formats.surface import MeshField, Place, Surface
from vesselviewer.formats.words import Text
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.ply_lists import Column

_HEAD = re.compile(rb"ply[ \t]*[\r\n]")
_TYPES = {
    "char": "i1",
    "int8": "i1",
    "uchar": "u1",
    "uint8": "u1",
    "short": "i2",
    "int16": "i2",
    "ushort": "u2",
    "uint16": "u2",
    "int": "i4",
    "int32": "i4",
    "uint": "u4",
    "uint32": "u4",
    "float": "f4",
    "float32": "f4",
    "double": "f8",
    "float64": "f8",
}
_ORDERS = {"binary_little_endian": "<", "binary_big_endian": ">", "ascii": ""}
_CORNERS = ("vertex_indices", "vertex_index")
_MOST_PROPERTIES = 256
_LONGEST_HEADER = 1 << 16


@dataclass(frozen=True, slots=True)
class Property:
    """A column of an element.

    Attributes:
        name: as in the header.
        kind: numpy type of a value, without byte order.
        length_kind: of the number of values where it is a list, else None.
    """

    name: str
    kind: str
    length_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A table of the file: how many rows, and its columns."""

    name: str
    count: int
    properties: tuple[Property, ...]


def describe(head: bytes, size: int) -> str | None:
    """Return "PLY ASCII" or "PLY binary" if the bytes begin like one."""
    if not _HEAD.match(head):
        return None
    return "PLY ASCII" if re.search(rb"[\r\n]format[ \t]+ascii\b", head) else "PLY binary"


def parse(parcel: Parcel) -> Surface:
    """Read vertices and polygons; all other properties are kept as fields.

    Raises:
        FormatError: with the line of the header, or the byte, where it is not as it should be.
    """
    order, elements, position = _header(parcel)
    vertices: NDArray[np.floating] | None = None
    fields: list[MeshField] = []
    polygons = None
    text = Text(parcel, position) if not order else None
    for element in elements:
        parcel.tell(position / len(parcel.data))
        if text is not None:
            columns = text_rows(parcel, text, element)
        else:
            columns, position = binary_rows(parcel, element, position, order)
        if element.name == "vertex":
            vertices = _vertices(parcel, columns)
            fields += _fields(columns, Place.VERTICES, ("x", "y", "z"))
        elif element.name == "face":
            polygons = next((columns[name] for name in _CORNERS if name in columns), None)
            fields += _fields(columns, Place.FACES, _CORNERS)
    if vertices is None or not isinstance(polygons, tuple):
        raise parcel.fault("no faces in it, a cloud of points", hint="Export it with its faces")
    refuse_not_finite(parcel, vertices)
    faces, source = triangulate(parcel, *polygons, vertices)
    refuse_no_faces(parcel, faces)
    return Surface(Mesh(vertices, faces), fields=tuple(_on_triangles(fields, source, len(polygons[0]))))


def encode(mesh: Mesh, suffix: str) -> bytes:
    """Return the mesh as binary PLY, little-endian, with coordinates of the type they have."""
    wide = mesh.vertices.dtype == np.float64
    kind = "double" if wide else "float"
    header = (
        "ply\nformat binary_little_endian 1.0\ncomment written by VesselViewer\n"
        f"element vertex {len(mesh.vertices)}\n"
        + "".join(f"property {kind} {axis}\n" for axis in "xyz")
        + f"element face {len(mesh.faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    rows = np.empty(len(mesh.faces), dtype=[("count", "u1"), ("corners", "<i4", 3)])
    rows["count"] = 3
    rows["corners"] = mesh.faces
    return header.encode() + mesh.vertices.astype("<f8" if wide else "<f4").tobytes() + rows.tobytes()


def _header(parcel: Parcel) -> tuple[str, list[Element], int]:
    """Return the byte order ("" for text), the elements, and where the data begins."""
    text = Text(parcel, end=min(len(parcel.data), _LONGEST_HEADER))
    text.line()
    order: str | None = None
    elements: list[Element] = []
    while True:
        place = text.position
        words = text.line().decode("ascii", "replace").split()
        match words:
            case ["end_header"]:
                break
            case ["format", kind, _] if kind in _ORDERS:
                order = _ORDERS[kind]
            case ["element", name, count] if count.isdecimal() and len(count) < 19:
                elements.append(Element(name, int(count), ()))
            case ["property", *rest] if elements:
                column = _property(rest)
                if column is None or len(elements[-1].properties) >= _MOST_PROPERTIES:
                    raise parcel.fault_in_line("expected the type and the name of a property", place)
                last = elements.pop()
                elements.append(Element(last.name, last.count, (*last.properties, column)))
            case ["comment" | "obj_info", *_]:
                pass
            case [] if text.position > place:
                pass
            case _:
                found = " ".join(words)[:40]
                expected = "'format', 'element', 'property', 'comment' or 'end_header'"
                raise parcel.fault_in_line(f"expected {expected}, found {found!r}", place, hint=AGAIN)
    if order is None:
        raise parcel.fault("the header names no format; expected 'ascii' or a binary one")
    return order, elements, text.position


def _property(words: list[str]) -> Property | None:
    """Return the column that a line of the header names."""
    match words:
        case ["list", length, kind, name] if length in _TYPES and kind in _TYPES:
            return Property(name, _TYPES[kind], _TYPES[length])
        case [kind, name] if kind in _TYPES:
            return Property(name, _TYPES[kind])
        case _:
            return None


def _vertices(parcel: Parcel, columns: dict[str, Column]) -> NDArray[np.floating]:
    """Return the (n, 3) coordinates, float64 only where the file has them so."""
    axes = [values for name in "xyz" if isinstance(values := columns.get(name), np.ndarray)]
    if len(axes) < 3:
        raise parcel.fault("the vertices have no x, y and z")
    wide = any(axis.dtype.kind in "iu" or axis.dtype.itemsize == 8 for axis in axes)
    vertices = np.empty((len(axes[0]), 3), dtype=np.float64 if wide else np.float32)
    with np.errstate(over="ignore"):
        for column, axis in enumerate(axes):
            vertices[:, column] = axis
    return vertices


def _fields(columns: dict[str, Column], place: Place, taken: tuple[str, ...]) -> list[MeshField]:
    """Return the columns that are plain numbers and not taken for something else."""
    return [
        MeshField(name, place, np.ascontiguousarray(values).astype(values.dtype.newbyteorder("=")))
        for name, values in columns.items()
        if name not in taken and not isinstance(values, tuple)
    ]


def _on_triangles(fields: list[MeshField], source: NDArray[np.int64], polygons: int) -> list[MeshField]:
    """Return the fields with those over polygons carried over to their triangles."""
    return [
        MeshField(field.name, field.place, field.values[source])
        if field.place is Place.FACES and len(field.values) == polygons
        else field
        for field in fields
    ]
