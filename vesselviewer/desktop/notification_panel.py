"""The list behind the bell: everything that has been announced, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.desktop.notification_delegate import ITEM_ROLE, NotificationDelegate

if TYPE_CHECKING:
    from vesselviewer.workspace import Notification, Notifications

Index = QModelIndex | QPersistentModelIndex


class NotificationModel(QAbstractListModel):
    """An adapter over `Notifications`, newest first."""

    def __init__(self, notifications: Notifications, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notifications = notifications
        self._items = notifications.items

    def refresh(self) -> None:
        """Show the list as it is now, with as few row changes as that takes."""
        new = self._notifications.items
        there = {item.id for item in new}
        for row in range(len(self._items) - 1, -1, -1):
            if self._items[row].id not in there:
                self.beginRemoveRows(QModelIndex(), row, row)
                self._items = self._items[:row] + self._items[row + 1 :]
                self.endRemoveRows()
        fresh = len(new) - len(self._items)
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, fresh - 1)
            self._items = new
            self.endInsertRows()
        elif self._items != new:
            self._items = new
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a row, or the `Notification` itself under `ITEM_ROLE`."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            unread = "" if item.read else "unread, "
            words = ". ".join(part for part in (item.title, item.text, item.hint) if part)
            return f"{unread}{_moment(item.created_at):%H:%M}: {words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{_moment(item.created_at):%Y-%m-%d %H:%M:%S}"
        return None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


class NotificationPanel(QWidget):
    """The list with what can be done: open, retry, dismiss, clear.

    Signals:
        view_wanted: the `DesignKey` to open.
        retry_wanted: the `DesignKey` to read again.
    """

    view_wanted = Signal(object)
    retry_wanted = Signal(object)

    def __init__(self, notifications: Notifications, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notifications = notifications
        self.model = NotificationModel(notifications, self)
        self.list = self._make_list()
        none = QLabel("Arrivals and problems are kept here", self)
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        none.setWordWrap(True)
        none.setProperty("muted", True)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(none)
        self._act = self._button("View", self._on_act, "Open the design this row speaks of")
        self._drop = self._button("Dismiss", self._on_dismiss, "Take the selected row off the list")
        self._clear = self._button("Clear All", notifications.clear, "Empty the list")
        buttons = QHBoxLayout()
        for button in (self._act, self._drop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addLayout(self._pages, 1)
        column.addLayout(buttons)
        self._unsubscribe = notifications.subscribe(self._refresh)
        self._refresh()

    def close_panel(self) -> None:
        """Stop listening."""
        self._unsubscribe()

    def redraw_icons(self) -> None:
        """Draw the rows in the colors now in use."""
        self.list.viewport().update()

    def _make_list(self) -> QListView:
        view = QListView(self)
        view.setModel(self.model)
        view.setItemDelegate(NotificationDelegate(view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setAccessibleName("Notifications, newest first")
        view.activated.connect(self._on_act)
        view.setSpacing(0)
        view.selectionModel().currentChanged.connect(self._show_buttons)
        return view

    def _button(self, text: str, run: object, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    def _selected(self) -> Notification | None:
        item: Notification | None = self.list.currentIndex().data(ITEM_ROLE)
        return item

    def _refresh(self) -> None:
        self.model.refresh()
        self._pages.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._show_buttons()

    def _show_buttons(self) -> None:
        item = self._selected()
        self._act.setText("Retry" if item is not None and item.kind == "error" else "View")
        self._act.setEnabled(item is not None and item.design is not None)
        self._drop.setEnabled(item is not None)
        self._clear.setEnabled(self.model.rowCount() > 0)

    def _on_act(self) -> None:
        item = self._selected()
        if item is not None and item.design is not None:
            (self.retry_wanted if item.kind == "error" else self.view_wanted).emit(item.design)

    def _on_dismiss(self) -> None:
        item = self._selected()
        if item is not None:
            self._notifications.dismiss(item.id)
