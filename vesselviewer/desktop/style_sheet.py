"""The style sheet: what Fusion and the palette leave unsaid, such as flat tools, cards and key caps."""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING

from vesselviewer.desktop.resource_files import resource_path

if TYPE_CHECKING:
    from vesselviewer.desktop.colors import Colors

_TEMPLATE = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 6px; }
QToolBar { border: none; border-bottom: 1px solid $border; spacing: 2px; padding: 3px 6px; }
QToolBar::separator { background: $border; width: 1px; margin: 6px 6px; }
QToolBar QToolButton, QStatusBar QToolButton, QToolButton[flat="true"] {
    border: 2px solid transparent; border-radius: 6px; padding: 3px 6px; background: transparent; }
QToolBar QToolButton[popupMode="2"], QStatusBar QToolButton[popupMode="2"] { padding-right: 16px; }
QToolBar QToolButton:hover, QStatusBar QToolButton:hover, QToolButton[flat="true"]:hover {
    background: $alternate; }
QToolBar QToolButton:checked { background: $alternate; color: $accent; }
QToolBar QToolButton::menu-indicator, QStatusBar QToolButton::menu-indicator {
    subcontrol-origin: padding; subcontrol-position: right center; right: 4px; }
QToolBar QToolButton:pressed, QStatusBar QToolButton:pressed { background: $border; }
QToolBar QToolButton:focus, QStatusBar QToolButton:focus, QToolButton[flat="true"]:focus {
    border-color: $accent; }
QToolBar QToolButton:disabled { color: $muted; background: transparent; }
QStatusBar { border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QDockWidget { font-weight: 600;
    titlebar-close-icon: url("$dock_close"); titlebar-normal-icon: url("$dock_float"); }
QDockWidget::title { padding: 6px 8px; background: $window; border-bottom: 1px solid $border; }
QMainWindow::separator { background: $border; width: 3px; height: 3px; }
QMainWindow::separator:hover { background: $accent; }

#toastCard { background: $raised; border: 1px solid $border; border-radius: 8px; }
#toastCard[kind="error"] { border-left: 4px solid $danger; }
#toastCard[kind="arrival"], #toastCard[kind="summary"] { border-left: 4px solid $accent; }
#toastCard[kind="info"] { border-left: 4px solid $success; }
#muted, QLabel[muted="true"] { color: $muted; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="success"] { color: $success; }
QLabel[heading="true"] { font-weight: 600; }
QLabel[keycap="true"] { background: $raised; border: 1px solid $border; border-bottom-width: 2px;
    border-radius: 4px; padding: 1px 6px; }
#emptyCard { background: $raised; border: 1px dashed $border; border-radius: 12px; }
#emptyState { background: $base; }
QPushButton[big="true"] { padding: 10px 16px; text-align: left; background: $window;
    border: 1px solid $border; border-radius: 8px; }
QPushButton[big="true"]:hover { background: $alternate; }
QPushButton[big="true"]:focus { border: 2px solid $accent; padding: 9px 15px; }
QPushButton[big="true"]:default { background: $selection; color: $selection_text; }
#dropHint { background: $raised; border: 3px dashed $accent; border-radius: 12px; }
#paletteBox { background: $raised; border: 1px solid $border; }
#paletteBox QLineEdit { border: none; border-bottom: 1px solid $border; background: transparent;
    padding: 10px 12px; }
#paletteBox QListView { border: none; background: $raised; outline: none; }
#notificationRow { border-bottom: 1px solid $border; }
""")


def build_style_sheet(colors: Colors) -> str:
    """Return the Qt style sheet of a set of colors."""
    # Fusion draws the buttons of docks in its own gray, which the dark window swallows.
    files = {
        f"dock_{sign}": resource_path(f"dock/{sign}-{colors.name}.svg").as_posix()
        for sign in ("close", "float")
    }
    return _TEMPLATE.substitute(asdict(colors), **files)
