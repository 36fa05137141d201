from __future__ import annotations

import numpy as np
import pytest

from vesselviewer.designs import Declaration, Frame, detect_frame
from vesselviewer.designs.verdict import loop_words, loops_below_waterline, verdict_in_frame
from vesselviewer.hullforms import ShipParameters, ship_hull
from vesselviewer.mesh import Mesh, corrected, judge_mesh, weld_corners

SHIP = ship_hull(ShipParameters(), 2000)


def opened(low: float, high: float) -> Mesh:
    """A ship without the faces whose middle lies between two heights, amidships, in millimeters."""
    middle = SHIP.vertices[SHIP.faces].mean(axis=1)
    hole = (middle[:, 2] > low) & (middle[:, 2] < high) & (np.abs(middle[:, 0] - 75) < 20)
    return Mesh(SHIP.vertices * 1000, SHIP.faces[~hole])


def frame_of(mesh: Mesh) -> Frame:
    return detect_frame(mesh, judge_mesh(mesh), Declaration(design_draft=9.0))


def test_an_open_deck_is_sound_below_a_height_in_meters() -> None:
    mesh = opened(13.9, 100)
    report = judge_mesh(mesh)
    assert verdict_in_frame(report, frame_of(mesh)) == "Open deck: sound below z = 14 m"
    (loop,) = report.loops
    assert loop_words(loop, frame_of(mesh)).endswith("z = 14 to 14.01 m: above the waterline")


def test_an_opening_under_water_is_named_so() -> None:
    mesh = opened(0.5, 4)
    report = judge_mesh(mesh)
    frame = frame_of(mesh)
    assert verdict_in_frame(report, frame).startswith("Open below the waterline: ")
    assert loops_below_waterline(report, frame) == report.loops
    assert loop_words(report.loops[0], frame).endswith("below the waterline")


def test_the_cut_of_a_half_hull_is_no_opening_under_water() -> None:
    corners = SHIP.vertices[SHIP.faces]
    half = weld_corners(np.ascontiguousarray(corners[(corners[:, :, 1] >= 0).all(axis=1)]))
    report = judge_mesh(half)
    assert verdict_in_frame(report, frame_of(half)) == "Half hull (port side only)"


@pytest.mark.parametrize(
    ("ids", "words"),
    [(("flip",), "Inside out, corrected; sound: closed"), ((), "Inside out: closed")],
)
def test_what_was_corrected_comes_first(ids: tuple[str, ...], words: str) -> None:
    wrong = Mesh(SHIP.vertices, SHIP.faces[:, ::-1])
    report = judge_mesh(corrected(wrong, ids))
    assert verdict_in_frame(report, frame_of(wrong), ids).startswith(words)
