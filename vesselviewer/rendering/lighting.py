"""The lights: fixed to the eye, so that form shows from every side alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vtkmodules.vtkRenderingCore import vtkLight

if TYPE_CHECKING:
    from vtkmodules.vtkRenderingCore import vtkRenderer


@dataclass(frozen=True, slots=True)
class _Lamp:
    """A light at infinity; position in screen axes: right, up, toward the eye."""

    position: tuple[float, float, float]
    color: tuple[float, float, float]
    intensity: float


# A warm key from the upper left, a cool fill from the right, one that lifts the bottom out of the
# dark, and one from behind above that draws the sheer line.
_LAMPS = (
    _Lamp((-0.55, 0.84, 0.60), (1.00, 0.98, 0.95), 0.74),
    _Lamp((0.90, 0.15, 0.55), (0.90, 0.95, 1.00), 0.36),
    _Lamp((0.05, -0.75, 0.66), (0.93, 0.97, 1.00), 0.36),
    _Lamp((0.25, 0.85, -0.60), (1.00, 1.00, 1.00), 0.20),
)


def light(renderer: vtkRenderer) -> None:
    """Replace the lights of a renderer."""
    renderer.RemoveAllLights()
    renderer.SetAutomaticLightCreation(0)
    renderer.SetTwoSidedLighting(1)
    for lamp in _LAMPS:
        source = vtkLight()
        source.SetLightTypeToCameraLight()
        source.SetPosition(*lamp.position)
        source.SetFocalPoint(0, 0, 0)
        source.SetColor(*lamp.color)
        source.SetIntensity(lamp.intensity)
        renderer.AddLight(source)
