"""The colors of the window, light and dark, as plain values; contrast is a function over them."""

from __future__ import annotations

from dataclasses import dataclass

_LINEAR_BELOW = 0.04045


@dataclass(frozen=True, slots=True)
class Colors:
    """One set of colors, each ``#rrggbb``.

    Attributes:
        name: ``light`` or ``dark``.
        window: bars, docks and dialogs.
        base: lists and text fields.
        alternate: every second row, hovered tools.
        raised: cards above the window, such as toasts and key caps.
        text: what is read first.
        muted: what is read second: ages, hints, units.
        border: hairlines; never the only sign of anything.
        accent: links, focus rings, badges with text on `window`.
        selection: the background of what is selected or switched on.
        selection_text: text on `selection`.
        success: words and icons of "connected".
        warning: words and icons of "reconnecting".
        danger: words and icons of errors.
    """

    name: str
    window: str
    base: str
    alternate: str
    raised: str
    text: str
    muted: str
    border: str
    accent: str
    selection: str
    selection_text: str
    success: str
    warning: str
    danger: str


LIGHT = Colors(
    name="light",
    window="#f3f5f7",
    base="#ffffff",
    alternate="#e8ecf0",
    raised="#ffffff",
    text="#17202b",
    muted="#4d5866",
    border="#bcc5d0",
    accent="#0a5ca8",
    selection="#0a5ca8",
    selection_text="#ffffff",
    success="#17663a",
    warning="#7d4b00",
    danger="#ad1f18",
)

DARK = Colors(
    name="dark",
    window="#1d2229",
    base="#15191e",
    alternate="#2a313a",
    raised="#272e37",
    text="#e7ebf0",
    muted="#aab4c0",
    border="#46505c",
    accent="#6cb4fa",
    selection="#1f5f9f",
    selection_text="#ffffff",
    success="#77d595",
    warning="#f3bd57",
    danger="#ff948a",
)

_SURFACES = ("window", "base", "alternate", "raised")
_INKS = ("text", "muted", "accent", "success", "warning", "danger")

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, surface) for ink in _INKS for surface in _SURFACES),
    ("selection_text", "selection"),
)
"""Every (text, background) pair of attribute names that the window uses."""


def _linear(channel: int) -> float:
    """Turn one sRGB channel, 0 to 255, into linear light, 0 to 1."""
    share = channel / 255
    return share / 12.92 if share <= _LINEAR_BELOW else ((share + 0.055) / 1.055) ** 2.4


def relative_luminance(color: str) -> float:
    """Return the WCAG relative luminance, 0 (black) to 1 (white), of a ``#rrggbb`` color."""
    red, green, blue = (_linear(int(color[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21, of two ``#rrggbb`` colors."""
    low, high = sorted((relative_luminance(first), relative_luminance(second)))
    return (high + 0.05) / (low + 0.05)
