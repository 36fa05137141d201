from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.errors import FormatError
from vesselviewer.formats import encode_mesh, parse_mesh
from vesselviewer.mesh import judge_mesh

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def test_a_tetrahedron(binary: Callable[..., bytes], tetrahedron: NDArray[np.float32]) -> None:
    mesh = parse_mesh(binary(), name="t.stl")
    np.testing.assert_array_equal(mesh.vertices[mesh.faces], tetrahedron)
    assert len(mesh.vertices) == 4
    assert mesh.vertices.dtype == np.float32
    assert judge_mesh(mesh).sound


@pytest.mark.parametrize(
    "header",
    [
        b"solid made by a careless writer",
        b"solid",
        b" solid x",
        b"\xff\xfe\x80 no text",
        b"facet normal",
        b"COLOR=\x01\x02\x03\xff",
    ],
)
def test_no_header_fools_it(
    binary: Callable[..., bytes], tetrahedron: NDArray[np.float32], header: bytes
) -> None:
    mesh = parse_mesh(binary(header=header), name="t.stl")
    np.testing.assert_array_equal(mesh.vertices[mesh.faces], tetrahedron)


def test_colors_are_ignored(binary: Callable[..., bytes]) -> None:
    assert parse_mesh(binary(attribute=0xFFFF), name="t.stl") == parse_mesh(binary(), name="t.stl")


@pytest.mark.parametrize("padding", [b"\n", b"\0", b"\r\n", b"\0" * 4096, b"\x1a"])
def test_padding_after_the_last_facet_is_unmistakable(binary: Callable[..., bytes], padding: bytes) -> None:
    assert parse_mesh(binary() + padding, name="t.stl") == parse_mesh(binary(), name="t.stl")
    assert parse_mesh(binary(header=b"solid") + padding, name="t.stl") == parse_mesh(binary(), name="t.stl")


@pytest.mark.parametrize("rest", [b"x", b"\0" * 49 + b"\1", b"\0" * 4097])
def test_other_bytes_after_the_last_facet_are_refused(binary: Callable[..., bytes], rest: bytes) -> None:
    with pytest.raises(FormatError, match=r"too long: .* promises 4 triangles \(284 bytes\)") as caught:
        parse_mesh(binary() + rest, name="t.stl")
    assert caught.value.where == "t.stl, byte 284"
    assert caught.value.hint


@pytest.mark.parametrize("size", [84, 100, 134, 283])
@pytest.mark.parametrize("header", [b"", b"solid x"])
def test_a_file_cut_off_says_how_much_is_missing(
    binary: Callable[..., bytes], size: int, header: bytes
) -> None:
    with pytest.raises(
        FormatError, match=r"cut off.* promises 4 triangles \(284 bytes\), the file has"
    ) as caught:
        parse_mesh(binary(header=header)[:size], name="t.stl")
    assert f"byte {size}" in str(caught.value)


@pytest.mark.parametrize("count", [1_000_000_000, 0xFFFFFFFF, 5])
def test_a_lying_header_costs_nothing(binary: Callable[..., bytes], count: int) -> None:
    with pytest.raises(FormatError, match=f"promises {count:,} triangles"):
        parse_mesh(binary(count=count), name="t.stl")


def test_a_header_that_promises_less_is_refused(binary: Callable[..., bytes]) -> None:
    with pytest.raises(FormatError, match=r"too long: .* promises 3 triangles"):
        parse_mesh(binary(count=3), name="t.stl")


def test_no_triangles(binary: Callable[..., bytes]) -> None:
    with pytest.raises(FormatError, match="no triangles"):
        parse_mesh(binary(corners=[]), name="t.stl")


@pytest.mark.parametrize("size", [1, 46, 83])
def test_fewer_bytes_than_a_header(size: int) -> None:
    with pytest.raises(FormatError, match=f"too short for an STL: {size} bytes"):
        parse_mesh(b"\1" * size, name="t.stl")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_counted_and_located(
    binary: Callable[..., bytes], tetrahedron: NDArray[np.float32], value: float
) -> None:
    corners = np.concatenate((tetrahedron, tetrahedron))
    corners[2, 1, 1] = corners[2, 2, 0] = corners[6, 0, 0] = value
    with pytest.raises(FormatError, match=r"2 of 8 triangles have .* the first is triangle 2"):
        parse_mesh(binary(corners=corners), name="t.stl")


def test_normals_in_the_file_do_not_matter(binary: Callable[..., bytes]) -> None:
    data = bytearray(binary())
    data[84:96] = struct.pack("<3f", float("nan"), float("inf"), 7)
    assert parse_mesh(bytes(data), name="t.stl") == parse_mesh(binary(), name="t.stl")


def test_normals_are_written_from_the_winding(binary: Callable[..., bytes]) -> None:
    mesh = parse_mesh(binary(), name="t.stl")
    data = encode_mesh(mesh, ".STL")
    assert not data.startswith(b"solid")
    assert struct.unpack_from("<3f", data, 84) == (0, 0, -1)
    assert struct.unpack_from("<3f", data, 84 + 150) == pytest.approx([3**-0.5] * 3)
