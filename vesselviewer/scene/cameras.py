"""Where to look from: the standard views of ships, and the mathematics of a camera pose."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.scene.values import Bounds

Vector = tuple[float, float, float]

VIEW_ANGLE_DEG = 30.0
"""Vertical opening of the perspective camera."""

_MARGIN = 1.08  # room left around the hull, as a factor of its extent on screen
_TWOFOLD = 2.0
_FLAT = 1e-12
_NEAREST = 1e-3  # near plane over far plane at least, so that 24 bits of depth suffice


class StandardView(StrEnum):
    """The views that a naval architect asks for, named by where the eye is."""

    BOW = "bow"
    STERN = "stern"
    PORT = "port"
    STARBOARD = "starboard"
    TOP = "top"
    BOTTOM = "bottom"
    ISOMETRIC = "isometric"


@dataclass(frozen=True, slots=True)
class _Sight:
    """Direction from the hull to the eye, what is up on screen, and what a ship's person calls it."""

    eye: Vector
    up: Vector
    label: str


_SIGHTS = {
    StandardView.BOW: _Sight((1, 0, 0), (0, 0, 1), "Body plan, from the bow"),
    StandardView.STERN: _Sight((-1, 0, 0), (0, 0, 1), "Body plan, from the stern"),
    StandardView.STARBOARD: _Sight((0, -1, 0), (0, 0, 1), "Profile, bow to the right"),
    StandardView.PORT: _Sight((0, 1, 0), (0, 0, 1), "Profile, bow to the left"),
    StandardView.TOP: _Sight((0, 0, 1), (0, 1, 0), "Plan, bow to the right"),
    StandardView.BOTTOM: _Sight((0, 0, -1), (0, -1, 0), "Plan from below, bow to the right"),
    StandardView.ISOMETRIC: _Sight((0.62, -1.0, 0.42), (0, 0, 1), "Perspective, bow to the right"),
}

_OPPOSITES = {
    StandardView.BOW: StandardView.STERN,
    StandardView.STERN: StandardView.BOW,
    StandardView.PORT: StandardView.STARBOARD,
    StandardView.STARBOARD: StandardView.PORT,
    StandardView.TOP: StandardView.BOTTOM,
    StandardView.BOTTOM: StandardView.TOP,
    StandardView.ISOMETRIC: StandardView.ISOMETRIC,
}


@dataclass(frozen=True, slots=True)
class CameraPose:
    """A camera that looks at the hull; lengths in the unit of the mesh.

    Attributes:
        position: the eye.
        focal_point: what it looks at, and turns about.
        view_up: what is up on screen.
        parallel_scale: half the height of the view in parallel projection.
    """

    position: Vector
    focal_point: Vector
    view_up: Vector
    parallel_scale: float

    @property
    def distance(self) -> float:
        """From the eye to the focal point."""
        return math.dist(self.position, self.focal_point)


def view_label(view: StandardView) -> str:
    """Return what a naval architect calls the view."""
    return _SIGHTS[view].label


def opposite(view: StandardView) -> StandardView:
    """Return the view from the other side; the isometric one is its own."""
    return _OPPOSITES[view]


def look_at(
    view: StandardView, bounds: Bounds, aspect: float, view_angle: float = VIEW_ANGLE_DEG
) -> CameraPose:
    """Fit a standard view tightly around a box.

    Args:
        view: where the eye is.
        bounds: what must be seen.
        aspect: width over height of the viewport.
        view_angle: vertical opening of the perspective camera, degrees.

    Returns:
        A pose that shows the box whole, in perspective as in parallel projection.
    """
    sight = _SIGHTS[view]
    return _fitted(np.array(sight.eye, float), np.array(sight.up, float), bounds, aspect, view_angle)


def fit(pose: CameraPose, bounds: Bounds, aspect: float, view_angle: float = VIEW_ANGLE_DEG) -> CameraPose:
    """Fit a box without turning the camera; arguments as for `look_at`."""
    eye = np.subtract(pose.position, pose.focal_point)
    return _fitted(eye, np.array(pose.view_up, float), bounds, aspect, view_angle)


def needs_recentering(old: Bounds, new: Bounds) -> bool:
    """Tell whether the camera must be fitted anew on a change of hulls.

    Returns:
        True if the size changes more than twofold, or the new box lies wholly apart from the old
        one, where nothing would be seen of it.
    """
    sizes = sorted((_diagonal(old), _diagonal(new)))
    if sizes[1] > _TWOFOLD * sizes[0]:
        return True
    slack = 0.25 * sizes[1]
    apart = (old[axis] > new[axis + 1] + slack or new[axis] > old[axis + 1] + slack for axis in (0, 2, 4))
    return any(apart)


def rotated(pose: CameraPose, azimuth_deg: float, elevation_deg: float) -> CameraPose:
    """Turn the camera about its focal point.

    Args:
        pose: where it is.
        azimuth_deg: about the vertical of the ship; positive moves the eye to the right.
        elevation_deg: positive raises the eye; it stops short of straight above and below.
    """
    eye = np.subtract(pose.position, pose.focal_point)
    up = np.array(pose.view_up, float)
    distance = float(np.linalg.norm(eye))
    if distance < _FLAT:
        return pose
    azimuth, elevation = _angles(eye, up)
    azimuth += math.radians(azimuth_deg)
    # Straight up or down has no azimuth of its own; a hundredth of a degree short of it has.
    limit = math.radians(89.99)
    elevation = min(max(elevation + math.radians(elevation_deg), -limit), limit)
    level = math.cos(elevation)
    turned = distance * np.array([level * math.cos(azimuth), level * math.sin(azimuth), math.sin(elevation)])
    return CameraPose(
        _vector(turned + pose.focal_point), pose.focal_point, (0.0, 0.0, 1.0), pose.parallel_scale
    )


def clipping_range(pose: CameraPose, bounds: Bounds) -> tuple[float, float]:
    """Return distances from the eye to planes before and behind a box.

    Returns:
        (near, far) with 0 < near < far, the box between them as far as it lies before the eye.
    """
    forward = np.subtract(pose.focal_point, pose.position)
    length = float(np.linalg.norm(forward))
    if length < _FLAT:
        return (_NEAREST, 1.0)
    depths = (_corners(bounds) - pose.position) @ (forward / length)
    pad = 0.02 * float(depths.max() - depths.min()) + 1e-4 * length
    far = max(float(depths.max()) + pad, length * 1e-2)
    near = max(float(depths.min()) - pad, far * _NEAREST)
    return (near, far)


def stepped_back(pose: CameraPose, bounds: Bounds) -> CameraPose:
    """Move the eye back along its line of sight until a box lies wholly before it.

    In parallel projection this changes nothing in the picture, and nothing is cut off in front.
    """
    toward = np.subtract(pose.position, pose.focal_point)
    length = float(np.linalg.norm(toward))
    if length < _FLAT:
        return pose
    toward /= length
    depths = -(_corners(bounds) - pose.position) @ toward
    room = 0.1 * _diagonal(bounds)
    if float(depths.min()) >= room / 2:
        return pose
    return replace(pose, position=_vector(pose.position + toward * (room - float(depths.min()))))


def _fitted(
    eye: NDArray[np.floating], up: NDArray[np.floating], bounds: Bounds, aspect: float, view_angle: float
) -> CameraPose:
    toward, right, upward = _screen_axes(eye, up)
    corners = _corners(bounds)
    center = corners.mean(axis=0)
    seen = (corners - center) @ np.stack([right, upward, toward]).T
    half_width, half_height = np.abs(seen[:, 0]), np.abs(seen[:, 1])
    needed = np.maximum(half_height, half_width / max(aspect, 1e-3))
    slope = math.tan(math.radians(view_angle) / 2)
    distance = float((seen[:, 2] + needed * _MARGIN / slope).max())
    scale = float(needed.max()) * _MARGIN
    if distance < _FLAT:
        distance, scale = 1.0, slope
    return CameraPose(_vector(center + toward * distance), _vector(center), _vector(upward), scale)


def _screen_axes(
    eye: NDArray[np.floating], up: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating], NDArray[np.floating]]:
    """Return unit vectors toward the eye, to the right and upward on screen."""
    length = float(np.linalg.norm(eye))
    toward = eye / length if length > _FLAT else np.array([0.0, -1.0, 0.0])
    right = np.cross(up, toward)
    if float(np.linalg.norm(right)) < 1e-9:
        right = np.cross([0.0, 1.0, 0.0] if abs(toward[1]) < 0.9 else [1.0, 0.0, 0.0], toward)
    right /= np.linalg.norm(right)
    return toward, right, np.cross(toward, right)


def _angles(eye: NDArray[np.floating], up: NDArray[np.floating]) -> tuple[float, float]:
    """Return azimuth about z and elevation of the eye, radians; seen from above, up decides."""
    level = math.hypot(float(eye[0]), float(eye[1]))
    elevation = math.atan2(float(eye[2]), level)
    if level > 1e-3 * abs(float(eye[2])):
        return math.atan2(float(eye[1]), float(eye[0])), elevation
    # The eye leaves the pole to where the lower edge of the screen points.
    sign = -1.0 if eye[2] > 0 else 1.0
    return math.atan2(sign * float(up[1]), sign * float(up[0])), elevation


def _corners(bounds: Bounds) -> NDArray[np.floating]:
    """Return the (8, 3) corners of a box."""
    return np.array(
        [(x, y, z) for x in bounds[:2] for y in bounds[2:4] for z in bounds[4:]], dtype=np.float64
    )


def _diagonal(bounds: Bounds) -> float:
    return math.dist(bounds[::2], bounds[1::2])


def _vector(array: NDArray[np.floating]) -> Vector:
    return (float(array[0]), float(array[1]), float(array[2]))
