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
    """Chooses between multisampling, and smoothing the finished frame, which costs the same always."""

    def __init__(self, window: vtkRenderWindow, renderer: vtkRenderer) -> None:
        self._window = window
        self._renderer = renderer
        self._software: bool | None = None

    def choose(self, triangles: int) -> None:
        """Suit the next frame.

        Args:
            triangles: how many it has.
        """
        many = triangles > _MANY_TRIANGLES and self._software is not False
        samples = 0 if many else _SAMPLES_HARDWARE if self._software is False else _SAMPLES_SOFTWARE
        if self._window.GetMultiSamples() != samples:
            self._window.SetMultiSamples(samples)
        if bool(self._renderer.GetUseFXAA()) != many:
            self._renderer.SetUseFXAA(many)

    def look_at_driver(self) -> None:
        """Ask the driver once what it is; only while a context is current, or VTK crashes."""
        if self._software is None:
            told = (self._window.ReportCapabilities() or "").casefold()
            self._software = any(name in told for name in _SOFTWARE)
