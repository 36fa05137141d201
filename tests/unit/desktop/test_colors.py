"""The colors of the window: every pair of text and background can be read."""

from __future__ import annotations

import pytest

from vesselviewer.desktop.colors import DARK, LIGHT, TEXT_PAIRS, Colors, contrast_ratio, relative_luminance
from vesselviewer.desktop.style_sheet import build_style_sheet


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
@pytest.mark.parametrize(("ink", "surface"), TEXT_PAIRS)
def test_every_text_is_readable_on_every_surface_it_stands_on(colors: Colors, ink: str, surface: str) -> None:
    assert contrast_ratio(getattr(colors, ink), getattr(colors, surface)) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
def test_the_focus_ring_stands_out_from_every_surface(colors: Colors) -> None:
    for surface in (colors.window, colors.base, colors.alternate, colors.raised):
        assert contrast_ratio(colors.accent, surface) >= 3.0


def test_contrast_of_black_on_white_is_that_of_the_definition() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast_ratio("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast_ratio("#777777", "#777777") == 1.0


def test_luminance_of_mid_gray_is_that_of_srgb() -> None:
    assert relative_luminance("#808080") == pytest.approx(0.2158605)


def test_light_is_light_and_dark_is_dark() -> None:
    assert relative_luminance(LIGHT.window) > 0.8
    assert relative_luminance(DARK.window) < 0.05


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
def test_the_style_sheet_leaves_no_place_unfilled(colors: Colors) -> None:
    sheet = build_style_sheet(colors)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
