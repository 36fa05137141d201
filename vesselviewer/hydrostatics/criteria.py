"""The criteria of the 2008 Intact Stability Code, part A 2.2, and what they are read from a GZ curve by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics.curves import Criterion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.curves import GZCurve

_STEPS_PER_RADIAN = 1146  # a twentieth of a degree


def area_under(heels: NDArray[np.float64], gz: NDArray[np.float64], begin: float, end: float) -> float | None:
    """Return the area under the curve in m·rad; None where it does not reach so far on both sides."""
    known = np.isfinite(gz)
    if known.sum() < 2 or heels[known][0] > begin + 1e-9 or heels[known][-1] < end - 1e-9:
        return None
    where = np.linspace(begin, end, max(2, int((end - begin) * _STEPS_PER_RADIAN)))
    return float(np.trapezoid(smooth(heels[known], gz[known], where), where))


def smooth(x: NDArray[np.float64], y: NDArray[np.float64], where: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate by cubics through the points, with the slopes of parabolas through three of them."""
    if len(x) < 3:
        return np.interp(where, x, y)
    slope = np.gradient(y, x, edge_order=2)
    k = np.clip(np.searchsorted(x, where) - 1, 0, len(x) - 2)
    width = x[k + 1] - x[k]
    t = (where - x[k]) / width
    return np.asarray(
        (1 + 2 * t) * (1 - t) ** 2 * y[k]
        + t * (1 - t) ** 2 * width * slope[k]
        + t * t * (3 - 2 * t) * y[k + 1]
        + t * t * (t - 1) * width * slope[k + 1]
    )


def vanishing_angle(heels: NDArray[np.float64], gz: NDArray[np.float64]) -> float | None:
    """Return the heel where the lever falls to zero for the first time after it was positive."""
    known = np.isfinite(gz) & (heels >= 0)
    x, y = heels[known], gz[known]
    # Where the lever is zero but for rounding, as it is upright, that is neither a rise nor a fall.
    nothing = 1e-6 * float(np.abs(y).max(initial=0.0))
    falls = [k for k in range(len(y) - 1) if y[k] > nothing and y[k + 1] <= nothing]
    if not falls:
        return None
    k = falls[0]
    where = np.linspace(x[k], x[k + 1], 201)
    between = smooth(x, y, where)
    low = int(np.flatnonzero(between <= nothing)[0])
    share = (between[low - 1] - nothing) / (between[low - 1] - between[low])
    return float(where[low - 1] + share * (where[low] - where[low - 1]))


def intact_criteria(curve: GZCurve) -> tuple[Criterion, ...]:
    """Judge a curve of righting levers by the IS Code 2008 A 2.2."""
    short = curve.reason or "the curve does not reach so far"
    beyond = np.isfinite(curve.gz) & (curve.heels >= math.radians(30) - 1e-9)
    lever = float(curve.gz[beyond].max()) if beyond.any() else None
    angle = None
    why_no_angle = "there is no positive lever"
    if curve.maximum is not None:
        last = float(curve.heels[np.isfinite(curve.gz)][-1])
        rising = curve.limit is not None and curve.maximum[0] >= last - 1e-9
        angle, why_no_angle = (None, short) if rising else (curve.maximum[0], "")
        if curve.maximum[0] >= math.radians(30):
            lever = max(lever or 0.0, curve.maximum[1])
    return (
        _judged("Area under GZ to 30°", 0.055, curve.area_to_30, "m·rad", short),
        _judged("Area under GZ to 40°", 0.090, curve.area_to_40, "m·rad", short),
        _judged("Area under GZ from 30° to 40°", 0.030, curve.area_30_to_40, "m·rad", short),
        _judged("GZ at 30° or more", 0.20, lever, "m", short),
        _judged("Angle of the largest GZ", math.radians(25.0), angle, "rad", why_no_angle),
        _judged("Initial GM", 0.15, curve.metacentric_height, "m", short),
    )


def _judged(name: str, required: float, value: float | None, unit: str, why_not: str) -> Criterion:
    """Return a criterion with its verdict."""
    if value is None:
        return Criterion(name, required, None, unit, None, why_not)
    return Criterion(name, required, value, unit, bool(value >= required))
