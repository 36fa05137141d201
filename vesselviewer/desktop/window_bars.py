"""Builds the menu bar and the toolbar from the registry of actions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from vesselviewer.desktop import icons
from vesselviewer.desktop.action_table import MENUS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from vesselviewer.desktop.actions import ActionRegistry
    from vesselviewer.desktop.launchers import Launchers
    from vesselviewer.workspace import Settings

_ICON = QSize(20, 20)
_CAMERA = (
    "body-plan", "body-plan-aft", "profile", "profile-port", "plan", "plan-below", "isometric",
    "", "fit", "parallel", "", "edges", "grid", "axes", "waterplane", "sections", "centers",
)  # fmt: skip


class RecentMenu(QMenu):
    """A menu of what was opened last, filled each time it is shown."""

    def __init__(
        self, title: str, what: str, launchers: Launchers, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(title, parent)
        self._what = what
        self._launchers = launchers
        self._settings = settings
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the recent folders or servers."""
        self.clear()
        folders = self._what == "folders"
        values = self._settings.values
        for entry in values.recent_folders if folders else values.recent_urls:
            words = _short(entry) if folders else entry
            line = self.addAction(icons.icon("folder" if folders else "connect"), words.replace("&", "&&"))
            line.setToolTip(entry)
            line.triggered.connect(partial(self._open, entry))
        if self.isEmpty():
            self.addAction("Nothing yet").setEnabled(False)

    def _open(self, entry: str, *_checked: bool) -> None:
        if self._what == "folders":
            self._launchers.open_folder(Path(entry))
        else:
            self._launchers.connect_to(entry)


def _short(folder: str) -> str:
    """Return the last two parts of a path, which is what tells folders apart in a menu."""
    parts = Path(folder).parts
    return folder if len(parts) <= 3 else str(Path("…", *parts[-2:]))


def fill_menu_bar(
    window: QMainWindow, actions: ActionRegistry, launchers: Launchers, settings: Settings
) -> None:
    """Make all menus, with a line between groups and a submenu for each ``Menu/Sub`` path."""
    menus: dict[str, QMenu] = {}
    groups: dict[str, str] = {}
    for name in MENUS:
        menus[name] = window.menuBar().addMenu(f"&{name}")
    for spec in actions:
        top, _, below = spec.menu.partition("/")
        if below and spec.menu not in menus:
            menus[spec.menu] = menus[top].addMenu(below)
        menu = menus[spec.menu]
        if menu.actions() and groups.get(spec.menu, spec.group) != spec.group:
            menu.addSeparator()
        groups[spec.menu] = spec.group
        menu.addAction(actions[spec.id])
        if spec.id == "demo":
            menu.addMenu(RecentMenu("Recent Folders", "folders", launchers, settings, window))
            menu.addMenu(RecentMenu("Recent Servers", "urls", launchers, settings, window))


def build_toolbar(
    window: QMainWindow, actions: ActionRegistry, launchers: Launchers, settings: Settings
) -> QToolBar:
    """Make the toolbar and add it to the window."""
    bar = QToolBar("Toolbar", window)
    bar.setObjectName("toolbar")
    bar.setIconSize(_ICON)
    bar.setAccessibleName("Toolbar")
    opening = QMenu(bar)
    for action_id in ("open-folder", "open-file", "demo"):
        opening.addAction(actions[action_id])
    opening.addMenu(RecentMenu("Recent Folders", "folders", launchers, settings, opening))
    connecting = QMenu(bar)
    connecting.addAction(actions["connect"])
    connecting.addMenu(RecentMenu("Recent Servers", "urls", launchers, settings, connecting))
    camera = QMenu(bar)
    for action_id in _CAMERA:
        camera.addAction(actions[action_id]) if action_id else camera.addSeparator()
    bar.addWidget(_menu_button("Open", "folder", opening, bar))
    bar.addWidget(_menu_button("Connect", "connect", connecting, bar))
    bar.addSeparator()
    _add(bar, actions, "follow", words=True)
    bar.addSeparator()
    for count in (1, 2, 3, 4, 6):
        _add(bar, actions, f"viewports-{count}")
    _add(bar, actions, "link", words=True)
    bar.addSeparator()
    bar.addWidget(_menu_button("View", "view", camera, bar))
    _add(bar, actions, "fit", words=True)
    _add(bar, actions, "screenshot")
    bar.addSeparator()
    _add(bar, actions, "particulars")
    _add(bar, actions, "curves")
    spacer = QWidget(bar)
    spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(spacer)
    _add(bar, actions, "command-palette")
    window.addToolBar(bar)
    return bar


def redraw_menu_buttons(bar: QToolBar) -> None:
    """Draw the icons of the buttons with menus in the colors now in use."""
    for button in bar.findChildren(QToolButton):
        name = button.property("iconName")
        if name:
            button.setIcon(icons.icon(str(name)))


def _add(bar: QToolBar, actions: ActionRegistry, action_id: str, *, words: bool = False) -> None:
    """Put an action on the bar, reachable by keyboard and named for who cannot see its icon."""
    action = actions[action_id]
    bar.addAction(action)
    button = bar.widgetForAction(action)
    if isinstance(button, QToolButton):
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly)
        button.setAccessibleName(actions.spec(action_id).text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def _menu_button(text: str, icon_name: str, menu: QMenu, bar: QToolBar) -> QToolButton:
    button = QToolButton(bar)
    button.setText(text)
    button.setProperty("iconName", icon_name)
    button.setIcon(icons.icon(icon_name))
    button.setIconSize(_ICON)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip({"Open": "Open a folder or a file", "Connect": "Connect to a mesh server"}.get(
        text, "Standard views and what is drawn"
    ))  # fmt: skip
    button.setAccessibleName(button.toolTip())
    button.setMenu(menu)
    return button
