"""Ship-like hulls: entrance, parallel midbody and run drawn from the particulars a naval architect names."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hullforms.lines import control_net
from vesselviewer.hullforms.shell import closed_shell
from vesselviewer.hullforms.spline import surface

if TYPE_CHECKING:
    from vesselviewer.hullforms.parameters import ShipParameters
    from vesselviewer.mesh import Mesh

# Below this the turn of the bilge and the bulb are lost.
MINIMUM_TRIANGLES = 1_000


def ship_hull(parameters: ShipParameters, triangles: int = 60_000) -> Mesh:
    """Build a ship-like hull, watertight to the deck.

    Args:
        parameters: the particulars.
        triangles: about how many faces to make, from a thousand to millions.

    Returns:
        A watertight mesh in the ship frame: x forward from AP, y to port, z up from the baseline, meters.
    """
    points = max(8, round(math.sqrt(max(triangles, MINIMUM_TRIANGLES) / 13.8)))
    stations = 3 * points
    net = control_net(parameters)
    port = surface(net, np.linspace(0.0, 1.0, stations), np.linspace(0.0, 1.0, points))
    return closed_shell(port)
