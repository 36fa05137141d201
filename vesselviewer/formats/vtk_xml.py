"""VTK's XML files with surfaces: poly data (.vtp) and unstructured grids (.vtu)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.surface import MeshField, Place
from vesselviewer.formats.vtk_cells import Cells, cells_of, joined, surface_of_cells
from vesselviewer.formats.vtk_document import Piece, read_document

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.surface import Surface
    from vesselviewer.formats.vtk_document import Document
    from vesselviewer.mesh import Mesh

_MARK = re.compile(rb"<VTKFile\b[^>]*")
_VARIANTS = {b"PolyData": "VTP", b"UnstructuredGrid": "VTU"}
# Kind of the cells in the sections of poly data, in the order in which fields number them.
_SECTIONS = {"Verts": 1, "Lines": 3, "Polys": 7, "Strips": 6}


def describe(head: bytes, size: int) -> str | None:
    """Return "VTP" or "VTU" if the bytes begin like one."""
    found = _MARK.search(head)
    if not found or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    kind = re.search(rb"\btype\s*=\s*[\"']([^\"']*)", found.group())
    return _VARIANTS.get(kind.group(1), "VTK XML") if kind else "VTK XML"


def parse(parcel: Parcel) -> Surface:
    """Read the points, cells and fields of all pieces.

    Raises:
        FormatError: with the line or byte where it is not as it should be.
    """
    document = read_document(parcel.within(0.0, 0.3))
    if document.kind not in {"PolyData", "UnstructuredGrid"}:
        raise parcel.fault(
            f"a VTK file of type {document.kind[:40]!r}",
            hint="Extract its surface (in ParaView: Extract Surface) and save that as VTP",
        )
    vertices: list[NDArray[np.floating]] = []
    cells: list[Cells] = []
    fields: list[list[MeshField]] = []
    count = 0
    for index, piece in enumerate(document.pieces):
        parcel.tell(0.3 + 0.4 * index / len(document.pieces))
        points = _points(document, piece)
        own = _poly_cells(document, piece) if document.kind == "PolyData" else _grid_cells(document, piece)
        fields.append(_fields(document, piece, len(points), len(own.types)))
        cells.append(Cells(own.types, own.starts, own.sizes, own.points + count) if count else own)
        vertices.append(points)
        count += len(points)
    if not vertices:
        raise parcel.fault("no <Piece> in it")
    points = vertices[0] if len(vertices) == 1 else np.concatenate(vertices)
    return surface_of_cells(parcel, points, joined(cells), _merged(fields))


def encode(mesh: Mesh, suffix: str) -> bytes:
    """Return the mesh as VTP with raw data appended, coordinates of the type they have."""
    wide = mesh.vertices.dtype == np.float64
    count = len(mesh.faces)
    arrays = [
        (
            "Points",
            "Points",
            "Float64" if wide else "Float32",
            3,
            mesh.vertices.astype("<f8" if wide else "<f4"),
        ),
        ("Polys", "connectivity", "Int32", 1, mesh.faces.astype("<i4")),
        ("Polys", "offsets", "Int32", 1, np.arange(3, 3 * count + 1, 3, dtype="<i4")),
    ]
    offset = 0
    sections: dict[str, str] = {}
    blocks = []
    for section, name, kind, width, values in arrays:
        sections[section] = sections.get(section, "") + (
            f'<DataArray type="{kind}" Name="{name}" NumberOfComponents="{width}" '
            f'format="appended" offset="{offset}"/>\n'
        )
        blocks.append(values.nbytes.to_bytes(8, "little") + values.tobytes())
        offset += len(blocks[-1])
    head = (
        '<?xml version="1.0"?>\n<VTKFile type="PolyData" version="1.0" byte_order="LittleEndian" '
        'header_type="UInt64">\n<PolyData>\n'
        f'<Piece NumberOfPoints="{len(mesh.vertices)}" NumberOfVerts="0" NumberOfLines="0" '
        f'NumberOfStrips="0" NumberOfPolys="{count}">\n'
        + "".join(f"<{section}>\n{text}</{section}>\n" for section, text in sections.items())
        + '</Piece>\n</PolyData>\n<AppendedData encoding="raw">\n_'
    )
    return head.encode() + b"".join(blocks) + b"\n</AppendedData>\n</VTKFile>\n"


def _points(document: Document, piece: Piece) -> NDArray[np.floating]:
    """Return the (n, 3) points of a piece."""
    count = document.number(piece, "NumberOfPoints")
    arrays = piece.sections.get("Points", [])
    if not arrays:
        if count:
            raise document.parcel.fault("a piece has no points")
        return np.empty((0, 3))
    values = document.values(arrays[0], 3 * count).reshape(-1, 3)
    return values if values.dtype.kind == "f" else values.astype(np.float64)


def _poly_cells(document: Document, piece: Piece) -> Cells:
    """Return the vertices, lines, polygons and strips of a piece, in this order."""
    blocks = []
    for section, kind in _SECTIONS.items():
        count = document.number(piece, f"NumberOf{section}")
        if count:
            offsets, points = _connectivity(document, piece, section, count)
            kinds = np.full(count, kind, dtype=np.uint8)
            blocks.append(cells_of(document.parcel, kinds, offsets, points))
    return joined(blocks)


def _grid_cells(document: Document, piece: Piece) -> Cells:
    """Return the cells of a piece of an unstructured grid."""
    count = document.number(piece, "NumberOfCells")
    if not count:
        return joined([])
    offsets, points = _connectivity(document, piece, "Cells", count)
    types = document.named(piece, "Cells", "types", count)
    return cells_of(document.parcel, types, offsets, points)


def _connectivity(
    document: Document, piece: Piece, section: str, count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (count + 1,) offsets and the points of the cells of a section."""
    ends = document.named(piece, section, "offsets", count)
    offsets = np.concatenate((np.zeros(1, dtype=np.int64), ends.astype(np.int64)))
    last = int(offsets[-1])
    if last < 0:
        raise document.parcel.fault(f"the offsets of {section} end below 0")
    return offsets, document.named(piece, section, "connectivity", last)


def _fields(document: Document, piece: Piece, points: int, cells: int) -> list[MeshField]:
    """Return the fields of a piece; those that are no numbers are left out."""
    fields = []
    for section, place, count in (("PointData", Place.VERTICES, points), ("CellData", Place.FACES, cells)):
        for array in piece.sections.get(section, []):
            width = document.width(array)
            if document.is_numeric(array) and width:
                values = document.values(array, width * count)
                name = array.attributes.get("Name", "")
                fields.append(MeshField(name, place, values if width == 1 else values.reshape(-1, width)))
    return fields


def _merged(pieces: list[list[MeshField]]) -> list[MeshField]:
    """Return the fields that all pieces have, one piece after the other."""
    merged = []
    for field in pieces[0]:
        same = [
            next(
                (
                    other
                    for other in piece
                    if (other.name, other.place) == (field.name, field.place)
                    and other.values.shape[1:] == field.values.shape[1:]
                ),
                None,
            )
            for piece in pieces
        ]
        present = [other.values for other in same if other is not None]
        if len(present) == len(pieces):
            merged.append(MeshField(field.name, field.place, np.concatenate(present)))
    return merged
