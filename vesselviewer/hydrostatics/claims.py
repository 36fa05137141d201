"""What metadata claims of a hull, beside what is measured, with the tolerances of class as the pass line."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from vesselviewer.hydrostatics.curves import ClaimCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesselviewer.hydrostatics.results import Hydrostatics

# Share of the measured value, and the most in meters, of IMO MSC.1/Circ.1229.
_CLASS: Mapping[str, tuple[float, float | None]] = MappingProxyType(
    {
        "displaced_volume": (0.02, None),
        "displacement": (0.02, None),
        "longitudinal_center_of_buoyancy": (0.01, 0.50),
        "longitudinal_center_of_flotation": (0.01, 0.50),
        "vertical_center_of_buoyancy": (0.01, 0.05),
        "transverse_metacenter": (0.01, 0.05),
        "longitudinal_metacenter": (0.01, 0.50),
        "moment_to_trim_centimeter": (0.02, None),
        "tonnes_per_centimeter": (0.02, None),
        "block_coefficient": (0.02, None),
        "waterplane_area": (0.02, None),
    }
)
# No rule speaks of the wetted surface; published values of one hull scatter by so much.
_SCATTER = 0.04
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "volume": "displaced_volume",
        "displaced_volume_m3": "displaced_volume",
        "volume_displacement": "displaced_volume",
        "displacement_kg": "displacement",
        "lcb": "longitudinal_center_of_buoyancy",
        "lcf": "longitudinal_center_of_flotation",
        "kb": "vertical_center_of_buoyancy",
        "vcb": "vertical_center_of_buoyancy",
        "kmt": "transverse_metacenter",
        "kml": "longitudinal_metacenter",
        "mtc": "moment_to_trim_centimeter",
        "tpc": "tonnes_per_centimeter",
        "cb": "block_coefficient",
        "c_b": "block_coefficient",
        "cp": "prismatic_coefficient",
        "cm": "midship_section_coefficient",
        "cwp": "waterplane_coefficient",
        "awp": "waterplane_area",
        "wetted_surface": "wetted_surface_area",
        "wetted_area": "wetted_surface_area",
    }
)
"""Names that metadata uses, in lower case, and those of `Hydrostatics`; SI in both."""


def check_claims(result: Hydrostatics, claims: Mapping[str, float]) -> tuple[ClaimCheck, ...]:
    """Put claimed values beside the measured ones.

    Args:
        result: measured, at the flotation that the claims are for.
        claims: SI, by a name of `Hydrostatics` or one of `NAMES`; others are left out.
    """
    values = result.values()
    checks = []
    for name, claimed in claims.items():
        quantity = NAMES.get(name.lower(), name)
        if quantity in values:
            checks.append(_checked(quantity, float(claimed), values[quantity], result))
    return tuple(checks)


def _checked(quantity: str, claimed: float, measured: float | None, result: Hydrostatics) -> ClaimCheck:
    """Return a claim with its verdict."""
    if measured is None:
        return ClaimCheck(quantity, claimed, None, None, None, result.state_of(quantity).reason)
    tolerance, reason = None, "no rule has a tolerance for it"
    if quantity == "wetted_surface_area":
        tolerance = _SCATTER * abs(measured)
        reason = "no rule has a tolerance for it; published values scatter by 4 %"
    elif quantity in _CLASS:
        share, most = _CLASS[quantity]
        tolerance = share * abs(measured)
        tolerance, reason = tolerance if most is None else min(tolerance, most), ""
    if tolerance is None:
        return ClaimCheck(quantity, claimed, measured, None, None, reason)
    passed = abs(claimed - measured) <= tolerance
    if not passed and measured:
        reason = f"claimed {100 * (claimed - measured) / abs(measured):+.1f} % off the measured value"
    return ClaimCheck(quantity, claimed, measured, tolerance, passed, reason)
