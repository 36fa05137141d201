from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.hullforms import ShipParameters, ship_hull
from vesselviewer.mesh import Mesh, corrected, judge_mesh, proposed, weld_corners

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def ids(mesh: Mesh) -> list[str]:
    return [row.id for row in proposed(judge_mesh(mesh))]


def test_a_sound_hull_needs_nothing() -> None:
    assert ids(ship_hull(ShipParameters())) == []


@given(flipped=st.sets(st.integers(0, 11), min_size=1, max_size=11))
def test_any_mixture_of_windings_is_unified(box: Callable[..., Mesh], flipped: set[int]) -> None:
    mesh = box((10, 4, 2), (0, -2, 0))
    faces = mesh.faces.copy()
    for face in flipped:
        faces[face] = faces[face, ::-1]
    mixed = Mesh(mesh.vertices, faces)
    assert ids(mixed) == ["unify"]
    report = judge_mesh(corrected(mixed, ["unify"]))
    assert report.sound
    assert report.volume == pytest.approx(80)


def test_inside_out_is_turned(box: Callable[..., Mesh]) -> None:
    mesh = box((10, 4, 2), (0, -2, 0))
    wrong = Mesh(mesh.vertices, mesh.faces[:, ::-1])
    assert ids(wrong) == ["flip"]
    assert judge_mesh(corrected(wrong, ["flip"])).sound


def test_a_half_hull_is_mirrored_into_a_whole_one() -> None:
    whole = ship_hull(ShipParameters())
    corners = whole.vertices[whole.faces]
    half = weld_corners(np.ascontiguousarray(corners[(corners[:, :, 1] >= 0).all(axis=1)]))
    assert "mirror" in ids(half)
    report = judge_mesh(corrected(half, ["mirror"]))
    assert report.half is None
    assert report.volume == pytest.approx(judge_mesh(whole).volume, rel=1e-9)


def test_an_open_deck_is_closed_by_a_lid() -> None:
    from vesselviewer.hullforms import WigleyParameters, wigley_hull

    closed = wigley_hull(WigleyParameters(), 2000)
    top = closed.bounds[5]
    deck = (closed.vertices[closed.faces][:, :, 2] >= top - 1e-9).all(axis=1)
    opened = Mesh(closed.vertices, closed.faces[~deck])
    assert ids(opened) == ["cap"]
    report = judge_mesh(corrected(opened, ["cap"]))
    assert report.sound
    assert report.volume == pytest.approx(judge_mesh(closed).volume, rel=1e-9)


def test_a_lid_over_a_hollow_outline_stays_within_it() -> None:
    outline = np.array([(0, 0), (4, 0), (4, 3), (3, 3), (3, 1), (1, 1), (1, 3), (0, 3)], dtype=float)
    n = len(outline)
    low, high = (np.column_stack((outline, np.full(n, z))) for z in (0.0, 1.0))
    ring = np.arange(n)
    after = np.roll(ring, -1)
    wall = np.concatenate((np.stack((ring, after, after + n), 1), np.stack((ring, after + n, ring + n), 1)))
    trough = Mesh(np.concatenate((low, high)), wall.astype(np.int32))
    report = judge_mesh(corrected(trough, ["cap"]))
    assert report.sound
    assert report.volume == pytest.approx(8)


def test_cracks_are_welded_and_named(
    box: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[np.float64]]
) -> None:
    corners = soup(box((10, 4, 2), (0, -2, 0))).copy()
    corners[:2] += 2e-4
    cracked = weld_corners(corners)
    assert "weld" in ids(cracked)
    assert judge_mesh(corrected(cracked, ["weld"])).sound


def test_duplicates_go_and_flaps_go_whole(box: Callable[..., Mesh]) -> None:
    mesh = box((10, 4, 2), (0, -2, 0))
    vertices = np.concatenate((mesh.vertices, [[5, 0, 5]]))
    flap = [[0, 4, 8], [8, 4, 0]]
    doubled = Mesh(vertices, np.concatenate((mesh.faces, mesh.faces[:1], flap)).astype(np.int32))
    assert "drop-duplicates" in ids(doubled)
    assert judge_mesh(corrected(doubled, ["drop-duplicates"])).sound


def test_the_original_stays_untouched(box: Callable[..., Mesh]) -> None:
    mesh = box((10, 4, 2), (0, -2, 0))
    digest = mesh.digest
    corrected(mesh, ["weld", "drop-duplicates", "unify", "flip", "mirror", "cap", "of-a-later-version"])
    assert Mesh(mesh.vertices, mesh.faces).digest == digest


def test_a_flat_sheet_is_not_given_a_lid() -> None:
    sheet = Mesh(np.array([[0.0, -1, 0], [4, -1, 0], [0, 1, 0]]), np.array([[0, 1, 2]], dtype=np.int32))
    assert ids(sheet) == []
