"""Criteria of stability, each with what is asked, what there is, and its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from vesselviewer.desktop import icons
from vesselviewer.workspace.particulars import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.hydrostatics import Criterion

_HEADER = ("IS Code 2008, A 2.2", "Required", "Measured", "")
_VERDICTS = {
    True: ("state-ok", "success", "pass"),
    False: ("state-none", "danger", "fail"),
    None: ("state-open", "warning", "not known"),
}


class CriteriaTable(QTableWidget):
    """Hidden where there are no criteria."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADER), parent)
        self.setAccessibleName("Criteria of intact stability")
        self.setHorizontalHeaderLabels(_HEADER)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.hide()

    def show_criteria(self, criteria: Sequence[Criterion]) -> None:
        """Show them; none hides the table."""
        self.setVisible(bool(criteria))
        self.setRowCount(len(criteria))
        for row, criterion in enumerate(criteria):
            name, tone, verdict = _VERDICTS[criterion.passed]
            words = (
                criterion.name,
                f"≥ {rounded(criterion.required, 3)} {criterion.unit}",
                f"{rounded(criterion.value, 4)} {criterion.unit}" if criterion.value is not None else "—",
            )
            items = [QTableWidgetItem(word) for word in words]
            items.append(QTableWidgetItem(icons.icon(name, tone), verdict))
            for item in items[1:3]:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate(items):
                item.setToolTip(criterion.reason or f"{criterion.name}: {verdict}")
                self.setItem(row, column, item)
