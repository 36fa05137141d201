"""The standard marks of centers, of one size on screen and never hidden by the hull."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from vtkmodules.vtkCommonCore import vtkPoints, vtkUnsignedCharArray
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor2D, vtkPolyDataMapper2D, vtkTextActor

from vesselviewer.rendering.actors import rgb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vtkmodules.vtkRenderingCore import vtkRenderer

    from vesselviewer.scene import Center, CenterKind, Palette

_RADIUS = 8.0
_STEPS = 32
_LETTER_PX = 14
_LETTER_LEFT = ("buoyancy", "gravity")  # centers lie above each other: letters to both sides
_Shape = tuple[tuple[tuple[float, float], ...], bool]
"""Corners in pixels from the center, and whether in ink; otherwise in paper."""


def _arc(start_deg: float, end_deg: float, radius: float = _RADIUS) -> tuple[tuple[float, float], ...]:
    steps = max(2, round(_STEPS * (end_deg - start_deg) / 360))
    angles = (math.radians(start_deg + (end_deg - start_deg) * step / steps) for step in range(steps + 1))
    return tuple((radius * math.cos(angle), radius * math.sin(angle)) for angle in angles)


def _quarter(start_deg: float) -> tuple[tuple[float, float], ...]:
    return ((0.0, 0.0), *_arc(start_deg, start_deg + 90, _RADIUS - 1.5))


def _bar(angle_deg: float, half: float = _RADIUS, thick: float = 1.3) -> tuple[tuple[float, float], ...]:
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    corners = ((-half, -thick), (half, -thick), (half, thick), (-half, thick))
    return tuple((cosine * x - sine * y, sine * x + cosine * y) for x, y in corners)


_DISK: _Shape = (_arc(0, 360), True)
_INSIDE: _Shape = (_arc(0, 360, _RADIUS - 1.5), False)

# Gravity: the quartered circle. Buoyancy: a circle with a cross. Flotation: the triangle that marks a
# level of water. Metacenter: a cross lying down.
_SHAPES: dict[CenterKind, tuple[_Shape, ...]] = {
    "gravity": (_DISK, _INSIDE, (_quarter(0), True), (_quarter(180), True)),
    "buoyancy": (_DISK, _INSIDE, (_bar(0), True), (_bar(90), True)),
    "flotation": (
        (((0.0, -1.0), (_RADIUS + 2, _RADIUS + 4), (-_RADIUS - 2, _RADIUS + 4)), True),
        (((0.0, 2.2), (_RADIUS - 1.2, _RADIUS + 2.3), (-_RADIUS + 1.2, _RADIUS + 2.3)), False),
    ),
    "metacenter": (
        (_bar(45, _RADIUS + 1, 2.8), False),
        (_bar(-45, _RADIUS + 1, 2.8), False),
        (_bar(45), True),
        (_bar(-45), True),
    ),
}


class Centers:
    """The marks of one viewport."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._ink, self._paper = "#000000", "#ffffff"
        self._centers: tuple[Center, ...] = ()
        self._props: list[vtkActor2D] = []

    def paint(self, palette: Palette) -> None:
        """Take the colors of a theme."""
        self._ink, self._paper = palette.text, palette.background_top
        self.lay(self._centers)

    def lay(self, centers: Iterable[Center]) -> None:
        """Draw these and no others."""
        self._clear()
        self._centers = tuple(centers)
        for mark in self._centers:
            self._props += [self._shape(mark), self._letter(mark)]
        for prop in self._props:
            self._renderer.AddViewProp(prop)

    def show(self, visible: bool) -> None:  # noqa: FBT001 - a switch
        """Show them, or hide them for a picture of the hull alone."""
        for prop in self._props:
            prop.SetVisibility(visible)

    def close(self) -> None:
        """Leave the renderer."""
        self._clear()

    def _clear(self) -> None:
        for prop in self._props:
            self._renderer.RemoveViewProp(prop)
        self._props = []

    def _shape(self, mark: Center) -> vtkActor2D:
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(_drawn(_SHAPES[mark.kind], self._ink, self._paper))
        actor = vtkActor2D()
        actor.SetMapper(mapper)
        _pin(actor, mark)
        actor.GetProperty().SetDisplayLocationToForeground()
        return actor

    def _letter(self, mark: Center) -> vtkActor2D:
        letter = vtkTextActor()
        text = letter.GetTextProperty()
        # Spaces stand for the distance to the mark: a text is pinned by its own corner.
        if mark.kind in _LETTER_LEFT:
            letter.SetInput(f"{mark.letter}   ")
            text.SetJustificationToRight()
        else:
            letter.SetInput(f"   {mark.letter}")
        text.SetFontSize(_LETTER_PX)
        text.BoldOn()
        text.SetVerticalJustificationToCentered()
        text.SetColor(*rgb(self._ink))
        text.SetShadow(0)
        _pin(letter, mark)
        return letter


def _pin(actor: vtkActor2D, mark: Center) -> None:
    place = actor.GetPositionCoordinate()
    place.SetCoordinateSystemToWorld()
    place.SetValue(*mark.position)


def _drawn(shapes: tuple[_Shape, ...], ink: str, paper: str) -> vtkPolyData:
    points, cells, colors = vtkPoints(), vtkCellArray(), vtkUnsignedCharArray()
    colors.SetNumberOfComponents(3)
    for corners, inked in shapes:
        cells.InsertNextCell(len(corners))
        for x, y in corners:
            cells.InsertCellPoint(points.InsertNextPoint(x, y, 0.0))
        colors.InsertNextTuple3(*(255 * part for part in rgb(ink if inked else paper)))
    data = vtkPolyData()
    data.SetPoints(points)
    data.SetPolys(cells)
    data.GetCellData().SetScalars(colors)
    return data
