from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.errors import CancelledError
from vesselviewer.mesh import Mesh, MeshReport, judge_mesh, weld_corners

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def turned(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices, mesh.faces[:, ::-1])


def joined(*meshes: Any) -> Mesh:
    offsets = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes])
    faces = [mesh.faces + offset for mesh, offset in zip(meshes, offsets, strict=False)]
    return Mesh(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(faces).astype(np.int32))


def hull(box: Callable[..., Mesh]) -> Mesh:
    """A box that lies on both sides of y = 0, like a hull."""
    return box((10, 4, 2), (0, -2, 0))


def test_a_closed_box_is_sound(box: Callable[..., Mesh]) -> None:
    report = judge_mesh(hull(box))
    assert report == MeshReport(
        triangles=12,
        vertices=8,
        bounds=(0, 10, -2, 2, 0, 2),
        watertight=True,
        open_edges=0,
        non_manifold_edges=0,
        degenerate_faces=0,
        volume=80.0,
        verdict="Sound: closed, consistent winding",
        sound=True,
        winding="consistent",
        components=1,
        asymmetry=0.0,
        asymmetry_rms=0.0,
        volume_state="ok",
        resolution_error=0.0,
    )


def test_a_soup_is_welded_before_it_is_judged(
    box: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[Any]]
) -> None:
    mesh = hull(box)
    loose = Mesh(soup(mesh).reshape(-1, 3), np.arange(36, dtype=np.int32).reshape(-1, 3))
    assert judge_mesh(loose) == judge_mesh(mesh)


def test_inside_out_has_its_volume_and_says_so(box: Callable[..., Mesh]) -> None:
    report = judge_mesh(turned(hull(box)))
    assert report.volume == 80.0
    assert report.verdict.startswith("Inside out")
    assert report.watertight
    assert not report.sound


def test_an_open_deck_says_where(box: Callable[..., Mesh]) -> None:
    mesh = hull(box)
    report = judge_mesh(Mesh(mesh.vertices, mesh.faces[:-2]))
    assert report.verdict == "Open deck: sound below z = 2 (4 open edges)"
    assert report.volume is None
    assert report.open_edges == 4
    assert not report.watertight
    assert not report.sound


def test_an_open_deck_inside_out_says_both(box: Callable[..., Mesh]) -> None:
    mesh = turned(hull(box))
    report = judge_mesh(Mesh(mesh.vertices, mesh.faces[:-2]))
    assert report.verdict == "Inside out; open deck: sound below z = 2 (4 open edges)"


def test_an_open_bottom_is_not_an_open_deck(box: Callable[..., Mesh]) -> None:
    mesh = hull(box)
    report = judge_mesh(Mesh(mesh.vertices, np.delete(mesh.faces, 0, axis=0)))
    assert report.verdict == "Open: 3 open edges, from z = 0 up to z = 2"


@given(flipped=st.sets(st.integers(0, 11), min_size=1, max_size=11))
def test_any_mixture_of_windings_is_refused(box: Callable[..., Mesh], flipped: set[int]) -> None:
    faces = box().faces.copy()
    for face in flipped:
        faces[face] = faces[face, ::-1]
    report = judge_mesh(Mesh(box().vertices, faces))
    assert report.volume is None
    assert report.watertight
    assert not report.sound
    assert report.verdict.startswith("Not computable: closed, but")
    assert "mixed winding" in report.verdict


def test_mixed_winding_that_cancels_out_is_named_a_paradox(box: Callable[..., Mesh]) -> None:
    # Relative to its middle each face of a cube holds the same volume: turn one half of them.
    faces = box().faces.copy()
    faces[:6] = faces[:6, ::-1]
    report = judge_mesh(Mesh(box().vertices, faces))
    assert report.verdict.startswith("Not computable: closed, but zero volume, mixed winding")


def test_mixed_winding_beside_an_opening(box: Callable[..., Mesh]) -> None:
    faces = hull(box).faces[:-2].copy()
    faces[0] = faces[0, ::-1]
    report = judge_mesh(Mesh(hull(box).vertices, faces))
    assert "mixed winding" in report.verdict
    assert report.volume is None


def test_two_sound_parts_are_sound(box: Callable[..., Mesh]) -> None:
    report = judge_mesh(joined(hull(box), box((1, 1, 1), (3, -0.5, 5))))
    assert report.verdict == "Sound: closed in 2 parts, consistent winding"
    assert report.volume == pytest.approx(81)


def test_parts_that_face_each_other_are_refused(box: Callable[..., Mesh]) -> None:
    report = judge_mesh(joined(hull(box), turned(box((1, 1, 1), (3, -0.5, 5)))))
    assert report.verdict == "Not computable: winding of 1 of 2 parts opposed to the others"
    assert report.volume is None
    assert not report.sound


def test_a_sheet_doubled_on_itself_encloses_nothing() -> None:
    mesh = Mesh(
        np.array([[0.0, -1, 0], [4, -1, 0], [0, 1, 0]]), np.array([[0, 1, 2], [0, 2, 1]], dtype=np.int32)
    )
    report = judge_mesh(mesh)
    assert report.verdict == "Not computable: closed, but encloses no volume"
    assert report.volume is None


def test_boxes_that_touch_along_an_edge_are_not_sound_but_have_a_volume(
    box: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[Any]]
) -> None:
    pair = joined(box((1, 1, 1), (-1, -1, 0)), box((1, 1, 1), (0, 0, 0)))
    report = judge_mesh(weld_corners(soup(pair)))
    assert report.non_manifold_edges == 1
    assert report.watertight
    assert report.volume == pytest.approx(2)
    assert not report.sound


def test_an_inner_wall_is_refused(box: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[Any]]) -> None:
    twins = joined(box((1, 1, 1), (-1, -0.5, 0)), box((1, 1, 1), (0, -0.5, 0)))
    faces = [face for face in soup(twins) if not ((face[:, 0] == 0).all() and face[0, 0] == 0)]
    wall = [face for face in soup(box((1, 1, 1), (0, -0.5, 0))) if (face[:, 0] == 0).all()]
    report = judge_mesh(weld_corners(np.array(faces + wall)))
    assert report.verdict == "Not computable: 4 edges shared by an odd number of faces"
    assert not report.watertight


def test_collapsed_faces_are_counted_and_do_no_harm(box: Callable[..., Mesh]) -> None:
    mesh = hull(box)
    report = judge_mesh(Mesh(mesh.vertices, np.concatenate((mesh.faces, [[0, 0, 1], [2, 2, 2]]))))
    assert report.degenerate_faces == 2
    assert report.triangles == 14
    assert report.sound


def test_a_crack_narrower_than_a_millionth_is_closed_and_said(
    box: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[Any]]
) -> None:
    corners = soup(hull(box)).copy()
    corners[0] += 2e-6
    report = judge_mesh(weld_corners(corners))
    assert report.watertight
    assert report.vertices == 8
    assert report.verdict == "Sound: closed, consistent winding; vertices nearer than 1.1e-05 taken as one"
    corners[0] += 1e-3
    assert not judge_mesh(weld_corners(corners)).watertight


@pytest.mark.parametrize(
    ("size", "low", "side"),
    [
        ((10, 2, 2), (0, 0, 0), "port side"),
        ((10, 2, 2), (0, -2, 0), "starboard side"),
        ((2, 10, 2), (0, 0, 0), "x > 0 side"),
        ((2, 10, 2), (-2, 0, 0), "x < 0 side"),
    ],
)
def test_an_open_half_names_its_side(box: Callable[..., Mesh], size: Any, low: Any, side: str) -> None:
    mesh = box(size, low)
    axis = 1 if size[0] > size[1] else 0
    corners = mesh.vertices[mesh.faces]
    cut = (corners[:, :, axis] == 0).all(axis=1)
    report = judge_mesh(Mesh(mesh.vertices, mesh.faces[~cut]))
    assert f"half hull ({side} only)" in report.verdict


def test_a_closed_half_names_its_side(sphere: Callable[..., Mesh]) -> None:
    mesh = sphere(16)
    squeezed = mesh.vertices * (5, 1, 1)
    squeezed[:, 1] = np.maximum(squeezed[:, 1], 0)
    report = judge_mesh(Mesh(squeezed, mesh.faces))
    assert "half hull (port side only)" in report.verdict


def test_a_whole_hull_beside_the_origin_is_not_taken_for_a_half(box: Callable[..., Mesh]) -> None:
    assert "half" not in judge_mesh(box((10, 2, 2), (0, 0, 0))).verdict
    assert "half" not in judge_mesh(box((10, 2, 2), (0, 7, 0))).verdict


def test_a_flat_sheet_on_the_centerplane_is_judged() -> None:
    mesh = Mesh(np.array([[0.0, 0, 0], [4, 0, 0], [0, 0, 1]]), np.array([[0, 1, 2]], dtype=np.int32))
    assert judge_mesh(mesh).verdict == "Open: 3 open edges, from z = 0 up to z = 1"


def test_no_triangles_are_empty() -> None:
    report = judge_mesh(Mesh(np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int32)))
    assert report.verdict == "Empty: no triangles"
    assert not report.watertight


def test_only_collapsed_triangles_enclose_nothing() -> None:
    report = judge_mesh(Mesh(np.ones((3, 3)), np.array([[0, 1, 2]], dtype=np.int32)))
    assert report.degenerate_faces == 1
    assert not report.watertight
    assert not report.sound


def test_a_report_survives_json(box: Callable[..., Mesh]) -> None:
    report = judge_mesh(hull(box))
    assert MeshReport.from_dict(json.loads(json.dumps(report.as_dict())) | {"later": 1}) == report


def test_a_report_that_lacks_something_is_refused(box: Callable[..., Mesh]) -> None:
    values = judge_mesh(box()).as_dict()
    with pytest.raises(ValueError, match="lacks"):
        MeshReport.from_dict({key: value for key, value in values.items() if key != "sound"})
    with pytest.raises(ValueError, match="not 6"):
        MeshReport.from_dict(values | {"bounds": [1, 2]})


def test_a_judgment_can_be_called_off(box: Callable[..., Mesh]) -> None:
    told: list[float] = []
    judge_mesh(box(), checkpoint=told.append)
    assert told == sorted(told)
    assert len(told) == 4

    def cancel(_fraction: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        judge_mesh(box(), checkpoint=cancel)


def test_a_report_of_an_earlier_version_is_still_read(box: Callable[..., Mesh]) -> None:
    values = judge_mesh(hull(box)).as_dict()
    old = {
        key: values[key]
        for key in (
            "triangles",
            "vertices",
            "bounds",
            "watertight",
            "open_edges",
            "non_manifold_edges",
            "degenerate_faces",
            "volume",
            "verdict",
            "sound",
        )
    }
    report = MeshReport.from_dict(old)
    assert report.components == 0
    assert report.verdict == "Sound: closed, consistent winding"


def test_mixed_winding_says_in_how_many_parts(box: Callable[..., Mesh]) -> None:
    bad = box((1, 1, 1), (3, -0.5, 5))
    faces = bad.faces.copy()
    faces[0] = faces[0, ::-1]
    report = judge_mesh(joined(hull(box), Mesh(bad.vertices, faces)))
    assert report.verdict == "Not computable: closed, but mixed winding in 1 of 2 parts at 3 edges"
    assert (report.components, report.mixed_components, report.winding) == (2, 1, "mixed")


def test_duplicate_faces_are_counted(box: Callable[..., Mesh]) -> None:
    mesh = hull(box)
    again = np.concatenate((mesh.faces, np.roll(mesh.faces[:2], 1, axis=1), mesh.faces[2:3, ::-1]))
    assert judge_mesh(Mesh(mesh.vertices, again)).duplicate_faces == 3


def test_the_loops_of_an_open_deck_are_kept(box: Callable[..., Mesh]) -> None:
    mesh = hull(box)
    report = judge_mesh(Mesh(mesh.vertices, mesh.faces[:-2]))
    assert report.loop_count == 1
    loop = report.loops[0]
    assert (loop.edges, loop.length) == (4, 28.0)
    assert loop.closed
    assert loop.flat
    assert not loop.crack
    assert loop.bounds == pytest.approx((0, 10, -2, 2, 2, 2))
    assert MeshReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report
