"""Applies the light or dark colors to the application: palette, style sheet, fonts, icons."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from vesselviewer.desktop import icons
from vesselviewer.desktop.colors import DARK, LIGHT, Colors, relative_luminance
from vesselviewer.desktop.style_sheet import build_style_sheet

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

_SMALLEST_POINTS = 10.0
_DARK_BELOW = 0.2  # luminance of a window background that counts as dark


class ThemeName(StrEnum):
    """What the user may choose under View ▸ Theme."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_SCHEMES = {
    ThemeName.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeName.LIGHT: Qt.ColorScheme.Light,
    ThemeName.DARK: Qt.ColorScheme.Dark,
}


def build_palette(colors: Colors) -> QPalette:
    """Return the Qt palette of a set of colors, with all three color groups set."""
    role = QPalette.ColorRole
    palette = QPalette()
    roles = {
        role.Window: colors.window,
        role.WindowText: colors.text,
        role.Base: colors.base,
        role.AlternateBase: colors.alternate,
        role.Text: colors.text,
        role.PlaceholderText: colors.muted,
        role.Button: colors.raised,
        role.ButtonText: colors.text,
        role.BrightText: colors.danger,
        role.ToolTipBase: colors.raised,
        role.ToolTipText: colors.text,
        role.Highlight: colors.selection,
        role.HighlightedText: colors.selection_text,
        role.Accent: colors.accent,
        role.Link: colors.accent,
        role.LinkVisited: colors.accent,
        role.Light: colors.raised,
        role.Midlight: colors.alternate,
        role.Mid: colors.border,
        role.Dark: colors.border,
        role.Shadow: colors.border,
    }
    for each, color in roles.items():
        palette.setColor(each, QColor(color))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(_dimmed(colors)))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.border))
    return palette


def _dimmed(colors: Colors) -> str:
    """Return the color of disabled text: half way between text and window."""
    halves = (
        (int(colors.muted[at : at + 2], 16) + int(colors.window[at : at + 2], 16)) // 2 for at in (1, 3, 5)
    )
    return "#" + "".join(f"{half:02x}" for half in halves)


def readable_font(font: QFont) -> QFont:
    """Return the font at 10 points at least; pixel-sized fonts are left alone."""
    larger = QFont(font)
    if 0 < font.pointSizeF() < _SMALLEST_POINTS:
        larger.setPointSizeF(_SMALLEST_POINTS)
    return larger


def tabular(font: QFont) -> QFont:
    """Return the font with digits of equal width, so that changing numbers do not jitter."""
    numbers = QFont(font)
    numbers.setFeature(QFont.Tag("tnum"), 1)
    return numbers


class Theming(QObject):
    """The colors in use; changes them on command, and with the system where it tells.

    Signals:
        changed: the new `Colors`, after palette and style sheet are applied.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._chosen = ThemeName.SYSTEM
        self._system_dark = _looks_dark(app)
        self._colors: Colors | None = None
        app.setStyle("Fusion")
        app.setFont(readable_font(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def colors(self) -> Colors:
        """The colors in use."""
        return self._colors or self._resolved()

    @property
    def chosen(self) -> ThemeName:
        """What the user chose; `SYSTEM` follows the desktop."""
        return self._chosen

    def choose(self, name: str) -> None:
        """Use the theme ``system``, ``light`` or ``dark``; an unknown name counts as ``system``."""
        known = set(ThemeName)
        self._chosen = ThemeName(name) if name in known else ThemeName.SYSTEM
        # Title bars of Windows and macOS follow this; on plain Linux it does nothing.
        self._app.styleHints().setColorScheme(_SCHEMES[self._chosen])
        self._apply()

    def _resolved(self) -> Colors:
        """Return the colors that the choice and the system come to."""
        if self._chosen is ThemeName.SYSTEM:
            return DARK if self._system_dark else LIGHT
        return DARK if self._chosen is ThemeName.DARK else LIGHT

    def _apply(self) -> None:
        """Set palette, style sheet and icon color where they differ from those in use."""
        colors = self._resolved()
        if colors == self._colors:
            return
        self._colors = colors
        palette = build_palette(colors)
        icons.use_colors(colors)
        self._app.setPalette(palette)
        QToolTip.setPalette(palette)
        self._app.setStyleSheet(build_style_sheet(colors))
        self.changed.emit(colors)

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        """Follow the desktop when it turns light or dark."""
        if self._chosen is ThemeName.SYSTEM and scheme is not Qt.ColorScheme.Unknown:
            self._system_dark = scheme is Qt.ColorScheme.Dark
            self._apply()


def _looks_dark(app: QGuiApplication) -> bool:
    """Tell whether the desktop is dark: as it says, else as its own palette looks."""
    scheme = app.styleHints().colorScheme()
    if scheme is not Qt.ColorScheme.Unknown:
        return scheme is Qt.ColorScheme.Dark
    return relative_luminance(app.palette().color(QPalette.ColorRole.Window).name()) < _DARK_BELOW
