"""Mesh × flotation → numbers: hydrostatics that need no cap, no lid and no boolean."""

from vesselviewer.hydrostatics.computing import compute_hydrostatics
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
from vesselviewer.hydrostatics.preparing import PreparedHull, assumed_reference, prepare_hull
from vesselviewer.hydrostatics.quantities import QUANTITIES, Quantity
from vesselviewer.hydrostatics.results import Hydrostatics, QuantityState, State
from vesselviewer.hydrostatics.water_plane import WaterPlane

__all__ = [
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
    "compute_hydrostatics",
    "prepare_hull",
    "stations",
]
