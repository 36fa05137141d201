"""The bar above a 3D view: which design it shows, how old it is, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from vesselviewer.desktop import icons

_ICON = QSize(16, 16)


@dataclass(frozen=True, slots=True)
class Caption:
    """What the bar says; all of it plain text.

    Attributes:
        name: of the design; empty for an empty viewport.
        facts: age and verdict.
        tip: the whole of it, for hovering.
    """

    name: str = ""
    facts: str = ""
    tip: str = ""


class ElidedLabel(QLabel):
    """A line of plain text that shortens itself with an ellipsis; the whole text stays readable to aids."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Allow to become narrow."""
        return QSize(self.fontMetrics().horizontalAdvance("mmm…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class CaptionBar(QWidget):
    """Name, facts, and the buttons to link the camera and to close the viewport.

    Signals:
        link_toggled: the user links or unlinks the camera.
        close_clicked: the user closes the viewport.
    """

    link_toggled = Signal(bool)
    close_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel(self)
        font = QFont(self._name.font())
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)
        self._facts = ElidedLabel(self)
        self._facts.setProperty("muted", True)
        self._link = self._button("Link camera", "Share one camera with the other linked viewports")
        self._link.setCheckable(True)
        self._link.clicked.connect(self.link_toggled)
        self._close = self._button("Close viewport", "Close this viewport")
        self._close.clicked.connect(self.close_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 2, 1)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addWidget(self._facts, 1)
        row.addWidget(self._link)
        row.addWidget(self._close)
        self.redraw_icons()

    def show_caption(self, caption: Caption) -> None:
        """Say what the viewport shows."""
        self._name.setText(caption.name)
        self._name.setVisible(bool(caption.name))
        self._facts.setText(caption.facts)
        self.setToolTip(caption.tip)

    def show_state(self, *, linked: bool, alone: bool) -> None:
        """Show whether the camera is linked; a viewport on its own needs neither button."""
        self._link.setChecked(linked)
        self._link.setVisible(not alone)
        self._close.setVisible(not alone)

    def redraw_icons(self) -> None:
        """Draw the icons in the colors now in use."""
        self._link.setIcon(icons.icon("link", "muted"))
        self._close.setIcon(icons.icon("close", "muted"))

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setIconSize(_ICON)
        button.setToolTip(tip)
        button.setAccessibleName(name)
        return button
