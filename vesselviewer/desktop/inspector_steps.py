"""The corrections that would help, and the decisions that have been made, each with its way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from vesselviewer.mesh import proposed

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.designs import Treatment
    from vesselviewer.workspace import Inspection


class StepList(QWidget):
    """Buttons to apply corrections, and to take decisions back.

    Signals:
        correct_wanted: id of a correction.
        remove_wanted: index of a decision to be taken back.
        undo_wanted: the last decision is to be taken back.
        adopt_wanted: the decisions of the family are to be taken over.
    """

    correct_wanted = Signal(str)
    remove_wanted = Signal(int)
    undo_wanted = Signal()
    adopt_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._shown: object = None

    def show_steps(self, inspection: Inspection, treatment: Treatment, family: Treatment | None) -> None:
        """Show what can be done and what has been done.

        Args:
            inspection: the hull as shown.
            treatment: what has been decided; ahead of the hull while that is being prepared.
            family: what was decided for another of its family; None if there is nothing to offer.
        """
        rows = [row for row in proposed(inspection.report) if row.id not in treatment.corrections]
        key = (tuple(row.id for row in rows), treatment, family)
        if key == self._shown:
            return
        self._shown = key
        name = next((each.objectName() for each in self.findChildren(QPushButton) if each.hasFocus()), "")
        _empty(self._column)
        for row in rows:
            self._add_button(row.text, row.id, partial(self.correct_wanted.emit, row.id))
        if not rows:
            self._add_muted("Nothing to correct")
        if family is not None and not treatment.steps:
            words = ", ".join(step.text for step in family.steps)
            button = self._add_button("As for the last of its family", "adopt", self.adopt_wanted.emit)
            button.setToolTip(words)
            button.setAccessibleDescription(words)
        if treatment.steps:
            self._add_done(treatment)
        found = self.findChild(QPushButton, name) if name else None
        if found is not None:
            found.setFocus()

    def _add_done(self, treatment: Treatment) -> None:
        self._add_muted("Done; the file itself stays as it is:")
        for index, step in enumerate(treatment.steps):
            line = QHBoxLayout()
            line.addWidget(QLabel(f"{index + 1}. {step.text}", self), 1)
            button = QPushButton("Take back", self)
            button.setObjectName(f"back-{index}")
            button.setAccessibleName(f"Take back {step.text}")
            button.clicked.connect(lambda _=False, index=index: self.remove_wanted.emit(index))
            line.addWidget(button)
            self._column.addLayout(line)
        self._add_button("Undo the last", "undo", self.undo_wanted.emit)

    def _add_button(self, text: str, name: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: run())
        self._column.addWidget(button)
        return button

    def _add_muted(self, text: str) -> None:
        label = QLabel(text, self)
        label.setProperty("muted", True)
        label.setWordWrap(True)
        self._column.addWidget(label)


def _empty(layout: QLayout) -> None:
    """Take everything out of a layout, and out of the window."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if inner is not None:
            _empty(inner)
            inner.deleteLater()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
