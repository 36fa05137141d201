"""The values that say what every viewport draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vesselviewer.designs import Waterline
    from vesselviewer.scene.floating import Center, Segments, Tilt
    from vesselviewer.scene.marks import FrameMarks

Bounds = tuple[float, float, float, float, float, float]
"""(x_min, x_max, y_min, y_max, z_min, z_max) in the frame and unit of the mesh."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colors of a viewport, each ``#rrggbb``.

    Attributes:
        background_top: upper end of the background gradient.
        background_bottom: lower end of the background gradient.
        hull: the outer shell.
        edge: feature edges and knuckles.
        grid: lines of the baseline grid.
        waterplane: the water surface and its outline.
        text: labels; readable on both ends of the background.
        selection: frame of the active viewport.
    """

    background_top: str
    background_bottom: str
    hull: str
    edge: str
    grid: str
    waterplane: str
    text: str
    selection: str


LIGHT_PALETTE = Palette(
    background_top="#fbfcfd",
    background_bottom="#d3dce5",
    hull="#b3c5d6",
    edge="#1e2c3a",
    grid="#8796a6",
    waterplane="#2f86c9",
    text="#2a3644",
    selection="#0a5ca8",
)

DARK_PALETTE = Palette(
    background_top="#2c343e",
    background_bottom="#12161b",
    hull="#b2c2d0",
    edge="#0b1016",
    grid="#5d6b7a",
    waterplane="#3f9be0",
    text="#d3dbe4",
    selection="#6cb4fa",
)


@dataclass(frozen=True, slots=True)
class HullLayer:
    """The hull that stands in a viewport.

    Attributes:
        sha256: hex digest of the file's bytes, under which the prepared hull is kept.
        name: what the caption says; plain text.
    """

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class ViewportScene:
    """Everything that one viewport draws.

    Attributes:
        id: the viewport.
        hull: None for an empty viewport.
        bounds: extent of the hull; None without one.
        waterline: where the water stands; None without a hull.
        edges: feature edges drawn.
        grid: baseline grid drawn.
        axes: orientation axes drawn.
        waterplane: waterplane drawn.
        parallel: parallel projection instead of perspective.
        palette: the colors of the theme.
        marks: perpendiculars, midship, baseline and waterline; None for none.
        tilt: how the water leans; None for level water.
        water_lines: where the water meets the hull; None to cut it where the scene is drawn.
        sections: section curves drawn on the hull; None for none.
        centers: centers drawn as their standard marks.
    """

    id: int
    hull: HullLayer | None
    bounds: Bounds | None
    waterline: Waterline | None
    edges: bool
    grid: bool
    axes: bool
    waterplane: bool
    parallel: bool
    palette: Palette
    marks: FrameMarks | None = None
    tilt: Tilt | None = None
    water_lines: Segments | None = None
    sections: Segments | None = None
    centers: tuple[Center, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What all viewports draw, in reading order."""

    viewports: tuple[ViewportScene, ...]


def union_of_bounds(boxes: Iterable[Bounds]) -> Bounds | None:
    """Return the smallest box around all boxes; None if there are none."""
    every = list(boxes)
    if not every:
        return None
    low = [min(box[axis] for box in every) for axis in (0, 2, 4)]
    high = [max(box[axis] for box in every) for axis in (1, 3, 5)]
    return (low[0], high[0], low[1], high[1], low[2], high[2])
