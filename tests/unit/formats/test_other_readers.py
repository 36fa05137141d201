"""Other readers: where they are right they agree with these, and where they are fooled a test says how.

These are the reasons for which the formats are read by code of this project: each of the cases below is
read by meshio or trimesh without a word, or ends in an error that says neither file nor place.
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.fuzz.seeds import GMSH_2, OFF, PLY_BIG, PLY_TEXT, SEEDS, VTK_TEXT, VTU_PACKED
from vesselviewer.errors import FormatError
from vesselviewer.formats import encode_mesh, parse_mesh
from vesselviewer.mesh import Mesh, surface_area

if TYPE_CHECKING:
    from pathlib import Path

meshio = pytest.importorskip("meshio", reason="it is in the group dev")
trimesh = pytest.importorskip("trimesh", reason="it is in the group dev")

CUT_OBJ = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 1 2"


def by_meshio(path: Path) -> Any:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return meshio.read(path)


def by_trimesh(data: bytes, kind: str) -> Any:
    return trimesh.load(io.BytesIO(data), file_type=kind, process=False, force="mesh")


@pytest.fixture(scope="module")
def ball() -> Any:
    return trimesh.creation.icosphere(2)


@pytest.mark.parametrize(
    ("kind", "suffix", "options"),
    [
        ("gmsh22", ".msh", {"binary": False}),
        ("gmsh22", ".msh", {"binary": True}),
        ("gmsh", ".msh", {"binary": False}),
        ("gmsh", ".msh", {"binary": True}),
        ("obj", ".obj", {}),
        ("off", ".off", {}),
        ("ply", ".ply", {"binary": False}),
        ("ply", ".ply", {"binary": True}),
        ("vtk", ".vtk", {"binary": True}),
        ("vtk42", ".vtk", {"binary": False}),
        ("vtu", ".vtu", {}),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_meshio_writes(
    tmp_path: Path, ball: Any, kind: str, suffix: str, options: dict[str, Any]
) -> None:
    path = tmp_path / ("a" + suffix)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        meshio.write(
            path, meshio.Mesh(ball.vertices, [("triangle", ball.faces)]), file_format=kind, **options
        )
    mesh = parse_mesh(path.read_bytes(), name=path.name)
    np.testing.assert_array_equal(mesh.faces, ball.faces)
    np.testing.assert_allclose(mesh.vertices, ball.vertices, atol=1e-6)


@pytest.mark.parametrize("kind", ["glb", "ply", "obj", "off", "stl"])
def test_what_trimesh_writes(ball: Any, kind: str) -> None:
    data = ball.export(file_type=kind)
    mesh = parse_mesh(data.encode() if isinstance(data, str) else data, name="a." + kind)
    assert len(mesh.faces) == len(ball.faces)
    assert surface_area(mesh) == pytest.approx(ball.area, rel=1e-5)


@pytest.mark.parametrize("kind", ["glb", "gltf", "ply", "obj", "stl"])
def test_trimesh_reads_what_is_written_here(kind: str) -> None:
    rng = np.random.default_rng(0)
    mesh = Mesh(rng.random((50, 3)), rng.integers(0, 50, (80, 3)).astype(np.int32))
    read = by_trimesh(encode_mesh(mesh, "." + kind), kind)
    assert len(read.faces) == 80
    assert read.area == pytest.approx(surface_area(mesh), rel=1e-6)


class TestTrimeshIsFooled:
    def test_it_leaves_out_a_face_that_is_cut_off(self) -> None:
        assert len(by_trimesh(CUT_OBJ, "obj").faces) == 1
        with pytest.raises(FormatError, match="line 5"):
            parse_mesh(CUT_OBJ, name="a.obj")

    def test_it_leaves_out_faces_of_a_ply_that_promises_more(self) -> None:
        data = PLY_TEXT.replace(b"face 2", b"face 2000000000")
        assert len(by_trimesh(data, "ply").faces) == 3
        with pytest.raises(FormatError, match="are promised"):
            parse_mesh(data, name="a.ply")

    def test_it_takes_a_negative_corner_for_the_last_vertex(self) -> None:
        data = PLY_TEXT.replace(b"3 0 1 2", b"3 0 1 -1")
        assert len(by_trimesh(data, "ply").faces) == 3
        with pytest.raises(FormatError, match="point beyond"):
            parse_mesh(data, name="a.ply")

    def test_it_reads_no_ply_of_triangles_and_quadrilaterals_together(self) -> None:
        with pytest.raises(ValueError, match="unexpected length"):
            by_trimesh(PLY_BIG, "ply")
        assert len(parse_mesh(PLY_BIG, name="a.ply").faces) == 3

    def test_it_lets_undefined_coordinates_pass(self) -> None:
        data = PLY_TEXT.replace(b"1 1 0 0", b"1 nan 0 0")
        assert np.isnan(by_trimesh(data, "ply").vertices).any()
        with pytest.raises(FormatError, match="NaN"):
            parse_mesh(data, name="a.ply")

    def test_an_ascii_stl_on_one_line(self) -> None:
        data = SEEDS[".stl"][1]
        with pytest.raises(ValueError, match="string or file could not be read"):
            by_trimesh(data, "stl")
        assert len(parse_mesh(data, name="a.stl").faces) == 2


class TestMeshioIsFooled:
    def written(self, tmp_path: Path, suffix: str, data: bytes) -> Path:
        path = tmp_path / ("a" + suffix)
        path.write_bytes(data)
        return path

    @pytest.mark.parametrize(
        ("suffix", "data"),
        [(".off", OFF), (".vtk", VTK_TEXT)],
    )
    def test_it_ends_the_program(self, tmp_path: Path, suffix: str, data: bytes) -> None:
        """A COFF and poly data: not read, and told by sys.exit."""
        with pytest.raises(SystemExit):
            by_meshio(self.written(tmp_path, suffix, data))
        assert len(parse_mesh(data, name="a" + suffix).faces) >= 3

    @pytest.mark.parametrize(
        ("suffix", "data"),
        [
            (".obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n"),
            (".ply", PLY_TEXT.replace(b"3 0 1 2", b"3 0 1 7")),
            (".off", b"OFF\n3 1 0\n0 0 0\n1 0 0\n1 1 0\n3 0 1 9\n"),
            (".msh", GMSH_2.replace(b"1 2 3 9", b"1 2 3 8")),
        ],
    )
    def test_it_lets_corners_without_a_vertex_pass(self, tmp_path: Path, suffix: str, data: bytes) -> None:
        by_meshio(self.written(tmp_path, suffix, data))
        with pytest.raises(FormatError, match=r"point beyond|not in the file"):
            parse_mesh(data, name="a" + suffix)

    def test_it_reads_entities_of_xml(self, tmp_path: Path) -> None:
        data = b'<!DOCTYPE a [<!ENTITY a "1">]>' + VTU_PACKED
        by_meshio(self.written(tmp_path, ".vtu", data))
        with pytest.raises(FormatError, match="document type"):
            parse_mesh(data, name="a.vtu")

    def test_it_lets_undefined_coordinates_pass(self, tmp_path: Path) -> None:
        data = b"v 0 0 0\nv 1 0 nan\nv 0 1 0\nf 1 2 3\n"
        assert np.isnan(by_meshio(self.written(tmp_path, ".obj", data)).points).any()
        with pytest.raises(FormatError, match="NaN"):
            parse_mesh(data, name="a.obj")
