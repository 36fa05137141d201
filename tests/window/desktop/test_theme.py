"""Light, dark and the system's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette

from vesselviewer.desktop.colors import DARK, LIGHT, Colors, contrast_ratio
from vesselviewer.desktop.theme import ThemeName, Theming, build_palette, readable_font, tabular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def theming(qapp: QApplication) -> Iterator[Theming]:
    font = qapp.font()
    theming = Theming(qapp)
    yield theming
    theming.choose("light")
    qapp.setFont(font)
    theming.deleteLater()


@pytest.mark.parametrize(("name", "colors"), [("light", LIGHT), ("dark", DARK)])
def test_a_choice_sets_the_palette_of_the_application(
    theming: Theming, qapp: QApplication, name: str, colors: Colors
) -> None:
    theming.choose(name)
    assert theming.colors is colors
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == colors.window
    assert colors.accent in qapp.styleSheet()


def test_system_follows_what_the_desktop_says(theming: Theming) -> None:
    theming.choose("system")
    theming._on_scheme_changed(Qt.ColorScheme.Dark)
    assert theming.colors is DARK
    theming._on_scheme_changed(Qt.ColorScheme.Unknown)
    assert theming.colors is DARK
    theming._on_scheme_changed(Qt.ColorScheme.Light)
    assert theming.colors is LIGHT


def test_a_choice_of_ones_own_does_not_follow(theming: Theming) -> None:
    theming.choose("light")
    theming._on_scheme_changed(Qt.ColorScheme.Dark)
    assert theming.colors is LIGHT


def test_a_change_is_told_once_and_an_unknown_name_counts_as_system(theming: Theming) -> None:
    told: list[str] = []
    theming.choose("light")
    theming.changed.connect(lambda colors: told.append(colors.name))
    theming.choose("dark")
    theming.choose("dark")
    assert told == ["dark"]
    theming.choose("sepia")
    assert theming.chosen is ThemeName.SYSTEM


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
def test_palette_pairs_can_be_read(qapp: QApplication, colors: Colors) -> None:
    role = QPalette.ColorRole
    palette = build_palette(colors)
    for ink, surface in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.ToolTipText, role.ToolTipBase),
        (role.HighlightedText, role.Highlight),
        (role.Link, role.Base),
    ):
        assert contrast_ratio(palette.color(ink).name(), palette.color(surface).name()) >= 4.5


def test_small_fonts_grow_to_ten_points_and_pixel_fonts_stay() -> None:
    small, large, pixels = QFont(), QFont(), QFont()
    small.setPointSizeF(8)
    large.setPointSizeF(13)
    pixels.setPixelSize(15)
    assert readable_font(small).pointSizeF() == 10
    assert readable_font(large).pointSizeF() == 13
    assert readable_font(pixels).pixelSize() == 15


def test_numbers_get_digits_of_equal_width() -> None:
    assert tabular(QFont()).featureValue(QFont.Tag("tnum")) == 1
