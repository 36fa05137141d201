"""Keeps the place of the window and of its docks in the settings, and finds them a place on any screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from vesselviewer.workspace import Settings

_VERSION = 2  # of the docks; another one falls back to the first layout
_FIRST_SIZE = (1600, 1000)
_SHARE = 0.92
_VISIBLE_PX = 100


def save_layout(window: QMainWindow, settings: Settings) -> None:
    """Put the place of window and docks into the settings."""
    settings.update(
        geometry=_text(window.saveGeometry()),
        layout=_text(window.saveState(_VERSION)),
    )


def restore_layout(window: QMainWindow, settings: Settings) -> None:
    """Give window and docks their last place; what is not understood, or off the screen, starts anew."""
    values = settings.values
    restored = bool(values.geometry) and window.restoreGeometry(_bytes(values.geometry))
    if not restored or not _reachable(window.geometry()):
        place_first(window)
    if values.layout:
        window.restoreState(_bytes(values.layout), _VERSION)


def place_first(window: QMainWindow) -> None:
    """Give the window its first size, within the screen, in its middle."""
    screen = window.screen().availableGeometry()
    width = min(_FIRST_SIZE[0], int(screen.width() * _SHARE))
    height = min(_FIRST_SIZE[1], int(screen.height() * _SHARE))
    left = screen.left() + (screen.width() - width) // 2
    window.setGeometry(left, screen.top() + (screen.height() - height) // 2, width, height)


def keep_on_screen(window: QMainWindow) -> None:
    """Move a window that reaches beyond the screen, as far as it fits on it."""
    if window.isMaximized() or window.isFullScreen():
        return
    screen, frame = window.screen().availableGeometry(), window.frameGeometry()
    left = max(min(frame.left(), screen.right() + 1 - frame.width()), screen.left())
    top = max(min(frame.top(), screen.bottom() + 1 - frame.height()), screen.top())
    if (left, top) != (frame.left(), frame.top()):
        window.move(left, top)


def _reachable(place: QRect) -> bool:
    """Tell whether enough of the window lies on a screen to be seen and moved."""
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry().intersected(place)
        if seen.width() >= _VISIBLE_PX and seen.height() >= _VISIBLE_PX:
            return True
    return False


def _text(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", errors="ignore"))
