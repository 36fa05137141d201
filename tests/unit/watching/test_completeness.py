from __future__ import annotations

import gzip
import io
import os
import struct
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.formats import encode_mesh
from vesselviewer.mesh import Mesh
from vesselviewer.watching.completeness import Completeness, examine, judge_ends
from vesselviewer.watching.scan import Signature

if TYPE_CHECKING:
    from pathlib import Path

WHOLE, PARTIAL, UNKNOWN = Completeness.WHOLE, Completeness.PARTIAL, Completeness.UNKNOWN
TEXT = b"solid hull\n facet normal 0 0 1\n outer loop\n endloop\n endfacet\nendsolid hull\n"


def binary(facets: int, filled: int | None = None) -> bytes:
    filled = facets if filled is None else filled
    return (
        b"solid says nothing".ljust(80)
        + struct.pack("<I", facets)
        + b"\x01" * 50 * filled
        + b"\0" * 50 * (facets - filled)
    )


def glb() -> bytes:
    return struct.pack("<4sII", b"glTF", 2, 12 + 100) + b"\x01" * 100


def zipped() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("3D/3dmodel.model", "<model/>")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "ends"),
    [
        ("a.stl", b"", PARTIAL),
        ("a.stl", binary(0), WHOLE),
        ("a.stl", binary(3), WHOLE),
        ("A.STL", binary(3), WHOLE),
        ("a.stl", binary(3)[:-1], PARTIAL),
        ("a.stl", binary(3) + b"x", PARTIAL),
        ("a.stl", binary(3, filled=2), PARTIAL),  # space reserved, not yet written
        ("a.stl", b"\0" * 84, WHOLE),  # a header and a count of 0: whole, if useless
        ("a.stl", b"\0" * 134, PARTIAL),
        ("a.stl", TEXT, WHOLE),
        ("a.stl", b"\xef\xbb\xbf  SOLID x\nENDSOLID x", WHOLE),
        ("a.stl", TEXT.replace(b"\n", b"\r"), WHOLE),
        ("a.stl", TEXT + b"\n \r\n\t", WHOLE),
        ("a.stl", TEXT[:-20], PARTIAL),
        ("a.stl", b"version https://git-lfs", PARTIAL),
        ("a.stl.gz", gzip.compress(binary(300)), WHOLE),
        ("a.stl.gz", gzip.compress(binary(300))[:-1], UNKNOWN),
        ("a.stl.gz", gzip.compress(TEXT), UNKNOWN),
        ("a.stl.gz", b"not gzip at all", UNKNOWN),
        ("a.obj", b"v 0 0 0\n", UNKNOWN),
        ("a.obj.gz", gzip.compress(b"v 0 0 0\n"), UNKNOWN),
        ("a.stl.zst", b"\x28\xb5\x2f\xfd", UNKNOWN),
        ("a.ply", b"ply\nformat ascii 1.0\n", UNKNOWN),
        ("a.ply", b"", PARTIAL),
        ("a.gdf", b"a ship\n1.0 9.81\n", UNKNOWN),
        ("a.glb", glb(), WHOLE),
        ("A.GLB", glb(), WHOLE),
        ("a.glb", glb()[:-1], PARTIAL),
        ("a.glb", glb()[:-60] + b"\0" * 60, PARTIAL),  # space reserved, not yet written
        ("a.glb", b"glTF", PARTIAL),
        ("a.vtp", b"<VTKFile>...</VTKFile>\n", WHOLE),
        ("a.vtu", b"<VTKFile><UnstructuredGrid>", PARTIAL),
        ("a.step", b"ISO-10303-21;\n...\nEND-ISO-10303-21;\r\n", WHOLE),
        ("a.stp", b"ISO-10303-21;\nHEADER;\n", PARTIAL),
        ("a.3mf", zipped(), WHOLE),
        ("a.3mf", zipped()[:-22], PARTIAL),
    ],
)
def test_the_ends_of_a_file_tell_whether_it_is_whole(name: str, data: bytes, ends: Completeness) -> None:
    assert judge_ends(name, len(data), data[:4096], data[-4096:]) is ends


def test_a_file_is_examined_with_the_signature_of_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    path.write_bytes(binary(1000))
    assert examine(str(path)) == (Signature.of(path.stat()), WHOLE)


def test_what_is_gone_or_not_a_file_has_no_signature(tmp_path: Path) -> None:
    assert examine(str(tmp_path / "none.stl")) == (None, UNKNOWN)
    os.mkfifo(tmp_path / "pipe.stl")
    assert examine(str(tmp_path / "pipe.stl")) == (None, UNKNOWN)  # and does not wait for a writer


def test_a_file_that_may_not_be_read_is_left_to_whoever_loads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.stl"
    path.write_bytes(binary(1))

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert examine(str(path)) == (Signature.of(path.stat()), UNKNOWN)


@pytest.mark.parametrize("suffix", [".stl", ".ply", ".glb", ".obj", ".vtp", ".gdf", ".stl.gz", ".glb.zst"])
def test_no_file_written_here_is_taken_for_half_of_one(suffix: str) -> None:
    corners = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], dtype=np.float32)
    data = encode_mesh(Mesh(corners, np.array([(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])), suffix)
    assert judge_ends(f"a{suffix}", len(data), data[:4096], data[-4096:]) is not PARTIAL
