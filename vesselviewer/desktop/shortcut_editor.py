"""Gives commands other keys; a key that already runs another command is refused with its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.desktop.fuzzy import match
from vesselviewer.desktop.shortcuts import conflicts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vesselviewer.desktop.actions import ActionSpec
    from vesselviewer.desktop.shortcuts import Keys

_NATIVE = QKeySequence.SequenceFormat.NativeText
_PORTABLE = QKeySequence.SequenceFormat.PortableText


class ShortcutEditor(QDialog):
    """A table of commands, and a field that takes the next key pressed.

    Signals:
        keys_changed: action id to keys, of every action, when the user saves.
    """

    keys_changed = Signal(object)

    def __init__(
        self, specs: Sequence[ActionSpec], keys: Mapping[str, Keys], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Change Shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._specs = {spec.id: spec for spec in specs}
        self._ids = list(self._specs)
        self.keys: dict[str, Keys] = dict(keys)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Find a command")
        self.filter.setAccessibleName("Find a command")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter_rows)
        self.table = self._make_table()
        self.field = QKeySequenceEdit(self)
        self.field.setMaximumSequenceLength(1)
        self.field.setClearButtonEnabled(True)
        self.field.setAccessibleName("New keys of the selected command")
        self.field.keySequenceChanged.connect(self._check)
        self.verdict = QLabel(self)
        self.verdict.setWordWrap(True)
        self.assign = self._button("Assign", self._on_assign)
        column = QVBoxLayout(self)
        for widget in (self.filter, self.table):
            column.addWidget(widget)
        column.addLayout(self._make_line())
        column.addWidget(self.verdict)
        column.addWidget(self._make_buttons())
        self.resize(620, 600)
        self.table.selectRow(0)
        self._check()

    def select(self, action_id: str) -> None:
        """Choose the row of an action."""
        self.table.selectRow(self._ids.index(action_id))

    def accept(self) -> None:
        """Hand the keys on and close."""
        self.keys_changed.emit(dict(self.keys))
        super().accept()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(len(self._specs), 2, self)
        table.setHorizontalHeaderLabels(["Command", "Keys"])
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setAccessibleName("Commands and their keys")
        for row, spec in enumerate(self._specs.values()):
            table.setItem(row, 0, QTableWidgetItem(_title(spec)))
            table.setItem(row, 1, QTableWidgetItem(_shown(self.keys[spec.id])))
        table.itemSelectionChanged.connect(self._check)
        return table

    def _make_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        label = QLabel("&New keys", self)
        label.setBuddy(self.field)
        line.addWidget(label)
        line.addWidget(self.field, 1)
        line.addWidget(self.assign)
        line.addWidget(self._button("Remove", self._on_remove))
        line.addWidget(self._button("Reset", self._on_reset))
        return line

    def _make_buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Cancel | kinds.RestoreDefaults, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.button(kinds.RestoreDefaults).clicked.connect(self._on_reset_all)
        for button in buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        return buttons

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    def _selected(self) -> str | None:
        row = self.table.currentRow()
        return None if row < 0 else self._ids[row]

    def _typed(self) -> str:
        return self.field.keySequence().toString(_PORTABLE)

    def _taken_by(self, action_id: str, key: str) -> str | None:
        """Return the id of another action that a key runs already."""
        holders = conflicts({**self.keys, action_id: (key,)}).get(key, ())
        return next((holder for holder in holders if holder != action_id), None)

    def _check(self) -> None:
        """Allow what is free, and name what is not."""
        action_id, key = self._selected(), self._typed()
        self.verdict.setText("Select a command, click into the field and press the new keys")
        self.assign.setEnabled(False)
        tone = ""
        if action_id is not None and key:
            holder = self._taken_by(action_id, key)
            self.assign.setEnabled(holder is None)
            tone = "danger" if holder else ""
            shown = QKeySequence(key).toString(_NATIVE)
            self.verdict.setText(
                f"{shown} already runs “{self._specs[holder].text}”; remove it there first"
                if holder
                else f"{shown} is free"
            )
        self.verdict.setProperty("tone", tone)
        self.verdict.style().polish(self.verdict)

    def _set(self, action_id: str, keys: Keys) -> None:
        self.keys[action_id] = keys
        self.table.setItem(self._ids.index(action_id), 1, QTableWidgetItem(_shown(keys)))

    def _on_assign(self) -> None:
        action_id, key = self._selected(), self._typed()
        if action_id is not None and key and self._taken_by(action_id, key) is None:
            self._set(action_id, (key,))
            self.field.clear()

    def _on_remove(self) -> None:
        action_id = self._selected()
        if action_id is not None:
            self._set(action_id, ())
            self._check()

    def _on_reset(self) -> None:
        """Give the selected command its own keys back, unless another command holds them now."""
        action_id = self._selected()
        if action_id is not None:
            own = self._specs[action_id].keys
            self._set(action_id, tuple(key for key in own if self._taken_by(action_id, key) is None))
            self._check()

    def _on_reset_all(self) -> None:
        for spec in self._specs.values():
            self._set(spec.id, spec.keys)
        self._check()

    def _filter_rows(self, text: str) -> None:
        for row, spec in enumerate(self._specs.values()):
            words = f"{_title(spec)} {_shown(self.keys[spec.id])}"
            self.table.setRowHidden(row, match(text, words) is None)


def _title(spec: ActionSpec) -> str:
    return f"{spec.menu.replace('/', ' ▸ ')} ▸ {spec.text.rstrip('…')}"


def _shown(keys: Keys) -> str:
    return " or ".join(QKeySequence(key).toString(_NATIVE) for key in keys)
