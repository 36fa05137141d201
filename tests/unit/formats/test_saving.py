from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.errors import FormatError, SourceError
from vesselviewer.formats import encode_mesh, load_mesh, parse_mesh, save_mesh, suffix_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vesselviewer.mesh import Mesh


@pytest.fixture
def mesh(binary: Callable[..., bytes]) -> Mesh:
    return parse_mesh(binary(), name="a.stl")


@pytest.mark.parametrize("name", ["a.stl", "A.STL", "a.v2.stl", "a.stl.gz"])
def test_what_is_saved_can_be_loaded(tmp_path: Path, mesh: Mesh, name: str) -> None:
    save_mesh(mesh, tmp_path / name)
    assert load_mesh(tmp_path / name) == mesh
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_older_file_is_replaced(tmp_path: Path, mesh: Mesh) -> None:
    (tmp_path / "a.stl").write_bytes(b"old")
    save_mesh(mesh, str(tmp_path / "a.stl"))
    assert load_mesh(tmp_path / "a.stl") == mesh


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, mesh: Mesh, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.stl").write_bytes(b"old")

    def fail(handle: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SourceError, match="No space left"):
        save_mesh(mesh, tmp_path / "a.stl")
    assert [path.name for path in tmp_path.iterdir()] == ["a.stl"]
    assert (tmp_path / "a.stl").read_bytes() == b"old"


def test_a_missing_folder(tmp_path: Path, mesh: Mesh) -> None:
    with pytest.raises(SourceError, match="cannot be written") as caught:
        save_mesh(mesh, tmp_path / "none" / "a.stl")
    assert caught.value.hint


def test_an_unknown_suffix_writes_nothing(tmp_path: Path, mesh: Mesh) -> None:
    with pytest.raises(FormatError):
        save_mesh(mesh, tmp_path / "a.step")
    assert not list(tmp_path.iterdir())


def test_equal_meshes_make_equal_files(mesh: Mesh) -> None:
    assert encode_mesh(mesh, ".stl.gz") == encode_mesh(mesh, ".stl.gz")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_others_may_read_the_file(tmp_path: Path, mesh: Mesh) -> None:
    save_mesh(mesh, tmp_path / "a.stl")
    assert (tmp_path / "a.stl").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.stl", ".stl"), ("a.b.stl.gz", ".stl.gz"), ("a.GZ", ".GZ"), ("a", ""), ("v1.2.stl", ".stl")],
)
def test_suffixes(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix
