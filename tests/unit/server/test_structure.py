from __future__ import annotations

import gzip
import struct
from typing import TYPE_CHECKING

import pytest

from vesselviewer.server.structure import find_flaw

if TYPE_CHECKING:
    from pathlib import Path

ASCII = b"solid x\n facet normal 0 0 1\n outer loop\n endloop\n endfacet\nendsolid x\n"


def binary(count: int, *, claimed: int | None = None, header: bytes = b"") -> bytes:
    return header.ljust(80) + struct.pack("<I", count if claimed is None else claimed) + bytes(50 * count)


def judge(tmp_path: Path, data: bytes) -> str | None:
    path = tmp_path / "a.stl"
    path.write_bytes(data)
    return find_flaw(tmp_path, path)


@pytest.mark.parametrize(
    "data",
    [
        binary(1),
        binary(1000),
        binary(3, header=b"solid but binary"),
        ASCII,
        ASCII.upper(),
        gzip.compress(ASCII),
    ],
)
def test_what_may_be_a_mesh_is_announced(tmp_path: Path, data: bytes) -> None:
    assert judge(tmp_path, data) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"garbage", "too few"),
        (binary(0), "no triangles"),
        (binary(10)[:-1], "claims 10 triangles, 584 bytes, but the file has 583"),
        (binary(10) + b"\0", "claims 10 triangles"),
        (binary(1, claimed=10**9), "claims 1000000000 triangles"),
        (ASCII[:-12], "endsolid is missing"),
        (gzip.compress(ASCII)[:10], "gzip"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n" * 2, "claims"),
    ],
)
def test_what_cannot_be_a_mesh_is_named_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    assert reason in (judge(tmp_path, data) or "")


def test_a_file_that_is_gone_is_a_flaw_too(tmp_path: Path) -> None:
    assert "cannot be opened" in (find_flaw(tmp_path, tmp_path / "a.stl") or "")
