"""How far each number can be trusted: its state, and what errors of volume and area come to in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics.results import QuantityState, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.openings import Leak
    from vesselviewer.hydrostatics.preparing import PreparedHull

_NO_WATERPLANE = "there is no waterplane: the hull is under water"
_GIVEN = {"draft", "trim", "heel", "density", "vertical_center_of_gravity", "length_between_perpendiculars"}
_GIVEN |= {"draft_at_aft_perpendicular", "draft_at_forward_perpendicular", "immersed_depth"}
_COEFFICIENTS = {
    "block_coefficient",
    "prismatic_coefficient",
    "midship_section_coefficient",
    "maximum_section_coefficient",
    "waterplane_coefficient",
}


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """Errors that others follow from.

    Attributes:
        volume: of ∇, m³.
        moment: (3,) of its moments about its own center, m⁴.
        waterplane: of A_WP, m².
        wetted: of S, m².
    """

    volume: float
    moment: NDArray[np.float64]
    waterplane: float
    wetted: float


def propagated(doubt: Doubt, values: Mapping[str, float | None]) -> dict[str, float]:
    """Return the absolute error of each quantity, to first order, from those of ∇, A_WP and S."""
    volume = values["displaced_volume"] or 1.0
    area = values["waterplane_area"] or 0.0
    of_volume = abs(doubt.volume) / volume
    of_area = abs(doubt.waterplane) / area if area else 0.0
    shift = np.abs(doubt.moment) / volume
    length = values["length_between_perpendiculars"] or 1.0
    relative = {
        "displaced_volume": of_volume,
        "displacement": of_volume,
        "waterplane_area": of_area,
        "tonnes_per_centimeter": of_area,
        "waterplane_coefficient": of_area,
        "transverse_second_moment": 3 * of_area,
        "longitudinal_second_moment": of_area,
        "transverse_metacentric_radius": 3 * of_area + of_volume,
        "longitudinal_metacentric_radius": of_area + of_volume,
        "moment_to_trim_centimeter": of_area,
        "block_coefficient": of_volume,
        "prismatic_coefficient": 0.5 * of_volume,
        "midship_section_coefficient": of_volume,
        "maximum_section_coefficient": of_volume,
        "midship_section_area": of_volume,
        "maximum_section_area": of_volume,
    }
    errors = {name: share * abs(values[name] or 0.0) for name, share in relative.items()}
    errors["wetted_surface_area"] = abs(doubt.wetted)
    for name in ("", "_from_midship"):
        errors["longitudinal_center_of_buoyancy" + name] = float(shift[0])
        errors["longitudinal_center_of_flotation" + name] = of_area * 0.01 * length
    errors["longitudinal_center_of_buoyancy_percent"] = 100 * float(shift[0]) / length
    errors["longitudinal_center_of_flotation_percent"] = of_area
    errors["transverse_center_of_buoyancy"] = float(shift[1])
    errors["vertical_center_of_buoyancy"] = float(shift[2])
    for side in ("transverse", "longitudinal"):
        height = errors[f"{side}_metacentric_radius"] + float(shift[2])
        errors[f"{side}_metacenter"] = errors[f"{side}_metacentric_height"] = height
    return errors


def states_of(
    hull: PreparedHull,
    values: Mapping[str, float | None],
    resolution: Mapping[str, float],
    bounds: Mapping[str, float] | None,
    hole: Leak,
    *,
    kg_known: bool,
    heeled: bool,
) -> dict[str, QuantityState]:
    """Return the state of every quantity."""
    state, reason = hull.state, hull.reason
    if bounds is not None:
        state = State.OPEN
        opened = f"{hole.edges} open edges below the water"
        reason = f"{reason}; {opened}" if reason else opened
    states = {}
    for name, value in values.items():
        if value is None:
            why = _why_not(name, kg_known=kg_known, heeled=heeled)
            states[name] = QuantityState(State.NOT_COMPUTABLE, why)
        elif name in _GIVEN:
            states[name] = QuantityState()
        else:
            error = None if bounds is None else bounds.get(name)
            states[name] = QuantityState(state, reason, resolution.get(name), error)
    if not kg_known and "moment_to_trim_centimeter" in states:
        note = states["moment_to_trim_centimeter"]
        of_radius = "of BM_L, as KG is not given"
        both = f"{note.reason}; {of_radius}" if note.reason else of_radius
        states["moment_to_trim_centimeter"] = QuantityState(
            note.state, both, note.resolution_error, note.error_bound
        )
    return states


def _why_not(name: str, *, kg_known: bool, heeled: bool) -> str:
    """Say why a number is missing though there is a displaced volume."""
    if name in {"transverse_metacentric_height", "longitudinal_metacentric_height"} and not kg_known:
        return "KG is not given"
    if name == "vertical_center_of_gravity":
        return "not given"
    if name in _COEFFICIENTS:
        return "defined for the upright hull" if heeled else "there is no draft or no waterplane"
    if name.startswith("draft"):
        return "the ship lies on its side"
    return _NO_WATERPLANE
