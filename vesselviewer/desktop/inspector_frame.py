"""The rows of the frame: a value, where it comes from, and a button that confirms it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QDoubleValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from vesselviewer.designs import DIRECTIONS, UNITS, Z_ZEROS

if TYPE_CHECKING:
    from vesselviewer.designs import Finding, Frame


@dataclass(frozen=True, slots=True)
class FrameRow:
    """One row of the table.

    Attributes:
        name: field of `Frame`.
        label: words before the value.
        choices: what may be chosen, in its words; empty for a number.
        tip: what it means.
    """

    name: str
    label: str
    tip: str
    choices: tuple[tuple[str, str], ...] = ()


_AXES = tuple((each, f"{each[0].replace('-', '−')}{each[1]}") for each in DIRECTIONS)

FRAME_ROWS = (
    FrameRow("unit", "Unit", "Length unit of the file", tuple((unit, unit) for unit in UNITS)),
    FrameRow("forward", "Bow toward", "Axis of the file that points to the bow", _AXES),
    FrameRow("up", "Up", "Axis of the file that points up", _AXES),
    FrameRow("z_zero", "z = 0 at", "What lies at height zero of the file", tuple((z, z) for z in Z_ZEROS)),
    FrameRow("aft_perpendicular", "AP at", "Where AP stands along the bow's axis, in the unit of the file"),
    FrameRow("length_between_perpendiculars", "L_PP, m", "Length between perpendiculars, in meters"),
    FrameRow("design_draft", "Draft T, m", "Design draft, moulded, in meters"),
)


_EDITOR_PX = 94


class _Choice(QComboBox):
    """A box that the wheel scrolls past instead of changing it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll."""
        event.ignore()


class FrameTable(QWidget):
    """The frame, row by row.

    Signals:
        declared: field and value that the user vouches for.
    """

    declared = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._editors: dict[str, _Choice | QLineEdit] = {}
        self._sources: dict[str, QLabel] = {}
        self._confirms: dict[str, QToolButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        for number, row in enumerate(FRAME_ROWS):
            label = QLabel(row.label, self)
            editor = self._choice(row) if row.choices else self._number(row)
            editor.setToolTip(row.tip)
            editor.setAccessibleName(row.label)
            label.setBuddy(editor)
            source = QLabel(self)
            source.setProperty("muted", True)
            confirm = QToolButton(self)
            confirm.setText("✓")
            confirm.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            confirm.setAccessibleName(f"Confirm {row.label}")
            confirm.setToolTip(f"Vouch for this value: {row.tip.lower()}")
            confirm.clicked.connect(lambda _=False, name=row.name: self._confirm(name))
            for column, widget in enumerate((label, editor, source, confirm)):
                grid.addWidget(widget, number, column)
            self._editors[row.name], self._sources[row.name] = editor, source
            self._confirms[row.name] = confirm

    def show_frame(self, frame: Frame) -> None:
        """Show a frame; nothing is declared by that."""
        self._frame = frame
        for row in FRAME_ROWS:
            finding: Finding[str | float] = getattr(frame, row.name)
            self._show_value(row.name, finding.value)
            source, confirm = self._sources[row.name], self._confirms[row.name]
            source.setText(finding.provenance)
            source.setToolTip(finding.why)
            self._editors[row.name].setAccessibleDescription(f"{finding.provenance}: {finding.why}")
            confirm.setVisible(finding.basis != "declared")

    def _show_value(self, name: str, value: str | float) -> None:
        editor = self._editors[name]
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        else:
            editor.setText(f"{value:.6g}" if isinstance(value, float) else str(value))
            editor.setModified(False)

    def _choice(self, row: FrameRow) -> _Choice:
        box = _Choice(self)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setFixedWidth(_EDITOR_PX)
        box.view().setAccessibleName(row.label)
        for value, words in row.choices:
            box.addItem(words, value)
        box.activated.connect(lambda _, name=row.name, box=box: self._declare(name, box.currentData()))
        return box

    def _number(self, row: FrameRow) -> QLineEdit:
        box = QLineEdit(self)
        validator = QDoubleValidator(box)
        validator.setLocale(QLocale.c())  # a comma would be read as a thousand
        box.setValidator(validator)
        box.setFixedWidth(_EDITOR_PX)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setAcceptDrops(False)
        box.editingFinished.connect(lambda name=row.name, box=box: self._on_number(name, box))
        return box

    def _on_number(self, name: str, box: QLineEdit) -> None:
        if not box.isModified():
            return
        box.setModified(False)
        try:
            value = float(box.text())
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            self._declare(name, value)
        elif self._frame is not None:
            self.show_frame(self._frame)

    def _declare(self, name: str, value: object) -> None:
        if self._frame is not None:
            self.declared.emit(name, value)

    def _confirm(self, name: str) -> None:
        if self._frame is not None:
            self.declared.emit(name, getattr(self._frame, name).value)
