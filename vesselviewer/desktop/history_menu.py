"""The context menu of a design in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from vesselviewer.designs import DesignState
from vesselviewer.desktop.reveal import reveal_in_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from vesselviewer.designs import Design, DesignKey
    from vesselviewer.workspace import Workspace


class HistoryMenu(QMenu):
    """Open, reveal, copy, retry, remove: built anew for the design under the pointer."""

    def __init__(self, workspace: Workspace[Any], parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def popup_for(self, design: Design, place: QPoint) -> None:
        """Show the menu of a design at a place on the screen."""
        self.fill(design)
        self.popup(place)

    def fill(self, design: Design) -> None:
        """Fill the menu with what can be done with a design."""
        self.clear()
        key, path = design.key, design.revision.path
        self.addAction("Open", lambda: self._workspace.open(key))
        panes = self._workspace.state.viewports
        if len(panes) > 1:
            submenu = self.addMenu("Open in viewport")
            for number, pane in enumerate(panes, start=1):
                submenu.addAction(f"Viewport &{number}", self._opener(key, pane.id))
        if design.state is DesignState.QUARANTINED:
            self.addAction("Retry", lambda: self._workspace.retry(key))
        self.addSeparator()
        reveal = self.addAction("Reveal in folder", lambda: reveal_in_folder(path or ""))
        copy = self.addAction("Copy path", lambda: QGuiApplication.clipboard().setText(path or ""))
        reveal.setEnabled(path is not None)
        copy.setEnabled(path is not None)
        self.addAction("Copy name", lambda: QGuiApplication.clipboard().setText(design.name))
        self.addSeparator()
        self.addAction("Mark all as seen", self._workspace.mark_all_seen)
        self.addAction("Remove from list", lambda: self._workspace.forget(key))

    def _opener(self, key: DesignKey, viewport_id: int) -> Callable[[], None]:
        return lambda: self._workspace.open(key, viewport_id)
