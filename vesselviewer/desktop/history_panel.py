"""The history side panel: what has arrived, newest first, with a filter, totals and the feeds' badges."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import humanize
from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSortFilterProxyModel,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QListView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.desktop.feed_badges import FeedBadges
from vesselviewer.desktop.history_delegate import HistoryDelegate
from vesselviewer.desktop.history_menu import HistoryMenu
from vesselviewer.desktop.history_model import HistoryModel, HistoryRole

if TYPE_CHECKING:
    from vesselviewer.designs import Design, Library
    from vesselviewer.workspace import Workspace, WorkspaceState

_AGE_TICK_MS = 5000


class HistoryFilter(QSortFilterProxyModel):
    """Rows that hold every typed word in their name, id, verdict or state."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []

    def set_text(self, text: str) -> None:
        """Keep rows that hold every word of ``text``, in any case and order."""
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Say whether a row holds every word."""
        if not self._words:
            return True
        text = self.sourceModel().index(source_row, 0, source_parent).data(HistoryRole.TEXT) or ""
        return all(word in text for word in self._words)


class HistoryPanel(QWidget):
    """Filter box, feeds, totals and the list of designs."""

    def __init__(self, workspace: Workspace[Any], library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._library = library
        self._model = HistoryModel(library, self)
        self._rows = HistoryFilter(self)
        self._rows.setSourceModel(self._model)
        self._box = self._make_box()
        self._feeds = FeedBadges(workspace, self)
        self._totals = QLabel(self)
        self._totals.setTextFormat(Qt.TextFormat.PlainText)
        self._list = self._make_list()
        self._none = QLabel(self)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        self._none.setMargin(16)
        self._none.setTextFormat(Qt.TextFormat.PlainText)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        for widget in (self._box, self._feeds, self._totals):
            column.addWidget(widget)
        column.addLayout(self._pages, 1)
        self._menu = HistoryMenu(workspace, self)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._clock.start(_AGE_TICK_MS)
        for changed in (self._rows.rowsInserted, self._rows.rowsRemoved, self._rows.modelReset):
            changed.connect(self._show_totals)
        self._rows.dataChanged.connect(self._show_totals)
        self._unsubscribe = workspace.subscribe(self._on_workspace)
        self._show_totals()

    def close_panel(self) -> None:
        """Stop listening to the library and the workspace."""
        self._clock.stop()
        self._unsubscribe()
        self._feeds.close_badges()
        self._model.close()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box, with its text selected."""
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._box.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys act on the selected design, and Down move from the filter box into the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if watched is self._box and key in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
            if not self._list.currentIndex().isValid():
                self._list.setCurrentIndex(self._rows.index(0, 0))
            return True
        if watched is self._box and key == Qt.Key.Key_Escape:
            self._box.clear()
            return True
        design = self._selected()
        if watched is self._list and design is not None:
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
                self._workspace.open(design.key)
                return True
            if key == Qt.Key.Key_Delete:
                self._workspace.forget(design.key)
                return True
        return super().eventFilter(watched, event)

    def _make_box(self) -> QLineEdit:
        box = QLineEdit(self)
        box.setPlaceholderText("Filter: name, verdict, new, bad …")
        box.setClearButtonEnabled(True)
        box.setAccessibleName("Filter designs")
        box.textChanged.connect(self._on_filter)
        box.installEventFilter(self)
        return box

    def _make_list(self) -> QListView:
        view = QListView(self)
        view.setModel(self._rows)
        view.setItemDelegate(HistoryDelegate(self._library, view))
        view.setUniformItemSizes(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setDragEnabled(True)
        view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName("History of designs, newest first")
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu)
        view.doubleClicked.connect(self._on_double_click)
        view.installEventFilter(self)
        return view

    def _selected(self) -> Design | None:
        design: Design | None = self._list.currentIndex().data(HistoryRole.DESIGN)
        return design

    def _on_double_click(self, index: QModelIndex) -> None:
        design: Design | None = index.data(HistoryRole.DESIGN)
        if design is not None:
            self._workspace.open(design.key)

    def _on_menu(self, place: QPoint) -> None:
        design: Design | None = self._list.indexAt(place).data(HistoryRole.DESIGN)
        if design is not None:
            self._menu.popup_for(design, self._list.viewport().mapToGlobal(place))

    def _on_filter(self, text: str) -> None:
        self._rows.set_text(text)
        self._show_totals()

    def _on_workspace(self, old: WorkspaceState, new: WorkspaceState) -> None:
        """Select the row of what the active viewport shows, without scrolling the user away."""
        shown = next((pane.shown for pane in new.viewports if pane.id == new.active), None)
        before = next((pane.shown for pane in old.viewports if pane.id == old.active), None)
        if shown is None or (before is not None and before.key == shown.key):
            return
        row = self._model.row_of(shown.key)
        if row is not None:
            index = self._rows.mapFromSource(self._model.index(row))
            self._list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def _tick(self) -> None:
        self._list.viewport().update()
        self._show_totals()

    def _show_totals(self) -> None:
        totals = self._library.totals(time.time())
        parts = [
            f"{totals.designs:,} designs" if totals.designs != 1 else "1 design",
            f"{totals.last_hour:,} last hour",
            humanize.naturalsize(totals.bytes),
        ]
        if totals.unseen:
            parts.append(f"{totals.unseen:,} new")
        self._totals.setText(" · ".join(parts))
        empty = self._rows.rowCount() == 0
        if empty:
            filtered = self._model.rowCount() > 0
            self._none.setText(
                f"No design matches “{self._box.text()}”"
                if filtered
                else "Designs appear here as they arrive"
            )
        self._pages.setCurrentWidget(self._none if empty else self._list)
