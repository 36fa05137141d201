"""What to draw, as frozen values: no VTK, no Qt, no files."""

from vesselviewer.scene.cameras import (
    VIEW_ANGLE_DEG,
    CameraPose,
    StandardView,
    clipping_range,
    look_at,
    needs_recentering,
    opposite,
    rotated,
    stepped_back,
    view_label,
)
from vesselviewer.scene.description import describe
from vesselviewer.scene.diff import Layer, diff
from vesselviewer.scene.floating import Center, CenterKind, Segments, Tilt
from vesselviewer.scene.marks import FrameMarks, Mark, mark_frame
from vesselviewer.scene.reference_grid import ReferenceGrid, lay_grid, round_spacing
from vesselviewer.scene.thumbnails import render_thumbnail
from vesselviewer.scene.values import (
    DARK_PALETTE,
    LIGHT_PALETTE,
    Bounds,
    HullLayer,
    Palette,
    Scene,
    ViewportScene,
    union_of_bounds,
)

__all__ = [
    "DARK_PALETTE",
    "LIGHT_PALETTE",
    "VIEW_ANGLE_DEG",
    "Bounds",
    "CameraPose",
    "Center",
    "CenterKind",
    "FrameMarks",
    "HullLayer",
    "Layer",
    "Mark",
    "Palette",
    "ReferenceGrid",
    "Scene",
    "Segments",
    "StandardView",
    "Tilt",
    "ViewportScene",
    "clipping_range",
    "describe",
    "diff",
    "lay_grid",
    "look_at",
    "mark_frame",
    "needs_recentering",
    "opposite",
    "render_thumbnail",
    "rotated",
    "round_spacing",
    "stepped_back",
    "union_of_bounds",
    "view_label",
]
