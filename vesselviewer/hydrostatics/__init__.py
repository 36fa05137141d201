"""Mesh × flotation → numbers: hydrostatics that need no cap, no lid and no boolean."""

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
    "Quantity",
    "QuantityState",
    "ReferenceLines",
    "Section",
    "SectionalAreaCurve",
    "State",
    "WaterPlane",
    "stations",
]
