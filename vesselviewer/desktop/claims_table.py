"""What the maker of a design claims of it, beside what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.desktop import icons
from vesselviewer.desktop.particulars_model import sided, signed
from vesselviewer.hydrostatics import QUANTITIES
from vesselviewer.workspace.particulars import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.hydrostatics import ClaimCheck

_HEADER = ("Claimed quantity", "Claimed", "Measured", "Difference", "Allowed", "")
_VERDICTS = {True: ("state-ok", "success", "pass"), False: ("state-none", "danger", "fail")}
_NO_VERDICT = ("state-open", "warning", "no rule")
_ROWS_SEEN = 6


class ClaimsTable(QWidget):
    """Hidden while nothing is claimed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._claims: Sequence[ClaimCheck] = ()
        title = QLabel("Claimed against measured, as it floats now", self)
        title.setProperty("heading", True)
        title.setToolTip("The pass line is the class tolerance of IMO MSC.1/Circ.1229")
        self.table = QTableWidget(0, len(_HEADER), self)
        self.table.setHorizontalHeaderLabels(_HEADER)
        self.table.setAccessibleName("Claimed against measured values")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.addWidget(title)
        column.addWidget(self.table)
        self.hide()

    def show_claims(self, claims: Sequence[ClaimCheck]) -> None:
        """Show what is claimed; nothing hides the table."""
        self.setVisible(bool(claims))
        if claims == self._claims:
            return
        self._claims = claims
        self.table.setRowCount(len(claims))
        for row, claim in enumerate(claims):
            for column, item in enumerate(_items(claim)):
                self.table.setItem(row, column, item)
        line = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(line * (min(len(claims), _ROWS_SEEN) + 1) + 8)


def _items(claim: ClaimCheck) -> list[QTableWidgetItem]:
    quantity = QUANTITIES[claim.quantity]
    unit = f" {quantity.unit}" if quantity.unit else ""
    difference = None if claim.measured is None else (claim.measured - claim.claimed) * quantity.scale
    claimed = claim.claimed * quantity.scale
    measured = None if claim.measured is None else claim.measured * quantity.scale
    allowed = "" if claim.tolerance is None else f"± {rounded(claim.tolerance * quantity.scale, 3)}{unit}"
    words = (
        quantity.title,
        f"{sided(claim.quantity, claimed)}{unit}",
        f"{sided(claim.quantity, measured)}{unit}",
        f"{signed(difference, 3)}{unit}",
        allowed,
    )
    items = [QTableWidgetItem(word) for word in words]
    for item in items[1:]:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    name, tone, verdict = _NO_VERDICT if claim.passed is None else _VERDICTS[claim.passed]
    items.append(QTableWidgetItem(icons.icon(name, tone), verdict))
    for item in items:
        item.setToolTip(claim.reason or f"{quantity.title} {quantity.symbol}: {verdict}")
    return items
