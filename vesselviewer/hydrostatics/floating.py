"""The plane on which a hull floats: deep enough for its displacement, turned until G is over B."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics.cutting import WetSkin, cut
from vesselviewer.hydrostatics.water_plane import WaterPlane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.tree import HullTree

_MOST_STEPS = 60
_CLOSE = 1e-10  # of the volume, and of the length: what counts as solved
_LONGEST_TURN = 0.15  # radians a step

DEPTH, TRIM, HEEL = 0, 1, 2
"""What may be free: the level of the water, the trim, the heel."""


@dataclass(frozen=True, slots=True, eq=False)
class Afloat:
    """A hull on its plane.

    Attributes:
        plane: the surface of the water.
        skin: what is wet.
        residuals: volume too much, m³; distance of B from G forward and to port along the water, m.
        stiffness: (3, 3) what the residual volume and moments (m³, m⁴) change with level, trim and heel.
        steps: how many planes were tried.
    """

    plane: WaterPlane
    skin: WetSkin
    residuals: tuple[float, float, float]
    stiffness: NDArray[np.float64]
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is asked of a floating hull.

    Attributes:
        volume: to be displaced, m³; None where ``pivot`` must lie in the plane instead.
        gravity: (3,) center of gravity, in the coordinates of the mesh.
        pivot: (3,) the point at the draft amidships, in the coordinates of the mesh.
    """

    volume: float | None
    gravity: NDArray[np.float64]
    pivot: NDArray[np.float64]


def float_level(tree: HullTree, volume: float, trim_angle: float, heel: float) -> Afloat:
    """Sink a hull at a given trim and heel until it displaces a volume.

    Raises:
        VesselViewerError: if it cannot displace so much.
    """
    axes = WaterPlane(trim_angle, heel, 0.0).axes
    up = axes[2]
    top = tree.levels[-1]
    reach = top.halves @ np.abs(up)
    middle = top.centers @ up
    low, high = float((middle - reach).min()), float((middle + reach).max())
    most = cut(tree, up, high + float(up @ tree.origin) + 1e-9 * (high - low)).volume
    if volume > most * (1 + 1e-9):
        raise VesselViewerError(
            f"the hull displaces at most {most:.6g} m³, and {volume:.6g} m³ are asked for",
            hint="Give a smaller displacement, or check the unit of the file",
        )
    offset = low + (high - low) * min(max(volume / most, 0.05), 0.95)
    step = 0
    while True:
        step += 1
        skin = cut(tree, up, offset + float(up @ tree.origin))
        excess = skin.volume - volume
        if abs(excess) <= _CLOSE * volume or high - low <= 1e-14 * abs(high) or step == _MOST_STEPS:
            break
        low, high = (low, offset) if excess > 0 else (offset, high)
        area = skin.waterplane_area
        next_offset = offset - excess / area if area > 0 else math.inf
        offset = next_offset if low < next_offset < high else 0.5 * (low + high)
    plane = WaterPlane(trim_angle, heel, offset + float(up @ tree.origin))
    return Afloat(plane, skin, (excess, math.nan, math.nan), np.full((3, 3), math.nan), step)


def float_free(tree: HullTree, task: Task, free: tuple[int, ...], start: WaterPlane) -> Afloat:
    """Move a plane by Newton's method until all that is free is in balance.

    Args:
        tree: of the hull.
        task: what is asked.
        free: which of `DEPTH`, `TRIM` and `HEEL`; `DEPTH` is always among them.
        start: the first plane.

    Raises:
        VesselViewerError: if no balance is found.
    """
    rows = np.array(free)
    size = float(
        np.ptp(
            np.concatenate(
                (
                    tree.levels[-1].centers - tree.levels[-1].halves,
                    tree.levels[-1].centers + tree.levels[-1].halves,
                )
            ),
            axis=0,
        ).max()
    )
    state = np.array((start.offset - float(start.up @ tree.origin), start.trim_angle, start.heel))
    for step in range(1, _MOST_STEPS):
        afloat = _weigh(tree, task, state, step)
        volume = max(afloat.skin.volume, 1e-300)
        balance = np.array((afloat.residuals[0], *(r * volume for r in afloat.residuals[1:])))
        scale = np.array((volume if task.volume is not None else size, volume * size, volume * size))
        if (np.abs(balance[rows]) <= _CLOSE * scale[rows]).all():
            return afloat
        if afloat.skin.waterplane_area <= 1e-9 * size * size:
            if task.volume is None:
                break
            # Out of the water or under it: no slope to go by, so find the level first.
            level = float_level(tree, task.volume, state[1], state[2])
            state[0] = level.plane.offset - float(level.plane.up @ tree.origin)
            if level.skin.waterplane_area <= 1e-9 * size * size:
                break
            continue
        change = np.linalg.lstsq(afloat.stiffness[np.ix_(rows, rows)], -balance[rows], rcond=None)[0]
        turn = float(np.abs(change[1:]).max(initial=0.0))
        sink = abs(float(change[0])) / (0.1 * size)
        state[rows] += change / max(1.0, turn / _LONGEST_TURN, sink)
    raise VesselViewerError(
        "no balance of weight and buoyancy was found",
        hint="Check the center of gravity: it may lie beyond the ends of the hull",
    )


def _weigh(tree: HullTree, task: Task, state: NDArray[np.float64], step: int) -> Afloat:
    """Return a hull on a plane, what is out of balance, and how that changes."""
    offset, trim, heel = (float(value) for value in state)
    level = WaterPlane(trim, heel, 0.0)
    forward, port, up = level.axes
    plane = WaterPlane(trim, heel, offset + float(up @ tree.origin))
    skin = cut(tree, up, plane.offset)
    volume, area = skin.volume, skin.waterplane_area
    gravity = task.gravity - tree.origin
    lever = skin.moment - volume * gravity
    first, second = skin.waterplane_moment, skin.waterplane_second
    # How far the water rises at a point of the plane with level, trim and heel.
    rise = np.array((area, first @ forward, -math.cos(trim) * (first @ port)))
    stiffness = np.empty((3, 3))
    stiffness[DEPTH] = rise
    for row, axis in ((TRIM, forward), (HEEL, port)):
        along = second @ axis
        moved = np.array((first @ axis, along @ forward, -math.cos(trim) * (along @ port)))
        stiffness[row] = moved - (gravity @ axis) * rise
    stiffness[TRIM, TRIM] += lever @ up
    stiffness[TRIM, HEEL] += math.sin(trim) * (lever @ port)
    stiffness[HEEL, HEEL] -= math.cos(trim) * (lever @ up) + math.sin(trim) * (lever @ forward)
    excess = volume - (task.volume or 0.0)
    if task.volume is None:
        arm = task.pivot - tree.origin
        excess = offset - float(up @ arm)
        stiffness[DEPTH] = (1.0, forward @ arm, -math.cos(trim) * (port @ arm))
    shares = lever / volume if volume > 0 else np.full(3, math.nan)
    residuals = (excess, float(shares @ forward), float(shares @ port))
    return Afloat(plane, skin, residuals, stiffness, step)
