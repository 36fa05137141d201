"""Every quantity of a floating hull."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics.cutting import WetSkin, cut
from vesselviewer.hydrostatics.laws import broken_laws
from vesselviewer.hydrostatics.openings import leak
from vesselviewer.hydrostatics.preparing import PreparedHull, prepare_hull
from vesselviewer.hydrostatics.quantities import QUANTITIES
from vesselviewer.hydrostatics.resolution import shortfall
from vesselviewer.hydrostatics.resting import resolved_reference, resting_plane
from vesselviewer.hydrostatics.results import Hydrostatics, QuantityState, State
from vesselviewer.hydrostatics.slicing import section_areas
from vesselviewer.hydrostatics.trust import Doubt, propagated, states_of
from vesselviewer.units import KILOGRAMS_PER_TONNE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.flotation import Flotation, ReferenceLines
    from vesselviewer.hydrostatics.water_plane import WaterPlane
    from vesselviewer.mesh import Mesh

# Above this share of the volume, what an opening may put off is no bound but a guess.
_LARGEST_LEAK = 0.5
# A heel from which on coefficients of form, which are those of the upright hull, are not given.
_UPRIGHT = math.radians(0.01)

Values = dict[str, "float | None"]


def compute_hydrostatics(mesh: Mesh | PreparedHull, flotation: Flotation) -> Hydrostatics:
    """Compute every quantity of a hull at a flotation.

    Args:
        mesh: in ship axes (x forward, y to port, z up) and meters; prepared, where more than one
            flotation is to be computed.
        flotation: how it floats.

    Raises:
        VesselViewerError: if the mesh is empty, or the flotation cannot be solved.
    """
    hull = mesh if isinstance(mesh, PreparedHull) else prepare_hull(mesh)
    lines = resolved_reference(hull, flotation)
    if hull.state is State.NOT_COMPUTABLE:
        return _refused(hull.reason, flotation, lines)
    return computed_at(hull, flotation, lines, resting_plane(hull, flotation, lines))


def computed_at(
    hull: PreparedHull, flotation: Flotation, lines: ReferenceLines, plane: WaterPlane
) -> Hydrostatics:
    """Compute every quantity on a plane that is already known."""
    if hull.state is State.NOT_COMPUTABLE:
        return _refused(hull.reason, flotation, lines, plane)
    skin = cut(hull.tree, plane.up, plane.offset)
    if skin.area == 0:
        return _refused("the hull is out of the water", flotation, lines, plane)
    hole = leak(hull.openings, plane.up, plane.offset)
    size = max(float(np.prod(np.ptp(skin.extent, axis=0))), 1e-300)
    if skin.volume <= 1e-9 * size or hole.volume > _LARGEST_LEAK * skin.volume:
        reason = "the skin below the water encloses nothing: it is open there, or wound both ways"
        return _refused(reason, flotation, lines, plane)
    values: Values = dict.fromkeys(QUANTITIES)
    values.update(_of_the_flotation(skin, flotation, lines, plane))
    values.update(_of_the_volume(hull, skin, flotation, lines))
    values.update(_of_the_waterplane(hull, skin, lines, plane))
    values.update(_of_stability(values, flotation, lines, plane))
    values.update(_of_form(hull, lines, plane, values))
    missing = shortfall(hull.resolution, skin)
    short = Doubt(
        missing.volume, missing.moment - missing.volume * skin.moment / skin.volume, missing.waterplane_area,
        missing.wetted_area,
    )  # fmt: skip
    half = np.ptp(skin.extent, axis=0) / 2
    holed = Doubt(hole.volume, hole.volume * half, hole.area, hole.area) if hole.edges else None
    states = states_of(
        hull, values, propagated(short, values), propagated(holed, values) if holed else None, hole,
        kg_known=flotation.kg is not None, heeled=abs(plane.heel) > _UPRIGHT,
    )  # fmt: skip
    return Hydrostatics(
        **values,  # type: ignore[arg-type]  # the fields that are never None are among _of_the_flotation
        reference=lines,
        plane=plane,
        states=states,
        warnings=broken_laws(hull, skin, values),
    )


def _of_the_flotation(
    skin: WetSkin, flotation: Flotation, lines: ReferenceLines, plane: WaterPlane
) -> Values:
    """Return drafts and angles."""
    up = plane.up
    depth = skin.offset - float((np.where(up > 0, skin.extent[0], skin.extent[1]) * up).sum())
    drafts = (
        plane.height_at(x) for x in (lines.midship, lines.aft_perpendicular, lines.forward_perpendicular)
    )
    middle, aft, forward = (None if z is None else z - lines.baseline for z in drafts)
    return {
        "draft": middle,
        "draft_at_aft_perpendicular": aft,
        "draft_at_forward_perpendicular": forward,
        "immersed_depth": depth,
        "trim": math.tan(plane.trim_angle) * lines.length_between_perpendiculars,
        "heel": plane.heel,
        "density": flotation.density,
        "vertical_center_of_gravity": flotation.kg,
        "length_between_perpendiculars": lines.length_between_perpendiculars,
    }


def _of_the_volume(hull: PreparedHull, skin: WetSkin, flotation: Flotation, lines: ReferenceLines) -> Values:
    """Return ∇, its center, and the wet skin."""
    center = skin.moment / skin.volume + hull.tree.origin
    from_midship = float(center[0]) - lines.midship
    return {
        "displaced_volume": skin.volume,
        "displacement": flotation.density * skin.volume,
        "longitudinal_center_of_buoyancy": float(center[0]) - lines.aft_perpendicular,
        "longitudinal_center_of_buoyancy_from_midship": from_midship,
        "longitudinal_center_of_buoyancy_percent": 100 * from_midship / lines.length_between_perpendiculars,
        "transverse_center_of_buoyancy": float(center[1]),
        "vertical_center_of_buoyancy": float(center[2]) - lines.baseline,
        "wetted_surface_area": skin.area,
        "submerged_length": float(skin.extent[1, 0] - skin.extent[0, 0]),
    }


def _of_the_waterplane(hull: PreparedHull, skin: WetSkin, lines: ReferenceLines, plane: WaterPlane) -> Values:
    """Return the waterplane's area, center, second moments and extent; nothing where there is none."""
    area = skin.waterplane_area
    if area <= 1e-9 * skin.area or not len(skin.edge):
        return {"waterplane_area": 0.0}
    forward, port, up = plane.axes
    across = skin.edge @ port
    along = skin.edge[..., 0]
    first, second = skin.waterplane_moment, skin.waterplane_second
    x, y = float(first @ forward) / area, float(first @ port) / area
    center = x * forward + y * port + skin.offset * up + hull.tree.origin
    from_midship = float(center[0]) - lines.midship
    return {
        "waterplane_area": area,
        "longitudinal_center_of_flotation": float(center[0]) - lines.aft_perpendicular,
        "longitudinal_center_of_flotation_from_midship": from_midship,
        "longitudinal_center_of_flotation_percent": 100 * from_midship / lines.length_between_perpendiculars,
        "transverse_center_of_flotation": float(center[1]),
        "transverse_second_moment": float(port @ second @ port) - area * y * y,
        "longitudinal_second_moment": float(forward @ second @ forward) - area * x * x,
        "waterline_length": float(np.ptp(along)),
        "waterline_beam": float(np.ptp(across)),
    }


def _of_stability(values: Values, flotation: Flotation, lines: ReferenceLines, plane: WaterPlane) -> Values:
    """Return metacenters and what follows from them."""
    volume, i_t, i_l = (
        values[name]
        for name in ("displaced_volume", "transverse_second_moment", "longitudinal_second_moment")
    )
    area, kb, tcb = (
        values[name]
        for name in ("waterplane_area", "vertical_center_of_buoyancy", "transverse_center_of_buoyancy")
    )
    out: Values = {"tonnes_per_centimeter": flotation.density * (area or 0.0) / (100 * KILOGRAMS_PER_TONNE)}
    if not volume or i_t is None or i_l is None or kb is None or tcb is None:
        return out
    bm_t, bm_l = i_t / volume, i_l / volume
    # Along the plumb line, so that a heel or trim leaves K, B, G and M on one scale.
    up = plane.up
    buoyancy = kb * float(up[2]) + tcb * float(up[1])
    out |= {
        "transverse_metacentric_radius": bm_t,
        "longitudinal_metacentric_radius": bm_l,
        "transverse_metacenter": buoyancy + bm_t,
        "longitudinal_metacenter": buoyancy + bm_l,
    }
    lever = bm_l
    if flotation.kg is not None:
        gravity = flotation.kg * float(up[2]) + flotation.tcg * float(up[1])
        lever = buoyancy + bm_l - gravity
        out["transverse_metacentric_height"] = buoyancy + bm_t - gravity
        out["longitudinal_metacentric_height"] = lever
    tonnes = flotation.density * volume / KILOGRAMS_PER_TONNE
    out["moment_to_trim_centimeter"] = tonnes * lever / (100 * lines.length_between_perpendiculars)
    return out


def _of_form(hull: PreparedHull, lines: ReferenceLines, plane: WaterPlane, values: Values) -> Values:
    """Return section areas, and the coefficients of form of the upright hull."""
    slices = hull.slices(lines.midship)
    areas = section_areas(slices, plane.up, plane.offset)
    midship = max(float(areas[-1]), 0.0)
    largest, position = _largest(slices.positions[:-1], areas[:-1])
    if midship >= largest:
        largest, position = midship, lines.midship
    out: Values = {
        "midship_section_area": midship,
        "maximum_section_area": largest,
        "maximum_section_position": position - lines.aft_perpendicular,
    }
    volume, draft, beam = (values[name] for name in ("displaced_volume", "draft", "waterline_beam"))
    area = values["waterplane_area"]
    length = lines.length_between_perpendiculars
    if abs(plane.heel) > _UPRIGHT or not (volume and draft and beam and area) or draft <= 0:
        return out
    out["block_coefficient"] = volume / (length * beam * draft)
    out["prismatic_coefficient"] = volume / (midship * length) if midship > 0 else None
    out["midship_section_coefficient"] = midship / (beam * draft)
    out["maximum_section_coefficient"] = largest / (beam * draft)
    out["waterplane_coefficient"] = area / (length * beam)
    return out


def _largest(positions: NDArray[np.float64], areas: NDArray[np.float64]) -> tuple[float, float]:
    """Return the largest area and where it is, on a parabola through three neighbors."""
    k = int(areas.argmax())
    if not 0 < k < len(areas) - 1:
        return float(areas[k]), float(positions[k])
    aft, here, fore = (float(value) for value in areas[k - 1 : k + 2])
    bend = aft - 2 * here + fore
    shift = 0.5 * (aft - fore) / bend if bend < -1e-12 * here else 0.0
    return here - 0.25 * (aft - fore) * shift, float(positions[k] + shift * (positions[1] - positions[0]))


def _refused(
    reason: str, flotation: Flotation, lines: ReferenceLines, plane: WaterPlane | None = None
) -> Hydrostatics:
    """Return a result without numbers, and why."""
    values: Values = dict.fromkeys(QUANTITIES)
    values |= {
        "draft": flotation.draft,
        "trim": flotation.trim or 0.0,
        "heel": flotation.heel or 0.0,
        "density": flotation.density,
        "vertical_center_of_gravity": flotation.kg,
        "length_between_perpendiculars": lines.length_between_perpendiculars,
    }
    no = QuantityState(State.NOT_COMPUTABLE, reason)
    return Hydrostatics(
        **values,  # type: ignore[arg-type]  # the fields that are never None are among those just set
        reference=lines,
        plane=plane,
        states={name: no for name, value in values.items() if value is None},
    )
