"""Turn the coordinates of a file into those of a ship: meters, x forward, y to port, z up."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.mesh import Mesh
from vesselviewer.units import METERS_PER_UNIT

if TYPE_CHECKING:
    from collections.abc import Mapping

# Rows: where the ship's x, y and z are in the file. All are turns, so that no face changes its side.
DIRECTIONS: Mapping[str, tuple[tuple[float, float, float], ...]] = MappingProxyType(
    {
        "x-forward": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        "x-aft": ((-1, 0, 0), (0, -1, 0), (0, 0, 1)),
        "y-forward": ((0, 1, 0), (-1, 0, 0), (0, 0, 1)),
        "y-aft": ((0, -1, 0), (1, 0, 0), (0, 0, 1)),
    }
)
"""Which way the bow lies in a file whose z points up."""


def in_ship_axes(mesh: Mesh, *, frame: str = "x-forward", unit: str = "m") -> Mesh:
    """Return a mesh in ship axes and meters; the mesh itself where it is so already.

    Args:
        mesh: in the coordinates of its file.
        frame: a key of `DIRECTIONS`.
        unit: of the file, a key of `METERS_PER_UNIT`.

    Raises:
        VesselViewerError: if there is no such frame or unit.
    """
    if frame not in DIRECTIONS or unit not in METERS_PER_UNIT:
        known = ", ".join([*DIRECTIONS, *METERS_PER_UNIT])
        raise VesselViewerError(f"unknown frame or unit {frame!r}, {unit!r}", hint=f"Known are {known}")
    if frame == "x-forward" and unit == "m":
        return mesh
    turn = np.array(DIRECTIONS[frame], dtype=np.float64)
    return Mesh(mesh.vertices.astype(np.float64) @ turn.T * METERS_PER_UNIT[unit], mesh.faces)
