"""Laws of reading and writing, on inputs that nobody thought of."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vesselviewer.errors import FormatError
from vesselviewer.formats import encode_mesh, parse_mesh
from vesselviewer.mesh import weld_corners

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

float32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
soups = st.integers(1, 8).flatmap(lambda n: arrays(np.float32, (n, 3, 3), elements=float32))


@given(soups, st.sampled_from([".stl", ".stl.gz"]))
def test_what_is_written_is_read_back(corners: NDArray[Any], suffix: str) -> None:
    mesh = weld_corners(corners)
    assert parse_mesh(encode_mesh(mesh, suffix), name="a" + suffix) == mesh


@given(soups)
def test_text_and_binary_agree(
    text: Callable[..., str], binary: Callable[..., bytes], corners: NDArray[Any]
) -> None:
    written = parse_mesh(text(corners, number=".9g").encode(), name="a.stl")
    assert written == parse_mesh(binary(corners), name="a.stl")


@given(soups)
def test_another_reader_agrees(corners: NDArray[Any]) -> None:
    stl_mesh = pytest.importorskip("stl.mesh", reason="numpy-stl is not installed")
    data = encode_mesh(weld_corners(corners), ".stl")
    read = stl_mesh.Mesh.from_file("a.stl", fh=io.BytesIO(data), calculate_normals=False)
    np.testing.assert_array_equal(read.vectors, corners)


def mutated(data: bytes, changes: list[tuple[int, int]], cut: int, tail: bytes) -> bytes:
    result = bytearray(data)
    for place, value in changes:
        result[place % len(result)] = value
    return bytes(result[: len(result) - cut % len(result)]) + tail


mutations = {
    "changes": st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    "cut": st.just(0) | st.integers(0, 2000),
    "tail": st.binary(max_size=3) | st.just(b"") | st.sampled_from([b"facet", b"vertex 1 2 3\n", b"\0" * 50]),
}


def survives(data: bytes) -> None:
    mesh, refusal = None, None
    try:
        mesh = parse_mesh(data, name="a.stl", budget=1 << 26)
    except FormatError as error:
        refusal = error
    if mesh is not None:
        assert len(mesh.faces)
        assert np.isfinite(mesh.vertices).all()
    else:
        assert str(refusal).startswith("a.stl")


@settings(max_examples=400)
@given(**mutations)
def test_damaged_binary_files_are_read_or_refused(
    binary: Callable[..., bytes], changes: list[tuple[int, int]], cut: int, tail: bytes
) -> None:
    survives(mutated(binary(header=b"solid"), changes, cut, tail))


@settings(max_examples=400)
@given(**mutations)
def test_damaged_text_files_are_read_or_refused(
    text: Callable[..., str], changes: list[tuple[int, int]], cut: int, tail: bytes
) -> None:
    survives(mutated(text().encode(), changes, cut, tail))


@settings(max_examples=200)
@given(**mutations)
def test_damaged_packed_files_are_read_or_refused(
    text: Callable[..., str], changes: list[tuple[int, int]], cut: int, tail: bytes
) -> None:
    survives(mutated(gzip.compress(text().encode(), mtime=0), changes, cut, tail))


words = st.sampled_from(
    [
        b"solid",
        b"facet",
        b"normal",
        b"outer",
        b"loop",
        b"vertex",
        b"endloop",
        b"endfacet",
        b"endsolid",
        b"0",
        b"1",
        b"-1e5",
        b"nan",
        b"x",
        b"\n",
        b"\r",
        b"\x00",
        b"solid x\n",
        b"vertex 0 0 1\n",
        b"facet normal 0 0 1 outer loop vertex 0 0 0 vertex 0 1 0 vertex 1 0 0 endloop endfacet",
    ]
)


@settings(max_examples=400)
@given(st.lists(words, max_size=30))
def test_any_row_of_words_is_read_or_refused(row: list[bytes]) -> None:
    survives(b" ".join([b"solid", *row]))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    survives(data)
