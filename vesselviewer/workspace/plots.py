"""Curves as plain values: what a plot shows, what is read out of it, and what is exported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics import Criterion

Role = Literal["main", "faint", "marker", "reference"]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One line of a plot.

    Attributes:
        name: what the legend says; traces of one name belong together.
        x, y: (n,) in the units of the axes; NaN breaks the line.
        role: how it is drawn: strong, thin, dashed as a mark, or as the reference design.
        scale: what x is multiplied by for the read-out, where the axis shows shares.
        unit: of that read-out.
        listed: whether the legend names it.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    role: Role = "main"
    scale: float = 1.0
    unit: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A diagram.

    Attributes:
        kind: a key of `CURVES`.
        title: what it shows, with the name of the design.
        x_label, x_unit, y_label, y_unit: of the axes.
        traces: its lines.
        equal: whether both axes have one scale, as a drawing of a hull must.
        note: how it was made, in words.
        checks: criteria that it was held against.
        trouble: why there is nothing to see, in words; empty otherwise.
    """

    kind: str
    title: str
    x_label: str
    x_unit: str
    y_label: str
    y_unit: str
    traces: tuple[Trace, ...] = field(default=())
    equal: bool = False
    note: str = ""
    checks: tuple[Criterion, ...] = ()
    trouble: str = ""

    def columns(self) -> tuple[tuple[str, ...], list[tuple[float | str | None, ...]]]:
        """Return a header and one row a point: curve, x, y; in the units of the axes, or as read out."""
        header = ("Curve", f"{self.x_label} [{self.x_unit or '–'}]", f"{self.y_label} [{self.y_unit or '–'}]")
        rows: list[tuple[float | str | None, ...]] = []
        for trace in self.traces:
            name = f"{trace.name} [{trace.unit}]" if trace.unit else trace.name
            for x, y in zip((trace.x * trace.scale).tolist(), trace.y.tolist(), strict=True):
                rows.append((name, None if np.isnan(x) else x, None if np.isnan(y) else y))
        return header, rows


def one_side(
    across: NDArray[np.float64], along: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the part of a polyline where ``across`` is not negative, NaN between its pieces.

    Args:
        across: (n,) distance to one side of the centerplane.
        along: (n,) the other coordinate.
    """
    points = np.column_stack((across, along))
    first, last = points[:-1].copy(), points[1:].copy()
    kept = (first[:, 0] >= 0) | (last[:, 0] >= 0)
    first, last = first[kept], last[kept]
    for near, far in ((first, last), (last, first)):
        cut = near[:, 0] < 0
        share = near[cut, 0] / (near[cut, 0] - far[cut, 0])
        near[cut] += share[:, None] * (far[cut] - near[cut])
    if not len(first):
        return np.empty(0), np.empty(0)
    gap = np.full_like(first, np.nan)
    rows = np.stack((first, last, gap), axis=1)
    needed = np.ones(rows.shape[:2], dtype=bool)
    runs_on = (last[:-1] == first[1:]).all(axis=1)
    needed[1:, 0] = ~runs_on
    needed[:-1, 2] = ~runs_on
    needed[-1, 2] = False
    line = rows[needed]
    return line[:, 0], line[:, 1]
