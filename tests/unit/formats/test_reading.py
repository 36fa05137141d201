from __future__ import annotations

import gzip
import hashlib
import os
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.errors import CancelledError, FormatError, SourceError
from vesselviewer.formats import (
    MeshFile,
    begin_reading,
    encode_mesh,
    load_mesh,
    memory,
    opening,
    parse_mesh,
    read_mesh_file,
    unpacking,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file")


@pytest.fixture
def stl(tmp_path: Path, binary: Callable[..., bytes]) -> Path:
    path = tmp_path / "hull.stl"
    path.write_bytes(binary())
    return path


def test_a_file_is_read_with_its_digest(stl: Path, binary: Callable[..., bytes]) -> None:
    file = read_mesh_file(stl)
    assert isinstance(file, MeshFile)
    assert file.format == "STL binary"
    assert file.size == 284
    assert file.sha256 == hashlib.sha256(binary()).hexdigest()
    assert load_mesh(str(stl)) == file.mesh == parse_mesh(binary(), name="hull.stl")


def test_content_goes_before_suffix(
    tmp_path: Path, text: Callable[..., str], binary: Callable[..., bytes]
) -> None:
    (tmp_path / "a.obj").write_text(text())
    (tmp_path / "no suffix").write_bytes(gzip.compress(binary()))
    assert read_mesh_file(tmp_path / "a.obj").format == "STL ASCII"
    assert read_mesh_file(tmp_path / "no suffix").format == "STL binary, gzip"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "git-LFS pointer"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b'{"detail": "Not Found"}' * 10, "JSON"),
        (b"PK\x03\x04" + b"\0" * 200, "ZIP"),
        (gzip.compress(gzip.compress(b"solid")), "packed twice"),
        (b"\x89HDF\r\n\x1a\n" + b"\0" * 100, "HDF5"),
    ],
)
@pytest.mark.parametrize("name", ["hull.stl", "hull"])
def test_strangers_are_called_by_their_name(tmp_path: Path, data: bytes, what: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FormatError, match=what) as caught:
        read_mesh_file(path)
    assert caught.value.where == name
    assert caught.value.hint


def test_a_git_lfs_pointer_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        parse_mesh(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", name="a.stl")
    assert "`git lfs pull`" in str(caught.value)


def test_unknown_bytes_under_an_unknown_name(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="not a mesh in any known format") as caught:
        parse_mesh(b"\1\2\3" * 100, name="a.xyz")
    assert ".stl" in str(caught.value)


class TestPaths:
    @pytest.mark.parametrize(
        ("name", "what"),
        [("missing.stl", "no such file"), ("", "a folder"), ("hull.stl/x", "folder"), ("a\0b", "name")],
    )
    def test_what_cannot_be_read(self, stl: Path, name: str, what: str) -> None:
        with pytest.raises(SourceError, match=what) as caught:
            read_mesh_file(stl.parent / name)
        assert caught.value.where
        assert caught.value.hint

    def test_a_name_too_long(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError):
            read_mesh_file(tmp_path / ("x" * 5000))

    @posix
    def test_a_pipe_never_blocks(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.stl")
        with pytest.raises(SourceError, match="named pipe"):
            read_mesh_file(tmp_path / "pipe.stl")

    @posix
    def test_devices_and_sockets(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(SourceError, match="device"):
            read_mesh_file("/dev/zero")
        monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.stl")
            with pytest.raises(SourceError, match="socket"):
                read_mesh_file("s.stl")

    @posix
    def test_links(self, stl: Path) -> None:
        link = stl.with_name("link.stl")
        link.symlink_to(stl)
        assert read_mesh_file(link).size == 284
        loop = stl.with_name("loop.stl")
        loop.symlink_to(loop)
        with pytest.raises(SourceError, match="link that leads back"):
            read_mesh_file(loop)

    @posix
    def test_permission(self, stl: Path) -> None:
        stl.chmod(0)
        if os.access(stl, os.R_OK):
            pytest.skip("this user may read everything (root)")
        with pytest.raises(SourceError, match="permission denied"):
            read_mesh_file(stl)

    def test_permission_denied_is_said(self, stl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def deny(path: Any, flags: Any) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", deny)
        with pytest.raises(SourceError, match="permission denied") as caught:
            read_mesh_file(stl)
        assert "Ask its owner" in str(caught.value)

    @posix
    def test_a_name_that_is_not_utf8(self, tmp_path: Path, binary: Callable[..., bytes]) -> None:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/h\xffll.stl"))
        path.write_bytes(binary())
        assert read_mesh_file(path).size == 284


class TestMemory:
    def test_a_huge_file_is_refused_before_anything_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.stl"
        with path.open("wb") as file:
            file.truncate(1 << 40)
        with pytest.raises(FormatError, match="too large to read here") as caught:
            read_mesh_file(path)
        assert caught.value.hint

    def test_the_budget_counts(self, stl: Path) -> None:
        read_mesh_file(stl, budget=4 * 284)
        with pytest.raises(FormatError, match="too large"):
            read_mesh_file(stl, budget=4 * 284 - 1)
        with pytest.raises(FormatError, match="too large"):
            parse_mesh(stl.read_bytes(), name="hull.stl", budget=4 * 284 - 1)

    def test_the_default_is_half_of_what_is_free(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(memory, "_available", lambda: 10)
        assert memory.default_budget() == 5

    def test_some_memory_is_always_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert memory._available() > 1 << 20
        monkeypatch.setattr(Path, "read_text", lambda *_, **__: "nonsense")
        assert memory._available() > 1 << 20
        monkeypatch.delattr(os, "sysconf", raising=False)
        assert memory._available() == 2 << 30

    def test_running_out_of_memory_is_a_message(self, stl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def starve(*_: Any, **__: Any) -> None:
            raise MemoryError

        for place in ("vesselviewer.formats.reading.weld_corners", "vesselviewer.formats.stl.soup"):
            monkeypatch.setattr(place, starve)
            with pytest.raises(FormatError, match="not enough memory"):
                read_mesh_file(stl)


class TestGzip:
    def test_a_packed_file(self, tmp_path: Path, binary: Callable[..., bytes]) -> None:
        path = tmp_path / "hull.stl.gz"
        path.write_bytes(gzip.compress(binary()))
        file = read_mesh_file(path)
        assert file.format == "STL binary, gzip"
        assert file.size == path.stat().st_size
        assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_several_members_and_padding(self, text: Callable[..., str]) -> None:
        data = text().encode()
        packed = gzip.compress(data[:100]) + gzip.compress(data[100:]) + b"\0" * 512
        assert parse_mesh(packed, name="a.gz") == parse_mesh(data, name="a.stl")

    @pytest.mark.parametrize("keep", [2, 9, 30, -9, -1])
    def test_cut_off(self, text: Callable[..., str], keep: int) -> None:
        with pytest.raises(FormatError, match="gzip data is"):
            parse_mesh(gzip.compress(text().encode())[:keep], name="a.gz")

    def test_damaged(self, text: Callable[..., str]) -> None:
        packed = bytearray(gzip.compress(text().encode()))
        packed[-5] ^= 1
        with pytest.raises(FormatError, match="damaged"):
            parse_mesh(bytes(packed), name="a.gz")

    def test_rubbish_behind(self, text: Callable[..., str]) -> None:
        packed = gzip.compress(text().encode())
        with pytest.raises(FormatError, match="bytes follow") as caught:
            parse_mesh(packed + b"rubbish", name="a.gz")
        assert caught.value.where == f"a.gz, byte {len(packed)}"

    def test_nothing_inside(self) -> None:
        with pytest.raises(FormatError, match="empty"):
            parse_mesh(gzip.compress(b""), name="a.gz")

    def test_a_bomb_is_refused_early(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unpacking, "_FREE_EXPANSION", 1 << 20)
        bomb = gzip.compress(b"solid " + b" " * (32 << 20))
        with pytest.raises(FormatError, match="more than 200 times"):
            parse_mesh(bomb, name="a.gz")

    def test_the_budget_holds_while_unpacking(self) -> None:
        bomb = gzip.compress(b"solid " + b" " * (64 << 20), compresslevel=1)
        with pytest.raises(FormatError, match="too large to read here"):
            parse_mesh(bomb, name="a.gz", budget=40 << 20)

    def test_a_bomb_in_a_bomb_is_not_unpacked(self, text: Callable[..., str]) -> None:
        with pytest.raises(FormatError):
            parse_mesh(gzip.compress(gzip.compress(text().encode())), name="a.gz")


class TestZstd:
    def test_a_packed_file(self, tmp_path: Path, binary: Callable[..., bytes]) -> None:
        plain = parse_mesh(binary(), name="a.stl")
        path = tmp_path / "hull.stl.zst"
        path.write_bytes(encode_mesh(plain, ".stl.zst"))
        file = read_mesh_file(path)
        assert file.format == "STL binary, zstd"
        assert file.mesh == plain
        assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_several_frames(self, text: Callable[..., str]) -> None:
        data = text().encode()
        packed = unpacking.pack(data[:100], "zstd") + unpacking.pack(data[100:], "zstd")
        assert parse_mesh(packed, name="a.zst") == parse_mesh(data, name="a.stl")

    def test_cut_off_and_damaged(self, binary: Callable[..., bytes]) -> None:
        packed = unpacking.pack(binary(), "zstd")
        with pytest.raises(FormatError, match="zstd data is cut off"):
            parse_mesh(packed[:-3], name="a.zst")
        with pytest.raises(FormatError, match="zstd data is damaged"):
            parse_mesh(packed[:4] + b"\xff" * 40, name="a.zst")

    def test_a_bomb_is_refused_early(self) -> None:
        bomb = unpacking.pack(b"solid " + b" " * (80 << 20), "zstd")
        assert len(bomb) < 20_000
        with pytest.raises(FormatError, match="more than 200 times"):
            parse_mesh(bomb, name="a.zst")


class TestStages:
    @pytest.fixture
    def large(self, tmp_path: Path, binary: Callable[..., bytes], tetrahedron: NDArray[np.float32]) -> Path:
        path = tmp_path / "large.stl"
        one = binary()[84:]
        path.write_bytes(binary(header=b"x")[:80] + (4 * 7000).to_bytes(4, "little") + one * 7000)
        return path

    def test_the_preview_is_every_triangle_as_it_stands(
        self, large: Path, tetrahedron: NDArray[np.float32]
    ) -> None:
        with begin_reading(large) as reading:
            assert len(reading.preview.faces) == 28_000
            assert len(reading.preview.vertices) == 3 * 28_000
            assert (reading.preview.vertices[:12].reshape(-1, 3, 3) == tetrahedron).all()
            file = reading.finish()
        assert file == read_mesh_file(large)
        assert len(file.mesh.vertices) == 4
        assert file.sha256 == hashlib.sha256(large.read_bytes()).hexdigest()

    def test_no_thread_is_left_when_nobody_finishes(self, large: Path) -> None:
        before = threading.active_count()
        with begin_reading(large):
            pass
        begin_reading(large).drop()
        assert threading.active_count() == before

    def test_no_thread_is_left_when_the_file_is_bad(self, large: Path) -> None:
        before = threading.active_count()
        large.write_bytes(large.read_bytes() + b"x" * 100_000)
        with pytest.raises(FormatError, match="too long"):
            begin_reading(large)
        assert threading.active_count() == before

    def test_finishing_can_be_called_off(self, large: Path) -> None:
        def cancel(fraction: float) -> None:
            raise CancelledError

        before = threading.active_count()
        with begin_reading(large) as reading, pytest.raises(CancelledError):
            reading.finish(checkpoint=cancel)
        assert threading.active_count() == before


class TestProgress:
    def test_it_only_grows_to_one(
        self, tmp_path: Path, binary: Callable[..., bytes], tetrahedron: NDArray[np.float32]
    ) -> None:
        path = tmp_path / "hull.stl"
        path.write_bytes(binary([tetrahedron[k % 4] for k in range(3000)]))
        told: list[float] = []
        read_mesh_file(path, checkpoint=told.append)
        assert told == sorted(told)
        assert 0 <= told[0] <= told[-1] <= 1

    @pytest.mark.parametrize("at", [0.0, 0.2, 0.5, 0.9])
    @pytest.mark.parametrize("packed", [False, True])
    def test_it_can_be_called_off(
        self, tmp_path: Path, binary: Callable[..., bytes], at: float, packed: bool
    ) -> None:
        def cancel(fraction: float) -> None:
            if fraction >= at:
                raise CancelledError

        path = tmp_path / "hull.stl"
        path.write_bytes(gzip.compress(binary()) if packed else binary())
        with pytest.raises(CancelledError):
            read_mesh_file(path, checkpoint=cancel)

    def test_no_thread_is_left_behind(self, stl: Path) -> None:
        before = threading.active_count()
        read_mesh_file(stl)
        assert threading.active_count() == before


@pytest.mark.parametrize(
    "change", [lambda file: file.truncate(100), lambda file: file.seek(0, 2) and file.write(b"more")]
)
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, binary: Callable[..., bytes], change: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_CHUNK", 64)
    path = tmp_path / "hull.stl"
    path.write_bytes(binary())

    def meddle(fraction: float) -> None:
        with path.open("r+b") as file:
            change(file)

    with pytest.raises(SourceError, match="changed while it was read"):
        read_mesh_file(path, checkpoint=meddle)
