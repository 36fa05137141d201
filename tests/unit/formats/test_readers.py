"""What every format holds beside triangles, and what is refused, with the place where it stands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.fuzz.seeds import (
    FACES,
    GDF,
    GLTF,
    GMSH_2,
    GMSH_4,
    GMSH_BINARY,
    HYDROSTAR,
    MODEL,
    NEMOH,
    OBJ,
    OFF,
    PLY_BIG,
    PLY_TEXT,
    SEEDS,
    STL_TEXT,
    VERTICES,
    VTK_BINARY,
    VTK_TEXT,
    VTP_TEXT,
    VTU_PACKED,
    glb,
    zipped,
)
from vesselviewer.errors import FormatError
from vesselviewer.formats import MeshPart, Place, parse_mesh, parse_surface, read_mesh_file
from vesselviewer.mesh import Mesh, signed_volume

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = [[[0, 0, 0], [1, 0, 0], [1, 1, 0]], [[0, 0, 0], [1, 1, 0], [0, 1, 0]]]
NORMALS = {
    ".obj": OBJ,
    ".off": OFF,
    ".ply": PLY_TEXT,
    ".gltf": GLTF,
    ".vtk": VTK_TEXT,
    ".vtp": VTP_TEXT,
    ".vtu": VTU_PACKED,
    ".3mf": zipped(MODEL),
    ".gdf": GDF,
    ".dat": NEMOH,
    ".hst": HYDROSTAR,
    ".msh": GMSH_2,
}


def triangles(mesh: Mesh) -> list[object]:
    return mesh.vertices[mesh.faces].tolist()


@pytest.mark.parametrize("suffix", SEEDS)
def test_the_content_tells_the_format_without_a_name(suffix: str) -> None:
    for data in SEEDS[suffix]:
        named, variant = parse_surface(data, name="a" + suffix)
        nameless, same = parse_surface(data, name="download")
        assert variant == same
        assert named.mesh == nameless.mesh


@pytest.mark.parametrize("data", [OBJ, OFF, PLY_TEXT, PLY_BIG, VTP_TEXT])
def test_a_square_is_cut_in_two_and_keeps_its_winding(data: bytes) -> None:
    mesh = parse_mesh(data, name="a")
    assert triangles(mesh)[:2] == SQUARE


@pytest.mark.parametrize("suffix", NORMALS)
@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_line_ends_do_not_matter(suffix: str, end: bytes) -> None:
    data = NORMALS[suffix]
    if b"\0" in data or (suffix == ".msh" and end == b"\r"):
        return
    assert parse_mesh(data.replace(b"\n", end), name="a" + suffix) == parse_mesh(data, name="a" + suffix)


def test_solids_keep_their_names() -> None:
    surface, _ = parse_surface(STL_TEXT, name="a.stl")
    assert surface.parts == (MeshPart("one", 0, 1), MeshPart("two", 1, 2))


@pytest.mark.parametrize(
    ("header", "attribute", "color"),
    [
        (b"", 0x8000 | 31 << 10, [255, 0, 0]),
        (b"COLOR=\x10\x20\x30\xff", 31, [255, 0, 0]),
        (b"COLOR=\x10\x20\x30\xff", 0x8000, [16, 32, 48]),
    ],
)
def test_colors_of_facets(header: bytes, attribute: int, color: list[int]) -> None:
    body = np.zeros(1, dtype="<f4,(3,3)<f4,<u2").tobytes()
    body = np.array([0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0], dtype="<f4").tobytes() + attribute.to_bytes(
        2, "little"
    )
    surface, _ = parse_surface(header.ljust(80, b"\0") + b"\1\0\0\0" + body, name="a.stl")
    (field,) = surface.fields
    assert (field.name, field.place, field.values.tolist()) == ("color", Place.FACES, [color])
    assert not field.values.flags.writeable


def test_plain_facets_have_no_color() -> None:
    assert parse_surface(SEEDS[".stl"][0], name="a.stl")[0].fields == ()


def test_groups_of_an_obj() -> None:
    surface, _ = parse_surface(OBJ, name="a.obj")
    assert surface.parts == (MeshPart("deck", 0, 2), MeshPart("side", 2, 3))


def test_fields_of_vtk_follow_their_triangles() -> None:
    surface, _ = parse_surface(VTK_TEXT, name="a.vtk")
    fields = {field.name: field for field in surface.fields}
    assert fields["wave height"].place is Place.VERTICES
    assert fields["wave height"].values.tolist() == [1, 2, 3, 4]
    assert fields["velocity"].values.shape == (4, 3)
    # A square, a triangle, a strip of two.
    assert fields["pressure"].values.tolist() == [1, 1, 2, 3, 3]


def test_outer_faces_of_a_volume_look_outward() -> None:
    surface, _ = parse_surface(VTU_PACKED, name="a.vtu")
    assert signed_volume(surface.mesh) == pytest.approx(0.25)
    assert surface.remarks == ("Cells of a volume: its outer faces are shown",)


def test_a_gltf_is_in_meters_with_y_up_and_mirrored_where_a_node_says_so() -> None:
    surface, _ = parse_surface(GLTF, name="a.gltf")
    assert (surface.unit, surface.up) == ("m", "y")
    assert signed_volume(surface.mesh) == pytest.approx(0.25)
    assert surface.mesh.bounds[2:4] == (-1.0, 0.0)


def test_a_gltf_reads_only_files_beside_it(tmp_path: Path) -> None:
    data = VERTICES.tobytes() + FACES.astype("<u4").tobytes()
    document = json.loads(GLTF)
    folder = tmp_path / "in"
    folder.mkdir()
    for place in (folder, tmp_path):
        (place / "a b.bin").write_bytes(data)
    path = folder / "a.gltf"

    def written(uri: str) -> Path:
        document["buffers"][0]["uri"] = uri
        path.write_text(json.dumps(document))
        return path

    assert len(read_mesh_file(written("a%20b.bin")).mesh.faces) == 4
    for uri in (
        "../a b.bin",
        "%2e%2e%2fa b.bin",
        str(tmp_path / "a b.bin"),
        "..",
        "",
        "c:a",
        "http://x/a",
        "a\0",
    ):
        with pytest.raises(FormatError, match="another file that cannot be read"):
            read_mesh_file(written(uri))
    (folder / "link.bin").symlink_to(tmp_path / "a b.bin")
    with pytest.raises(FormatError, match="another file that cannot be read"):
        read_mesh_file(written("link.bin"))
    with pytest.raises(FormatError, match="a file of its own"):
        parse_mesh(path.read_bytes(), name="a.gltf")


def test_a_3mf_in_millimeters_with_a_mirrored_copy() -> None:
    surface, _ = parse_surface(zipped(MODEL), name="a.3mf")
    assert surface.unit == "mm"
    assert [part.name for part in surface.parts] == ["hull", "hull"]
    normals = np.cross(*(np.diff(surface.mesh.vertices[surface.mesh.faces], axis=1).transpose(1, 0, 2)))
    # Its floor looks down; mirrored, up.
    assert np.sign(normals[[0, 2], 2]).tolist() == [-1, 1]


@pytest.mark.parametrize(
    ("data", "faces", "low", "high"),
    [
        (GDF, 12, (-1, -1), (1, 1)),
        (GDF.replace(b"1 1 ISX", b"0 1 ISX"), 6, (0, -1), (1, 1)),
        (GDF.replace(b"1 1 ISX", b"0 0 ISX"), 3, (0, 0), (1, 1)),
        (NEMOH, 6, (0, -1), (1, 1)),
        (HYDROSTAR, 6, (0, -1), (1, 1)),
        (HYDROSTAR.replace(b"BODY 1 1", b"BODY 1 2"), 12, (-1, -1), (1, 1)),
    ],
)
def test_planes_of_symmetry(data: bytes, faces: int, low: tuple[int, int], high: tuple[int, int]) -> None:
    surface, _ = parse_surface(data, name="a")
    x_min, x_max, y_min, y_max, *_ = surface.mesh.bounds
    assert len(surface.mesh.faces) == faces
    assert ((x_min, y_min), (x_max, y_max)) == (low, high)
    # A mirrored panel looks the same way up: its winding is turned.
    up = np.cross(*(np.diff(surface.mesh.vertices[surface.mesh.faces], axis=1).transpose(1, 0, 2)))[:, 2]
    assert (up >= 0).all()
    assert (
        len(surface.remarks) == len(surface.parts).bit_length() - 1 if surface.parts else not surface.remarks
    )


@pytest.mark.parametrize(("gravity", "unit"), [(b"9.80665", "m"), (b"32.174", "ft"), (b"1", None)])
def test_the_gravity_of_a_gdf_tells_its_unit(gravity: bytes, unit: str | None) -> None:
    assert parse_surface(GDF.replace(b"9.80665", gravity), name="a.gdf")[0].unit == unit


def test_groups_of_gmsh() -> None:
    assert parse_surface(GMSH_2, name="a.msh")[0].parts == (MeshPart("hull", 0, 3),)
    assert len(parse_mesh(GMSH_4, name="a.msh").faces) == 2
    assert len(parse_mesh(GMSH_BINARY, name="a.msh").faces) == 2


BOMB = b"<model>" + b" " * (80 << 20) + b"</model>"
# (name, data, what the message says)
REFUSED = [
    ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "1 corners of faces point beyond the 3 vertices"),
    ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 0\n", "line 4: expected the number of a vertex"),
    (
        "a.obj",
        b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 1 2",
        "line 5: expected three vertices of a face, found 2",
    ),
    ("a.obj", b"v 0 0 0\nv 1,5 0 0\nv 0 1 0\nf 1 2 3\n", "line 2: expected a coordinate, found '1,5'"),
    ("a.obj", b"v 0 0 0\nv 1 nan 0\nv 0 1 0\nf 1 2 3\n", "1 of 3 vertices .* the first is vertex 1"),
    ("a.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\n", "no triangles"),
    ("a.off", OFF.replace(b"5 2 0", b"1000000000 2 0"), "cut off, or a count in it is wrong"),
    ("a.off", OFF.replace(b"3 0 1 4", b"3 0 1 9"), "point beyond the 5 vertices"),
    ("a.off", b"4OFF\n1 1 0\n", "line 1: expected 'OFF'"),
    ("a.ply", PLY_TEXT.replace(b"3 0 1 2", b"3 0 1 -1"), "point beyond the 4 vertices"),
    ("a.ply", PLY_TEXT.replace(b"face 2", b"face 2000000000"), "2,000,000,000 polygons are promised"),
    ("a.ply", PLY_TEXT.replace(b"vertex 4", b"vertex 4000000000"), "cut off, or a count"),
    ("a.ply", PLY_BIG[:-3], "byte .*: expected 12 bytes"),
    ("a.ply", PLY_BIG.replace(b"vertex 4", b"vertex 1000000000"), "rows of 'vertex'"),
    (
        "a.ply",
        PLY_TEXT.replace(b"property float y", b"property float"),
        "line 5: expected the type and the name",
    ),
    ("a.ply", PLY_TEXT.partition(b"element face")[0] + b"end_header\n0 0 0 1\n" * 4, "expected"),
    ("a.glb", SEEDS[".glb"][0][:-9], "cut off: the header says 660 bytes, there are 651"),
    (
        "a.glb",
        glb(GLTF.replace(b'"count":4', b'"count":4000000000')),
        "too large to read here|needs .* bytes",
    ),
    ("a.glb", glb(b"[" * 100_000), "nested too deeply|bad JSON"),
    ("a.gltf", GLTF.replace(b'"children":[1]', b'"children":[0]'), "reached twice"),
    ("a.gltf", GLTF.replace(b'"version":"2.0"', b'"version":"1.0"'), "another version"),
    (
        "a.gltf",
        GLTF.replace(b'"asset"', b'"extensionsRequired":["KHR_draco_mesh_compression"],"asset"'),
        "packed by",
    ),
    (
        "a.vtk",
        VTK_TEXT.replace(b"POLYDATA", b"STRUCTURED_GRID"),
        "expected 'POLYDATA' or 'UNSTRUCTURED_GRID'",
    ),
    ("a.vtk", VTK_TEXT.replace(b"3 0 1 2", b"3 0 1 7"), "point beyond the 4 vertices"),
    ("a.vtk", VTK_BINARY[:-6], "byte .*: expected 8 bytes of numbers, 3 are left"),
    ("a.vtk", VTK_TEXT.replace(b"POLYGONS 2 9", b"POLYGONS 2000000000 9"), "polygons are promised"),
    ("a.vtp", VTP_TEXT.replace(b"4 7<", b"4 9<"), "cut off|rise from 0"),
    ("a.vtp", b'<!DOCTYPE a [<!ENTITY b "1">]>' + VTP_TEXT[22:], "line 1: a document type in XML"),
    ("a.vtp", VTP_TEXT[:300], "bad XML"),
    ("a.vtp", VTP_TEXT.replace(b"<PolyData>", b"<a>" * 70), "more than 64 levels"),
    ("a.vtu", VTU_PACKED.replace(b"vtkZLibData", b"vtkLZ4Data"), "compressed by 'vtkLZ4DataCompressor'"),
    ("a.vti", VTP_TEXT.replace(b'"PolyData"', b'"ImageData"'), "a VTK file of type 'ImageData'"),
    ("a.3mf", zipped(MODEL)[:-30], "cut off or damaged"),
    ("a.3mf", zipped(MODEL.replace(b'v3="3"', b'v3="4"')), "point beyond the 4 vertices"),
    ("a.3mf", zipped(MODEL.replace(b'x="1"', b'x="1,5"')), "vertex 1 has x='1,5'"),
    ("a.3mf", zipped(MODEL.replace(b'component objectid="1"', b'component objectid="2"')), "from themselves"),
    ("a.3mf", zipped(BOMB, compression=8), "more than 200 times"),
    ("a.zip", b"PK\x03\x04" + b"\0" * 100, "a ZIP archive"),
    ("a.gdf", GDF.replace(b"\n2\n", b"\n2 1\n3 4\n"), "expected a coordinate|higher-order"),
    ("a.gdf", b"a\n1 9.8\n0 0\n4 0\n2 2\n1 1\n", "a higher-order GDF"),
    ("a.gdf", GDF[:-8], "line 6: .*|cut off"),
    ("a.dat", NEMOH.replace(b"0 0. 0. 0.\n", b""), "not numbered|do not end"),
    ("a.hst", HYDROSTAR.replace(b"2 1 2 3\n", b"2 1 2 9\n"), "panel 2 after this line names no vertex"),
    ("a.hst", HYDROSTAR.partition(b"ENDPANEL")[0], "cut off: expected 'ENDPANEL'"),
    ("a.msh", GMSH_2.replace(b"1 2 3 9", b"1 2 3 8"), "names a node that is not in the file"),
    ("a.msh", GMSH_2.replace(b"2.2 0 8", b"1.0 0 8"), "a Gmsh file of version 1.0"),
    ("a.msh", GMSH_2.replace(b"\n4\n1 0", b"\n2000000000\n1 0"), "cut off, or a count"),
    ("a.msh", GMSH_BINARY[:-60], "expected .* bytes|cut off"),
]


@pytest.mark.parametrize(("name", "data", "what"), REFUSED, ids=[f"{n} {w[:30]}" for n, _, w in REFUSED])
def test_what_is_refused(name: str, data: bytes, what: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_mesh(data, name=name, budget=1 << 30)
    assert re.search(what, str(caught.value)), str(caught.value)
    assert str(caught.value).startswith(name)
    assert caught.value.hint


def test_a_small_gltf_cannot_stand_for_a_million_copies() -> None:
    document = json.loads(GLTF)
    document["nodes"] = [{"children": [1, 1]}, {"mesh": 0}]
    with pytest.raises(FormatError, match="reached twice"):
        parse_mesh(json.dumps(document).encode(), name="a.gltf")


def test_a_small_3mf_cannot_stand_for_a_million_copies() -> None:
    doubling = b"".join(
        b'<object id="%d"><components>%s</components></object>'
        % (k + 3, b'<component objectid="%d"/>' % (k + 2) * 9)
        for k in range(9)
    )
    model = MODEL.replace(b"</resources>", doubling + b"</resources>").replace(
        b'<item objectid="2"/>', b'<item objectid="11"/>'
    )
    with pytest.raises(FormatError, match="too many others"):
        parse_mesh(zipped(model), name="a.3mf")
