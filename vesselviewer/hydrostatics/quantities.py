"""Symbol, unit and title of every quantity: the one table that screens, files and terminals read."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from vesselviewer.units import KILOGRAMS_PER_TONNE

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Quantity:
    """How a quantity is written.

    Attributes:
        name: the field of `Hydrostatics`.
        symbol: of ITTC, for a person.
        unit: on screen; empty for a ratio.
        title: a few words.
        scale: what the SI number is multiplied by to be in ``unit``.
    """

    name: str
    symbol: str
    unit: str
    title: str
    scale: float = 1.0


_DEGREES = 57.29577951308232

_TABLE = (
    Quantity("displaced_volume", "∇", "m³", "Displaced volume"),
    Quantity("displacement", "Δ", "t", "Displacement", 1 / KILOGRAMS_PER_TONNE),
    Quantity("longitudinal_center_of_buoyancy", "LCB", "m", "Center of buoyancy from AP"),
    Quantity("longitudinal_center_of_buoyancy_from_midship", "LCB⊗", "m", "Center of buoyancy from midship"),
    Quantity("longitudinal_center_of_buoyancy_percent", "lcb", "% L_PP", "Center of buoyancy from midship"),
    Quantity("transverse_center_of_buoyancy", "TCB", "m", "Center of buoyancy to port"),
    Quantity("vertical_center_of_buoyancy", "KB", "m", "Center of buoyancy above the baseline"),
    Quantity("waterplane_area", "A_WP", "m²", "Waterplane area"),
    Quantity("longitudinal_center_of_flotation", "LCF", "m", "Center of flotation from AP"),
    Quantity(
        "longitudinal_center_of_flotation_from_midship", "LCF⊗", "m", "Center of flotation from midship"
    ),
    Quantity("longitudinal_center_of_flotation_percent", "lcf", "% L_PP", "Center of flotation from midship"),
    Quantity("transverse_center_of_flotation", "y_F", "m", "Center of flotation to port"),
    Quantity("transverse_second_moment", "I_T", "m⁴", "Transverse second moment of the waterplane"),
    Quantity("longitudinal_second_moment", "I_L", "m⁴", "Longitudinal second moment of the waterplane"),
    Quantity("transverse_metacentric_radius", "BM_T", "m", "Transverse metacentric radius"),
    Quantity("longitudinal_metacentric_radius", "BM_L", "m", "Longitudinal metacentric radius"),
    Quantity("transverse_metacenter", "KM_T", "m", "Transverse metacenter above the baseline"),
    Quantity("longitudinal_metacenter", "KM_L", "m", "Longitudinal metacenter above the baseline"),
    Quantity("transverse_metacentric_height", "GM_T", "m", "Transverse metacentric height"),
    Quantity("longitudinal_metacentric_height", "GM_L", "m", "Longitudinal metacentric height"),
    Quantity("tonnes_per_centimeter", "TPC", "t/cm", "Immersion by one centimeter"),
    Quantity("moment_to_trim_centimeter", "MTC", "t·m/cm", "Moment to trim one centimeter"),
    Quantity("wetted_surface_area", "S", "m²", "Wetted surface area"),
    Quantity("block_coefficient", "C_B", "", "Block coefficient"),
    Quantity("prismatic_coefficient", "C_P", "", "Prismatic coefficient"),
    Quantity("midship_section_coefficient", "C_M", "", "Midship section coefficient"),
    Quantity("maximum_section_coefficient", "C_X", "", "Maximum section coefficient"),
    Quantity("waterplane_coefficient", "C_WP", "", "Waterplane coefficient"),
    Quantity("midship_section_area", "A_M", "m²", "Midship section area"),
    Quantity("maximum_section_area", "A_X", "m²", "Maximum section area"),
    Quantity("maximum_section_position", "x_X", "m", "Maximum section from AP"),
    Quantity("waterline_length", "L_WL", "m", "Length of the waterline"),
    Quantity("waterline_beam", "B_WL", "m", "Beam of the waterline"),
    Quantity("submerged_length", "L_OS", "m", "Submerged length"),
    Quantity("draft", "T", "m", "Draft at midship"),
    Quantity("draft_at_aft_perpendicular", "T_A", "m", "Draft at AP"),
    Quantity("draft_at_forward_perpendicular", "T_F", "m", "Draft at FP"),
    Quantity("immersed_depth", "T_max", "m", "Depth of the deepest point"),
    Quantity("trim", "t", "m", "Trim, positive by the bow"),
    Quantity("heel", "φ", "°", "Heel, positive to starboard", _DEGREES),
    Quantity("density", "ρ", "kg/m³", "Density of the water"),
    Quantity("vertical_center_of_gravity", "KG", "m", "Center of gravity above the baseline"),
    Quantity("length_between_perpendiculars", "L_PP", "m", "Length between perpendiculars"),
)

QUANTITIES: Mapping[str, Quantity] = MappingProxyType({quantity.name: quantity for quantity in _TABLE})
"""Every quantity of `Hydrostatics` by the name of its field, in the order of a stability booklet."""
