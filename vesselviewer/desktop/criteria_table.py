"""Criteria of stability, each with what is asked, what there is, and its verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from vesselviewer.desktop import icons
from vesselviewer.workspace.particulars import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.hydrostatics import Criterion

_HEADER = ("", "IS Code 2008, A 2.2", "Measured", "Required")
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
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.hide()

    def show_criteria(self, criteria: Sequence[Criterion]) -> None:
        """Show them; none hides the table."""
        self.setVisible(bool(criteria))
        self.setRowCount(len(criteria))
        for row, criterion in enumerate(criteria):
            name, tone, verdict = _VERDICTS[criterion.passed]
            items = [QTableWidgetItem(icons.icon(name, tone), verdict), QTableWidgetItem(criterion.name)]
            items += [QTableWidgetItem(word) for word in _numbers(criterion)]
            for item in items[2:]:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate(items):
                item.setToolTip(criterion.reason or f"{criterion.name}: {verdict}")
                self.setItem(row, column, item)


def _numbers(criterion: Criterion) -> tuple[str, str]:
    """Return what there is and what is asked, angles in degrees."""
    angle = criterion.unit == "rad"
    unit, scale = ("°", math.degrees(1.0)) if angle else (f" {criterion.unit}", 1.0)
    value = None if criterion.value is None else criterion.value * scale
    measured = "—" if value is None else f"{rounded(value, 3)}{unit}"
    return measured, f"≥ {rounded(criterion.required * scale, 3)}{unit}"
