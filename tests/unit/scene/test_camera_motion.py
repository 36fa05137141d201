from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.mesh import Mesh
from vesselviewer.scene import CameraPose, StandardView, look_at
from vesselviewer.scene.camera_motion import (
    first_hit,
    panned,
    pivoted,
    point_at,
    projected_alike,
    ray_through,
    rolled,
    tumbled,
    zoomed,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.scene.cameras import Vector

SHIP = (0.0, 100.0, -8.0, 8.0, 0.0, 12.0)
POSE = look_at(StandardView.ISOMETRIC, SHIP, 1.6)
BOTH = pytest.mark.parametrize("parallel", [False, True])


def place(pose: CameraPose, point: Vector, *, parallel: bool) -> NDArray[np.float64]:
    """Where a point is on screen, in heights of the viewport, by solving for its line of sight."""
    low, high = np.zeros(2), np.zeros(2)
    start, _ = ray_through(pose, 0, 0, parallel=parallel)
    basis = [np.subtract(point_at(pose, *unit, parallel=parallel), pose.focal_point) for unit in np.eye(2)]
    toward = np.subtract(pose.position, pose.focal_point) / pose.distance
    offset = np.subtract(point, start)
    depth = 1.0 if parallel else -(offset @ toward) / pose.distance
    low[:] = [offset @ b / (b @ b) for b in basis]
    high[:] = low / depth
    return high


@BOTH
def test_zooming_keeps_what_lies_under_the_cursor_in_its_place(parallel: bool) -> None:
    target = (80.0, -5.0, 9.0)
    before = place(POSE, target, parallel=parallel)
    nearer = zoomed(POSE, 3.0, target)
    assert np.allclose(place(nearer, target, parallel=parallel), before)
    assert nearer.distance == pytest.approx(POSE.distance / 3)
    assert nearer.parallel_scale == pytest.approx(POSE.parallel_scale / 3)


def test_zooming_in_and_out_returns() -> None:
    target = point_at(POSE, 0.3, -0.2, parallel=True)
    back = zoomed(zoomed(POSE, 1.18, target), 1 / 1.18, target)
    assert np.allclose(back.position, POSE.position)


@BOTH
def test_the_hull_follows_the_hand(parallel: bool) -> None:
    moved = panned(POSE, 0.25, -0.1, parallel=parallel)
    assert np.allclose(place(moved, POSE.focal_point, parallel=parallel), (0.25, -0.1))


@BOTH
def test_the_point_under_the_cursor_is_on_its_line_of_sight(parallel: bool) -> None:
    start, direction = ray_through(POSE, 0.3, 0.2, parallel=parallel)
    point = np.array(point_at(POSE, 0.3, 0.2, parallel=parallel))
    assert np.allclose(np.cross(point - start, direction), 0, atol=1e-9)


def test_tumbling_right_moves_the_eye_right_and_up_moves_it_up() -> None:
    right = np.cross(POSE.view_up, np.subtract(POSE.position, POSE.focal_point))
    assert np.subtract(tumbled(POSE, 5, 0).position, POSE.position) @ right > 0
    assert np.subtract(tumbled(POSE, 0, 5).position, POSE.position) @ POSE.view_up > 0


def test_tumbling_over_the_pole_goes_on() -> None:
    pose = POSE
    for _ in range(36):
        pose = tumbled(pose, 0, 10)
    assert np.allclose(pose.position, POSE.position)
    assert np.allclose(pose.view_up, POSE.view_up)


def test_a_roll_turns_the_picture_counter_clockwise() -> None:
    point = point_at(POSE, 0.2, 0.0, parallel=True)
    assert np.allclose(place(rolled(POSE, 90), point, parallel=True), (0.0, 0.2))


def test_changing_the_projection_keeps_the_size() -> None:
    there = projected_alike(POSE, parallel=True)
    point = point_at(POSE, 0.4, 0.1, parallel=False)
    assert np.allclose(place(there, point, parallel=True), (0.4, 0.1))
    assert np.allclose(projected_alike(there, parallel=False).position, POSE.position)


def test_a_new_pivot_comes_to_the_middle() -> None:
    pose = pivoted(POSE, (10.0, 0.0, 3.0))
    assert pose.focal_point == (10.0, 0.0, 3.0)
    assert pose.distance == pytest.approx(POSE.distance)


def test_a_ray_meets_the_nearer_of_two_walls_from_either_side() -> None:
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)], float)
    walls = [np.column_stack([square[:, 0], np.full(4, y), square[:, 1]]) for y in (1.0, 3.0)]
    faces = np.array([(0, 1, 2), (0, 2, 3), (4, 6, 5), (4, 7, 6)], dtype=np.int32)
    mesh = Mesh(np.vstack(walls), faces)
    along = np.array([0.0, 1.0, 0.0])
    assert first_hit(mesh, np.array([1.0, -5, 2]), along) == pytest.approx((1.0, 1.0, 2.0))
    assert first_hit(mesh, np.array([1.0, 9, 2]), -along) == pytest.approx((1.0, 3.0, 2.0))
    assert first_hit(mesh, np.array([1.0, 2, 2]), along) == pytest.approx((1.0, 3.0, 2.0))
    assert first_hit(mesh, np.array([9.0, -5, 2]), along) is None
    assert first_hit(mesh, np.array([1.0, 5, 2]), along) is None
