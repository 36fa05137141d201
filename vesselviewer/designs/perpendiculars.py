"""Where the perpendiculars of a hull stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.designs.frame import Finding, assumed, declared, detected

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.designs.declaration import Declaration

_AT_ORIGIN = 0.06  # of the length: nearer to an end than this is at the end
_AT_MIDSHIP = 0.03


@dataclass(frozen=True, slots=True)
class Perpendiculars:
    """The ends of a hull along its forward axis, in the unit of the file.

    Attributes:
        aft: aftmost point of the hull.
        fore: foremost point of the hull.
        water_aft: aftmost point of the design waterline.
        water_fore: foremost point of the design waterline.
    """

    aft: float
    fore: float
    water_aft: float
    water_fore: float

    def findings(self, scale: float, said: Declaration, who: str) -> tuple[Finding[float], Finding[float]]:
        """Return where AP stands, in the unit of the file, and L_PP in meters.

        FP is the foremost point of the design waterline. AP is the origin if that lies at the aft end;
        as far abaft the origin as FP is ahead of it, if it lies amidships; otherwise the aft end of the
        waterline.
        """
        stated = said.length_between_perpendiculars
        known = None if stated is None else stated / scale
        if said.aft_perpendicular is not None:
            ap = declared(said.aft_perpendicular, who)
        else:
            ap = self._aft_perpendicular(known)
        if stated is not None:
            return ap, declared(stated, who)
        lpp = (self.water_fore - ap.value) * scale
        sure = ap.basis != "assumed"
        why = "from AP to the stem at the design waterline"
        return ap, detected(lpp, 0.7, why) if sure else assumed(lpp, 0.4, why)

    def _aft_perpendicular(self, known: float | None) -> Finding[float]:
        length = max(self.fore - self.aft, 1e-300)
        middle = (self.water_aft + self.water_fore) / 2
        if abs(self.aft) <= _AT_ORIGIN * length:
            return detected(0.0, 0.75, "the origin lies at the aft end")
        if abs(middle) <= _AT_MIDSHIP * length:
            half = self.water_fore if known is None else known / 2
            return detected(-half, 0.7, "the origin lies amidships")
        if abs(self.fore) <= _AT_ORIGIN * length and known is not None:
            return detected(-known, 0.7, "L_PP abaft an origin at the forward end")
        if known is not None:
            return detected(self.water_fore - known, 0.6, "L_PP abaft the stem at the waterline")
        return assumed(self.water_aft, 0.4, "the aft end of the waterline")


def find_perpendiculars(
    points: NDArray[np.float64], faces: NDArray[np.int32], level: float
) -> Perpendiculars:
    """Measure the ends of a hull.

    Args:
        points: (n, 3) vertices with x forward and z up, in the unit of the file.
        faces: (m, 3) indices.
        level: height of the design waterline in the file.
    """
    aft, fore = float(points[:, 0].min()), float(points[:, 0].max())
    crossings = _crossings(points, faces, level)
    if not len(crossings):
        return Perpendiculars(aft, fore, aft, fore)
    return Perpendiculars(aft, fore, float(crossings.min()), float(crossings.max()))


def _crossings(points: NDArray[np.float64], faces: NDArray[np.int32], level: float) -> NDArray[np.float64]:
    """Return x where edges cross a level."""
    below = points[:, 2] < level
    first = below[faces[:, 0]]
    crossing = faces[(first != below[faces[:, 1]]) | (first != below[faces[:, 2]])]
    found = []
    for corner in range(3):
        start, end = crossing[:, corner], crossing[:, (corner + 1) % 3]
        apart = below[start] != below[end]
        p, q = points[start[apart]], points[end[apart]]
        share = (level - p[:, 2]) / (q[:, 2] - p[:, 2])
        found.append(p[:, 0] + share * (q[:, 0] - p[:, 0]))
    return np.concatenate(found)
