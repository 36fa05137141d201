"""The marks of a ship: perpendiculars, midship, baseline and waterline, as lines with a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.designs import Frame
    from vesselviewer.scene.values import Bounds

Point = tuple[float, float, float]

_ABOVE = 0.12  # of the depth: how far perpendiculars reach beyond the hull
_AHEAD = 0.05  # of the length: how far baseline and waterline do


@dataclass(frozen=True, slots=True)
class Mark:
    """A line in the centerplane.

    Attributes:
        text: what stands at its end.
        start: where the line begins.
        end: where it ends, and the word stands.
        sure: it is drawn solid; dashed where its place is only assumed.
        level: it lies level, and its word before its end.
    """

    text: str
    start: Point
    end: Point
    sure: bool
    level: bool = False


@dataclass(frozen=True, slots=True)
class FrameMarks:
    """All marks of a hull."""

    marks: tuple[Mark, ...]


def mark_frame(frame: Frame, bounds: Bounds) -> FrameMarks:
    """Return the marks of a frame, placed around a hull in meters in the internal frame."""
    x_min, x_max, _, _, z_min, z_max = bounds
    lpp, draft = frame.length_between_perpendiculars, frame.design_draft
    above = _ABOVE * max(z_max - z_min, 1e-9)
    ahead = _AHEAD * max(x_max - x_min, 1e-9)
    low, high = min(0.0, z_min) - above / 2, z_max + above
    left, right = min(0.0, x_min) - ahead, max(lpp.value, x_max) + ahead
    ap_sure = frame.aft_perpendicular.basis != "assumed"
    fp_sure = ap_sure and lpp.basis != "assumed"
    uprights = ((0.0, "AP", ap_sure), (lpp.value / 2, "midship", fp_sure), (lpp.value, "FP", fp_sure))
    levels = (
        (0.0, "baseline", frame.baseline.basis != "assumed"),
        (draft.value, f"T = {draft.value:.4g} m", draft.basis != "assumed"),
    )
    return FrameMarks(
        (
            *(Mark(text, (x, 0.0, low), (x, 0.0, high), sure) for x, text, sure in uprights),
            *(Mark(text, (left, 0.0, z), (right, 0.0, z), sure, level=True) for z, text, sure in levels),
        )
    )
