"""Which drag does what, as a table: one row a program that people come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Button(StrEnum):
    """A mouse button; a touchpad has the left one alone for certain."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


class Modifier(StrEnum):
    """A key held while dragging."""

    NONE = "none"
    SHIFT = "shift"
    CTRL = "ctrl"
    ALT = "alt"


class Gesture(StrEnum):
    """What a drag does to the camera."""

    ROTATE = "rotate"
    PAN = "pan"
    ZOOM = "zoom"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class MousePreset:
    """How the mouse moves the camera.

    Attributes:
        label: what the settings call it.
        drags: gesture by button and key held; a drag that is not listed does nothing.
        level_horizon: rotating keeps the vertical of the ship upright.
        two_finger_pan: scrolling of a touchpad pans, and zooms with Ctrl.
    """

    label: str
    drags: Mapping[tuple[Button, Modifier], Gesture]
    level_horizon: bool
    two_finger_pan: bool = False


_VTK = {
    (Button.LEFT, Modifier.NONE): Gesture.ROTATE,
    (Button.LEFT, Modifier.SHIFT): Gesture.PAN,
    (Button.LEFT, Modifier.CTRL): Gesture.ROLL,
    (Button.MIDDLE, Modifier.NONE): Gesture.PAN,
    (Button.RIGHT, Modifier.NONE): Gesture.ZOOM,
}
_RHINO = {
    (Button.RIGHT, Modifier.NONE): Gesture.ROTATE,
    (Button.RIGHT, Modifier.SHIFT): Gesture.PAN,
    (Button.RIGHT, Modifier.CTRL): Gesture.ZOOM,
    (Button.MIDDLE, Modifier.NONE): Gesture.PAN,
}
_BLENDER = {
    (Button.MIDDLE, Modifier.NONE): Gesture.ROTATE,
    (Button.MIDDLE, Modifier.SHIFT): Gesture.PAN,
    (Button.MIDDLE, Modifier.CTRL): Gesture.ZOOM,
    (Button.LEFT, Modifier.ALT): Gesture.ROTATE,
}
_TOUCHPAD = {
    (Button.LEFT, Modifier.NONE): Gesture.ROTATE,
    (Button.LEFT, Modifier.SHIFT): Gesture.PAN,
    (Button.LEFT, Modifier.CTRL): Gesture.ZOOM,
    (Button.RIGHT, Modifier.NONE): Gesture.PAN,
}

MOUSE_PRESETS: Mapping[str, MousePreset] = MappingProxyType(
    {
        "vtk": MousePreset("VTK", _VTK, level_horizon=False),
        "rhino": MousePreset("Rhino", _RHINO, level_horizon=True),
        "blender": MousePreset("Blender", _BLENDER, level_horizon=True),
        "turntable": MousePreset("Turntable", _VTK, level_horizon=True),
        "touchpad": MousePreset("Touchpad", _TOUCHPAD, level_horizon=True, two_finger_pan=True),
    }
)
"""Presets by the name that the settings keep."""
