"""3MF: a ZIP archive of XML models, whose objects are put together from others and placed to be printed."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.parcel import AGAIN, EXPORT, refuse_not_finite
from vesselviewer.formats.polygons import is_mirror, refuse_no_faces, refuse_strangers
from vesselviewer.formats.surface import MeshPart, Surface
from vesselviewer.formats.threemf_model import Model, Placement, read_model
from vesselviewer.formats.unpacking import refuse_expansion
from vesselviewer.formats.xml_text import walk_xml
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_MAGIC = b"PK\x03\x04"
_FIRST_FILES = re.compile(rb"\[Content_Types\]\.xml|_rels/\.rels|3D/|Metadata/", re.IGNORECASE)
_OFFICE = re.compile(rb"(?:word|xl|ppt|docProps|META-INF)/")
_USUAL = "3D/3dmodel.model"
_RELATIONS = "_rels/.rels"
_UNITS = {"micron": "µm", "millimeter": "mm", "centimeter": "cm", "inch": "in", "foot": "ft", "meter": "m"}
_CHUNK = 1 << 20
_DEEPEST = 32
_MOST_PLACES = 100_000
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    IndexError,
)


def describe(head: bytes, size: int) -> str | None:
    """Return "3MF" if the bytes begin like the archives that 3MF is kept in."""
    if not head.startswith(_MAGIC) or _OFFICE.search(head):
        return None
    return "3MF" if _FIRST_FILES.search(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read all objects that are to be built, one part each.

    Raises:
        FormatError: if the archive or a model in it is not as it should be.
    """
    archive = _Archive(parcel)
    root = archive.root()
    main = archive.model(root)
    places = [
        (object_, _joined(item.matrix, matrix), name)
        for item in main.items
        for object_, matrix, name in _expanded(parcel, archive, root, item)
    ]
    vertices: list[NDArray[np.float64]] = []
    faces: list[NDArray[np.int32]] = []
    parts: list[MeshPart] = []
    vertex_count = face_count = 0
    for mesh, matrix, name in places:
        parcel.afford(48 * (vertex_count + len(mesh.vertices)) + 24 * (face_count + len(mesh.faces)))
        points, triangles = mesh.vertices, mesh.faces
        if matrix is not None:
            with np.errstate(over="ignore", invalid="ignore"):
                points = points @ matrix[:3] + matrix[3]
            if is_mirror(matrix[:3]):
                triangles = triangles[:, ::-1]
        vertices.append(points)
        faces.append(triangles + np.int32(vertex_count))
        parts.append(MeshPart(name, face_count, face_count + len(triangles)))
        vertex_count += len(points)
        face_count += len(triangles)
    joined = np.concatenate([np.empty((0, 3), dtype=np.int32), *faces])
    refuse_no_faces(parcel, joined)
    points = np.concatenate(vertices)
    refuse_not_finite(parcel, points)
    return Surface(Mesh(points, joined), parts=tuple(parts), unit=_UNITS[main.unit])


class _Archive:
    """The files of the archive, unpacked with care."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self._models: dict[str, Model] = {}
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(parcel.data))
            self._names = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}
        except _FAULTS as error:
            raise parcel.fault(f"the ZIP archive is cut off or damaged ({error})", hint=AGAIN) from error

    def root(self) -> str:
        """Return the name of the model with which the archive begins."""
        if _USUAL.lower() in self._names:
            return _USUAL
        if _RELATIONS in self._names:
            relations = _Relations()
            walk_xml(self._file(_RELATIONS), relations)
            if relations.target:
                return relations.target
        raise self._parcel.fault("a ZIP archive without a 3D model in it", hint="Unpack it first")

    def model(self, name: str) -> Model:
        """Return a model by the name of its file."""
        key = name.lstrip("/").lower()
        if key not in self._models:
            model = self._models[key] = read_model(self._file(key))
            if model.unit not in _UNITS:
                raise self._parcel.fault(f"lengths in {model.unit[:40]!r}", hint=EXPORT)
        return self._models[key]

    def _file(self, name: str) -> Parcel:
        """Return a file of the archive, of no more bytes than are allowed in all."""
        info = self._names.get(name.lstrip("/").lower())
        if info is None:
            raise self._parcel.fault(f"{name[:80]!r} is missing in the archive")
        data = bytearray()
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK):
                    data += chunk
                    total = self._unpacked + len(data)
                    refuse_expansion(self._parcel, total, len(self._parcel.data))
                    self._parcel.afford(2 * total)
                    self._parcel.tell(min(0.3, 0.1 * total / len(self._parcel.data)))
        except _FAULTS as error:
            raise self._parcel.fault(
                f"{name[:80]!r} in the archive is damaged ({error})", hint=AGAIN
            ) from error
        self._unpacked += len(data)
        return self._parcel.within(0.3, 1.0).holding(memoryview(data))


class _Relations:
    """Finds the model that the relations of an archive point at."""

    def __init__(self) -> None:
        self.target: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> bool:
        """Take a relation."""
        if tag == "Relationship" and attributes.get("Type", "").endswith("/3dmodel"):
            self.target = self.target or attributes.get("Target")
        return False

    def end(self, tag: str, begin: int, end: int) -> None:
        """Do nothing."""


class _Shape:
    """The triangles of an object."""

    def __init__(self, parcel: Parcel, vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> None:
        refuse_strangers(parcel, faces, len(vertices))
        self.vertices = vertices
        self.faces = faces.astype(np.int32)


_Place = tuple[_Shape, "NDArray[np.float64] | None", str]


def _expanded(parcel: Parcel, archive: _Archive, root: str, item: Placement) -> list[_Place]:
    """Return the shapes of an object and of all that it is put together from."""
    found: list[_Place] = []
    visited = 0
    waiting: list[tuple[str, Placement, NDArray[np.float64] | None, int]] = [
        (item.path or root, Placement(item.object_id, None, item.path), None, 0)
    ]
    while waiting:
        path, place, above, depth = waiting.pop()
        visited += 1
        if depth > _DEEPEST or visited > _MOST_PLACES:
            raise parcel.fault("its objects are put together from too many others, or from themselves")
        object_ = archive.model(path).objects.get(place.object_id)
        if object_ is None:
            raise parcel.fault(f"object {place.object_id[:40]!r} is missing")
        matrix = _joined(above, place.matrix)
        if len(object_.faces):
            found.append((_Shape(parcel, object_.vertices, object_.faces), matrix, object_.name))
        waiting += [
            (component.path or path, component, matrix, depth + 1)
            for component in reversed(object_.components)
        ]
    return found


def _joined(
    outer: NDArray[np.float64] | None, inner: NDArray[np.float64] | None
) -> NDArray[np.float64] | None:
    """Return the (4, 3) matrix that first does the inner and then the outer."""
    if outer is None or inner is None:
        return inner if outer is None else outer
    with np.errstate(over="ignore", invalid="ignore"):
        joined = inner @ outer[:3]
        joined[3] += outer[3]
    return np.asarray(joined)
