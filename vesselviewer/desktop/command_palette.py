"""The command palette: any command by typing a few of its letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.desktop import icons
from vesselviewer.desktop.fuzzy import match

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
_ENTRY_ROLE = Qt.ItemDataRole.UserRole + 2
_WIDTH = 560
_ROWS = 11
_ROW_HEIGHT = 34
_PAD = 12
_ICON = 18
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS - 1, Qt.Key.Key_PageUp: 1 - _ROWS}


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One line of the palette.

    Attributes:
        text: what is matched and shown.
        run: what it does.
        keys: its shortcut as the system writes it; may be empty.
        icon: drawn before the text.
        enabled: False shows it, and does nothing.
        also: another word that finds it, such as its name elsewhere; not shown.
    """

    text: str
    run: Callable[[], None]
    keys: str = ""
    icon: QIcon | None = None
    enabled: bool = True
    also: str = ""


def ranked(query: str, entries: Sequence[PaletteEntry]) -> list[PaletteEntry]:
    """Return the entries that match, best first; those that cannot be run now come last."""
    found: list[tuple[int, int, PaletteEntry]] = []
    for number, entry in enumerate(entries):
        scores = [match(query, words) for words in (entry.text, entry.also)]
        known = [score for score in scores if score is not None]
        if known:
            found.append((max(known), number, entry))
    found.sort(key=lambda each: (not each[2].enabled, -each[0], each[1]))
    return [entry for _, _, entry in found]


class CommandPalette(QDialog):
    """A box over the window with a line to type in and the commands that match."""

    def __init__(self, entries: Sequence[PaletteEntry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Command Palette")
        self._entries = entries
        self._model = QStandardItemModel(self)
        frame = QFrame(self)
        frame.setObjectName("paletteBox")
        self.box = QLineEdit(frame)
        self.box.setPlaceholderText("Type a command")
        self.box.setAccessibleName("Command")
        self.box.textChanged.connect(self._show)
        self.box.installEventFilter(self)
        self.list = self._make_list(frame)
        self._none = QLabel("No command matches", frame)
        self._none.setProperty("muted", True)
        self._none.setMargin(_PAD)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 6)
        inner.setSpacing(4)
        for widget in (self.box, self.list, self._none):
            inner.addWidget(widget)
        inner.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._show("")
        self._place(parent)
        self.box.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows move in the list and Enter run, while the line keeps the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _MOVES:
                row = self.list.currentIndex().row() + _MOVES[key]
                row = min(max(row, 0), self._model.rowCount() - 1)
                self.list.setCurrentIndex(self._model.index(row, 0))
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _make_list(self, parent: QWidget) -> QListView:
        view = QListView(parent)
        view.setModel(self._model)
        view.setItemDelegate(_EntryDelegate(view))
        view.setUniformItemSizes(True)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setFixedHeight(_ROWS * _ROW_HEIGHT)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName("Matching commands")
        view.clicked.connect(self._run)
        return view

    def _place(self, window: QWidget) -> None:
        """Stand at the top middle of the window."""
        width = min(_WIDTH, window.width() - 40)
        self.setFixedWidth(width)
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + 72)

    def _show(self, query: str) -> None:
        """List what matches, with the best chosen."""
        self._model.clear()
        for entry in ranked(query, self._entries):
            item = QStandardItem(entry.icon or QIcon(), entry.text)
            item.setData(entry.keys, _KEYS_ROLE)
            item.setData(entry, _ENTRY_ROLE)
            item.setEnabled(entry.enabled)
            spoken = f"{entry.text}, {entry.keys}" if entry.keys else entry.text
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.setVisible(self._model.rowCount() > 0)
        self._none.setVisible(self._model.rowCount() == 0)

    def _run(self, index: QModelIndex) -> None:
        """Close, then run: what it opens must not lie under the palette."""
        entry: PaletteEntry | None = index.data(_ENTRY_ROLE)
        if entry is not None and entry.enabled:
            self.close()
            entry.run()


class _EntryDelegate(QStyledItemDelegate):
    """Icon and text at the left, keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), _ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colors = icons.colors_in_use()
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and enabled
        painter.save()
        if chosen:
            painter.fillRect(option.rect, QColor(colors.selection))
        row: QRect = option.rect.adjusted(_PAD, 0, -_PAD, 0)
        drawn: QIcon = index.data(Qt.ItemDataRole.DecorationRole) or QIcon()
        mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
        middle = row.top() + (row.height() - _ICON) // 2
        drawn.paint(painter, row.left(), middle, _ICON, _ICON, mode=mode)
        quiet = colors.selection_text if chosen else colors.muted
        loud = colors.selection_text if chosen else colors.text if enabled else colors.muted
        line = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(quiet))
        painter.drawText(row, line | int(Qt.AlignmentFlag.AlignRight), index.data(_KEYS_ROLE) or "")
        painter.setPen(QColor(loud))
        words = row.adjusted(_ICON + _PAD, 0, -110, 0)
        text = option.fontMetrics.elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideMiddle, words.width()
        )
        painter.drawText(words, line, text if enabled else f"{text} (not now)")
        painter.restore()
