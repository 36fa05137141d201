"""One hull on the water: its numbers, and what is drawn of them; called off the loop's thread."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics import (
    check_claims,
    compute_hydrostatics,
    sections,
    stations,
)
from vesselviewer.hydrostatics.slicing import slice_hull
from vesselviewer.scene import Center, Segments, Tilt
from vesselviewer.workspace.flotation_choice import WaterLevel, flotation_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vesselviewer.hydrostatics import ClaimCheck, Hydrostatics, ReferenceLines, WaterPlane
    from vesselviewer.workspace.flotation_choice import FlotationChoice
    from vesselviewer.workspace.prepared_hulls import FloatableHull

_WATERLINES = 8
_BUTTOCKS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Floated:
    """A hull as it floats.

    Attributes:
        key: `Shown.display_key` of it.
        choice: how it was asked to float.
        level: what that means for it.
        result: its numbers; None if it cannot be computed at all.
        trouble: why not, in words; empty otherwise.
        claims: what its maker claims, beside what was measured.
        tilt: how the water leans; None where it is level.
        water_lines: where the water meets the hull; None if nothing was computed.
        centers: centers that could be computed.
    """

    key: str
    choice: FlotationChoice
    level: WaterLevel
    result: Hydrostatics | None
    trouble: str = ""
    claims: tuple[ClaimCheck, ...] = ()
    tilt: Tilt | None = None
    water_lines: Segments | None = None
    centers: tuple[Center, ...] = ()


def measure(hull: FloatableHull, choice: FlotationChoice) -> Floated:
    """Compute every number of a hull; what cannot be solved is told in words, not raised."""
    level = hull.level(choice)
    bare = Floated(hull.key, choice, level, None)
    try:
        result = compute_hydrostatics(hull.hull, flotation_of(level, choice, hull.lines))
    except VesselViewerError as error:
        return replace(bare, trouble=in_words(error))
    plane = result.plane
    return replace(
        bare,
        result=result,
        claims=check_claims(result, hull.claims) if hull.claims else (),
        tilt=_tilt(plane, hull.lines),
        water_lines=None if plane is None else Segments(slice_hull(hull.hull.tree, plane.up, plane.offset)),
        centers=() if plane is None else tuple(_centers(result, plane)),
    )


def in_words(error: VesselViewerError) -> str:
    """Return what went wrong and what to do, in one line."""
    what = error.what[:1].upper() + error.what[1:]
    return f"{what}. {error.hint}" if error.hint else what


def hull_sections(hull: FloatableHull) -> Segments:
    """Return stations, waterlines and buttocks of a hull, to be drawn on it."""
    found = [
        *sections(hull.hull, "station", stations(hull.lines).tolist()),
        *sections(hull.hull, "waterline", waterline_heights(hull, _WATERLINES)),
        *sections(hull.hull, "buttock", buttock_offsets(hull, _BUTTOCKS, both=True)),
    ]
    return joined(line for section in found for line in section.polylines)


def waterline_heights(hull: FloatableHull, intervals: int) -> list[float]:
    """Return even heights between the lowest and the highest point, without these, in z of the mesh."""
    heights: list[float] = np.linspace(hull.bounds[4], hull.bounds[5], intervals + 1)[1:-1].tolist()
    return heights


def buttock_offsets(hull: FloatableHull, count: int, *, both: bool = False) -> list[float]:
    """Return even distances from the centerplane to port within the half breadth, y of the mesh."""
    half = max(abs(hull.bounds[2]), abs(hull.bounds[3]))
    port: list[float] = np.linspace(0.0, half, count + 2)[1:-1].tolist()
    return [*(-offset for offset in reversed(port)), *port] if both else port


def joined(polylines: Iterable[NDArray[np.float64]]) -> Segments:
    """Return all pieces of polylines as separate straight lines."""
    pieces = [np.stack((line[:-1], line[1:]), axis=1) for line in polylines if len(line) > 1]
    return Segments(np.concatenate(pieces) if pieces else np.empty((0, 2, 3)))


def _tilt(plane: WaterPlane | None, lines: ReferenceLines) -> Tilt | None:
    if plane is None or (plane.trim_angle == 0 and plane.heel == 0):
        return None
    up = plane.up
    if abs(up[2]) < math.cos(math.radians(89)):
        return None
    return Tilt(lines.midship, float(-up[0] / up[2]), float(-up[1] / up[2]))


def _centers(result: Hydrostatics, plane: WaterPlane) -> Iterable[Center]:
    """Name the centers that could be computed, in the frame of the mesh."""
    lines = result.reference
    lcb, kb = result.longitudinal_center_of_buoyancy, result.vertical_center_of_buoyancy
    if lcb is not None and kb is not None:
        buoyancy = np.array(
            (lines.aft_perpendicular + lcb, result.transverse_center_of_buoyancy or 0.0, lines.baseline + kb)
        )
        yield Center("buoyancy", "B", _place(buoyancy))
        if result.transverse_metacentric_radius is not None:
            yield Center(
                "metacenter", "M", _place(buoyancy + result.transverse_metacentric_radius * plane.up)
            )
        if result.vertical_center_of_gravity is not None:
            height = lines.baseline + result.vertical_center_of_gravity
            yield Center("gravity", "G", (float(buoyancy[0]), 0.0, height))
    if result.longitudinal_center_of_flotation is not None:
        x = lines.aft_perpendicular + result.longitudinal_center_of_flotation
        y = result.transverse_center_of_flotation or 0.0
        height_there = plane.height_at(x, y)
        if height_there is not None:
            yield Center("flotation", "F", (x, y, height_there))


def _place(point: NDArray[np.float64]) -> tuple[float, float, float]:
    return (float(point[0]), float(point[1]), float(point[2]))
