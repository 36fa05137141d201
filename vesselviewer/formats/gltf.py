"""glTF 2.0, as GLB and as JSON: the triangles of the scene, moved to where its nodes put them.

Coordinates stay in the frame of the file, in which y is up and lengths are in meters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.formats.gltf_buffers import Buffers, Json, item, listed, whole
from vesselviewer.formats.gltf_nodes import placed_meshes
from vesselviewer.formats.parcel import AGAIN, EXPORT, refuse_not_finite
from vesselviewer.formats.polygons import is_mirror, refuse_no_faces, refuse_strangers
from vesselviewer.formats.surface import MeshPart, Surface, in_32_bits
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_MAGIC = b"glTF"
_JSON, _BIN = 0x4E4F534A, 0x004E4942
_TRIANGLES, _STRIP, _FAN = 4, 5, 6
_PACKED = ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression")
_FLOAT, _UNSIGNED = 5126, 5125


def describe(head: bytes, size: int) -> str | None:
    """Return "glTF binary" or "glTF" if the bytes begin like one."""
    if head[:4] == _MAGIC:
        return "glTF binary"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    known = (b'"asset"', b'"accessors"', b'"bufferViews"', b'"meshes"')
    return "glTF" if text.startswith(b"{") and any(word in head for word in known) else None


def parse(parcel: Parcel) -> Surface:
    """Read all triangles of the scene, one part a mesh in its place.

    Raises:
        FormatError: if it is not as it should be; the message names the place in the JSON.
        SourceError: if a file beside it cannot be read.
    """
    document, binary = _document(parcel)
    version = document.get("asset", {})
    if not isinstance(version, dict) or not str(version.get("version", "2.")).startswith("2."):
        raise parcel.fault("a glTF of another version than 2", hint=EXPORT)
    packed = [name for name in _PACKED if name in listed(document, "extensionsRequired")]
    if packed:
        raise parcel.fault(f"its triangles are packed by {packed[0]}", hint="Export it without compression")
    buffers = Buffers(parcel, document, binary)
    vertices: list[NDArray[np.floating]] = []
    faces: list[NDArray[np.int32]] = []
    parts: list[MeshPart] = []
    vertex_count = face_count = 0
    placed = placed_meshes(parcel, document)
    for index, (mesh_index, name, matrix) in enumerate(placed):
        parcel.tell(index / len(placed))
        start = face_count
        for primitive in listed(item(parcel, document, "meshes", mesh_index), "primitives"):
            points, triangles = _primitive(parcel, buffers, primitive)
            if matrix is not None:
                points, triangles = _moved(points, triangles, matrix)
            vertices.append(points)
            faces.append(triangles + np.int32(vertex_count))
            vertex_count += len(points)
            face_count += len(triangles)
            parcel.afford(36 * vertex_count + 24 * face_count)
        if face_count > start:
            parts.append(MeshPart(name, start, face_count))
    if not faces:
        raise parcel.fault("the file has no triangles", hint="Check what was selected when it was exported")
    joined = np.concatenate(faces)
    refuse_no_faces(parcel, joined)
    points = np.concatenate(vertices)
    refuse_not_finite(parcel, points)
    return Surface(
        Mesh(points, joined), parts=tuple(parts), unit="m", up="y", remarks=("glTF has y up, in meters",)
    )


def encode(mesh: Mesh, suffix: str) -> bytes:
    """Return the mesh as GLB, or as JSON with the data in it; coordinates become float32, axes stay."""
    import base64  # noqa: PLC0415 - for writing JSON alone

    points = in_32_bits(mesh).astype("<f4").tobytes()
    corners = mesh.faces.astype("<u4").tobytes()
    low, high = np.asarray(mesh.bounds, dtype=np.float32).reshape(3, 2).T.tolist()
    buffer: Json = {"byteLength": len(points) + len(corners)}
    document = {
        "asset": {"version": "2.0", "generator": "VesselViewer"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "mode": _TRIANGLES}]}],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": _FLOAT,
                "count": len(mesh.vertices),
                "type": "VEC3",
                "min": low,
                "max": high,
            },
            {"bufferView": 1, "componentType": _UNSIGNED, "count": 3 * len(mesh.faces), "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": len(points), "target": 34962},
            {"buffer": 0, "byteOffset": len(points), "byteLength": len(corners), "target": 34963},
        ],
        "buffers": [buffer],
    }
    if suffix == ".gltf":
        data = base64.b64encode(points + corners).decode()
        buffer["uri"] = f"data:application/octet-stream;base64,{data}"
        return json.dumps(document, separators=(",", ":")).encode()
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = ((_JSON, text), (_BIN, points + corners))
    body = b"".join(
        len(data).to_bytes(4, "little") + kind.to_bytes(4, "little") + data for kind, data in chunks
    )
    return _MAGIC + (2).to_bytes(4, "little") + (12 + len(body)).to_bytes(4, "little") + body


def _document(parcel: Parcel) -> tuple[Json, memoryview | None]:
    """Return the JSON, and the binary chunk of a GLB."""
    data = parcel.data
    text, binary = data, None
    if data[:4] == _MAGIC:
        _, version, size = (int(value) for value in parcel.array("<u4", 3, 0, "a header"))
        if version != 2:
            raise parcel.fault(f"a GLB of version {version}", byte=4, hint=EXPORT)
        if size > len(data):
            raise parcel.fault(
                f"cut off: the header says {size:,} bytes, there are {len(data):,}", byte=8, hint=AGAIN
            )
        chunks = _chunks(parcel, size)
        if not chunks or chunks[0][0] != _JSON:
            raise parcel.fault("a GLB begins with a chunk of JSON, this one does not", byte=12)
        text = chunks[0][1]
        binary = next((chunk for kind, chunk in chunks[1:] if kind == _BIN), None)
    parcel.afford(20 * len(text))
    try:
        document = json.loads(bytes(text).decode("utf-8-sig"))
    except RecursionError as error:
        raise parcel.fault("its JSON is nested too deeply") from error
    except ValueError as error:
        raise parcel.fault(f"bad JSON ({error})") from error
    if not isinstance(document, dict):
        raise parcel.fault("its JSON is no object")
    return document, binary


def _chunks(parcel: Parcel, size: int) -> list[tuple[int, memoryview]]:
    """Return the chunks of a GLB."""
    chunks = []
    position = 12
    while position + 8 <= size:
        length, kind = (int(value) for value in parcel.array("<u4", 2, position, "a chunk"))
        if position + 8 + length > size:
            raise parcel.fault(f"a chunk of {length:,} bytes goes beyond the end", byte=position, hint=AGAIN)
        chunks.append((kind, parcel.data[position + 8 : position + 8 + length]))
        position += 8 + length + (-length % 4)
    return chunks


def _primitive(
    parcel: Parcel,
    buffers: Buffers,
    primitive: Any,  # noqa: ANN401 - whatever the JSON has
) -> tuple[NDArray[np.floating], NDArray[np.int32]]:
    """Return the points and triangles of a primitive; none for points and lines."""
    nothing = np.empty((0, 3), dtype=np.float32), np.empty((0, 3), dtype=np.int32)
    if not isinstance(primitive, dict) or not isinstance(primitive.get("attributes"), dict):
        raise parcel.fault("a primitive without attributes")
    mode = primitive.get("mode", _TRIANGLES)
    if mode not in {_TRIANGLES, _STRIP, _FAN}:
        return nothing
    points = buffers.accessor(whole(parcel, primitive["attributes"], "POSITION"), 3)
    if points.dtype != np.float32:
        points = points.astype(np.float32)
    if "indices" in primitive:
        corners = buffers.accessor(whole(parcel, primitive, "indices"), 1).ravel()
        if corners.dtype.kind != "u":
            raise parcel.fault("the indices of a primitive are no whole numbers")
    else:
        corners = np.arange(len(points), dtype=np.uint32)
    refuse_strangers(parcel, corners, len(points))
    return points, _triangles(corners.astype(np.int32), mode)


def _triangles(corners: NDArray[np.int32], mode: int) -> NDArray[np.int32]:
    """Return (n, 3) triangles of a list, a strip or a fan of corners."""
    if mode == _TRIANGLES:
        return corners[: len(corners) // 3 * 3].reshape(-1, 3)
    place = np.arange(max(0, len(corners) - 2))
    if mode == _FAN:
        return np.stack((corners[np.zeros_like(place)], corners[place + 1], corners[place + 2]), axis=1)
    odd = place % 2
    return corners[np.stack((place, place + 1 + odd, place + 2 - odd), axis=1)]


def _moved(
    points: NDArray[np.floating], triangles: NDArray[np.int32], matrix: NDArray[np.float64]
) -> tuple[NDArray[np.floating], NDArray[np.int32]]:
    """Return points and triangles moved; a mirror turns the winding."""
    with np.errstate(over="ignore", invalid="ignore"):
        moved = (points.astype(np.float64) @ matrix[:3, :3].T + matrix[:3, 3]).astype(np.float32)
    if is_mirror(matrix[:3, :3]):
        triangles = triangles[:, ::-1]
    return moved, triangles
