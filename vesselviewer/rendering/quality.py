"""How finely a frame may be drawn: what the graphics card, or the processor in its place, can bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "swiftshader", "gdi generic", "basic render driver")
_SAMPLES_HARDWARE = 8
_SAMPLES_SOFTWARE = 4
_MANY_TRIANGLES = 250_000


class Smoothing:
    """Chooses how edges are smoothed.

    A graphics card multisamples always. A processor in its place multisamples what has few triangles,
    smooths the finished frame of what has many, and leaves it rough while the camera moves.
    """

    def __init__(self, window: vtkRenderWindow, renderer: vtkRenderer) -> None:
        self._window = window
        self._renderer = renderer
        self._software: bool | None = None

    def choose(self, triangles: int, *, moving: bool) -> None:
        """Suit the frames to come.

        Args:
            triangles: how many they have.
            moving: they follow the moving camera.
        """
        hardware = self._software is False
        many = not hardware and triangles > _MANY_TRIANGLES
        rough = not hardware and moving
        samples = 0 if many or rough else _SAMPLES_HARDWARE if hardware else _SAMPLES_SOFTWARE
        if self._window.GetMultiSamples() != samples:
            self._window.SetMultiSamples(samples)
        if bool(self._renderer.GetUseFXAA()) != (many and not rough):
            self._renderer.SetUseFXAA(many and not rough)

    def look_at_driver(self) -> bool:
        """Ask the driver what it is; only while a context is current, or VTK crashes.

        Returns:
            True the first time, when the choice may turn out differently from now on.
        """
        if self._software is not None:
            return False
        told = (self._window.ReportCapabilities() or "").casefold()
        self._software = any(name in told for name in _SOFTWARE)
        return True
