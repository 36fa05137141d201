"""Draws the marks of a ship: perpendiculars, midship, baseline and waterline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from vtkmodules.vtkRenderingCore import vtkBillboardTextActor3D

from vesselviewer.rendering.actors import make_actor, paint_lines, replace_data, rgb
from vesselviewer.rendering.polydata import line_data
from vesselviewer.scene import union_of_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from vtkmodules.vtkRenderingCore import vtkRenderer

    from vesselviewer.scene import Bounds, FrameMarks, Mark, Palette

_MOST = 5
_DASHES = 60


class Marking:
    """Lines in the centerplane with a word at the end of each, in front of everything else."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._lines = make_actor()
        self._texts = [_text() for _ in range(_MOST)]
        self._marks: FrameMarks | None = None
        for prop in (self._lines, *self._texts):
            renderer.AddViewProp(prop)

    @property
    def bounds(self) -> Bounds | None:
        """Extent of what is drawn; None for nothing."""
        if self._marks is None:
            return None
        ends = np.array([point for mark in self._marks.marks for point in (mark.start, mark.end)])
        low, high = ends.min(axis=0), ends.max(axis=0)
        box = [float(value) for pair in zip(low, high, strict=True) for value in pair]
        return union_of_bounds([(box[0], box[1], box[2], box[3], box[4], box[5])])

    def paint(self, palette: Palette) -> None:
        """Take the colors of a theme."""
        paint_lines(self._lines, palette.text, width=1.4, opacity=0.75)
        for text in self._texts:
            text.GetTextProperty().SetColor(*rgb(palette.text))

    def lay(self, marks: FrameMarks | None) -> None:
        """Draw these marks instead of the last ones."""
        self._marks = marks
        drawn = () if marks is None else marks.marks[:_MOST]
        replace_data(self._lines, line_data(_segments(drawn)) if drawn else None)
        for text, mark in zip(self._texts, (*drawn, *[None] * _MOST), strict=False):
            text.SetVisibility(mark is not None)
            if mark is not None:
                text.SetInput(mark.text if mark.sure else f"{mark.text} ?")
                text.SetPosition(*mark.end)
                look = text.GetTextProperty()
                look.SetJustificationToRight() if mark.level else look.SetJustificationToCentered()

    def show(self, visible: bool) -> None:  # noqa: FBT001 - a switch
        """Show the marks, or hide them for a picture of the hull alone."""
        self._lines.SetVisibility(visible and self._marks is not None)
        count = 0 if self._marks is None else len(self._marks.marks)
        for index, text in enumerate(self._texts):
            text.SetVisibility(visible and index < count)

    def close(self) -> None:
        """Leave the renderer."""
        for prop in (self._lines, *self._texts):
            self._renderer.RemoveViewProp(prop)


def _segments(marks: Sequence[Mark]) -> NDArray[np.float64]:
    """Return the (n, 2, 3) strokes of the marks, broken into dashes where they are only assumed."""
    strokes = []
    for mark in marks:
        start, end = np.array(mark.start), np.array(mark.end)
        if mark.sure:
            strokes.append(np.stack((start, end))[None])
            continue
        at = np.linspace(0, 1, 2 * _DASHES)[:, None]
        strokes.append((start + at * (end - start)).reshape(-1, 2, 3))
    return np.concatenate(strokes)


def _text() -> vtkBillboardTextActor3D:
    text = vtkBillboardTextActor3D()
    look = text.GetTextProperty()
    look.SetFontSize(12)
    look.SetBold(True)
    look.SetJustificationToCentered()
    look.SetVerticalJustificationToBottom()
    text.SetDisplayOffset(0, 3)
    text.PickableOff()
    text.VisibilityOff()
    return text
