"""Which layers of a viewport must be drawn anew."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.scene.values import ViewportScene


class Layer(StrEnum):
    """One part of what a viewport draws."""

    HULL = "hull"
    EDGES = "edges"
    WATERPLANE = "waterplane"
    GRID = "grid"
    MARKS = "marks"
    AXES = "axes"
    PROJECTION = "projection"
    PALETTE = "palette"
    SECTIONS = "sections"
    CENTERS = "centers"


# What each layer is made of: a change of any of these attributes draws it anew.
_MADE_OF = {
    Layer.HULL: ("hull", "bounds"),
    Layer.EDGES: ("hull", "edges"),
    Layer.WATERPLANE: ("hull", "bounds", "waterline", "waterplane", "tilt", "water_lines"),
    Layer.GRID: ("hull", "bounds", "grid"),
    Layer.MARKS: ("marks",),
    Layer.AXES: ("axes",),
    Layer.PROJECTION: ("parallel",),
    Layer.PALETTE: ("palette",),
    Layer.SECTIONS: ("sections",),
    Layer.CENTERS: ("centers",),
}


def diff(old: ViewportScene | None, new: ViewportScene) -> frozenset[Layer]:
    """Return the layers that differ.

    Args:
        old: what is drawn now; None if nothing has been drawn yet, which makes every layer new.
        new: what shall be drawn.
    """
    if old is None:
        return frozenset(Layer)
    return frozenset(
        layer
        for layer, parts in _MADE_OF.items()
        if any(getattr(old, part) != getattr(new, part) for part in parts)
    )
