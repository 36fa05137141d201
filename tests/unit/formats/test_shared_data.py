"""Every real file that lies beside the project gives the right result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vesselviewer.errors import FormatError
from vesselviewer.formats import read_mesh_file
from vesselviewer.mesh import judge_mesh

if TYPE_CHECKING:
    from pathlib import Path

# file: (format, triangles, what the verdict says, volume or None)
READABLE = {
    "hulls/DTC-scaled.stl.gz": ("STL ASCII, gzip", 116_062, "Sound: closed, consistent winding", 2.43631),
    "hulls/kcs_from_iges.stl": ("STL binary", 32_442, "Open: ", None),
    "hulls/wigley_from_iges.stl": ("STL binary", 26_084, "Open deck: sound below z = 0.1562", None),
    "hulls/half_tug_35m.stl": ("STL binary", 8192, "half hull (port side only)", None),
    "hulls/half_sailboat_30ft.stl": ("STL binary", 386, "half hull (port side only)", None),
    "hulls/generated_barge.stl": ("STL binary", 6236, "Sound: closed, consistent winding", 6512.35),
    # Its README counts 204 open edges: four of them run from a vertex to itself, in collapsed faces.
    "hulls/generated_tanker_inside_out.stl": ("STL ASCII", 16_160, "Inside out; open deck", None),
    "hulls/generated_barge_zero_volume.stl": (
        "STL ASCII",
        12,
        "Not computable: closed, but mixed winding",
        None,
    ),
    "meshes/20mmbox-CR.stl": ("STL ASCII", 12, "Sound", 8000),
    "meshes/20mmbox-CRLF.stl": ("STL ASCII", 12, "Sound", 8000),
    "meshes/20mmbox-nonstandard.stl": ("STL ASCII", 12, "Sound", 8000),
    "meshes/CubeInvalidUnicode.stl": ("STL binary", 12, "Sound", 8),
    "meshes/import_bin_solid.stl": ("STL binary", 46, "Sound", 2.87107),
    "meshes/nonmanifold.stl": ("STL ASCII", 11, "Open: 3 open edges", None),
    "meshes/one_byte_too_long_solid.stl": ("STL binary", 288, "Sound", 2.34315),
    "meshes/triangle_with_two_solids.stl": ("STL ASCII", 2, "Open: 6 open edges", None),
}
REFUSED = {
    "hulls/generated_empty_84_bytes.stl": "no triangles",
    "meshes/empty.stl": "the file is empty",
    "meshes/empty2.stl": "no triangles",
    "meshes/git_lfs_pointer.stl": "git-LFS pointer",
    "meshes/invalidvertex.stl": "line 89: expected a number, found 'blah'",
    "meshes/toomanyvertices.stl": "line 91: a facet has more than three vertices",
    "meshes/unparseable.stl": "line 4: expected a number",
}


@pytest.mark.parametrize("name", READABLE)
def test_readable(shared_data: Path, name: str) -> None:
    format_, triangles, verdict, volume = READABLE[name]
    file = read_mesh_file(shared_data / name)
    report = judge_mesh(file.mesh)
    assert file.format == format_
    assert report.triangles == len(file.mesh.faces) == triangles
    assert verdict in report.verdict
    assert report.volume == (None if volume is None else pytest.approx(volume, rel=1e-5))


@pytest.mark.parametrize("name", REFUSED)
def test_refused(shared_data: Path, name: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_mesh_file(shared_data / name)
    assert REFUSED[name] in str(caught.value)
    assert caught.value.where


def test_no_file_is_left_out(shared_data: Path) -> None:
    there = {
        path.relative_to(shared_data).as_posix()
        for folder in ("hulls", "meshes")
        for path in (shared_data / folder).iterdir()
    }
    assert there == READABLE.keys() | REFUSED.keys()
