from __future__ import annotations

import pytest

from vesselviewer.designs import Declaration, detect_frame
from vesselviewer.hullforms import ShipParameters, ship_hull
from vesselviewer.mesh import judge_mesh
from vesselviewer.scene import mark_frame

SHIP = ship_hull(ShipParameters(), 2000)


def test_marks_stand_where_the_frame_says() -> None:
    said = Declaration(design_draft=9.0, length_between_perpendiculars=150.0)
    frame = detect_frame(SHIP, judge_mesh(SHIP), said)
    marks = {mark.text: mark for mark in mark_frame(frame, SHIP.bounds).marks}
    assert list(marks) == ["AP", "midship", "FP", "baseline", "T = 9 m"]
    assert [marks[name].start[0] for name in ("AP", "midship", "FP")] == [0, 75, 150]
    assert [marks[name].end[2] for name in ("baseline", "T = 9 m")] == [0, 9]
    assert all(mark.sure for mark in marks.values())
    assert marks["AP"].end[2] > SHIP.bounds[5]


def test_what_is_only_assumed_is_marked_so() -> None:
    frame = detect_frame(SHIP, judge_mesh(SHIP))
    marks = {mark.text[:2]: mark for mark in mark_frame(frame, SHIP.bounds).marks}
    assert not marks["T "].sure
    assert marks["ba"].sure
    assert marks["FP"].start[0] == pytest.approx(150, rel=0.01)
