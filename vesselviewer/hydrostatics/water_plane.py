"""The surface of calm water in the coordinates of a hull."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.flotation import ReferenceLines


@dataclass(frozen=True, slots=True)
class WaterPlane:
    """The plane up·p = offset; what lies below it is wet.

    Attributes:
        trim_angle: θ, radians, positive = bow down.
        heel: φ, radians, positive = starboard down.
        offset: distance of the plane from the origin of the mesh along ``up``, meters.
    """

    trim_angle: float
    heel: float
    offset: float

    @classmethod
    def through(
        cls, point: tuple[float, float, float], trim_angle: float = 0.0, heel: float = 0.0
    ) -> WaterPlane:
        """Return the plane through a point of the ship."""
        level = cls(trim_angle, heel, 0.0)
        return cls(trim_angle, heel, float(level.up @ np.asarray(point)))

    @classmethod
    def at_draft(
        cls, draft: float, reference: ReferenceLines, trim: float = 0.0, heel: float = 0.0
    ) -> WaterPlane:
        """Return the plane at a draft at midship; the trim in meters over L_PP."""
        angle = math.atan2(trim, reference.length_between_perpendiculars)
        return cls.through((reference.midship, 0.0, reference.baseline + draft), angle, heel)

    @property
    def axes(self) -> NDArray[np.float64]:
        """(3, 3) rows: forward and port in the plane, up out of it, in ship axes."""
        sine, cosine = math.sin(self.trim_angle), math.cos(self.trim_angle)
        lean, stand = math.sin(self.heel), math.cos(self.heel)
        return np.array(
            (
                (cosine, sine * lean, sine * stand),
                (0.0, stand, -lean),
                (-sine, cosine * lean, cosine * stand),
            )
        )

    @property
    def up(self) -> NDArray[np.float64]:
        """(3,) unit vector out of the water, in ship axes."""
        return np.asarray(self.axes[2])

    def height_at(self, x: float, y: float = 0.0) -> float | None:
        """Return z of the water at (x, y) of the ship; None where the ship lies on its side."""
        up = self.up
        if abs(up[2]) < 1e-9:
            return None
        return float((self.offset - up[0] * x - up[1] * y) / up[2])
