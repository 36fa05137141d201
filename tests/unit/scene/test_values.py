from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from vesselviewer.designs import assumed_waterline
from vesselviewer.scene import (
    DARK_PALETTE,
    LIGHT_PALETTE,
    HullLayer,
    Layer,
    Palette,
    ViewportScene,
    describe,
    diff,
    lay_grid,
    round_spacing,
    union_of_bounds,
)
from vesselviewer.scene.mouse_presets import MOUSE_PRESETS, Button, Gesture, Modifier
from vesselviewer.workspace import settings

BOUNDS = (0.0, 100.0, -8.0, 8.0, -5.0, 7.0)
SCENE = ViewportScene(
    id=1,
    hull=HullLayer("abc", "hull_0042"),
    bounds=BOUNDS,
    waterline=assumed_waterline(BOUNDS),
    edges=False,
    grid=True,
    axes=True,
    waterplane=True,
    parallel=False,
    palette=LIGHT_PALETTE,
)


def contrast(first: str, second: str) -> float:
    def luminance(color: str) -> float:
        channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT_PALETTE, DARK_PALETTE])
def test_words_can_be_read_on_either_end_of_the_background(palette: Palette) -> None:
    assert contrast(palette.text, palette.background_top) >= 4.5
    assert contrast(palette.text, palette.background_bottom) >= 4.5
    for field in fields(palette):
        assert len(getattr(palette, field.name)) == 7


def test_everything_is_new_at_first_and_nothing_when_nothing_changes() -> None:
    assert diff(None, SCENE) == frozenset(Layer)
    assert diff(SCENE, replace(SCENE)) == frozenset()


@pytest.mark.parametrize(
    ("change", "layers"),
    [
        ({"edges": True}, {Layer.EDGES}),
        ({"grid": False}, {Layer.GRID}),
        ({"axes": False}, {Layer.AXES}),
        ({"waterplane": False}, {Layer.WATERPLANE}),
        ({"parallel": True}, {Layer.PROJECTION}),
        ({"palette": DARK_PALETTE}, {Layer.PALETTE}),
        (
            {"hull": HullLayer("def", "hull_0043")},
            {Layer.HULL, Layer.EDGES, Layer.WATERPLANE, Layer.GRID},
        ),
    ],
)
def test_a_change_touches_its_own_layers(change: dict[str, Any], layers: set[Layer]) -> None:
    assert diff(SCENE, replace(SCENE, **change)) == layers


@pytest.mark.parametrize(
    ("length", "spacing"), [(0.07, 0.1), (0.1, 0.1), (0.11, 0.2), (3, 5), (7, 10), (130, 200), (0, 1.0)]
)
def test_grid_spacing_is_one_two_or_five(length: float, spacing: float) -> None:
    assert round_spacing(length) == spacing


def test_the_grid_lies_at_the_keel_and_reaches_beyond_the_hull() -> None:
    grid = lay_grid(BOUNDS)
    assert grid.z == -5.0
    assert grid.spacing == 5.0
    assert grid.x[0] <= -grid.spacing
    assert grid.x[-1] >= 100 + grid.spacing
    assert all(x / grid.spacing == round(x / grid.spacing) for x in grid.x)
    assert grid.label == "Grid 5"


def test_the_picture_in_words() -> None:
    assert describe(SCENE) == (
        "hull_0042: length 100, breadth 16, depth 12 m; perspective; "
        "waterplane at z = 0, z = 0 taken as the waterline; with grid, axes."
    )
    assert describe(replace(SCENE, hull=None)) == "Empty viewport. Drag a design here."


def test_the_union_of_boxes() -> None:
    assert union_of_bounds([BOUNDS, (-1.0, 2.0, -9.0, 0.0, 0.0, 9.0)]) == (-1.0, 100.0, -9.0, 8.0, -5.0, 9.0)
    assert union_of_bounds([]) is None


def test_every_preset_can_rotate_and_pan() -> None:
    assert set(MOUSE_PRESETS) == set(settings.MOUSE_PRESETS)
    for preset in MOUSE_PRESETS.values():
        assert {Gesture.ROTATE, Gesture.PAN} <= set(preset.drags.values())
    assert MOUSE_PRESETS["vtk"].drags[Button.LEFT, Modifier.NONE] is Gesture.ROTATE
