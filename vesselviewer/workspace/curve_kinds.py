"""The diagrams that can be drawn of a hull. To add one, write a function and its row in `CURVES`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics import (
    QUANTITIES,
    curves_of_form,
    gz_curve,
    sectional_area_curve,
    sections,
    stations,
)
from vesselviewer.workspace.flotation_choice import flotation_of
from vesselviewer.workspace.measuring import buttock_offsets, waterline_heights
from vesselviewer.workspace.plots import Plot, Trace, one_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vesselviewer.workspace.flotation_choice import FlotationChoice
    from vesselviewer.workspace.prepared_hulls import FloatableHull

_DRAFTS = 40
_LINES = 10
_BUTTOCKS = 5
_FORM = (
    "displacement",
    "longitudinal_center_of_buoyancy",
    "vertical_center_of_buoyancy",
    "waterplane_area",
    "longitudinal_center_of_flotation",
    "transverse_metacenter",
    "tonnes_per_centimeter",
    "moment_to_trim_centimeter",
    "wetted_surface_area",
    "block_coefficient",
)


@dataclass(frozen=True, slots=True)
class CurveKind:
    """A kind of diagram.

    Attributes:
        title: of its tab.
        tip: what it shows, in a sentence.
        make: draws it of a hull; called off the loop's thread, may raise `VesselViewerError`.
        uses: fields of `FlotationChoice` that it depends on.
        compares: whether the same curves of the reference design are laid over it.
    """

    title: str
    tip: str
    make: Callable[[FloatableHull, FlotationChoice], Plot]
    uses: tuple[str, ...] = ()
    compares: bool = True

    def needs(self, choice: FlotationChoice) -> tuple[object, ...]:
        """Return what it depends on: equal for two choices that give the same diagram."""
        return tuple(getattr(choice, name) for name in self.uses)


def _areas(hull: FloatableHull, choice: FlotationChoice) -> Plot:
    curve = sectional_area_curve(hull.hull, flotation_of(hull.level(choice), choice, hull.lines))
    traces = [Trace("A(x)", curve.from_aft_perpendicular, curve.areas)]
    level = hull.level(choice)
    known = np.isfinite(curve.areas)
    if known.any() and np.nansum(curve.areas) > 0:
        x, areas = curve.from_aft_perpendicular[known], curve.areas[known]
        center = float(np.trapezoid(x * areas, x) / np.trapezoid(areas, x))
        height = float(np.interp(center, x, areas))
        traces.append(Trace("LCB", np.array((center, center)), np.array((0.0, height)), "marker"))
    note = f"Immersed area of each section at T = {level.draft:.4g} m; {hull.lines.basis}"
    return Plot("areas", "Sectional area curve", "x from AP", "m", "Area", "m²", tuple(traces), note=note)


def _body_plan(hull: FloatableHull, _choice: FlotationChoice) -> Plot:
    traces = []
    lines = hull.lines
    positions = stations(lines).tolist()
    for number, section in enumerate(sections(hull.hull, "station", positions)):
        forward = section.position >= lines.midship
        for piece, polyline in enumerate(section.polylines):
            y, z = one_side(polyline[:, 1], polyline[:, 2] - hull.lines.baseline)
            side = y if forward else -y
            name = f"Station {number} ({section.position - lines.aft_perpendicular:.4g} m)"
            role = "main" if number % 5 == 0 else "faint"
            traces.append(Trace(name, side, z, role, listed=piece == 0))  # type: ignore[arg-type]  # a Literal
    note = f"Aft sections to the left, forward ones to the right; station 0 at AP; {lines.basis}"
    return Plot("body", "Body plan", "Half breadth", "m", "Height", "m", tuple(traces), equal=True, note=note)


def _waterlines(hull: FloatableHull, _choice: FlotationChoice) -> Plot:
    traces = []
    for section in sections(hull.hull, "waterline", waterline_heights(hull, _LINES)):
        name = f"{section.position - hull.lines.baseline:.4g} m above the baseline"
        for piece, line in enumerate(section.polylines):
            y, x = one_side(line[:, 1], line[:, 0] - hull.lines.aft_perpendicular)
            traces.append(Trace(name, x, y, listed=piece == 0))
    note = "Half breadths at even heights"
    labels = ("x from AP", "m", "Half breadth", "m")
    return Plot("waterlines", "Waterlines", *labels, traces=tuple(traces), equal=True, note=note)


def _buttocks(hull: FloatableHull, _choice: FlotationChoice) -> Plot:
    traces = []
    for section in sections(hull.hull, "buttock", buttock_offsets(hull, _BUTTOCKS)):
        name = f"{section.position:.4g} m to port"
        for piece, line in enumerate(section.polylines):
            x, z = line[:, 0] - hull.lines.aft_perpendicular, line[:, 2] - hull.lines.baseline
            traces.append(Trace(name, x, z, listed=piece == 0))
    labels = ("x from AP", "m", "Height", "m")
    note = "Cuts along the ship at even distances from the centerplane"
    return Plot("buttocks", "Buttocks", *labels, traces=tuple(traces), equal=True, note=note)


def _form(hull: FloatableHull, choice: FlotationChoice) -> Plot:
    level = hull.level(choice)
    drafts = np.linspace(0.05, 1.0, _DRAFTS) * level.depth
    curves = curves_of_form(hull.hull, drafts.tolist(), flotation_of(hull.level(choice), choice, hull.lines))
    traces = []
    for name in _FORM:
        values = curves.curves.get(name)
        if values is None or not np.isfinite(values).any():
            continue
        quantity = QUANTITIES[name]
        shown = values * quantity.scale
        largest = float(np.nanmax(np.abs(shown))) or 1.0
        label = f"{quantity.symbol} (1 = {largest:.4g} {quantity.unit})".replace(" )", ")")
        traces.append(Trace(label, shown / largest, curves.drafts, scale=largest, unit=quantity.unit))
    at = level.draft
    traces.append(Trace("Draft now", np.array((0.0, 1.0)), np.array((at, at)), "marker"))
    note = "Each curve in shares of its largest value; point at it to read it in its own unit"
    labels = ("Share of the largest value", "", "Draft", "m")
    return Plot("form", "Curves of form", *labels, traces=tuple(traces), note=note)


def _levers(hull: FloatableHull, choice: FlotationChoice) -> Plot:
    labels = ("Heel to starboard", "°", "GZ", "m")
    if choice.kg is None:
        return Plot("gz", "Righting levers", *labels, trouble="Type KG under Particulars to see the levers")
    curve = gz_curve(hull.hull, flotation_of(hull.level(choice), choice, hull.lines), kg=choice.kg)
    heels = np.degrees(curve.heels)
    traces = [Trace("GZ", heels, curve.gz)]
    if curve.metacentric_height is not None:
        radian = math.degrees(1.0)
        tangent = np.array((0.0, curve.metacentric_height))
        traces.append(Trace("GM₀ at 57.3°", np.array((0.0, radian)), tangent, "marker"))
    said = [f"KG = {choice.kg:.4g} m, free to trim"]
    if curve.maximum is not None:
        said.append(f"largest {curve.maximum[1]:.3f} m at {math.degrees(curve.maximum[0]):.1f}°")
    if curve.range is not None:
        said.append(f"range {math.degrees(curve.range):.1f}°")
    if curve.reason:
        said.append(curve.reason)
    return Plot("gz", "Righting levers", *labels, tuple(traces), note="; ".join(said), checks=curve.criteria)


def with_reference(plot: Plot, reference: Plot) -> tuple[Trace, ...]:
    """Return the lines of a plot with those of the reference design behind them."""
    behind = [
        Trace("Reference", trace.x, trace.y, "reference", listed=index == 0)
        for index, trace in enumerate(each for each in reference.traces if each.role != "marker")
    ]
    return (*behind, *plot.traces)


_ALL = ("draft", "trim", "heel", "density", "kg")

CURVES: Mapping[str, CurveKind] = MappingProxyType(
    {
        "areas": CurveKind("Sectional areas", "Immersed area along the ship", _areas, _ALL[:3]),
        "body": CurveKind("Body plan", "Sections across the ship", _body_plan),
        "waterlines": CurveKind("Waterlines", "Half breadths at even heights", _waterlines),
        "buttocks": CurveKind("Buttocks", "Cuts along the ship", _buttocks),
        "form": CurveKind("Curves of form", "Hydrostatic values over the draft", _form, _ALL, compares=False),
        "gz": CurveKind("GZ", "Righting levers over the heel, against the IS Code 2008", _levers, _ALL),
    }
)
"""The diagrams by their name, in the order of their tabs."""
