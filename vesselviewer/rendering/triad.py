"""The small axes in the corner, named as on a ship, that turn with the camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from vtkmodules.vtkFiltersSources import vtkArrowSource
from vtkmodules.vtkRenderingCore import vtkBillboardTextActor3D, vtkCamera, vtkRenderer

from vesselviewer.rendering.actors import make_actor, rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderWindow

    from vesselviewer.scene import Palette

SIDE_PX = 124
_WIDE = 1.35  # width over height: words stand beside the arrows
_LARGEST_SHARE = 0.3  # of the height of the viewport
_END_ON = 0.25  # length on screen below which an arrow points at the eye or away from it
_BEYOND_TIP = 0.36
_ASIDE = 0.38

_LABELS = ("X fwd", "Y port", "Z up")
_COLORS_ON_LIGHT = ("#c0392b", "#2e8b45", "#2563b8")
_COLORS_ON_DARK = ("#f08a80", "#7fd093", "#7fb2f5")
_REACH = 2.0  # half the height of the little view, with arrows of length 1


class Triad:
    """Three arrows in a view of their own, over the lower left corner."""

    def __init__(self, window: vtkRenderWindow) -> None:
        self._window = window
        self._renderer = vtkRenderer()
        self._renderer.SetLayer(1)
        self._renderer.InteractiveOff()
        self._camera = vtkCamera()
        self._camera.ParallelProjectionOn()
        self._camera.SetParallelScale(_REACH)
        self._renderer.SetActiveCamera(self._camera)
        self._arrows = [_arrow(axis) for axis in range(3)]
        self._texts = [_text(label) for label in _LABELS]
        for prop in (*self._arrows, *self._texts):
            self._renderer.AddViewProp(prop)
        window.SetNumberOfLayers(2)
        window.AddRenderer(self._renderer)

    def paint(self, palette: Palette) -> None:
        """Take the colors that suit a light or a dark background."""
        dark = sum(rgb(palette.background_bottom)) < 1.5
        for actor, text, color in zip(
            self._arrows, self._texts, _COLORS_ON_DARK if dark else _COLORS_ON_LIGHT, strict=True
        ):
            actor.GetProperty().SetColor(*rgb(color))
            actor.GetProperty().SetAmbient(0.55)
            actor.GetProperty().SetDiffuse(0.6)
            text.GetTextProperty().SetColor(*rgb(color))

    def show(self, visible: bool) -> None:  # noqa: FBT001 - it is what the switch says
        """Show or hide it."""
        self._renderer.SetDraw(visible)

    def follow(self, camera: vtkCamera, size: tuple[int, int]) -> None:
        """Turn as the camera does, and keep the size in pixels.

        Args:
            camera: that of the scene.
            size: width and height of the viewport in pixels.
        """
        toward = np.subtract(camera.GetPosition(), camera.GetFocalPoint())
        length = float(np.linalg.norm(toward))
        if length > 0:
            self._camera.SetFocalPoint(0, 0, 0)
            self._camera.SetPosition(*(5 * toward / length))
            self._camera.SetViewUp(*camera.GetViewUp())
            self._camera.SetClippingRange(1, 10)
            self._place_labels(toward / length)
        side = min(SIDE_PX * self._window.GetDPI() / 72, _LARGEST_SHARE * size[1])
        if min(size) > 0:
            self._renderer.SetViewport(0, 0, min(_WIDE * side / size[0], 1), min(side / size[1], 1))

    def _place_labels(self, toward: NDArray[np.float64]) -> None:
        """Put each label a fixed distance beyond the tip on screen; none where the arrow is end on."""
        right = np.cross(self._camera.GetViewUp(), toward)
        right /= max(float(np.linalg.norm(right)), 1e-9)
        for axis, text in enumerate(self._texts):
            tip = np.eye(3)[axis]
            on_screen = tip - toward * toward[axis]
            seen = float(np.linalg.norm(on_screen))
            text.SetVisibility(seen > _END_ON)
            if seen > _END_ON:
                aside = abs(float(on_screen @ right)) / seen  # words are wider than high
                text.SetPosition(*(tip + on_screen / seen * (_BEYOND_TIP + _ASIDE * aside)))

    def close(self) -> None:
        """Leave the window."""
        self._window.RemoveRenderer(self._renderer)


def _arrow(axis: int) -> vtkActor:
    source = vtkArrowSource()
    source.SetShaftRadius(0.035)
    source.SetTipRadius(0.11)
    source.SetTipLength(0.3)
    source.SetShaftResolution(16)
    source.SetTipResolution(24)
    source.Update()
    arrow = make_actor(source.GetOutput())
    if axis == 1:
        arrow.RotateZ(90)
    elif axis == 2:
        arrow.RotateY(-90)
    return arrow


def _text(label: str) -> vtkBillboardTextActor3D:
    text = vtkBillboardTextActor3D()
    text.SetInput(label)
    look = text.GetTextProperty()
    look.SetFontSize(12)
    look.SetBold(True)
    look.SetJustificationToCentered()
    look.SetVerticalJustificationToCentered()
    text.PickableOff()
    return text
