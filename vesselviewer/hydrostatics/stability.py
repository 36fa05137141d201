"""Righting levers at large angles, at constant displacement and free to trim."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics.criteria import area_under, intact_criteria, vanishing_angle
from vesselviewer.hydrostatics.curves import CrossCurves, GZCurve
from vesselviewer.hydrostatics.floating import DEPTH, TRIM, Afloat, Task, float_free, float_level
from vesselviewer.hydrostatics.openings import leak
from vesselviewer.hydrostatics.resting import balanced_gravity, resolved_reference, resting_plane
from vesselviewer.hydrostatics.results import State
from vesselviewer.hydrostatics.water_plane import WaterPlane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.flotation import Flotation, ReferenceLines
    from vesselviewer.hydrostatics.preparing import PreparedHull

# What openings may put off of the volume, upright and beyond that, before nothing is given.
_LARGEST_LEAK = 0.002
_LEAK_BEYOND = 2e-5
_DEFAULT_HEELS = np.radians(np.arange(0.0, 91.0, 5.0))
_IMMERSED = "an open deck or an opening comes under water"


@dataclass(frozen=True, slots=True, eq=False)
class _Levers:
    """Levers of one displacement; what is not computable is NaN."""

    gz: NDArray[np.float64]
    offsets: NDArray[np.float64]
    trims: NDArray[np.float64]
    limit: float | None
    reason: str


def gz_curve(
    hull: PreparedHull,
    flotation: Flotation,
    heels: Sequence[float] | NDArray[np.float64] | None = None,
    kg: float | None = None,
    *,
    free_trim: bool = True,
) -> GZCurve:
    """Compute the righting levers of a hull.

    Args:
        hull: prepared.
        flotation: the ship upright: how deep, its trim, density, center of gravity and lines. Where
            no LCG is known it is where that flotation is in balance.
        heels: radians, rising; by default 0° to 90° by 5°.
        kg: KG, m above the baseline; by default that of the flotation.
        free_trim: whether the ship trims as it heels; otherwise it keeps its trim.

    Raises:
        VesselViewerError: if KG is not known, or the hull cannot be computed or floated upright.
    """
    height = flotation.kg if kg is None else kg
    if height is None:
        raise VesselViewerError("righting levers need the height of the center of gravity", hint="Give KG")
    upright = replace(flotation, heel=0.0, kg=height)
    lines = resolved_reference(hull, upright)
    start, gravity = _upright(hull, upright, lines)
    angles = np.asarray(_DEFAULT_HEELS if heels is None else heels, dtype=np.float64)
    levers = _levers(hull, start, gravity, angles, free_trim=free_trim)
    lean = gravity[1] * np.cos(angles)
    height_of = [
        WaterPlane(float(t), float(h), float(o)).height_at(lines.midship)
        for t, h, o in zip(levers.trims, angles, levers.offsets, strict=True)
    ]
    skin = start.skin
    center = skin.moment / skin.volume + hull.tree.origin
    port = start.plane.axes[1]
    across = float(skin.waterplane_moment @ port)
    second = float(port @ skin.waterplane_second @ port) - across**2 / skin.waterplane_area
    curve = GZCurve(
        heels=angles,
        gz=levers.gz,
        kn=levers.gz + height * np.sin(angles) - lean,
        drafts=np.array([math.nan if z is None else z - lines.baseline for z in height_of]),
        trim_angles=levers.trims,
        displaced_volume=skin.volume,
        kg=height,
        metacentric_height=second / skin.volume + float((center - gravity) @ start.plane.up),
        maximum=_maximum(angles, levers.gz),
        vanishing_angle=vanishing_angle(angles, levers.gz),
        range=_range(angles, levers.gz),
        area_to_30=area_under(angles, levers.gz, 0.0, math.radians(30)),
        area_to_40=area_under(angles, levers.gz, 0.0, math.radians(40)),
        area_30_to_40=area_under(angles, levers.gz, math.radians(30), math.radians(40)),
        limit=levers.limit,
        reason=levers.reason,
        criteria=(),
    )
    return replace(curve, criteria=intact_criteria(curve))


def cross_curves(
    hull: PreparedHull,
    volumes: Sequence[float] | NDArray[np.float64],
    heels: Sequence[float] | NDArray[np.float64],
    flotation: Flotation,
) -> CrossCurves:
    """Compute KN, the levers for KG = 0, free to trim, at several displaced volumes.

    Args:
        hull: prepared.
        volumes: m³.
        heels: radians, rising.
        flotation: density, trim upright, LCG (None: where each displacement is in balance) and lines.
    """
    lines = resolved_reference(hull, flotation)
    angles = np.asarray(heels, dtype=np.float64)
    kn = np.full((len(volumes), len(angles)), np.nan)
    reasons = []
    for row, volume in enumerate(volumes):
        loaded = replace(
            flotation, draft=None, waterline_z=None, displacement=volume * flotation.density,
            heel=0.0, kg=0.0, tcg=0.0, reference=lines,
        )  # fmt: skip
        try:
            start, gravity = _upright(hull, loaded, lines)
        except VesselViewerError as error:
            reasons.append(f"{volume:.6g} m³: {error.what}")
            continue
        levers = _levers(hull, start, gravity, angles, free_trim=True)
        kn[row] = levers.gz
        if levers.reason:
            reasons.append(f"{volume:.6g} m³: {levers.reason}")
    return CrossCurves(angles, np.asarray(volumes, dtype=np.float64), kn, tuple(reasons))


def _upright(
    hull: PreparedHull, flotation: Flotation, lines: ReferenceLines
) -> tuple[Afloat, NDArray[np.float64]]:
    """Return the upright ship and its center of gravity in the coordinates of the mesh."""
    if hull.state is State.NOT_COMPUTABLE:
        raise VesselViewerError(hull.reason, hint="Mend the mesh where it was made")
    plane = resting_plane(hull, flotation, lines)
    nowhere = np.zeros(3)
    afloat = float_free(hull.tree, Task(None, nowhere, plane.offset * plane.up), (DEPTH,), plane)
    if afloat.skin.volume <= 0:
        raise VesselViewerError("the hull is out of the water", hint="Give a larger draft")
    if leak(hull.openings, plane.up, plane.offset).volume > _LARGEST_LEAK * afloat.skin.volume:
        raise VesselViewerError(
            f"upright already, {_IMMERSED}", hint="Give a smaller draft, or close the hull"
        )
    height = lines.baseline + (flotation.kg or 0.0)
    if flotation.lcg is not None:
        return afloat, np.array((lines.aft_perpendicular + flotation.lcg, flotation.tcg, height))
    return afloat, balanced_gravity(afloat, hull.tree.origin, flotation.tcg, height)


def _levers(
    hull: PreparedHull,
    start: Afloat,
    gravity: NDArray[np.float64],
    heels: NDArray[np.float64],
    *,
    free_trim: bool,
) -> _Levers:
    """Heel the ship step by step, each from where the last one lay, until something floods."""
    volume = start.skin.volume
    task = Task(volume, gravity, gravity)
    # The slits of open seams are always under water; a deck edge that dips in is something else.
    seams = leak(hull.openings, start.plane.up, start.plane.offset).volume
    allowed = 3.0 * seams + _LEAK_BEYOND * volume
    gz, offsets, trims = (np.full(len(heels), np.nan) for _ in range(3))
    last, before = start, 0.0
    for k, heel in enumerate(heels):
        try:
            now = _heeled(hull, task, last.plane, float(heel), free_trim=free_trim)
        except VesselViewerError as error:
            return _Levers(gz, offsets, trims, before, f"beyond {math.degrees(before):.1f}°: {error.what}")
        if leak(hull.openings, now.plane.up, now.plane.offset).volume > allowed:
            limit = _flooding_angle(hull, last.plane, now.plane, allowed)
            return _Levers(gz, offsets, trims, limit, f"at {math.degrees(limit):.1f}° {_IMMERSED}")
        forward_port = now.plane.axes[1]
        center = now.skin.moment / now.skin.volume + hull.tree.origin
        gz[k] = float((gravity - center) @ forward_port)
        offsets[k], trims[k] = now.plane.offset, now.plane.trim_angle
        last, before = now, float(heel)
    return _Levers(gz, offsets, trims, None, "")


def _heeled(hull: PreparedHull, task: Task, last: WaterPlane, heel: float, *, free_trim: bool) -> Afloat:
    """Return the ship at a heel, starting from where it lay before."""
    tree = hull.tree
    if not free_trim:
        return float_level(tree, task.volume or 0.0, last.trim_angle, heel)
    # The level about the middle of the hull changes least.
    level = last.offset - float(last.up @ tree.origin)
    turned = WaterPlane(last.trim_angle, heel, 0.0)
    guess = WaterPlane(last.trim_angle, heel, level + float(turned.up @ tree.origin))
    return float_free(tree, task, (DEPTH, TRIM), guess)


def _flooding_angle(hull: PreparedHull, safe: WaterPlane, flooded: WaterPlane, allowed: float) -> float:
    """Return the heel between two planes at which an opening comes under water."""
    low, high = 0.0, 1.0
    for _ in range(20):
        share = 0.5 * (low + high)
        heel = safe.heel + share * (flooded.heel - safe.heel)
        trim = safe.trim_angle + share * (flooded.trim_angle - safe.trim_angle)
        plane = WaterPlane(trim, heel, safe.offset + share * (flooded.offset - safe.offset))
        wet = leak(hull.openings, plane.up, plane.offset).volume > allowed
        low, high = (low, share) if wet else (share, high)
    return safe.heel + low * (flooded.heel - safe.heel)


def _maximum(heels: NDArray[np.float64], gz: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return heel and value of the largest lever, on a parabola through its neighbors."""
    known = np.flatnonzero(np.isfinite(gz))
    if not len(known) or not (gz[known] > 0).any():
        return None
    k = int(known[gz[known].argmax()])
    if not 0 < k < known[-1]:
        return float(heels[k]), float(gz[k])
    curve = np.polyfit(heels[k - 1 : k + 2] - heels[k], gz[k - 1 : k + 2], 2)
    shift = float(-curve[1] / (2 * curve[0])) if curve[0] < 0 else 0.0
    return float(heels[k]) + shift, float(np.polyval(curve, shift))


def _range(heels: NDArray[np.float64], gz: NDArray[np.float64]) -> float | None:
    """Return over how much heel the lever is positive from upright on; None for no such lever."""
    after = np.flatnonzero((heels > 1e-6) & np.isfinite(gz))
    if not len(after) or gz[after[0]] <= 0:
        return None
    end = vanishing_angle(heels, gz)
    return float(heels[after[-1]]) if end is None else end
