"""How a hull is asked to float, and the lines that its positions are measured from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vesselviewer.units import SALT_WATER


@dataclass(frozen=True, slots=True)
class ReferenceLines:
    """Where the perpendiculars and the baseline of a hull lie in the coordinates of its mesh.

    Attributes:
        aft_perpendicular: x of AP, meters.
        length_between_perpendiculars: L_PP, meters.
        baseline: z of the baseline, meters.
        basis: how they were found, in words for the screen; "declared" if somebody said so.
    """

    aft_perpendicular: float
    length_between_perpendiculars: float
    baseline: float = 0.0
    basis: str = "declared"

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            ValueError: if one is not finite, or the length is not positive.
        """
        numbers = (self.aft_perpendicular, self.length_between_perpendiculars, self.baseline)
        if not all(map(math.isfinite, numbers)) or self.length_between_perpendiculars <= 0:
            msg = "perpendiculars and baseline must be finite and the length between them positive"
            raise ValueError(msg)

    @property
    def midship(self) -> float:
        """Return x of midship, half way between the perpendiculars, meters."""
        return self.aft_perpendicular + 0.5 * self.length_between_perpendiculars

    @property
    def forward_perpendicular(self) -> float:
        """Return x of FP, meters."""
        return self.aft_perpendicular + self.length_between_perpendiculars


@dataclass(frozen=True, slots=True)
class Flotation:
    """How a hull floats: exactly one of draft, displacement and waterline_z, then trim and heel.

    Where both ``draft`` and ``waterline_z`` are given, the water stands at ``waterline_z`` and the
    baseline lies ``draft`` below it: the way to say where the baseline of a file is whose z = 0 is
    the waterline.

    Attributes:
        draft: T, moulded, at midship, above the baseline, meters.
        displacement: Δ, kilograms; the draft is solved for.
        waterline_z: height of the water at midship in the coordinates of the mesh, meters.
        trim: T_F − T_A over L_PP, meters, positive = bow down; None = free, which needs ``lcg``.
        heel: radians, positive = starboard down; None = free, which needs ``lcg`` or a given trim,
            and ``kg``.
        density: ρ of the water, kg/m³.
        kg: KG, height of the center of gravity above the baseline, meters; None where unknown.
        lcg: center of gravity from AP, meters; None where unknown.
        tcg: center of gravity to port of the centerplane, meters.
        reference: perpendiculars and baseline; None to assume them from the waterline.
    """

    draft: float | None = None
    displacement: float | None = None
    waterline_z: float | None = None
    trim: float | None = 0.0
    heel: float | None = 0.0
    density: float = SALT_WATER
    kg: float | None = None
    lcg: float | None = None
    tcg: float = 0.0
    reference: ReferenceLines | None = None

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            ValueError: if a number is not finite, none or too many of the three say how deep the
                hull floats, or a displacement or density is not positive.
        """
        numbers: tuple[float | None, ...] = (self.draft, self.displacement, self.waterline_z, self.trim)
        numbers += (self.heel, self.density, self.kg, self.lcg, self.tcg)
        if not all(math.isfinite(number) for number in numbers if number is not None):
            msg = "the numbers of a flotation must be finite"
            raise ValueError(msg)
        depths = (self.draft is not None or self.waterline_z is not None) + (self.displacement is not None)
        if depths != 1:
            msg = "give a draft (or the height of the water), or a displacement, not both"
            raise ValueError(msg)
        if self.density <= 0 or (self.displacement is not None and self.displacement <= 0):
            msg = "displacement and density must be positive"
            raise ValueError(msg)
