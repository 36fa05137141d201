"""Where the water is assumed to stand on a hull whose draft nobody has declared."""

from __future__ import annotations

from dataclasses import dataclass

# A body counts as straddling z = 0 only if both parts are more than rounding: 2 % of the depth each.
_STRADDLE = 0.02
_ASSUMED_FRACTION = 0.55


@dataclass(frozen=True, slots=True)
class Waterline:
    """A level of calm water.

    Attributes:
        z: height in the frame of the mesh, in its unit.
        basis: how the height was found, in words for the screen.
    """

    z: float
    basis: str


def assumed_waterline(bounds: tuple[float, float, float, float, float, float]) -> Waterline:
    """Assume a waterline from the extent of a hull.

    Args:
        bounds: (x_min, x_max, y_min, y_max, z_min, z_max) in the frame and unit of the mesh.

    Returns:
        z = 0 for a body that straddles it with the keel below; otherwise 55 % of the depth.
    """
    z_min, z_max = bounds[4], bounds[5]
    depth = z_max - z_min
    if depth > 0 and z_min < -_STRADDLE * depth and z_max > _STRADDLE * depth:
        return Waterline(0.0, "z = 0 taken as the waterline")
    return Waterline(z_min + _ASSUMED_FRACTION * depth, "assumed at 55 % of the depth")
