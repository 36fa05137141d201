"""How a camera moves under the hand: tumble, pan, zoom to the cursor, a new pivot."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.scene.cameras import VIEW_ANGLE_DEG, CameraPose, Vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh import Mesh

_SLOPE = math.tan(math.radians(VIEW_ANGLE_DEG) / 2)
_CLOSEST = 1e-9


def tumbled(pose: CameraPose, right_deg: float, up_deg: float) -> CameraPose:
    """Turn freely about the focal point, as a trackball does; the horizon may tilt.

    Args:
        pose: where the camera is.
        right_deg: moves the eye to the right on screen.
        up_deg: moves the eye upward on screen.
    """
    toward, right, up = _axes(pose)
    eye = _turned(toward, up, math.radians(right_deg))
    right = np.cross(up, eye)
    eye, up = _turned(eye, right, -math.radians(up_deg)), _turned(up, right, -math.radians(up_deg))
    position = np.add(pose.focal_point, pose.distance * eye)
    return replace(pose, position=_vector(position), view_up=_vector(up))


def rolled(pose: CameraPose, angle_deg: float) -> CameraPose:
    """Turn the picture counter-clockwise about its middle."""
    toward, _, up = _axes(pose)
    return replace(pose, view_up=_vector(_turned(up, toward, -math.radians(angle_deg))))


def panned(pose: CameraPose, right: float, up: float, *, parallel: bool) -> CameraPose:
    """Move the picture with the hand.

    Args:
        pose: where the camera is.
        right: how far the hull goes to the right, in heights of the viewport.
        up: how far it goes up, in heights of the viewport.
        parallel: whether the projection is parallel.
    """
    _, rightward, upward = _axes(pose)
    height = _height(pose, parallel=parallel)
    step = -height * (right * rightward + up * upward)
    return replace(
        pose,
        position=_vector(np.add(pose.position, step)),
        focal_point=_vector(np.add(pose.focal_point, step)),
    )


def zoomed(pose: CameraPose, factor: float, toward: Vector) -> CameraPose:
    """Come nearer to a point, which keeps its place on screen in either projection.

    Args:
        pose: where the camera is.
        factor: above 1 comes nearer, below 1 goes away.
        toward: the point, for example what lies under the cursor.
    """
    shrink = 1.0 / factor
    if pose.distance * shrink < _CLOSEST:
        return pose
    position, focal_point = (
        _vector(np.add(toward, shrink * np.subtract(point, toward)))
        for point in (pose.position, pose.focal_point)
    )
    return CameraPose(position, focal_point, pose.view_up, pose.parallel_scale * shrink)


def pivoted(pose: CameraPose, pivot: Vector) -> CameraPose:
    """Turn about another point from now on, which comes to the middle of the view."""
    step = np.subtract(pivot, pose.focal_point)
    return replace(pose, position=_vector(np.add(pose.position, step)), focal_point=pivot)


def projected_alike(pose: CameraPose, *, parallel: bool) -> CameraPose:
    """Keep the size on screen when the projection changes to parallel, or back to perspective."""
    if parallel:
        return replace(pose, parallel_scale=pose.distance * _SLOPE)
    toward, _, _ = _axes(pose)
    position = np.add(pose.focal_point, toward * (pose.parallel_scale / _SLOPE))
    return replace(pose, position=_vector(position))


def ray_through(
    pose: CameraPose, right: float, up: float, *, parallel: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return start and unit direction of the line of sight through a place on screen.

    Args:
        pose: where the camera is.
        right: from the middle to the right, in heights of the viewport.
        up: from the middle upward, in heights of the viewport.
        parallel: whether the projection is parallel.
    """
    toward, rightward, upward = _axes(pose)
    height = _height(pose, parallel=parallel)
    beside = height * (right * rightward + up * upward)
    if parallel:
        return np.add(pose.position, beside), -toward
    direction = beside - toward * pose.distance
    return np.array(pose.position, float), direction / np.linalg.norm(direction)


def point_at(pose: CameraPose, right: float, up: float, *, parallel: bool) -> Vector:
    """Return the point at that place on screen, at the depth of the focal point."""
    _, rightward, upward = _axes(pose)
    height = _height(pose, parallel=parallel)
    return _vector(np.add(pose.focal_point, height * (right * rightward + up * upward)))


def first_hit(mesh: Mesh, start: NDArray[np.float64], direction: NDArray[np.float64]) -> Vector | None:
    """Return where a ray first meets a mesh from either side; None if it misses.

    Args:
        mesh: at most some 100 000 faces, as each is tested.
        start: (3,) where the ray begins.
        direction: (3,) unit vector.
    """
    # In a frame whose last axis is the ray, a hit is a triangle that holds the origin.
    toward = -direction
    helper = np.eye(3)[int(np.abs(toward).argmin())]
    side = np.cross(helper, toward)
    side /= np.linalg.norm(side)
    local = (mesh.vertices - start) @ np.stack([side, np.cross(toward, side), direction]).T
    a, b, c = (local[mesh.faces[:, corner]] for corner in range(3))
    weights = np.stack([_twice_area(b, c), _twice_area(c, a), _twice_area(a, b)])
    total = weights.sum(axis=0)
    inside = ((weights >= 0).all(axis=0) | (weights <= 0).all(axis=0)) & (np.abs(total) > 0)
    if not inside.any():
        return None
    depths = (weights[:, inside] * np.stack([a, b, c])[:, inside, 2]).sum(axis=0) / total[inside]
    depths = depths[depths > 0]
    return _vector(start + depths.min() * direction) if len(depths) else None


def _twice_area(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.floating]:
    return first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]


def _height(pose: CameraPose, *, parallel: bool) -> float:
    """Return the height of the view at the focal point, in the unit of the mesh."""
    return 2.0 * (pose.parallel_scale if parallel else pose.distance * _SLOPE)


def _axes(pose: CameraPose) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    toward = np.subtract(pose.position, pose.focal_point) / max(pose.distance, _CLOSEST)
    right = np.cross(pose.view_up, toward)
    right /= max(float(np.linalg.norm(right)), _CLOSEST)
    return toward, right, np.cross(toward, right)


def _turned(vector: NDArray[np.float64], axis: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """Turn a vector about a unit axis by the right-hand rule, radians."""
    along = axis * float(vector @ axis)
    turned: NDArray[np.float64] = (
        along + (vector - along) * math.cos(angle) + np.cross(axis, vector) * math.sin(angle)
    )
    return turned


def _vector(array: NDArray[np.floating]) -> Vector:
    return (float(array[0]), float(array[1]), float(array[2]))
