"""The table of particulars: every quantity, with its state and its distance to the reference design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.hydrostatics import QUANTITIES, Quantity, QuantityState, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesselviewer.hydrostatics import Hydrostatics

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Displacement": (
        "displaced_volume",
        "displacement",
        "wetted_surface_area",
    ),
    "Center of buoyancy": (
        "longitudinal_center_of_buoyancy",
        "longitudinal_center_of_buoyancy_from_midship",
        "longitudinal_center_of_buoyancy_percent",
        "transverse_center_of_buoyancy",
        "vertical_center_of_buoyancy",
    ),
    "Waterplane": (
        "waterplane_area",
        "longitudinal_center_of_flotation",
        "longitudinal_center_of_flotation_from_midship",
        "longitudinal_center_of_flotation_percent",
        "transverse_center_of_flotation",
        "transverse_second_moment",
        "longitudinal_second_moment",
        "waterline_length",
        "waterline_beam",
        "tonnes_per_centimeter",
        "moment_to_trim_centimeter",
    ),
    "Initial stability": (
        "transverse_metacentric_radius",
        "longitudinal_metacentric_radius",
        "transverse_metacenter",
        "longitudinal_metacenter",
        "vertical_center_of_gravity",
        "transverse_metacentric_height",
        "longitudinal_metacentric_height",
    ),
    "Coefficients of form": (
        "block_coefficient",
        "prismatic_coefficient",
        "midship_section_coefficient",
        "maximum_section_coefficient",
        "waterplane_coefficient",
    ),
    "Sections and lengths": (
        "midship_section_area",
        "maximum_section_area",
        "maximum_section_position",
        "length_between_perpendiculars",
        "submerged_length",
    ),
    "Flotation": (
        "draft",
        "draft_at_aft_perpendicular",
        "draft_at_forward_perpendicular",
        "immersed_depth",
        "trim",
        "heel",
        "density",
    ),
}
"""The quantities by the heading that they stand under, in the order of a stability booklet."""


SHORT: Mapping[str, str] = {
    "longitudinal_center_of_buoyancy": "from AP",
    "longitudinal_center_of_buoyancy_from_midship": "from midship",
    "longitudinal_center_of_buoyancy_percent": "from midship",
    "transverse_center_of_buoyancy": "off the centerplane",
    "vertical_center_of_buoyancy": "above the baseline",
    "waterplane_area": "Area",
    "longitudinal_center_of_flotation": "Center from AP",
    "longitudinal_center_of_flotation_from_midship": "Center from midship",
    "longitudinal_center_of_flotation_percent": "Center from midship",
    "transverse_center_of_flotation": "Center off centerplane",
    "transverse_second_moment": "Second moment, transv.",
    "longitudinal_second_moment": "Second moment, longit.",
    "waterline_length": "Length",
    "waterline_beam": "Beam",
    "tonnes_per_centimeter": "Immersion, 1 cm",
    "moment_to_trim_centimeter": "Moment to trim, 1 cm",
    "transverse_metacentric_radius": "Radius, transverse",
    "longitudinal_metacentric_radius": "Radius, longitudinal",
    "transverse_metacenter": "Metacenter, transverse",
    "longitudinal_metacenter": "Metacenter, longitud.",
    "vertical_center_of_gravity": "Center of gravity",
    "transverse_metacentric_height": "Height, transverse",
    "longitudinal_metacentric_height": "Height, longitudinal",
    "block_coefficient": "Block",
    "prismatic_coefficient": "Prismatic",
    "midship_section_coefficient": "Midship section",
    "maximum_section_coefficient": "Maximum section",
    "waterplane_coefficient": "Waterplane",
    "midship_section_area": "Midship section",
    "maximum_section_area": "Maximum section",
    "maximum_section_position": "Maximum section at",
    "length_between_perpendiculars": "Length betw. perp.",
    "trim": "Trim",
    "heel": "Heel",
}
"""What is said of a quantity under its heading, where that says the rest."""


@dataclass(frozen=True, slots=True)
class Particular:
    """One line of the table.

    Attributes:
        quantity: its symbol, unit and title.
        value: in the unit of the quantity; None where it cannot be given.
        reference: of the reference design, in that unit; None without one.
        note: how far the value can be trusted.
        computable: whether the hull as a whole can be computed: then a missing value lacks an input.
    """

    quantity: Quantity
    value: float | None
    reference: float | None
    note: QuantityState
    computable: bool = True

    @property
    def label(self) -> str:
        """What it is called under its heading."""
        return SHORT.get(self.quantity.name, self.quantity.title)

    @property
    def difference(self) -> float | None:
        """Value less reference, in the unit of the quantity."""
        if self.value is None or self.reference is None:
            return None
        return self.value - self.reference

    @property
    def percent(self) -> float | None:
        """The difference in percent of the reference; None where the reference is zero."""
        difference = self.difference
        if difference is None or not self.reference:
            return None
        return 100 * difference / abs(self.reference)


def particulars(
    result: Hydrostatics, reference: Hydrostatics | None = None
) -> dict[str, tuple[Particular, ...]]:
    """Return the lines of the table under their headings."""
    return {
        heading: tuple(_line(QUANTITIES[name], result, reference) for name in names)
        for heading, names in GROUPS.items()
    }


def _line(quantity: Quantity, result: Hydrostatics, reference: Hydrostatics | None) -> Particular:
    value = getattr(result, quantity.name)
    behind = None if reference is None else getattr(reference, quantity.name)
    return Particular(
        quantity,
        None if value is None else value * quantity.scale,
        None if behind is None else behind * quantity.scale,
        result.state_of(quantity.name),
        result.state is not State.NOT_COMPUTABLE,
    )


def rounded(value: float | None, digits: int = 5) -> str:
    """Return a number for the screen, with so many significant digits and none too few for its size."""
    if value is None:
        return "—"
    if value == 0 or abs(value) < 10.0 ** -(digits + 3):
        return "0"
    size = len(f"{abs(value):.0f}") if abs(value) >= 1 else 0
    decimals = max(digits - size, 0)
    text = f"{value:,.{decimals}f}" if abs(value) >= 0.001 else f"{value:.{digits - 1}g}"
    return text.replace(",", "\u202f").replace("-", "−")
