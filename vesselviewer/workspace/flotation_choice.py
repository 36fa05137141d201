"""How the hulls on screen are asked to float: what the user chose, and what that means for one hull."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vesselviewer.designs import Waterline, assumed_waterline
from vesselviewer.hydrostatics import Flotation
from vesselviewer.units import SALT_WATER

if TYPE_CHECKING:
    from vesselviewer.designs import Frame
    from vesselviewer.hydrostatics import ReferenceLines
    from vesselviewer.workspace.state import Bounds, Shown


@dataclass(frozen=True, slots=True)
class FlotationChoice:
    """What the user chose for all hulls that are shown.

    Attributes:
        draft: T at midship above the baseline, m; None lets each hull float where it is assumed to.
        trim: T_F − T_A over L_PP, m, positive = bow down.
        heel: radians, positive = starboard down.
        density: ρ of the water, kg/m³.
        kg: KG above the baseline, m; None where unknown.
    """

    draft: float | None = None
    trim: float = 0.0
    heel: float = 0.0
    density: float = SALT_WATER
    kg: float | None = None

    @property
    def moves_water(self) -> bool:
        """True if the water stands elsewhere than it is assumed to."""
        return self.draft is not None or self.trim != 0 or self.heel != 0


@dataclass(frozen=True, slots=True)
class WaterLevel:
    """What a choice means for one hull.

    Attributes:
        waterline: where the water stands at midship, in the frame of the mesh.
        baseline: z that drafts count from: 0 in the internal frame; the lowest point of a hull without one.
        depth: from there to the highest point, m; the largest draft that can be asked for.
    """

    waterline: Waterline
    baseline: float
    depth: float

    @property
    def draft(self) -> float:
        """T at midship, m."""
        return self.waterline.z - self.baseline


def level_of(shown: Shown, choice: FlotationChoice) -> WaterLevel:
    """Return where the water stands on a hull that is shown."""
    frame = None if shown.inspection is None else shown.inspection.frame
    return water_level(shown.bounds, choice, frame)


def water_level(bounds: Bounds, choice: FlotationChoice, frame: Frame | None = None) -> WaterLevel:
    """Return where the water stands on a hull; at the draft of its frame unless another was chosen.

    A draft beyond the depth of the hull, as may be typed for a hull of another size, is not taken:
    the assumed one is, and ``waterline.basis`` says so.
    """
    if frame is None:
        assumed, baseline, what = assumed_waterline(bounds), bounds[4], "the lowest point"
    else:
        assumed, baseline, what = frame.waterline, 0.0, "the baseline"
    depth = max(bounds[5] - baseline, 0.0)
    if choice.draft is None:
        return WaterLevel(assumed, baseline, depth)
    if not 0 < choice.draft <= depth:
        basis = f"a draft of {choice.draft:.4g} is beyond this hull; {assumed.basis}"
        return WaterLevel(replace(assumed, basis=basis), baseline, depth)
    basis = f"draft {choice.draft:.4g} above {what}"
    return WaterLevel(Waterline(baseline + choice.draft, basis), baseline, depth)


def flotation_of(
    level: WaterLevel, choice: FlotationChoice, lines: ReferenceLines | None = None
) -> Flotation:
    """Return what the engine is asked for a hull on which the water stands at a level."""
    return Flotation(
        draft=level.draft,
        trim=choice.trim,
        heel=choice.heel,
        density=choice.density,
        kg=choice.kg,
        reference=None if lines is None else replace(lines, baseline=level.baseline),
    )
