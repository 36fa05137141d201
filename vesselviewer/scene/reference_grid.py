"""The grid in the plane of the keel: where its lines lie, and what one square measures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.scene.values import Bounds

_SQUARES_ALONG = 24


@dataclass(frozen=True, slots=True)
class ReferenceGrid:
    """Lines parallel to x and y at round coordinates, one spacing or more beyond the hull.

    Attributes:
        z: height of the plane, that of the lowest point of the hull.
        spacing: side of one square, in the unit of the mesh.
        x: coordinates of the lines across.
        y: coordinates of the lines along.
    """

    z: float
    spacing: float
    x: tuple[float, ...]
    y: tuple[float, ...]

    @property
    def label(self) -> str:
        """The side of a square, in words for the screen; files carry no unit."""
        return f"Grid {self.spacing:g}"


def round_spacing(length: float) -> float:
    """Return the 1, 2 or 5 times a power of ten that is nearest above ``length``; 1 for no length."""
    if not length > 0 or not math.isfinite(length):
        return 1.0
    power = 10.0 ** math.floor(math.log10(length))
    for step in (1.0, 2.0, 5.0):
        if length <= step * power * (1 + 1e-9):
            return float(f"{step * power:.6g}")
    return float(f"{10.0 * power:.6g}")


def lay_grid(bounds: Bounds) -> ReferenceGrid:
    """Lay a grid below a hull, with a margin of two squares around it."""
    longest = max(bounds[1] - bounds[0], bounds[3] - bounds[2])
    spacing = round_spacing(longest / _SQUARES_ALONG)
    return ReferenceGrid(
        z=bounds[4],
        spacing=spacing,
        x=_lines(bounds[0], bounds[1], spacing),
        y=_lines(bounds[2], bounds[3], spacing),
    )


def _lines(low: float, high: float, spacing: float) -> tuple[float, ...]:
    first = math.floor(low / spacing + 1e-9) - 2
    last = math.ceil(high / spacing - 1e-9) + 2
    return tuple(index * spacing for index in range(first, last + 1))
