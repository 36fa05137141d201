"""The particulars of the design in focus: how it floats, every number and its state."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.desktop import icons
from vesselviewer.desktop.claims_table import ClaimsTable
from vesselviewer.desktop.flotation_bar import FlotationBar
from vesselviewer.desktop.particulars_model import Column, ParticularsModel
from vesselviewer.desktop.table_actions import ask_and_save, copy_table
from vesselviewer.hydrostatics import State
from vesselviewer.workspace import level_of

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from vesselviewer.export import Table
    from vesselviewer.workspace import Floated, Workspace, WorkspaceState
    from vesselviewer.workspace.state import Shown

_EMPTY = "Open a design to see its hydrostatics:\nevery number beside its state,\nand the water at any draft."
_MEASURING = "Measuring…"
_WIDTHS = {Column.SYMBOL: 7, Column.VALUE: 11, Column.UNIT: 7, Column.DIFFERENCE: 9, Column.PERCENT: 8}
_STATE_LETTERS = 11
_NAME_LEAST = 112
_LEAST_WIDTH = 380


class ParticularsPanel(QWidget):
    """Measures only while it can be seen.

    Args:
        workspace: what is looked at, and how it floats.
        parent: the dock.
    """

    def __init__(self, workspace: Workspace[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._stop_watching: Any = None
        self._floated: Floated | None = None
        self._subscriptions = ExitStack()
        self.flotation = FlotationBar(workspace, self)
        self.model = ParticularsModel(self)
        self.table = self._make_table()
        self.claims = ClaimsTable(self)
        self._name = self._line("heading")
        self._basis = self._line("muted")
        self._basis.setWordWrap(True)
        self.trouble = QLabel(self)
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setWordWrap(True)
        self.copy_button = self._button("Copy the table for a spreadsheet (Ctrl+C in the table)", self.copy)
        self.export_button = self._button("Export the table as CSV, JSON or Excel workbook…", self.export)
        self._empty = QLabel(_EMPTY, self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName("muted")
        self.setMinimumWidth(_LEAST_WIDTH)
        self._lay_out()
        self.redraw_icons()
        self._subscriptions.callback(workspace.subscribe(self._on_state))
        self._subscriptions.callback(workspace.floating.subscribe(self.show_numbers))
        self._show_hull(workspace.state)

    # Building ---------------------------------------------------------------------------------

    def _line(self, look: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty(look, True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _button(self, tip: str, clicked: Any) -> QToolButton:  # noqa: ANN401 - a slot
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.clicked.connect(clicked)
        return button

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName("Particulars")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 7)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        letter = table.fontMetrics().horizontalAdvance("0")
        for column, letters in _WIDTHS.items():
            table.setColumnWidth(column, letters * letter)
        table.setColumnWidth(Column.STATE, _STATE_LETTERS * letter)
        header.setMinimumSectionSize(4 * letter)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)
        self.model.modelReset.connect(lambda: self._span(table))
        return table

    def _span(self, table: QTableView) -> None:
        table.clearSpans()
        for row in self.model.headings:
            table.setSpan(row, 0, 1, len(Column))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 6, 8, 0)
        top.addWidget(self._name, 1)
        top.addWidget(self.copy_button)
        top.addWidget(self.export_button)
        basis = QVBoxLayout()
        basis.setContentsMargins(8, 0, 8, 0)
        basis.addWidget(self._basis)
        trouble = QVBoxLayout()
        trouble.setContentsMargins(8, 0, 8, 4)
        trouble.addWidget(self.trouble)
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(basis)
        column.addWidget(self.flotation)
        column.addLayout(trouble)
        column.addWidget(self.table, 1)
        column.addWidget(self.claims)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(content)
        self._stack.addWidget(self._empty)

    # Showing ----------------------------------------------------------------------------------

    def _on_state(self, old: WorkspaceState, new: WorkspaceState) -> None:
        names = ("viewports", "active", "flotation", "reference")
        if any(getattr(old, name) != getattr(new, name) for name in names):
            self._show_hull(new)

    def _show_hull(self, state: WorkspaceState) -> None:
        shown = state.active_viewport.shown
        self._stack.setCurrentIndex(0 if shown is not None else 1)
        level = None if shown is None else level_of(shown, state.flotation)
        self.flotation.show_choice(state.flotation, level)
        if shown is not None and level is not None:
            self._name.setText(shown.name)
            self._name.setToolTip(shown.name)
        compared = _compared(state, shown)
        for column in (Column.DIFFERENCE, Column.PERCENT):
            self.table.setColumnHidden(column, compared is None)
        self._fit_columns()
        self.show_numbers()

    def _fit_columns(self) -> None:
        """Give the names what the other columns leave, but never too little to read them."""
        others = sum(self.table.columnWidth(column) for column in Column if column is not Column.NAME)
        left = self.table.viewport().width() - others
        self.table.setColumnWidth(Column.NAME, max(left, _NAME_LEAST))

    def show_numbers(self) -> None:
        """Show what has been measured last of the hull in focus."""
        if not self.isVisible():
            return
        state = self._workspace.state
        shown = state.active_viewport.shown
        floated = None if shown is None else self._workspace.floating.get(shown.display_key)
        behind = _compared(state, shown)
        reference = None if behind is None else self._workspace.floating.get(behind.display_key)
        self._floated = floated
        result = None if floated is None else floated.result
        self.model.show_result(result, None if reference is None else reference.result)
        self.claims.show_claims(() if floated is None else floated.claims)
        self._show_words(floated, behind)
        for button in (self.copy_button, self.export_button):
            button.setEnabled(result is not None)

    def _show_words(self, floated: Floated | None, behind: Shown | None) -> None:
        self._basis.setText("\n".join(self._notes(behind)) if floated is not None else _MEASURING)
        words, tone = _trouble(floated)
        self.trouble.setText(words[:1].upper() + words[1:])
        self.trouble.setVisible(bool(words))
        if self.trouble.property("tone") != tone:
            self.trouble.setProperty("tone", tone)
            self.trouble.style().unpolish(self.trouble)
            self.trouble.style().polish(self.trouble)

    def _notes(self, behind: Shown | None = None) -> list[str]:
        """Say how the numbers were made: no number without its frame."""
        floated = self._floated
        if floated is None:
            return []
        lines = None if floated.result is None else floated.result.reference
        basis = floated.level.waterline.basis
        shown = self._workspace.state.active_viewport.shown
        inspection = None if shown is None else shown.inspection
        unit = "m"
        if inspection is not None:
            unit = f"{inspection.frame.unit.value} ({inspection.frame.unit.provenance})"
        notes = [f"Unit of the file: {unit}; waterline: {basis}"]
        if lines is not None:
            notes.append(lines.basis.replace("L_PP", f"L_PP {lines.length_between_perpendiculars:.5g} m", 1))
        if behind is not None:
            notes.append(f"Δ to the reference {behind.name}")
        return notes

    # Doing ------------------------------------------------------------------------------------

    def as_table(self, *, selected: bool = False) -> Table:
        """Return the numbers, or those of the selected rows."""
        shown = self._workspace.state.active_viewport.shown
        title = f"Particulars of {shown.name}" if shown is not None else "Particulars"
        chosen = [index.row() for index in self.table.selectionModel().selectedRows()]
        rows = chosen if selected and chosen else None
        return self.model.table(title, self._notes(_compared(self._workspace.state, shown)), rows)

    def copy(self) -> None:
        """Put all numbers on the clipboard."""
        copy_table(self.as_table())

    def export(self) -> None:
        """Let the user save all numbers."""
        ask_and_save(self.as_table(), self, self._workspace)

    def redraw_icons(self) -> None:
        """Draw the icons in the colors now in use."""
        self.copy_button.setIcon(icons.icon("clipboard"))
        self.export_button.setIcon(icons.icon("export"))
        self.flotation.redraw_icons()
        self.table.viewport().update()

    def close_panel(self) -> None:
        """Stop listening and measuring."""
        self._subscriptions.close()
        self._watch(False)

    def _watch(self, on: bool) -> None:
        if on and self._stop_watching is None:
            self._stop_watching = self._workspace.floating.watch()
        elif not on and self._stop_watching is not None:
            self._stop_watching()
            self._stop_watching = None

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to measure; shown for the first time, bring everything up to date."""
        super().showEvent(event)
        self._watch(True)
        QTimer.singleShot(0, self, self.show_numbers)

    def hideEvent(self, event: QHideEvent) -> None:
        """Measure no longer."""
        self._watch(False)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Copy with Ctrl+C from the table, TSV and HTML together; let the names fill its width."""
        if event.type() == QEvent.Type.Resize and watched is not self.table:
            self._fit_columns()
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):
            if event.type() == QEvent.Type.KeyPress:
                copy_table(self.as_table(selected=True))
            event.accept()  # as an override, too: the table has priority over the menu
            return True
        return super().eventFilter(watched, event)


def _trouble(floated: Floated | None) -> tuple[str, str]:
    """Return what a person must know of the numbers as a whole, and its tone."""
    if floated is None or floated.result is None:
        return ("" if floated is None else floated.trouble), "danger"
    note = floated.result.state_of("displaced_volume")
    fine = note.state is State.OK
    said = [*filter(None, ("" if fine else str(note.state), note.reason)), *floated.result.warnings]
    return "; ".join(said), "danger" if note.state is State.NOT_COMPUTABLE else "warning"


def _compared(state: WorkspaceState, shown: Shown | None) -> Shown | None:
    """Return the reference design, unless it is what is shown."""
    same = shown is None or (state.reference is not None and state.reference.display_key == shown.display_key)
    return None if same else state.reference
