from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vesselviewer.errors import FormatError
from vesselviewer.formats import (
    MESH_SUFFIXES,
    READABLE_SUFFIXES,
    WRITABLE_SUFFIXES,
    encode_mesh,
    is_mesh_name,
    kind_of_name,
    parse_mesh,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    "name",
    [
        "a.stl",
        "A.STL",
        "a.b.stl",
        "a.stl.gz",
        "a.obj.zst",
        "a.3mf",
        "a.gdf",
        "folder/a.Stl",
        "C:\\folder\\a.stl",
        "hüll.stl",
    ],
)
def test_mesh_names(name: str) -> None:
    assert is_mesh_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".stl",
        "a.stl.tmp",
        ".a.stl",
        "a.stl~",
        "stl",
        "a.gz",
        "a.dat",
        "a.obj.bz2",
        "a.stl/x",
        "x/.hidden.stl",
    ],
)
def test_other_names(name: str) -> None:
    assert not is_mesh_name(name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.STL", "STL"),
        ("b/a.ply.gz", "PLY, gzip"),
        ("a.dat", "Nemoh and Capytaine"),
        ("a.zst", ""),
        ("", ""),
    ],
)
def test_a_name_tells_the_kind_of_a_file(name: str, kind: str) -> None:
    assert kind_of_name(name) == kind


def test_every_suffix_that_is_written_is_read(binary: Callable[..., bytes]) -> None:
    mesh = parse_mesh(binary(), name="a.stl")
    for suffix in WRITABLE_SUFFIXES:
        read = parse_mesh(encode_mesh(mesh, suffix), name="a" + suffix)
        assert (read.vertices[read.faces] == mesh.vertices[mesh.faces]).all(), suffix


def test_what_is_taken_out_of_folders_can_be_read_and_what_is_written_too() -> None:
    assert WRITABLE_SUFFIXES < MESH_SUFFIXES < READABLE_SUFFIXES
    assert {".dat", ".dat.gz", ".dat.zst"} == READABLE_SUFFIXES - MESH_SUFFIXES


@pytest.mark.parametrize("suffix", ["", ".step", ".vtu", "stl", ".gz"])
def test_unknown_suffixes_are_refused(binary: Callable[..., bytes], suffix: str) -> None:
    with pytest.raises(FormatError, match="cannot write") as caught:
        encode_mesh(parse_mesh(binary(), name="a.stl"), suffix)
    assert ".stl" in str(caught.value)
