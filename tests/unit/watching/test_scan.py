from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from vesselviewer.watching.scan import Signature, look_at, scan_folder

if TYPE_CHECKING:
    from pathlib import Path


def accept(name: str) -> bool:
    return name.lower().endswith((".stl", ".tmp", ".part"))


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_scan_lists_watched_files_with_their_signatures(tmp_path: Path) -> None:
    top = write(tmp_path / "a.stl")
    deep = write(tmp_path / "one" / "two" / "B.STL", "longer")
    write(tmp_path / "notes.txt")
    scan = scan_folder(str(tmp_path), accept)
    assert scan.files == {"a.stl": Signature.of(top.stat()), "one/two/B.STL": Signature.of(deep.stat())}
    assert scan.unreadable == {}
    assert scan_folder(str(tmp_path), accept, recursive=False).files.keys() == {"a.stl"}


@pytest.mark.parametrize(
    "name", [".hidden.stl", "half.stl.tmp", "half.stl.PART", ".hidden/a.stl", "sub/.b/c.stl"]
)
def test_hidden_and_temporary_files_are_left_out(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert scan_folder(str(tmp_path), accept).files == {}


def test_links_do_not_leave_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    inside = write(root / "a.stl")
    outside = write(tmp_path / "secret" / "s.stl")
    (root / "latest.stl").symlink_to("a.stl")
    (root / "escape.stl").symlink_to(outside)
    (root / "folder").symlink_to(outside.parent, target_is_directory=True)
    (root / "broken.stl").symlink_to("nowhere.stl")
    (root / "loop.stl").symlink_to("loop.stl")
    (root / "self").symlink_to(root, target_is_directory=True)
    assert scan_folder(str(root), accept).files == {
        "a.stl": Signature.of(inside.stat()),
        "latest.stl": Signature.of(inside.stat()),
    }
    assert look_at(str(root), "latest.stl") == Signature.of(inside.stat())
    for name in ("escape.stl", "folder/s.stl", "broken.stl", "loop.stl", "none.stl", "a.stl/b.stl"):
        assert look_at(str(root), name) is None


def test_a_root_that_is_itself_a_link_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "real" / "a.stl")
    (tmp_path / "current").symlink_to("real", target_is_directory=True)
    assert scan_folder(str(tmp_path / "current"), accept).files.keys() == {"a.stl"}
    assert look_at(str(tmp_path / "current"), "a.stl") is not None


def test_pipes_and_folders_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.stl")
    (tmp_path / "folder.stl").mkdir()
    assert scan_folder(str(tmp_path), accept).files == {}
    assert look_at(str(tmp_path), "pipe.stl") is None
    assert look_at(str(tmp_path), "folder.stl") is None


def test_names_that_are_not_utf8_are_listed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"h\xfcll.stl")).write_text("x")
    assert [os.fsencode(name) for name in scan_folder(str(tmp_path), accept).files] == [b"h\xfcll.stl"]


def test_a_subfolder_that_cannot_be_listed_is_reported_and_the_rest_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.stl")
    write(tmp_path / "closed" / "b.stl")
    real = os.scandir

    def refuse(folder: str) -> object:
        if folder.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    scan = scan_folder(str(tmp_path), accept)
    assert scan.files.keys() == {"a.stl"}
    assert scan.unreadable == {"closed": "Permission denied"}


def test_a_root_that_cannot_be_listed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        scan_folder(str(tmp_path / "none"), accept)
    with pytest.raises(NotADirectoryError):
        scan_folder(str(write(tmp_path / "file")), accept)


def test_a_scan_can_be_stopped(tmp_path: Path) -> None:
    write(tmp_path / "a.stl")
    assert scan_folder(str(tmp_path), accept, stopped=lambda: True).files == {}
