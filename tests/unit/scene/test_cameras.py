from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.scene import (
    VIEW_ANGLE_DEG,
    CameraPose,
    StandardView,
    clipping_range,
    look_at,
    needs_recentering,
    opposite,
    rotated,
    stepped_back,
    view_label,
)
from vesselviewer.scene.cameras import fit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from vesselviewer.scene import Bounds

SHIP = (0.0, 100.0, -8.0, 8.0, 0.0, 12.0)
BOW, KEEL, PORT_SIDE = np.array([100.0, 0, 6]), np.array([50.0, 0, 0]), np.array([50.0, 8, 6])


def scaled(factor: float) -> Bounds:
    a, b, c, d, e, f = (factor * x for x in SHIP)
    return (a, b, c, d, e, f)


def corners(bounds: Bounds) -> NDArray[np.float64]:
    return np.array(list(itertools.product(bounds[:2], bounds[2:4], bounds[4:])))


def on_screen(pose: CameraPose, points: ArrayLike, *, parallel: bool) -> NDArray[np.float64]:
    """Right and up in half heights of the viewport."""
    toward = np.subtract(pose.position, pose.focal_point) / pose.distance
    right = np.cross(pose.view_up, toward)
    right /= np.linalg.norm(right)
    up = np.cross(toward, right)
    local = np.asarray(points) - pose.position
    flat = np.stack([local @ right, local @ up], axis=-1)
    if parallel:
        return flat / pose.parallel_scale
    depth = -(local @ toward)
    return flat / (depth * math.tan(math.radians(VIEW_ANGLE_DEG) / 2))[..., None]


@pytest.mark.parametrize("view", StandardView)
@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.4])
@pytest.mark.parametrize("parallel", [False, True])
def test_a_standard_view_shows_the_whole_hull_and_fills_the_viewport(
    view: StandardView, aspect: float, parallel: bool
) -> None:
    seen = np.abs(on_screen(look_at(view, SHIP, aspect), corners(SHIP), parallel=parallel))
    used = np.maximum(seen[:, 0] / aspect, seen[:, 1]).max()
    assert 0.85 < used <= 1.0


@pytest.mark.parametrize("view", [StandardView.STARBOARD, StandardView.TOP, StandardView.BOTTOM])
def test_profile_and_plans_have_the_bow_to_the_right(view: StandardView) -> None:
    seen = on_screen(look_at(view, SHIP, 1.6), [KEEL, BOW], parallel=True)
    assert seen[1, 0] > seen[0, 0]
    assert "bow to the right" in view_label(view)


def test_from_the_bow_port_is_on_the_right() -> None:
    seen = on_screen(look_at(StandardView.BOW, SHIP, 1.6), [KEEL, PORT_SIDE], parallel=True)
    assert seen[1, 0] > seen[0, 0]


@pytest.mark.parametrize("view", [v for v in StandardView if v is not StandardView.ISOMETRIC])
def test_the_opposite_looks_from_the_other_side(view: StandardView) -> None:
    here, there = look_at(view, SHIP, 1.6), look_at(opposite(view), SHIP, 1.6)
    a = np.subtract(here.position, here.focal_point) / here.distance
    b = np.subtract(there.position, there.focal_point) / there.distance
    assert np.allclose(a, -b)


def test_fit_keeps_the_direction() -> None:
    pose = rotated(look_at(StandardView.ISOMETRIC, SHIP, 1.6), 33, 11)
    larger = fit(pose, scaled(7), 1.6)
    a = np.subtract(pose.position, pose.focal_point) / pose.distance
    b = np.subtract(larger.position, larger.focal_point) / larger.distance
    assert np.allclose(a, b)
    assert larger.distance > 6 * pose.distance


@pytest.mark.parametrize(
    ("factor", "expected"), [(1.0, False), (1.9, False), (0.55, False), (2.1, True), (0.45, True)]
)
def test_the_view_is_fitted_anew_only_beyond_twofold(factor: float, expected: bool) -> None:
    assert needs_recentering(SHIP, scaled(factor)) is expected


def test_a_hull_that_lies_elsewhere_is_looked_for() -> None:
    assert needs_recentering(SHIP, (500.0, 600.0, -8.0, 8.0, 0.0, 12.0))
    assert not needs_recentering(SHIP, (-50.0, 50.0, -8.0, 8.0, -6.0, 6.0))


@given(azimuth=st.floats(-720, 720), elevation=st.floats(-200, 200))
def test_rotating_keeps_distance_and_uprightness(azimuth: float, elevation: float) -> None:
    pose = rotated(look_at(StandardView.ISOMETRIC, SHIP, 1.6), azimuth, elevation)
    assert pose.view_up == (0.0, 0.0, 1.0)
    assert pose.distance == pytest.approx(look_at(StandardView.ISOMETRIC, SHIP, 1.6).distance)


def test_twenty_four_steps_go_round() -> None:
    start = look_at(StandardView.STARBOARD, SHIP, 1.6)
    pose = start
    for _ in range(24):
        pose = rotated(pose, 15, 0)
    assert np.allclose(pose.position, start.position)


def test_plan_can_be_left_by_a_step() -> None:
    pose = rotated(look_at(StandardView.TOP, SHIP, 1.6), 0, -15)
    toward = np.subtract(pose.position, pose.focal_point) / pose.distance
    assert toward[2] == pytest.approx(math.sin(math.radians(75)), abs=1e-3)
    assert toward[1] == pytest.approx(-math.cos(math.radians(75)), abs=1e-3)


@pytest.mark.parametrize("view", StandardView)
def test_clipping_planes_enclose_the_hull(view: StandardView) -> None:
    pose = look_at(view, SHIP, 1.6)
    near, far = clipping_range(pose, SHIP)
    forward = np.subtract(pose.focal_point, pose.position) / pose.distance
    depths = (corners(SHIP) - pose.position) @ forward
    assert 0 < near < depths.min()
    assert far > depths.max()


def test_clipping_planes_stay_in_order_when_the_hull_lies_behind() -> None:
    pose = CameraPose((0.0, -1000.0, 0.0), (0.0, -2000.0, 0.0), (0.0, 0.0, 1.0), 1.0)
    near, far = clipping_range(pose, SHIP)
    assert 0 < near < far


def test_an_empty_box_still_gives_a_camera() -> None:
    pose = look_at(StandardView.TOP, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 1.6)
    assert pose.distance > 0
    assert pose.parallel_scale > 0


def test_in_parallel_projection_the_eye_steps_back_out_of_the_hull() -> None:
    inside = CameraPose((50.0, 0.0, 5.0), (50.0, 1.0, 5.0), (0.0, 0.0, 1.0), 2.0)
    outside = stepped_back(inside, SHIP)
    assert outside.position[1] < SHIP[2]
    assert (outside.position[0], outside.position[2]) == (50.0, 5.0)
    assert stepped_back(outside, SHIP) == outside
