"""What is computed of a floating hull, and how far each number can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesselviewer.hydrostatics.flotation import ReferenceLines
    from vesselviewer.hydrostatics.water_plane import WaterPlane


class State(StrEnum):
    """How far a number can be trusted, in the words of the screen; later ones are worse."""

    OK = "OK"
    MIRRORED = "half hull, mirrored"
    CORRECTED = "inside-out, corrected"
    OPEN = "open below the waterline"
    NOT_COMPUTABLE = "not computable"


@dataclass(frozen=True, slots=True)
class QuantityState:
    """What stands beside a number.

    Attributes:
        state: how far it can be trusted.
        reason: why it is not simply OK, in words; empty otherwise.
        resolution_error: estimate of what the flat triangles cost against the smooth surface that
            they stand for, absolute, in the unit of the quantity; None where there is no estimate.
        error_bound: how far an opening under water may put the number off, absolute, in its unit;
            None where nothing is open there.
    """

    state: State = State.OK
    reason: str = ""
    resolution_error: float | None = None
    error_bound: float | None = None


@dataclass(frozen=True, slots=True)
class Hydrostatics:
    """Every quantity of a floating hull, SI, in the frame of the ship; None = see its state.

    Positions are in ship axes: from AP (or midship) forward, from the centerplane to port, from the
    baseline up, also where the ship is trimmed or heeled. `QUANTITIES` has symbol, unit and title of
    each number by its name here.

    Attributes:
        displaced_volume: ∇, m³.
        displacement: Δ = ρ∇, kg.
        longitudinal_center_of_buoyancy: LCB, m from AP.
        longitudinal_center_of_buoyancy_from_midship: m, positive forward.
        longitudinal_center_of_buoyancy_percent: % L_PP from midship, positive forward.
        transverse_center_of_buoyancy: TCB, m to port.
        vertical_center_of_buoyancy: KB, m above the baseline.
        waterplane_area: A_WP, m².
        longitudinal_center_of_flotation: LCF, m from AP.
        longitudinal_center_of_flotation_from_midship: m, positive forward.
        longitudinal_center_of_flotation_percent: % L_PP from midship, positive forward.
        transverse_center_of_flotation: y_F, m to port.
        transverse_second_moment: I_T of the waterplane about the longitudinal axis through F, m⁴.
        longitudinal_second_moment: I_L about the transverse axis through F, m⁴.
        transverse_metacentric_radius: BM_T, m.
        longitudinal_metacentric_radius: BM_L, m.
        transverse_metacenter: KM_T, m above the baseline.
        longitudinal_metacenter: KM_L, m above the baseline.
        transverse_metacentric_height: GM_T, m; only where KG is given.
        longitudinal_metacentric_height: GM_L, m; only where KG is given.
        tonnes_per_centimeter: TPC, t/cm.
        moment_to_trim_centimeter: MTC, t·m/cm; of BM_L where KG is unknown, which its state says.
        wetted_surface_area: S, m², transom counted, waterplane not; all shells of the file.
        block_coefficient: C_B.
        prismatic_coefficient: C_P.
        midship_section_coefficient: C_M.
        maximum_section_coefficient: C_X.
        waterplane_coefficient: C_WP.
        midship_section_area: A_M at half L_PP, m².
        maximum_section_area: A_X, m².
        maximum_section_position: where A_X is, m from AP.
        waterline_length: L_WL, m.
        waterline_beam: B_WL, m.
        submerged_length: L_OS, m.
        draft: T at midship above the baseline, m.
        draft_at_aft_perpendicular: T_A, m.
        draft_at_forward_perpendicular: T_F, m.
        immersed_depth: depth of the deepest point below the water, m.
        trim: m over L_PP, positive = bow down.
        heel: rad, positive = starboard down.
        density: ρ, kg/m³.
        vertical_center_of_gravity: KG, m above the baseline, as given.
        length_between_perpendiculars: L_PP, m.
        reference: the lines that positions are measured from.
        plane: the surface of the water in the coordinates of the mesh.
        states: of each number by its name; `state_of` is the way to read it.
        warnings: laws that the numbers break, in words.
    """

    displaced_volume: float | None
    displacement: float | None
    longitudinal_center_of_buoyancy: float | None
    longitudinal_center_of_buoyancy_from_midship: float | None
    longitudinal_center_of_buoyancy_percent: float | None
    transverse_center_of_buoyancy: float | None
    vertical_center_of_buoyancy: float | None
    waterplane_area: float | None
    longitudinal_center_of_flotation: float | None
    longitudinal_center_of_flotation_from_midship: float | None
    longitudinal_center_of_flotation_percent: float | None
    transverse_center_of_flotation: float | None
    transverse_second_moment: float | None
    longitudinal_second_moment: float | None
    transverse_metacentric_radius: float | None
    longitudinal_metacentric_radius: float | None
    transverse_metacenter: float | None
    longitudinal_metacenter: float | None
    transverse_metacentric_height: float | None
    longitudinal_metacentric_height: float | None
    tonnes_per_centimeter: float | None
    moment_to_trim_centimeter: float | None
    wetted_surface_area: float | None
    block_coefficient: float | None
    prismatic_coefficient: float | None
    midship_section_coefficient: float | None
    maximum_section_coefficient: float | None
    waterplane_coefficient: float | None
    midship_section_area: float | None
    maximum_section_area: float | None
    maximum_section_position: float | None
    waterline_length: float | None
    waterline_beam: float | None
    submerged_length: float | None
    draft: float | None
    draft_at_aft_perpendicular: float | None
    draft_at_forward_perpendicular: float | None
    immersed_depth: float | None
    trim: float
    heel: float
    density: float
    vertical_center_of_gravity: float | None
    length_between_perpendiculars: float
    reference: ReferenceLines
    plane: WaterPlane | None
    states: Mapping[str, QuantityState] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """The state of the displaced volume, which all else rests on."""
        return self.state_of("displaced_volume").state

    def state_of(self, name: str) -> QuantityState:
        """Return what stands beside a number."""
        return self.states.get(name, _FINE)

    def values(self) -> dict[str, float | None]:
        """Return every number by its name."""
        return {name: getattr(self, name) for name in _NUMBERS}

    def as_dict(self) -> dict[str, object]:
        """Return plain values, fit for JSON: numbers by name, ``state``, and what is not simply OK."""
        noted = {
            name: {
                "state": str(note.state),
                "reason": note.reason,
                "resolution_error": note.resolution_error,
                "error_bound": note.error_bound,
            }
            for name, note in ((name, self.state_of(name)) for name in _NUMBERS)
        }
        return {
            **self.values(),
            "state": str(self.state),
            "reason": self.state_of("displaced_volume").reason,
            "states": noted,
            "warnings": list(self.warnings),
            "aft_perpendicular": self.reference.aft_perpendicular,
            "baseline": self.reference.baseline,
            "reference_basis": self.reference.basis,
        }


_FINE = QuantityState()
_NOT_NUMBERS = {"reference", "plane", "states", "warnings"}
_NUMBERS = tuple(each.name for each in fields(Hydrostatics) if each.name not in _NOT_NUMBERS)
