"""Values of the curves: of form, sectional areas, Bonjean, sections, KN, GZ, criteria, equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.flotation import ReferenceLines
    from vesselviewer.hydrostatics.results import Hydrostatics
    from vesselviewer.hydrostatics.water_plane import WaterPlane


@dataclass(frozen=True, slots=True, eq=False)
class CurvesOfForm:
    """Quantities over drafts.

    Attributes:
        drafts: (n,) m.
        curves: (n,) of each quantity by its name in `Hydrostatics`; NaN where not computable.
    """

    drafts: NDArray[np.float64]
    curves: Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class SectionalAreaCurve:
    """A(x) at one flotation.

    Attributes:
        positions: (n,) x in the coordinates of the mesh, m.
        from_aft_perpendicular: (n,) m.
        areas: (n,) immersed area of each section, m²; NaN where a section is open under water.
    """

    positions: NDArray[np.float64]
    from_aft_perpendicular: NDArray[np.float64]
    areas: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class BonjeanCurves:
    """A(x, T) for upright drafts.

    Attributes:
        positions: (n,) x of the stations in the coordinates of the mesh, m.
        from_aft_perpendicular: (n,) m.
        drafts: (k,) m.
        areas: (n, k) m².
        moments: (n, k) about the baseline, m³.
    """

    positions: NDArray[np.float64]
    from_aft_perpendicular: NDArray[np.float64]
    drafts: NDArray[np.float64]
    areas: NDArray[np.float64]
    moments: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """The cut of a hull by one plane, as joined polylines.

    Attributes:
        kind: "station", "waterline", "buttock" or "diagonal".
        position: x of a station, z of a waterline, y of a buttock (coordinates of the mesh), or the
            height at which a diagonal leaves the centerplane, m.
        polylines: each (k, 3), in the coordinates of the mesh; the first point is repeated at the end
            of a closed one.
    """

    kind: str
    position: float
    polylines: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True, eq=False)
class CrossCurves:
    """KN over displacements and heels.

    Attributes:
        heels: (n,) rad.
        volumes: (k,) displaced volumes, m³.
        kn: (k, n) m; NaN where not computable.
        reasons: why some are not, in words.
    """

    heels: NDArray[np.float64]
    volumes: NDArray[np.float64]
    kn: NDArray[np.float64]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of intact stability.

    Attributes:
        name: what is asked, in words.
        required: the least that is allowed, in ``unit``.
        value: what the hull has, in ``unit``; None where not computable.
        unit: of both.
        passed: None where it cannot be said.
        reason: why not, in words.
    """

    name: str
    required: float
    value: float | None
    unit: str
    passed: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class GZCurve:
    """Righting levers at constant displacement.

    Attributes:
        heels: (n,) rad, positive = starboard down.
        gz: (n,) m, positive rights the ship; NaN where not computable.
        kn: (n,) GZ for KG = 0, m.
        drafts: (n,) at midship, m; NaN near 90°.
        trim_angles: (n,) rad, positive = bow down.
        displaced_volume: m³.
        kg: KG, m above the baseline.
        metacentric_height: GM_0, m, the slope of the curve upright; None where not computable.
        maximum: (heel rad, GZ m) of the largest lever; None where there is none.
        vanishing_angle: rad where the lever falls to zero after the maximum; None if it does not
            within the heels.
        range: rad over which the lever is positive from upright on; None where there is none.
        area_to_30, area_to_40, area_30_to_40: m·rad; None where the curve does not reach so far.
        limit: heel in rad beyond which nothing is given; None if all heels are.
        reason: why there is a limit, in words; empty otherwise.
        criteria: of the IS Code 2008 A 2.2.
    """

    heels: NDArray[np.float64]
    gz: NDArray[np.float64]
    kn: NDArray[np.float64]
    drafts: NDArray[np.float64]
    trim_angles: NDArray[np.float64]
    displaced_volume: float
    kg: float
    metacentric_height: float | None
    maximum: tuple[float, float] | None
    vanishing_angle: float | None
    range: float | None
    area_to_30: float | None
    area_to_40: float | None
    area_30_to_40: float | None
    limit: float | None
    reason: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """How a hull floats under its own weight.

    Attributes:
        draft: at midship, m; None where the ship lies on its side.
        trim: T_F − T_A over L_PP, m, positive = bow down.
        trim_angle: rad.
        heel: rad, positive = starboard down.
        plane: the surface of the water.
        stable: whether it comes back to it from a small trim or heel.
        residual_volume: m³, displaced less what the mass asks for.
        residual_longitudinal, residual_transverse: m, horizontal distance of B from G.
        iterations: how many planes were tried.
        hydrostatics: everything at that flotation.
    """

    draft: float | None
    trim: float
    trim_angle: float
    heel: float
    plane: WaterPlane
    stable: bool
    residual_volume: float
    residual_longitudinal: float
    residual_transverse: float
    iterations: int
    hydrostatics: Hydrostatics


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A value that metadata claims, beside the measured one.

    Attributes:
        quantity: name in `Hydrostatics`.
        claimed, measured: SI; measured is None where not computable.
        tolerance: the largest difference that passes, SI, of IMO MSC.1/Circ.1229; None where the
            rules have none.
        passed: None where it cannot be said.
        reason: in words, empty if all is well.
    """

    quantity: str
    claimed: float
    measured: float | None
    tolerance: float | None
    passed: bool | None
    reason: str = ""


def stations(reference: ReferenceLines, intervals: int = 20) -> NDArray[np.float64]:
    """Return evenly spaced x from AP to FP, in the coordinates of the mesh."""
    return np.linspace(reference.aft_perpendicular, reference.forward_perpendicular, intervals + 1)
