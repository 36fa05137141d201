"""Small files of every format, whole and sound, that a fuzzer begins with."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats import encode_mesh
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from collections.abc import Callable

VERTICES = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1.5]], dtype=np.float32)
FACES = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], dtype=np.int32)
TETRAHEDRON = Mesh(VERTICES, FACES)

STL_TEXT = b"""solid one
facet normal 0 0 1
outer loop
vertex 0 0 0
vertex 1 0 0
vertex 0 1 0
endloop
endfacet
endsolid one
solid two
facet normal 0 0 1 outer loop vertex 0 0 1 vertex 1 0 1 vertex 0 1 1.5e-1 endloop endfacet
endsolid two
"""
OBJ = b"""# a square and a triangle
mtllib none.mtl
o deck
v 0 0 0
v 1 0 0 1.0
v 1 1 0
v 0 1 0
vn 0 0 1
f 1//1 2//1 3//1 4//1
g side
f -4 -3 \\
 -2
"""
OFF = b"COFF\n# remark\n5 2 0\n0 0 0 1 0 0\n1 0 0 1 0 0\n1 1 0 1 0 0\n0 1 0 1 0 0\n0 0 1 1 0 0\n4 0 1 2 3 255 0 0\n3 0 1 4\n"
PLY_TEXT = b"""ply
format ascii 1.0
element vertex 4
property float x
property float y
property float z
property uchar red
element face 2
property list uchar int vertex_indices
end_header
0 0 0 255
1 0 0 255
1 1 0 0
0 1 0 0
4 0 1 2 3
3 0 1 2
"""
PLY_BIG = (
    PLY_TEXT.partition(b"0 0 0 255")[0].replace(b"ascii", b"binary_big_endian")
    + b"".join(struct.pack(">3fB", x, y, 0, 255) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)))
    + struct.pack(">B4i", 4, 0, 1, 2, 3)
    + struct.pack(">B3i", 3, 0, 1, 2)
)
VTK_TEXT = b"""# vtk DataFile Version 3.0
title
ASCII
DATASET POLYDATA
POINTS 4 float
0 0 0 1 0 0 1 1 0 0 1 0
POLYGONS 2 9
4 0 1 2 3
3 0 1 2
TRIANGLE_STRIPS 1 5
4 0 1 3 2
CELL_DATA 3
SCALARS pressure float 1
LOOKUP_TABLE default
1 2 3
POINT_DATA 4
VECTORS velocity double
0 0 1 0 0 1 0 0 1 0 0 1
FIELD FieldData 1
wave%20height 1 4 float
1 2 3 4
"""
VTK_BINARY = (
    b"# vtk DataFile Version 5.1\nt\nBINARY\nDATASET UNSTRUCTURED_GRID\nPOINTS 4 double\n"
    + VERTICES.astype(">f8").tobytes()
    + b"\nCELLS 3 7\nOFFSETS vtktypeint64\n"
    + np.array([0, 4, 7], dtype=">i8").tobytes()
    + b"\nCONNECTIVITY vtktypeint64\n"
    + np.array([0, 1, 2, 3, 0, 1, 2], dtype=">i8").tobytes()
    + b"\nCELL_TYPES 2\n"
    + np.array([10, 5], dtype=">i4").tobytes()
    + b"\n"
)
VTP_TEXT = b"""<?xml version="1.0"?>
<VTKFile type="PolyData" version="0.1" byte_order="LittleEndian">
<PolyData><Piece NumberOfPoints="4" NumberOfPolys="2">
<PointData><DataArray type="Float32" Name="p" format="ascii">1 2 3 4</DataArray></PointData>
<CellData><DataArray type="Int32" Name="id" NumberOfComponents="2" format="ascii">1 2 3 4</DataArray></CellData>
<Points><DataArray type="Float32" NumberOfComponents="3" format="ascii">0 0 0 1 0 0 1 1 0 0 1 0</DataArray></Points>
<Polys><DataArray type="Int32" Name="connectivity" format="ascii">0 1 2 3 0 1 2</DataArray>
<DataArray type="Int32" Name="offsets" format="ascii">4 7</DataArray></Polys>
</Piece></PolyData></VTKFile>
"""


def _packed(values: np.ndarray) -> bytes:
    """Return values as VTK packs them: one block of zlib, its sizes before it, in base64."""
    import base64

    data = zlib.compress(values.tobytes())
    header = struct.pack("<4I", 1, values.nbytes, values.nbytes, len(data))
    return base64.b64encode(header) + base64.b64encode(data)


VTU_PACKED = (
    b'<VTKFile type="UnstructuredGrid" version="0.1" byte_order="LittleEndian" compressor="vtkZLibDataCompressor">'
    b'<UnstructuredGrid><Piece NumberOfPoints="4" NumberOfCells="1"><Points>'
    b'<DataArray type="Float32" NumberOfComponents="3" format="binary">'
    + _packed(VERTICES)
    + b'</DataArray></Points><Cells><DataArray type="Int64" Name="connectivity" format="binary">'
    + _packed(np.arange(4, dtype="<i8"))
    + b'</DataArray><DataArray type="Int64" Name="offsets" format="binary">'
    + _packed(np.array([4], dtype="<i8"))
    + b'</DataArray><DataArray type="UInt8" Name="types" format="binary">'
    + _packed(np.array([10], dtype="u1"))
    + b"</DataArray></Cells></Piece></UnstructuredGrid></VTKFile>"
)
GDF = b"a barge\n1.0 9.80665 ULEN GRAV\n1 1 ISX ISY\n2\n0 0 0 1 0 0 1 1 0 0 1 0\n0 0 0 1 0 0 0 0 1. 0 0 1.0D+00\n"
NEMOH = b"2 1\n1 0 0 0\n2 1 0 0\n3 1 1 0\n4 0 1 -1.0E+0\n0 0. 0. 0.\n1 2 3 4\n1 2 3 3\n0 0 0 0\n"
HYDROSTAR = b"""PROJECT: a barge
NBBODY 1
SYMMETRY_BODY 1 1
COORDINATES
1 0 0 0
2 1 0 0
3 1 1 0
4 0 1 0
ENDCOORDINATES
PANEL TYPE 1
1 1 2 3 4
2 1 2 3
ENDPANEL
ENDFILE
"""
GMSH_2 = b"""$MeshFormat
2.2 0 8
$EndMeshFormat
$PhysicalNames
1
2 7 "hull"
$EndPhysicalNames
$Nodes
4
1 0 0 0
2 1 0 0
3 1 1 0
9 0 1 0
$EndNodes
$Elements
3
1 15 2 0 1 1
2 2 2 7 1 1 2 3
3 3 2 7 1 1 2 3 9
$EndElements
"""
GMSH_4 = b"""$MeshFormat
4.1 0 8
$EndMeshFormat
$Entities
1 0 1 0
1 0 0 0 0
5 0 0 0 1 1 0 1 7 0
$EndEntities
$Nodes
1 4 1 4
2 5 0 4
1
2
3
4
0 0 0
1 0 0
1 1 0
0 1 0
$EndNodes
$Elements
1 1 1 1
2 5 3 1
1 1 2 3 4
$EndElements
"""
GMSH_BINARY = (
    b"$MeshFormat\n4.1 1 8\n" + struct.pack("<i", 1) + b"\n$EndMeshFormat\n$Nodes\n"
    + struct.pack("<4Q3iQ", 1, 4, 1, 4, 2, 5, 0, 4) + np.arange(1, 5, dtype="<u8").tobytes()
    + VERTICES.astype("<f8").tobytes() + b"\n$EndNodes\n$Elements\n"
    + struct.pack("<4Q3iQ", 1, 2, 1, 2, 2, 5, 2, 2) + np.array([1, 1, 2, 3, 2, 1, 2, 4], dtype="<u8").tobytes()
    + b"\n$EndElements\n"
)  # fmt: skip
GMSH_2_BINARY = (
    b"$MeshFormat\n2.2 1 8\n" + struct.pack("<i", 1) + b"\n$EndMeshFormat\n$Nodes\n4\n"
    + b"".join(struct.pack("<i3d", index + 1, *point) for index, point in enumerate(VERTICES.tolist()))
    + b"\n$EndNodes\n$Elements\n1\n" + struct.pack("<9i", 2, 1, 2, 1, 7, 5, 1, 2, 3) + b"\n$EndElements\n"
)  # fmt: skip
MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">
<resources><object id="1" type="model" name="hull"><mesh><vertices>
<vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/><vertex x="0" y="0" z="1.5e0"/>
</vertices><triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/></triangles></mesh></object>
<object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 -1 5 0 0"/></components></object>
</resources><build><item objectid="1"/><item objectid="2"/></build></model>
"""


def zipped(model: bytes, *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a 3MF archive around a model."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        archive.writestr(zipfile.ZipInfo("3D/3dmodel.model"), model, compression)
    return file.getvalue()


GLTF = (
    encode_mesh(TETRAHEDRON, ".gltf")
    .replace(b'"nodes":[{"mesh":0}]', b'"nodes":[{"children":[1],"scale":[1,-1,1]},{"mesh":0,"rotation":[0,0,0,1]}]')
)  # fmt: skip


def glb(document: bytes) -> bytes:
    """Return a GLB with this JSON, and the points and corners of the tetrahedron."""
    document += b" " * (-len(document) % 4)
    binary = VERTICES.tobytes() + FACES.astype("<u4").tobytes()
    body = struct.pack("<2I", len(document), 0x4E4F534A) + document
    body += struct.pack("<2I", len(binary), 0x004E4942) + binary
    return struct.pack("<4s2I", b"glTF", 2, 12 + len(body)) + body


_GLB = encode_mesh(TETRAHEDRON, ".glb")
_GLB_JSON = _GLB[20 : 20 + int.from_bytes(_GLB[12:16], "little")]
# What is packed with a checksum or a length around it, and how.
INSIDE: dict[str, list[tuple[bytes, Callable[[bytes], bytes]]]] = {
    ".3mf": [(MODEL, zipped)],
    ".glb": [(_GLB_JSON, glb), (GLTF, glb)],
    ".stl.gz": [(STL_TEXT, lambda data: gzip.compress(data, compresslevel=1, mtime=0))],
}

# The whole parser behind a mark is reached only where the mark is: each format has its own share of inputs.
SEEDS: dict[str, list[bytes]] = {
    ".stl": [encode_mesh(TETRAHEDRON, ".stl"), STL_TEXT],
    ".ply": [encode_mesh(TETRAHEDRON, ".ply"), PLY_TEXT, PLY_BIG],
    ".obj": [encode_mesh(TETRAHEDRON, ".obj"), OBJ],
    ".off": [OFF, OFF.replace(b"C", b"").replace(b" 1 0 0\n", b"\n").replace(b" 255 0 0", b"")],
    ".glb": [encode_mesh(TETRAHEDRON, ".glb")],
    ".gltf": [encode_mesh(TETRAHEDRON, ".gltf"), GLTF],
    ".vtk": [VTK_TEXT, VTK_BINARY],
    ".vtp": [encode_mesh(TETRAHEDRON, ".vtp"), VTP_TEXT],
    ".vtu": [VTU_PACKED],
    ".3mf": [zipped(MODEL), zipped(MODEL, compression=zipfile.ZIP_DEFLATED)],
    ".gdf": [encode_mesh(TETRAHEDRON, ".gdf"), GDF],
    ".dat": [NEMOH],
    ".hst": [HYDROSTAR],
    ".msh": [GMSH_2, GMSH_4, GMSH_BINARY, GMSH_2_BINARY],
    ".stl.gz": [gzip.compress(STL_TEXT, mtime=0)],
    ".stl.zst": [encode_mesh(TETRAHEDRON, ".stl.zst")],
}
