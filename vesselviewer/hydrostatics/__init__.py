"""Mesh × flotation → numbers: hydrostatics that need no cap, no lid and no boolean."""

from vesselviewer.hydrostatics.balance import equilibrium
from vesselviewer.hydrostatics.claims import check_claims
from vesselviewer.hydrostatics.computing import compute_hydrostatics
from vesselviewer.hydrostatics.criteria import intact_criteria
from vesselviewer.hydrostatics.curves import (
    BonjeanCurves,
    ClaimCheck,
    Criterion,
    CrossCurves,
    CurvesOfForm,
    Equilibrium,
    GZCurve,
    Section,
    SectionalAreaCurve,
    stations,
)
from vesselviewer.hydrostatics.flotation import Flotation, ReferenceLines
from vesselviewer.hydrostatics.orientation import DIRECTIONS, in_ship_axes
from vesselviewer.hydrostatics.preparing import PreparedHull, assumed_reference, prepare_hull
from vesselviewer.hydrostatics.quantities import QUANTITIES, Quantity
from vesselviewer.hydrostatics.results import Hydrostatics, QuantityState, State
from vesselviewer.hydrostatics.sections import sections, waterline_polylines
from vesselviewer.hydrostatics.stability import cross_curves, gz_curve
from vesselviewer.hydrostatics.tables import (
    bonjean,
    curves_of_form,
    hydrostatic_table,
    sectional_area_curve,
)
from vesselviewer.hydrostatics.water_plane import WaterPlane

__all__ = [
    "DIRECTIONS",
    "QUANTITIES",
    "BonjeanCurves",
    "ClaimCheck",
    "Criterion",
    "CrossCurves",
    "CurvesOfForm",
    "Equilibrium",
    "Flotation",
    "GZCurve",
    "Hydrostatics",
    "PreparedHull",
    "Quantity",
    "QuantityState",
    "ReferenceLines",
    "Section",
    "SectionalAreaCurve",
    "State",
    "WaterPlane",
    "assumed_reference",
    "bonjean",
    "check_claims",
    "compute_hydrostatics",
    "cross_curves",
    "curves_of_form",
    "equilibrium",
    "gz_curve",
    "hydrostatic_table",
    "in_ship_axes",
    "intact_criteria",
    "prepare_hull",
    "sectional_area_curve",
    "sections",
    "stations",
    "waterline_polylines",
]
