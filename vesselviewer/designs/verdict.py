"""The verdict on a design in its frame: what has been corrected, and where it is open, in meters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.mesh import correction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vesselviewer.designs.frame import Frame
    from vesselviewer.mesh import MeshReport, OpenLoop

_ROUNDING = 1e-6
_NEAR = 0.01  # of the breadth: an opening this near to the centerplane is the cut of a half hull


def verdict_in_frame(report: MeshReport, frame: Frame, corrections: Iterable[str] = ()) -> str:
    """Return one line for a naval architect.

    Args:
        report: the verdict on the mesh as corrected, in the numbers of the file.
        frame: of the file.
        corrections: ids of those that have been applied.
    """
    rows = (correction(each) for each in corrections)
    parts = [row.done for row in rows if row is not None]
    if report.open_edges and report.volume_state == "open":
        parts += [f"half hull ({report.half} only)"] if report.half else []
        parts += ["inside out"] if report.winding == "inside out" else []
        if not report.half or loops_below_waterline(report, frame):
            parts.append(_open(report, frame))
    else:
        found = report.verdict
        parts.append(found[:1].lower() + found[1:])
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def loop_heights(loop: OpenLoop, frame: Frame) -> tuple[float, float]:
    """Return the lowest and the highest point of an opening, in meters above the baseline."""
    axis = "xyz".index(frame.up.value[1])
    low, high = loop.bounds[2 * axis], loop.bounds[2 * axis + 1]
    if frame.up.value[0] == "-":
        low, high = -high, -low
    return (low - frame.baseline.value) * frame.scale, (high - frame.baseline.value) * frame.scale


def loops_below_waterline(report: MeshReport, frame: Frame) -> tuple[OpenLoop, ...]:
    """Return those of the kept openings that reach below the design waterline.

    The cut of a half hull along its centerplane is not one of them.
    """
    level = frame.design_draft.value * (1 - _ROUNDING)
    low = (loop for loop in report.loops if loop_heights(loop, frame)[0] < level)
    return tuple(loop for loop in low if report.half is None or not _touches_centerplane(loop, report))


def loop_words(loop: OpenLoop, frame: Frame) -> str:
    """Return what kind of opening it is, and where it lies relative to the waterline."""
    low, high = loop_heights(loop, frame)
    draft = frame.design_draft.value
    if loop.crack:
        kind = "Seam that is not closed"
    elif loop.flat and loop.closed:
        kind = "Flat opening"
    else:
        kind = "Opening"
    where = (
        "above the waterline" if low >= draft * (1 - _ROUNDING)
        else "below the waterline" if high <= draft
        else "across the waterline"
    )  # fmt: skip
    span = f"z = {low:.4g} m" if high - low < 1e-6 * max(abs(high), 1.0) else f"z = {low:.4g} to {high:.4g} m"
    return f"{kind}, {loop.edges:,} edges, {span}: {where}"


def _touches_centerplane(loop: OpenLoop, report: MeshReport) -> bool:
    axis = 0 if (report.half or "").startswith("x") else 1
    low, high = loop.bounds[2 * axis], loop.bounds[2 * axis + 1]
    breadth = report.bounds[2 * axis + 1] - report.bounds[2 * axis]
    return low - _NEAR * breadth <= 0 <= high + _NEAR * breadth


def _open(report: MeshReport, frame: Frame) -> str:
    count = max(report.loop_count, 1)
    below = loops_below_waterline(report, frame)
    heights = [loop_heights(loop, frame)[0] for loop in below or report.loops]
    lowest = f"z = {min(heights):.4g} m" if heights else "an unknown height"
    if not below:
        several = f" ({count} openings)" if count > 1 else ""
        return f"open deck: sound below {lowest}{several}"
    seams = sum(loop.crack for loop in below)
    kinds = "" if not seams else ", a seam" if seams == len(below) == 1 else f", {seams} of them seams"
    return f"open below the waterline: {len(below)} of {count} openings{kinds}, lowest at {lowest}"
