"""How a hull floats under its own weight."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics.computing import computed_at
from vesselviewer.hydrostatics.curves import Equilibrium
from vesselviewer.hydrostatics.floating import DEPTH, HEEL, TRIM, Afloat, Task, float_free, float_level
from vesselviewer.hydrostatics.flotation import Flotation
from vesselviewer.hydrostatics.resting import resolved_reference
from vesselviewer.hydrostatics.results import State
from vesselviewer.units import SALT_WATER

if TYPE_CHECKING:
    from vesselviewer.hydrostatics.flotation import ReferenceLines
    from vesselviewer.hydrostatics.preparing import PreparedHull
    from vesselviewer.hydrostatics.tree import HullTree

_SEARCH = np.radians(np.arange(-180.0, 181.0, 15.0))


def equilibrium(
    hull: PreparedHull,
    mass: float,
    center_of_gravity: tuple[float, float, float],
    *,
    density: float = SALT_WATER,
    reference: ReferenceLines | None = None,
) -> Equilibrium:
    """Find draft, trim and heel from mass and center of gravity.

    Where the upright position is not stable, the stable one with the least heel is given.

    Args:
        hull: prepared.
        mass: kg.
        center_of_gravity: from AP forward, from the centerplane to port, above the baseline, m.
        density: of the water, kg/m³.
        reference: of the hull; assumed where None.

    Raises:
        VesselViewerError: if the hull cannot be computed, carry the mass, or come to rest.
    """
    if hull.state is State.NOT_COMPUTABLE:
        raise VesselViewerError(hull.reason, hint="Mend the mesh where it was made")
    lcg, tcg, kg = center_of_gravity
    asked = Flotation(
        displacement=mass, trim=None, heel=None, density=density, kg=kg, lcg=lcg, tcg=tcg, reference=reference
    )
    lines = resolved_reference(hull, asked)
    gravity = np.array((lines.aft_perpendicular + lcg, tcg, lines.baseline + kg))
    task = Task(mass / density, gravity, gravity)
    rest = _at_rest(hull.tree, task)
    plane = rest.plane
    height = plane.height_at(lines.midship)
    result = computed_at(hull, replace(asked, reference=lines), lines, plane)
    return Equilibrium(
        draft=None if height is None else height - lines.baseline,
        trim=math.tan(plane.trim_angle) * lines.length_between_perpendiculars,
        trim_angle=plane.trim_angle,
        heel=plane.heel,
        plane=plane,
        stable=is_stable(rest),
        residual_volume=rest.residuals[0],
        residual_longitudinal=rest.residuals[1],
        residual_transverse=rest.residuals[2],
        iterations=rest.steps,
        hydrostatics=result,
    )


def is_stable(afloat: Afloat) -> bool:
    """Whether small trims and heels at constant displacement right themselves."""
    k = afloat.stiffness
    if not k[0, 0] > 0:
        return False
    righting = k[1:, 1:] - np.outer(k[1:, 0], k[0, 1:]) / k[0, 0]
    righting[1] *= -1.0  # a heel to starboard is righted by buoyancy that moves to starboard
    return bool(righting[0, 0] > 0 and righting[1, 1] > 0 and np.linalg.det(righting) > 0)


def _at_rest(tree: HullTree, task: Task) -> Afloat:
    """Return a stable position near upright, or the nearest that there is."""
    everything = (DEPTH, TRIM, HEEL)
    start = float_level(tree, task.volume or 0.0, 0.0, 0.0)
    try:
        upright = float_free(tree, task, everything, start.plane)
    except VesselViewerError:
        upright = None
    if upright is not None and is_stable(upright):
        return upright
    for candidate in _candidates(tree, task, start):
        try:
            rest = float_free(tree, task, everything, candidate.plane)
        except VesselViewerError:
            continue
        if is_stable(rest):
            return rest
    if upright is None:
        raise VesselViewerError(
            "no balance of weight and buoyancy was found", hint="Check the center of gravity"
        )
    return upright


def _candidates(tree: HullTree, task: Task, start: Afloat) -> list[Afloat]:
    """Return positions next to where the righting lever falls through zero, the least heel first."""
    found: list[tuple[float, Afloat]] = []
    last: Afloat | None = None
    for heel in _SEARCH:
        plane = replace(start.plane, heel=float(heel))
        try:
            now = float_free(tree, task, (DEPTH, TRIM), plane)
        except VesselViewerError:
            last = None
            continue
        if last is not None and last.residuals[2] > 0 >= now.residuals[2]:
            nearer = min(last, now, key=lambda each: abs(each.residuals[2]))
            found.append((abs(nearer.plane.heel), nearer))
        last = now
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]
