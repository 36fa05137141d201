"""The particulars as rows of a table: an adapter over what the workspace has measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from vesselviewer.desktop import icons
from vesselviewer.desktop.theme import tabular
from vesselviewer.export import Table
from vesselviewer.hydrostatics import State
from vesselviewer.workspace.particulars import Particular, particulars, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vesselviewer.hydrostatics import Hydrostatics

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns in their order."""

    NAME = 0
    SYMBOL = 1
    VALUE = 2
    UNIT = 3
    STATE = 4
    DIFFERENCE = 5
    PERCENT = 6


_HEADER = ("Quantity", "Symbol", "Value", "Unit", "State", "Δ", "Δ %")
_EXPORTED: tuple[str, ...] = ("Quantity", "Symbol", "Value", "Unit", "State", "Reason")
_COMPARED = ("Reference", "Difference", "Difference %")
_NUMBERS = (Column.VALUE, Column.DIFFERENCE, Column.PERCENT)

_ALONG, _ACROSS = ("fwd", "aft"), ("port", "stbd")
SIDES = {
    "longitudinal_center_of_buoyancy_from_midship": _ALONG,
    "longitudinal_center_of_buoyancy_percent": _ALONG,
    "longitudinal_center_of_flotation_from_midship": _ALONG,
    "longitudinal_center_of_flotation_percent": _ALONG,
    "transverse_center_of_buoyancy": _ACROSS,
    "transverse_center_of_flotation": _ACROSS,
    "trim": ("bow", "stern"),
    "heel": ("stbd", "port"),
}
"""Words for the sign of quantities that have two sides; never a bare sign on screen."""

_STATES = {
    State.OK: ("state-ok", "success", "OK"),
    State.MIRRORED: ("state-mirrored", "accent", "mirrored"),
    State.CORRECTED: ("state-corrected", "accent", "corrected"),
    State.OPEN: ("state-open", "warning", "open"),
    State.NOT_COMPUTABLE: ("state-none", "danger", "none"),
}
"""Icon, tone and word of each state."""


@dataclass(frozen=True, slots=True)
class _Heading:
    words: str


class ParticularsModel(QAbstractTableModel):
    """Headings and quantities; the rows stay where they are while the numbers change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Heading | Particular] = []
        self._numbers = tabular(QApplication.font())
        self._bold = QFont(QApplication.font())
        self._bold.setBold(True)

    def show_result(self, result: Hydrostatics | None, reference: Hydrostatics | None = None) -> None:
        """Show the numbers of a hull, and their distance to those of the reference."""
        rows: list[_Heading | Particular] = []
        for heading, lines in particulars(result, reference).items() if result is not None else ():
            rows += [_Heading(heading), *lines]
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))

    @property
    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [row for row, line in enumerate(self._rows) if isinstance(line, _Heading)]

    def table(self, title: str, notes: Iterable[str], rows: Iterable[int] | None = None) -> Table:
        """Return the numbers with all their digits, for the clipboard or a file.

        Args:
            title: name of the design.
            notes: how they were made.
            rows: which; None for all.
        """
        wanted = range(len(self._rows)) if rows is None else sorted(set(rows))
        lines = [line for row in wanted if isinstance(line := self._rows[row], Particular)]
        compared = any(line.reference is not None for line in lines)
        header = _EXPORTED + (_COMPARED if compared else ())
        return Table(title, header, tuple(_cells(line, compared=compared) for line in lines), tuple(notes))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the words over a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADER[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        line, column = self._rows[index.row()], Column(index.column())
        if isinstance(line, _Heading):
            return _heading_data(line, role, self._bold)
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.FontRole and column in _NUMBERS:
            return self._numbers
        if role == Qt.ItemDataRole.DecorationRole and column is Column.STATE:
            name, tone, _ = _state(line)
            return icons.icon(name, tone)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(line)
        return None


def _heading_data(line: _Heading, role: int, bold: QFont) -> object:
    if role == Qt.ItemDataRole.DisplayRole:
        return line.words
    return bold if role == Qt.ItemDataRole.FontRole else None


def _words(line: Particular, column: Column) -> str:
    match column:
        case Column.NAME:
            return line.label
        case Column.SYMBOL:
            return line.quantity.symbol
        case Column.VALUE:
            return sided(line.quantity.name, line.value)
        case Column.UNIT:
            return line.quantity.unit or "–"
        case Column.DIFFERENCE:
            return signed(line.difference) if line.reference is not None else ""
        case Column.PERCENT:
            return signed(line.percent, 3) if line.percent is not None else ""
        case _:
            return _state(line)[2]


def _state(line: Particular) -> tuple[str, str, str]:
    """Return icon, tone and word; what only lacks an input, such as GM without KG, is no alarm."""
    lacking = line.computable and line.note.state is State.NOT_COMPUTABLE
    return ("state-lacking", "muted", "no value") if lacking else _STATES[line.note.state]


def sided(name: str, value: float | None) -> str:
    """Return a value with the side that its sign means."""
    sides = SIDES.get(name)
    if sides is None or value is None:
        return rounded(value)
    words = rounded(abs(value), 4)
    # Rounding leaves a symmetric hull a hair to one side; that is no side.
    if abs(value) < 5e-5 or words == "0":
        return "0"
    return f"{words} {sides[0] if value > 0 else sides[1]}"


def signed(value: float | None, digits: int = 4) -> str:
    """Return a difference with its sign."""
    words = rounded(value, digits)
    return f"+{words}" if value is not None and value > 0 and words != "0" else words


def tip(line: Particular) -> str:
    """Return what is known of a number besides its value."""
    note, unit = line.note, f" {line.quantity.unit}" if line.quantity.unit else ""
    parts = [f"{line.quantity.title} {line.quantity.symbol}", str(note.state)]
    if note.reason:
        parts.append(note.reason)
    if note.error_bound is not None:
        parts.append(f"may be off by {rounded(note.error_bound * line.quantity.scale, 3)}{unit}")
    if note.resolution_error is not None:
        error = rounded(abs(note.resolution_error) * line.quantity.scale, 2)
        parts.append(f"the flat triangles cost about {error}{unit}")
    if line.reference is not None:
        parts.append(f"reference: {rounded(line.reference)}{unit}")
    return "\n".join(parts)


def _cells(line: Particular, *, compared: bool) -> tuple[float | str | None, ...]:
    quantity = line.quantity
    number = (quantity.title, quantity.symbol, line.value, quantity.unit)
    cells = (*number, str(line.note.state), line.note.reason)
    return (*cells, line.reference, line.difference, line.percent) if compared else cells


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
