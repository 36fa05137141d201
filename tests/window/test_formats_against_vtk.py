"""VTK's own writers, in every encoding they have: what they write is read without VTK."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import pyvista
from vtkmodules.vtkIOLegacy import vtkPolyDataWriter, vtkUnstructuredGridWriter
from vtkmodules.vtkIOXML import vtkXMLPolyDataWriter, vtkXMLUnstructuredGridWriter

from vesselviewer.errors import FormatError
from vesselviewer.formats import encode_mesh, read_mesh_file
from vesselviewer.mesh import Mesh, signed_volume, surface_area

if TYPE_CHECKING:
    from pathlib import Path

    from vesselviewer.formats import MeshFile

ASCII, INLINE, APPENDED_ENCODED, APPENDED_RAW = range(4)
NONE, ZLIB, LZ4, LZMA = range(4)


def sphere() -> pyvista.PolyData:
    return pyvista.Sphere(theta_resolution=12, phi_resolution=9)


CASES = {
    "triangles": sphere,
    "quadrilaterals": lambda: pyvista.Plane(i_resolution=3, j_resolution=4),
    "strips": lambda: pyvista.Cylinder(resolution=10).triangulate().strip(),
    "surface cells": lambda: sphere().cast_to_unstructured_grid(),
    "hexahedra": lambda: pyvista.ImageData(dimensions=(3, 4, 5)).cast_to_unstructured_grid(),
    "tetrahedron": pyvista.examples.cells.Tetrahedron,
    "wedge": pyvista.examples.cells.Wedge,
    "pyramid": pyvista.examples.cells.Pyramid,
}


def case(name: str) -> Any:
    data = CASES[name]().copy()
    data.point_data["p"] = np.arange(data.n_points, dtype=np.float32)
    data.point_data["wave height"] = np.random.default_rng(1).random((data.n_points, 3))
    data.cell_data["id"] = np.arange(data.n_cells, dtype=np.int64)
    return data


def written(path: Path, writer: Any, data: Any) -> Path:
    writer.SetInputData(data)
    writer.SetFileName(str(path))
    assert writer.Write()
    return path


def agrees(file: MeshFile, data: Any) -> None:
    surface = data if isinstance(data, pyvista.PolyData) else data.extract_surface(algorithm=None)
    surface = surface.triangulate()
    theirs = Mesh(np.asarray(surface.points), surface.regular_faces.astype(np.int32))
    assert len(file.mesh.faces) == len(theirs.faces)
    assert surface_area(file.mesh) == pytest.approx(surface_area(theirs), rel=1e-6)
    assert signed_volume(file.mesh) == pytest.approx(signed_volume(theirs), abs=1e-6)
    fields = {field.name: field.values for field in file.fields}
    np.testing.assert_allclose(fields["p"], data.point_data["p"])
    np.testing.assert_allclose(fields["wave height"], data.point_data["wave height"], atol=1e-6)
    assert len(fields["id"]) == len(file.mesh.faces)
    assert set(fields["id"]) <= set(data.cell_data["id"])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("mode", [ASCII, INLINE, APPENDED_ENCODED, APPENDED_RAW])
def test_xml(tmp_path: Path, name: str, mode: int) -> None:
    data = case(name)
    poly = isinstance(data, pyvista.PolyData)
    for packing, wide, big in itertools.product((NONE, ZLIB, LZMA), (False, True), (False, True)):
        writer: Any = vtkXMLPolyDataWriter() if poly else vtkXMLUnstructuredGridWriter()
        writer.SetDataMode(min(mode, 2))
        writer.SetEncodeAppendedData(mode == APPENDED_ENCODED)
        writer.SetCompressorType(packing)
        writer.SetBlockSize(1024)
        (writer.SetHeaderTypeToUInt64 if wide else writer.SetHeaderTypeToUInt32)()
        (writer.SetByteOrderToBigEndian if big else writer.SetByteOrderToLittleEndian)()
        path = written(tmp_path / f"a{packing}{wide}{big}{'.vtp' if poly else '.vtu'}", writer, data)
        agrees(read_mesh_file(path), data)


def test_lz4_is_refused_with_a_hint(tmp_path: Path) -> None:
    writer = vtkXMLPolyDataWriter()
    writer.SetCompressorType(LZ4)
    with pytest.raises(FormatError, match="vtkLZ4DataCompressor") as caught:
        read_mesh_file(written(tmp_path / "a.vtp", writer, case("triangles")))
    assert "zlib" in str(caught.value)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("version", [42, 51])
@pytest.mark.parametrize("binary", [False, True])
def test_legacy(tmp_path: Path, name: str, version: int, binary: bool) -> None:
    data = case(name)
    writer: Any = vtkPolyDataWriter() if isinstance(data, pyvista.PolyData) else vtkUnstructuredGridWriter()
    writer.SetFileType(2 if binary else 1)
    writer.SetFileVersion(version)
    agrees(read_mesh_file(written(tmp_path / "a.vtk", writer, data)), data)


@pytest.mark.parametrize("suffix", [".vtp", ".ply", ".obj", ".stl"])
def test_vtk_reads_what_is_written_here(tmp_path: Path, suffix: str) -> None:
    rng = np.random.default_rng(0)
    mesh = Mesh(rng.random((50, 3)), rng.integers(0, 50, (80, 3)).astype(np.int32))
    path = tmp_path / ("a" + suffix)
    path.write_bytes(encode_mesh(mesh, suffix))
    read = pyvista.read(path)
    assert isinstance(read, pyvista.PolyData)
    assert read.area == pytest.approx(surface_area(mesh), rel=1e-5)
