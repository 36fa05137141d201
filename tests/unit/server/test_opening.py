from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING

import pytest

from vesselviewer.errors import SourceError
from vesselviewer.server.opening import Digests, open_inside

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_stays_the_same_file_when_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    path.write_bytes(b"old")
    opened = open_inside(tmp_path, path)
    with opened.stream:
        (tmp_path / "new").write_bytes(b"newer")
        (tmp_path / "new").replace(path)
        assert (opened.size, opened.stream.read(99)) == (3, b"old")


def test_a_link_inside_the_folder_is_followed_and_one_that_leaves_it_is_not(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.stl").write_bytes(b"in")
    (tmp_path / "secret").write_bytes(b"out")
    (root / "in.stl").symlink_to("sub/a.stl")
    (root / "out.stl").symlink_to("../secret")
    (root / "up").symlink_to("..")
    with open_inside(root, root / "in.stl").stream as stream:
        assert stream.read(9) == b"in"
    for name in ("out.stl", "up/secret", "../secret"):
        with pytest.raises(SourceError, match="leads out"):
            open_inside(root, root / name)


def test_a_linked_folder_may_itself_be_watched(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.stl").write_bytes(b"x")
    (tmp_path / "link").symlink_to("real")
    open_inside(tmp_path / "link", tmp_path / "link" / "a.stl").stream.close()


def test_what_is_gone_or_no_file_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        open_inside(tmp_path, tmp_path / "nothing.stl")
    (tmp_path / "folder.stl").mkdir()
    with pytest.raises(SourceError):
        open_inside(tmp_path, tmp_path / "folder.stl")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_does_not_hold_the_server(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.stl")
    with pytest.raises(SourceError, match="regular"):
        open_inside(tmp_path, tmp_path / "pipe.stl")


def test_a_digest_is_computed_once_for_each_version(tmp_path: Path) -> None:
    path, digests = tmp_path / "a.stl", Digests(kept=2)
    for content in (b"one", b"two!", b"three"):
        path.write_bytes(content)
        opened = open_inside(tmp_path, path)
        with opened.stream:
            assert digests.known(opened.signature) is None
            assert digests.of(opened) == hashlib.sha256(content).hexdigest()
            assert digests.known(opened.signature) is not None
            assert opened.stream.read(99) == content
