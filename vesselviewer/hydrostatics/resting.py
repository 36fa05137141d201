"""From a flotation to the plane that it means: lines assumed, displacement and free angles solved."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics.floating import DEPTH, HEEL, TRIM, Afloat, Task, float_free, float_level
from vesselviewer.hydrostatics.preparing import PreparedHull, assumed_reference
from vesselviewer.hydrostatics.water_plane import WaterPlane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.flotation import Flotation, ReferenceLines


def resolved_reference(hull: PreparedHull, flotation: Flotation) -> ReferenceLines:
    """Return the declared lines, or those that the waterline of an upright flotation suggests."""
    lines = flotation.reference
    if flotation.waterline_z is not None:
        lines = lines or assumed_reference(hull, flotation.waterline_z)
        if flotation.draft is not None:
            return replace(lines, baseline=flotation.waterline_z - flotation.draft)
        return lines
    if lines is not None:
        return lines
    if flotation.draft is not None:
        return assumed_reference(hull, assumed_reference(hull).baseline + flotation.draft)
    volume = (flotation.displacement or 0.0) / flotation.density
    level = float_level(hull.tree, volume, 0.0, 0.0)
    return assumed_reference(hull, level.plane.height_at(0.0))


def resting_plane(hull: PreparedHull, flotation: Flotation, lines: ReferenceLines) -> WaterPlane:
    """Return the surface of the water for a flotation.

    Raises:
        VesselViewerError: if something is free and the center of gravity is not known, the hull
            cannot displace so much, or no balance is found.
    """
    angle = math.atan2(flotation.trim or 0.0, lines.length_between_perpendiculars)
    heel = flotation.heel or 0.0
    pivot = midship_point(flotation, lines)
    free = [DEPTH]
    if flotation.trim is None:
        free.append(TRIM)
    if flotation.heel is None:
        free.append(HEEL)
    volume = None if flotation.displacement is None else flotation.displacement / flotation.density
    if len(free) == 1 and volume is None:
        return WaterPlane.through((float(pivot[0]), 0.0, float(pivot[2])), angle, heel)
    if volume is None:
        start = WaterPlane.through((float(pivot[0]), 0.0, float(pivot[2])), angle, heel)
    else:
        start = float_level(hull.tree, volume, angle, heel).plane
    if len(free) == 1:
        return start
    gravity = center_of_gravity(flotation, lines)
    return float_free(hull.tree, Task(volume, gravity, pivot), tuple(free), start).plane


def midship_point(flotation: Flotation, lines: ReferenceLines) -> NDArray[np.float64]:
    """Return the point of the centerplane at midship that lies in the water's surface."""
    height = flotation.waterline_z
    if height is None:
        height = lines.baseline + (flotation.draft or 0.0)
    return np.array((lines.midship, 0.0, height))


def center_of_gravity(flotation: Flotation, lines: ReferenceLines) -> NDArray[np.float64]:
    """Return G in the coordinates of the mesh.

    Raises:
        VesselViewerError: if what is free cannot be solved without what is not known.
    """
    if flotation.trim is None and flotation.lcg is None:
        raise VesselViewerError(
            "a free trim needs the center of gravity along the ship", hint="Give the LCG, or a trim"
        )
    if flotation.heel is None and flotation.kg is None:
        raise VesselViewerError(
            "a free heel needs the height of the center of gravity", hint="Give KG, or a heel"
        )
    x = lines.midship if flotation.lcg is None else lines.aft_perpendicular + flotation.lcg
    return np.array((x, flotation.tcg, lines.baseline + (flotation.kg or 0.0)))


def balanced_gravity(
    afloat: Afloat, tree_origin: NDArray[np.float64], tcg: float, z: float
) -> NDArray[np.float64]:
    """Return G at a height (z, coordinates of the mesh) and ``tcg``, so that the trim is in balance."""
    forward = afloat.plane.axes[0]
    buoyancy = afloat.skin.moment / afloat.skin.volume + tree_origin
    reach = float(forward @ buoyancy) - forward[1] * tcg - forward[2] * z
    return np.array((reach / forward[0], tcg, z))
