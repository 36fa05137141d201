"""Laws that the numbers of a floating hull obey; one that is broken is shown as a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesselviewer.hydrostatics.cutting import WetSkin
    from vesselviewer.hydrostatics.preparing import PreparedHull

_NEARLY = 1e-3


def broken_laws(
    hull: PreparedHull,
    skin: WetSkin,
    values: Mapping[str, float | None],
) -> tuple[str, ...]:
    """Return the laws that are broken, in words; the law that dV/dT = A_WP by way of the waterline."""
    found = []
    area = values["waterplane_area"] or 0.0
    wetted = values["wetted_surface_area"] or 0.0
    if wetted < area * (1 - 1e-9):
        found.append("S is less than A_WP: the skin is open below the waterline, or not wound one way")
    horizontal = float(np.linalg.norm(skin.normal - (skin.normal @ skin.up) * skin.up))
    if horizontal > _NEARLY * wetted:
        found.append("the pressure has a horizontal force: the skin is open below the waterline")
    enclosed = _enclosed_by_waterline(skin)
    if abs(enclosed - area) > 2 * _NEARLY * max(area, 1e-6 * wetted):
        found.append(
            f"dV/dT = {area:.6g} m² is not the area inside the waterline, {enclosed:.6g} m²: "
            "the skin is open, or crosses itself"
        )
    found += _of_the_centers(hull, skin, values)
    if (values["draft"] or 0.0) < 0:
        found.append("the draft is negative: the water lies below the baseline")
    c_b, c_m, c_p = (values[f"{name}_coefficient"] for name in ("block", "midship_section", "prismatic"))
    if c_b and c_m and c_p and abs(c_p * c_m - c_b) > 1e-9 * c_b:
        found.append("C_P is not C_B / C_M")
    return tuple(found)


def _enclosed_by_waterline(skin: WetSkin) -> float:
    """Return the area inside the edge of the water, by the shoelace formula."""
    start, end = skin.edge[:, 0].T, skin.edge[:, 1].T
    turned = [start[i] @ end[j] - start[j] @ end[i] for i, j in ((1, 2), (2, 0), (0, 1))]
    return 0.5 * abs(float(np.array(turned) @ skin.up))


def _of_the_centers(hull: PreparedHull, skin: WetSkin, values: Mapping[str, float | None]) -> list[str]:
    """Return what is odd about the center of buoyancy of an upright hull."""
    if skin.up[2] < 1 - 1e-9:
        return []
    found = []
    draft, kb = values["draft"], values["vertical_center_of_buoyancy"]
    if draft and kb and not 0.49 * draft <= kb <= 0.70 * draft:
        found.append(f"KB is {kb / draft:.2f} T; ordinary forms have between 1/2 and about 2/3")
    y_min, y_max = hull.mesh.bounds[2:4]
    beam = y_max - y_min
    tcb = values["transverse_center_of_buoyancy"]
    if tcb is not None and abs(y_min + y_max) < _NEARLY * beam and abs(tcb) > _NEARLY * beam:
        found.append(f"TCB is {tcb:.3g} m off the centerplane, though the hull reaches as far to both sides")
    return found
