"""What the inspector says of a hull: rows of facts, each a label, a value and an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.designs.verdict import loop_words, loops_below_waterline

if TYPE_CHECKING:
    from vesselviewer.workspace import Inspection

_LOOPS_TOLD = 4

Fact = tuple[str, str, str]
"""Label, value, and what it means."""


def tone(inspection: Inspection) -> str:
    """Return "success", "warning" or "danger": how far the numbers of a hull can be trusted."""
    report = inspection.report
    if report.sound:
        return "success"
    if report.volume_state in {"mixed winding", "empty", "not manifold"}:
        return "danger"
    return "warning"


def facts(inspection: Inspection) -> list[Fact]:
    """Return the rows under the verdict."""
    report, frame = inspection.report, inspection.frame
    parts = f"{report.mixed_components} of {report.components}" if report.mixed_components else ""
    rows: list[Fact] = [
        ("Triangles", f"{report.triangles:,}", "Faces after the corrections"),
        ("Vertices", f"{report.vertices:,}", "Different points, after welding"),
        ("Parts", f"{report.components:,}", "Pieces that share no vertex"),
        ("Winding", f"{report.winding} in {parts}" if parts else report.winding,
         "Whether neighboring faces agree on which side is outside"),
        ("Open edges", f"{report.open_edges:,} in {report.loop_count:,} loops" if report.open_edges else "0",
         "Edges with one face only"),
        ("Non-manifold edges", f"{report.non_manifold_edges:,}", "Edges with three faces or more"),
        ("Degenerate · duplicate", f"{report.degenerate_faces:,} · {report.duplicate_faces:,}",
         "Faces without area, and faces that lie on another"),
    ]  # fmt: skip
    if report.asymmetry is not None and report.asymmetry_rms is not None:
        largest, rms = report.asymmetry * frame.scale, report.asymmetry_rms * frame.scale
        words = "Distance between the hull and its mirror image about the middle of its breadth"
        rows.append(("Asymmetry", f"{largest:.2g} m, RMS {rms:.2g} m", words))
    rows.append(volume_fact(inspection))
    return rows


def volume_fact(inspection: Inspection) -> Fact:
    """Return the enclosed volume with its validity, or why there is none."""
    report, scale = inspection.report, inspection.frame.scale
    if report.volume is None:
        return ("Volume", f"not computable: {report.volume_state}", "A volume is given only where it is sure")
    error = "" if report.resolution_error is None else f" ({report.resolution_error:+.2%} by resolution)"
    state = "" if report.volume_state == "ok" else f", {report.volume_state}"
    words = "To the deck. In brackets the share that flat triangles are estimated to leave out"
    return ("Volume", f"{report.volume * scale**3:.6g} m³{error}{state}", words)


def opening_lines(inspection: Inspection) -> list[str]:
    """Return a line for each of the longest openings, and how many more there are."""
    report, frame = inspection.report, inspection.frame
    lines = [loop_words(loop, frame) for loop in report.loops[:_LOOPS_TOLD]]
    more = report.loop_count - len(lines)
    if more > 0:
        below = len(loops_below_waterline(report, frame))
        lines.append(f"and {more:,} more; {below:,} of all reach below the waterline")
    return lines
