"""What is written is read back: the same vertices and faces, to the precision of the format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vesselviewer.errors import FormatError
from vesselviewer.formats import WRITABLE_SUFFIXES, encode_mesh, parse_mesh, parse_surface
from vesselviewer.mesh import Mesh, weld_corners

if TYPE_CHECKING:
    from numpy.typing import NDArray

float32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
float64 = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = sorted(suffix for suffix in WRITABLE_SUFFIXES if not suffix.endswith((".gz", ".zst")))
# Formats that keep which corners share a vertex, and those that keep all digits of float64.
SHARING = {".ply", ".obj", ".glb", ".gltf", ".vtp"}
PRECISE = {".ply", ".obj", ".vtp", ".gdf"}


@st.composite
def meshes(draw: st.DrawFn, dtype: type, elements: st.SearchStrategy[float]) -> Mesh:
    """Return any mesh: vertices that nobody names, faces that name one twice, all are there."""
    count = draw(st.integers(1, 9))
    vertices = draw(arrays(dtype, (count, 3), elements=elements))
    faces = draw(arrays(np.int32, (draw(st.integers(1, 9)), 3), elements=st.integers(0, count - 1)))
    return Mesh(vertices, faces)


def corners(mesh: Mesh) -> NDArray[Any]:
    return mesh.vertices[mesh.faces]


@pytest.mark.parametrize("suffix", sorted(SHARING))
@given(mesh=meshes(np.float32, float32))
def test_shared_vertices_come_back_as_they_were(suffix: str, mesh: Mesh) -> None:
    read = parse_mesh(encode_mesh(mesh, suffix), name="a" + suffix)
    # Text is read as float64: what it says of a float32 is that very float32 again.
    np.testing.assert_array_equal(read.vertices.astype(np.float32), mesh.vertices)
    np.testing.assert_array_equal(read.faces, mesh.faces)


@pytest.mark.parametrize("suffix", sorted(PRECISE & SHARING))
@given(mesh=meshes(np.float64, float64))
def test_all_digits_come_back(suffix: str, mesh: Mesh) -> None:
    read = parse_mesh(encode_mesh(mesh, suffix), name="a" + suffix)
    assert read == mesh


@pytest.mark.parametrize("suffix", PLAIN)
@given(mesh=meshes(np.float32, float32))
def test_every_corner_comes_back(suffix: str, mesh: Mesh) -> None:
    read = parse_mesh(encode_mesh(mesh, suffix), name="a" + suffix)
    np.testing.assert_array_equal(corners(read).astype(np.float32), corners(mesh))


@pytest.mark.parametrize("suffix", [".stl", ".gdf"])
@given(mesh=meshes(np.float32, float32))
def test_triangles_stored_one_by_one_come_back_welded(suffix: str, mesh: Mesh) -> None:
    welded = weld_corners(corners(mesh))
    read = parse_mesh(encode_mesh(welded, suffix), name="a" + suffix)
    np.testing.assert_array_equal(read.faces, welded.faces)
    np.testing.assert_array_equal(read.vertices.astype(np.float32), welded.vertices)


@given(mesh=meshes(np.float64, float64))
def test_panels_keep_all_digits(mesh: Mesh) -> None:
    np.testing.assert_array_equal(corners(parse_mesh(encode_mesh(mesh, ".gdf"), name="a.gdf")), corners(mesh))


@pytest.mark.parametrize("suffix", PLAIN)
@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_packing_changes_nothing(suffix: str, packing: str) -> None:
    mesh = Mesh(np.eye(3, dtype=np.float32), np.array([[0, 1, 2]], dtype=np.int32))
    packed = encode_mesh(mesh, suffix + packing)
    assert packed == encode_mesh(mesh, suffix + packing), "equal meshes make equal files"
    surface, variant = parse_surface(packed, name="a" + suffix + packing)
    assert variant.endswith({".gz": ", gzip", ".zst": ", zstd"}[packing])
    np.testing.assert_array_equal(corners(surface.mesh), corners(mesh))
    # The content tells, whatever the name says.
    assert parse_mesh(packed, name="download") == parse_mesh(encode_mesh(mesh, suffix), name="download")


@pytest.mark.parametrize("suffix", PLAIN)
def test_what_does_not_fit_into_32_bits_is_not_written_in_them(suffix: str) -> None:
    mesh = Mesh(np.array([[1e300, 0, 0], [1, 0, 0], [0, 1, 0]]), np.array([[0, 1, 2]], dtype=np.int32))
    if suffix in PRECISE:
        assert parse_mesh(encode_mesh(mesh, suffix), name="a" + suffix).bounds == mesh.bounds
        return
    with pytest.raises(FormatError, match="too large for its 32-bit numbers") as caught:
        encode_mesh(mesh, suffix)
    assert "PLY" in str(caught.value)
