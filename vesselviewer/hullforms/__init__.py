"""Hull forms from parameters: ship-like families and the Wigley hull, watertight to the deck."""

from vesselviewer.hullforms.families import (
    HULL_FAMILIES,
    HullFamily,
    HullParameters,
    ShipFamily,
    WigleyFamily,
    vary,
)
from vesselviewer.hullforms.parameters import ShipParameters
from vesselviewer.hullforms.ship import ship_hull
from vesselviewer.hullforms.wigley import WigleyParameters, wigley_hull

__all__ = [
    "HULL_FAMILIES",
    "HullFamily",
    "HullParameters",
    "ShipFamily",
    "ShipParameters",
    "WigleyFamily",
    "WigleyParameters",
    "ship_hull",
    "vary",
    "wigley_hull",
]
