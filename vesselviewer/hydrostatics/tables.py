"""Hydrostatics over drafts, and sectional areas along the hull."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics.computing import compute_hydrostatics
from vesselviewer.hydrostatics.curves import BonjeanCurves, CurvesOfForm, SectionalAreaCurve, stations
from vesselviewer.hydrostatics.cutting import cut
from vesselviewer.hydrostatics.preparing import assumed_reference
from vesselviewer.hydrostatics.resting import resolved_reference, resting_plane
from vesselviewer.hydrostatics.results import State
from vesselviewer.hydrostatics.slicing import section_areas, section_moments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.flotation import Flotation, ReferenceLines
    from vesselviewer.hydrostatics.preparing import PreparedHull
    from vesselviewer.hydrostatics.results import Hydrostatics

_POINTS = 101


def hydrostatic_table(
    hull: PreparedHull, drafts: Sequence[float] | NDArray[np.float64], flotation: Flotation
) -> tuple[Hydrostatics, ...]:
    """Compute every quantity at several drafts.

    Args:
        hull: prepared.
        drafts: at midship, m.
        flotation: trim, heel, density, center of gravity and lines of all rows; its own depth only
            says, where no lines are declared, at which waterline they are assumed.

    Raises:
        VesselViewerError: if a flotation cannot be solved.
    """
    lines = resolved_reference(hull, flotation)
    row = replace(flotation, reference=lines, displacement=None, waterline_z=None, draft=0.0)
    return tuple(compute_hydrostatics(hull, replace(row, draft=float(draft))) for draft in drafts)


def curves_of_form(
    hull: PreparedHull, drafts: Sequence[float] | NDArray[np.float64], flotation: Flotation
) -> CurvesOfForm:
    """Compute every quantity over drafts, as arrays; see `hydrostatic_table`."""
    rows = hydrostatic_table(hull, drafts, flotation)
    columns = [row.values() for row in rows]
    names = columns[0] if columns else {}
    curves = {
        name: np.array([np.nan if row[name] is None else row[name] for row in columns], dtype=np.float64)
        for name in names
    }
    return CurvesOfForm(np.asarray(drafts, dtype=np.float64), curves)


def sectional_area_curve(
    hull: PreparedHull, flotation: Flotation, positions: NDArray[np.float64] | None = None
) -> SectionalAreaCurve:
    """Compute A(x) at a flotation.

    Args:
        hull: prepared.
        flotation: how it floats.
        positions: x in the coordinates of the mesh; by default 101 over the submerged length.

    Raises:
        VesselViewerError: if the hull cannot be computed, or the flotation cannot be solved.
    """
    _need_numbers(hull)
    lines = resolved_reference(hull, flotation)
    plane = resting_plane(hull, flotation, lines)
    if positions is None:
        extent = cut(hull.tree, plane.up, plane.offset).extent[:, 0] + hull.tree.origin[0]
        # A hair inside the ends, where a flat transom would be cut along its face.
        hair = 1e-6 * float(np.ptp(extent))
        positions = np.linspace(extent[0] + hair, extent[1] - hair, _POINTS)
    areas = section_areas(hull.slices_at(positions), plane.up, plane.offset)
    return SectionalAreaCurve(positions, positions - lines.aft_perpendicular, areas)


def bonjean(
    hull: PreparedHull,
    drafts: Sequence[float] | NDArray[np.float64],
    reference: ReferenceLines | None = None,
    positions: NDArray[np.float64] | None = None,
) -> BonjeanCurves:
    """Compute A(x, T), upright and on even keel.

    Args:
        hull: prepared.
        drafts: m above the baseline.
        reference: of the hull; assumed where None.
        positions: x in the coordinates of the mesh; by default 21 stations from AP to FP.

    Raises:
        VesselViewerError: if the hull cannot be computed.
    """
    _need_numbers(hull)
    lines = reference or assumed_reference(hull)
    where = stations(lines) if positions is None else positions
    slices = hull.slices_at(where)
    up = np.array((0.0, 0.0, 1.0))
    areas = np.array([section_areas(slices, up, lines.baseline + float(draft)) for draft in drafts])
    moments = np.array([section_moments(slices, lines.baseline, float(draft)) for draft in drafts])
    shape = (len(drafts), len(where))
    return BonjeanCurves(
        where,
        where - lines.aft_perpendicular,
        np.asarray(drafts, dtype=np.float64),
        areas.reshape(shape).T,
        moments.reshape(shape).T,
    )


def _need_numbers(hull: PreparedHull) -> None:
    """Refuse a hull without a volume."""
    if hull.state is State.NOT_COMPUTABLE:
        raise VesselViewerError(hull.reason, hint="Mend the mesh where it was made")
