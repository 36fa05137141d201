"""Icons of one family (Material Design Icons, through QtAwesome), drawn in the color of the theme.

Names are those of this application; the table says which glyph stands for each. An icon asked for
before a change of theme keeps its color: whoever shows one asks again on `Theming.changed`.
"""

from __future__ import annotations

from functools import lru_cache

import qtawesome
from PySide6.QtGui import QIcon

from vesselviewer.desktop.colors import LIGHT, Colors
from vesselviewer.desktop.resource_files import resource_path

GLYPHS = {
    "about": "mdi6.information-outline",
    "arrival": "mdi6.ferry",
    "axes": "mdi6.axis-arrow",
    "inspect": "mdi6.clipboard-check-outline",
    "marks": "mdi6.ruler",
    "bell": "mdi6.bell-outline",
    "bell-ring": "mdi6.bell-badge-outline",
    "camera": "mdi6.video-3d",
    "cancel": "mdi6.close-circle-outline",
    "cheat-sheet": "mdi6.keyboard-outline",
    "clear": "mdi6.notification-clear-all",
    "clipboard": "mdi6.content-copy",
    "close": "mdi6.close",
    "connect": "mdi6.access-point-network",
    "demo": "mdi6.play-circle-outline",
    "disconnect": "mdi6.close-network-outline",
    "edges": "mdi6.vector-polyline",
    "error": "mdi6.alert-circle-outline",
    "feed-connected": "mdi6.lan-connect",
    "feed-connecting": "mdi6.lan-pending",
    "feed-offline": "mdi6.lan-disconnect",
    "feed-none": "mdi6.lan",
    "file": "mdi6.file-outline",
    "filter": "mdi6.filter-outline",
    "fit": "mdi6.fit-to-screen-outline",
    "folder": "mdi6.folder-open-outline",
    "follow": "mdi6.toggle-switch-off-outline",
    "full-screen": "mdi6.fullscreen",
    "grid": "mdi6.grid",
    "help": "mdi6.help-circle-outline",
    "history": "mdi6.history",
    "info": "mdi6.information-outline",
    "isometric": "mdi6.cube-outline",
    "link": "mdi6.link-variant-off",
    "mouse": "mdi6.mouse",
    "newer": "mdi6.arrow-right",
    "older": "mdi6.arrow-left",
    "palette": "mdi6.magnify",
    "parallel": "mdi6.perspective-less",
    "quit": "mdi6.exit-to-app",
    "reload": "mdi6.refresh",
    "rotate": "mdi6.rotate-3d-variant",
    "screenshot": "mdi6.camera-outline",
    "shortcuts": "mdi6.keyboard-settings-outline",
    "summary": "mdi6.ferry",
    "theme": "mdi6.theme-light-dark",
    "centers": "mdi6.crosshairs-gps",
    "curves": "mdi6.chart-bell-curve",
    "export": "mdi6.file-export-outline",
    "particulars": "mdi6.table-large",
    "pin": "mdi6.pin-outline",
    "sections": "mdi6.format-list-group",
    "state-corrected": "mdi6.swap-horizontal",
    "state-lacking": "mdi6.minus-circle-outline",
    "state-mirrored": "mdi6.flip-horizontal",
    "state-none": "mdi6.close-circle-outline",
    "state-ok": "mdi6.check-circle-outline",
    "state-open": "mdi6.alert-outline",
    "transparent": "mdi6.checkerboard",
    "undo": "mdi6.undo-variant",
    "view": "mdi6.eye-outline",
    "viewports-1": "mdi6.square-outline",
    "viewports-2": "mdi6.view-split-vertical",
    "viewports-3": "mdi6.view-column-outline",
    "viewports-4": "mdi6.view-grid-outline",
    "viewports-6": "mdi6.view-module-outline",
    "waterplane": "mdi6.waves",
}

# Another glyph while the action is switched on, so that it is not said by color alone.
GLYPHS_ON = {
    "follow": "mdi6.toggle-switch",
    "link": "mdi6.link-variant",
    "pin": "mdi6.pin",
}

_in_use = LIGHT


def use_colors(colors: Colors) -> None:
    """Draw icons asked for from now on in these colors."""
    global _in_use  # noqa: PLW0603 - one theme holds for the whole application, as its palette does
    _in_use = colors


def icon(name: str, tone: str = "text") -> QIcon:
    """Return the icon of this name.

    Args:
        name: a key of `GLYPHS`; an empty string gives an empty icon.
        tone: the attribute of `Colors` to draw it in.
    """
    return _drawn(name, tone, _in_use) if name else QIcon()


@lru_cache(maxsize=256)
def _drawn(name: str, tone: str, colors: Colors) -> QIcon:
    """Draw an icon once for each color."""
    return QIcon(
        qtawesome.icon(
            GLYPHS[name],
            color=getattr(colors, tone),
            color_on=colors.accent if tone == "text" else getattr(colors, tone),
            color_disabled=colors.border,
            **({"on": GLYPHS_ON[name], "disabled": GLYPHS_ON[name]} if name in GLYPHS_ON else {}),
        )
    )


@lru_cache(maxsize=1)
def application_icon() -> QIcon:
    """Return the icon of the application itself."""
    return QIcon(str(resource_path("vesselviewer.png")))


def colors_in_use() -> Colors:
    """Return the colors that icons, and what paints itself, are drawn in now."""
    return _in_use
