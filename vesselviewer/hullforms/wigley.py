"""The Wigley hull: the mathematical form whose volume, areas and centers are known in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hullforms.shell import closed_shell

if TYPE_CHECKING:
    from vesselviewer.mesh import Mesh

# Below this the sides lose their shape altogether.
MINIMUM_TRIANGLES = 200


@dataclass(frozen=True, slots=True)
class WigleyParameters:
    """A Wigley hull with vertical sides above its design waterline.

    Attributes:
        length_between_perpendiculars: L, meters.
        beam: B at the design waterline, meters.
        draft: T, meters.
        freeboard: height of the flat deck above the design waterline, meters; 0 puts a lid on it there.
    """

    length_between_perpendiculars: float = 100.0
    beam: float = 10.0
    draft: float = 6.25
    freeboard: float = 3.0

    def __post_init__(self) -> None:
        """Check the dimensions.

        Raises:
            ValueError: if a dimension is not positive, or the freeboard is negative.
        """
        if min(self.length_between_perpendiculars, self.beam, self.draft) <= 0.0:
            msg = "length, beam and draft must be positive"
            raise ValueError(msg)
        if self.freeboard < 0.0:
            msg = f"freeboard must not be negative, got {self.freeboard}"
            raise ValueError(msg)

    @property
    def volume(self) -> float:
        """Closed-form volume of the whole shell, cubic meters: 4/9 LBT immersed, 2/3 LB a meter above."""
        plan = self.length_between_perpendiculars * self.beam
        return plan * (self.draft * 4.0 / 9.0 + self.freeboard * 2.0 / 3.0)


def wigley_hull(parameters: WigleyParameters, triangles: int = 60_000) -> Mesh:
    """Build y = B/2 (1 - (2x/L)²) (1 - (z/T)²), x from midship, z down from the waterline.

    Args:
        parameters: the dimensions.
        triangles: about how many faces to make; at least `MINIMUM_TRIANGLES` are made.

    Returns:
        A watertight mesh in the ship frame: x forward from AP, y to port, z up from the baseline.
    """
    points = max(5, round(math.sqrt(max(triangles, MINIMUM_TRIANGLES) / 13.5)))
    stations = 3 * points
    above = max(2, points // 4) if parameters.freeboard > 0.0 else 0
    length, draft = parameters.length_between_perpendiculars, parameters.draft
    along = np.linspace(-1.0, 1.0, stations)
    immersed = np.linspace(-1.0, 0.0, points - above)
    depth = np.concatenate([immersed, np.zeros(above)])
    dry = np.linspace(0.0, parameters.freeboard, above + 1)[1:]
    height = np.concatenate([draft * (1.0 + immersed), draft + dry])
    port = np.empty((stations, points, 3))
    port[..., 0] = (length / 2.0 * (1.0 + along))[:, None]
    port[..., 1] = parameters.beam / 2.0 * np.outer(1.0 - along**2, 1.0 - depth**2)
    port[..., 2] = height
    return closed_shell(port)
