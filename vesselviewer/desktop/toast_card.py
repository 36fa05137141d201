"""One toast as a card: title, text, hint, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from vesselviewer.desktop import icons

if TYPE_CHECKING:
    from vesselviewer.workspace import Toast

TONES = {"arrival": "accent", "summary": "accent", "error": "danger", "info": "success"}
CARD_WIDTH = 340
_LONGEST = 400
_SIGN = 20
_TEXT_WIDTH = CARD_WIDTH - 12 - _SIGN - 10 - 10
_TITLE_WIDTH = _TEXT_WIDTH - 38  # beside the button that dismisses


def plain_label(text: str, parent: QWidget, width: int, *, bold: bool = False) -> QLabel:
    """Return a label that shows text from outside as it is: no markup, no links, capped, wrapped.

    It is given its size at once: cards in a column do not negotiate heights for their width.
    """
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if bold:
        font = QFont(label.font())
        font.setWeight(QFont.Weight.DemiBold)
        label.setFont(font)
    label.setText(breakable(text if len(text) <= _LONGEST else text[:_LONGEST] + "…"))
    label.setFixedSize(width, label.heightForWidth(width))
    return label


def breakable(text: str) -> str:
    """Return the text with invisible places to break long paths and names, so that no end is cut off."""
    for mark in "/\\_-.":
        text = text.replace(mark, mark + "\u200b")
    return text


class ToastCard(QFrame):
    """The view of one `Toast`; it takes no focus by itself.

    Signals:
        view_wanted, retry_wanted, list_wanted, dismiss_wanted: a button was pressed.
    """

    view_wanted = Signal()
    retry_wanted = Signal()
    list_wanted = Signal()
    dismiss_wanted = Signal()

    def __init__(self, toast: Toast, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toast = toast
        self.setObjectName("toastCard")
        self.setProperty("kind", toast.kind)
        self.setAccessibleName(toast.title)
        self.setAccessibleDescription(" ".join(part for part in (toast.text, toast.hint) if part))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 8, 8, 10)
        self._grid.setColumnMinimumWidth(0, _SIGN)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetFixedSize)
        self._fill(toast)

    def _fill(self, toast: Toast) -> None:
        """Lay out the icon, the words and the buttons."""
        self._sign = QLabel(self)
        self._dismiss = QToolButton(self)
        self._dismiss.setProperty("flat", True)
        self._dismiss.setToolTip("Dismiss")
        self._dismiss.setAccessibleName(f"Dismiss: {toast.title}")
        self._dismiss.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._dismiss.clicked.connect(self.dismiss_wanted)
        title = plain_label(toast.title, self, _TITLE_WIDTH, bold=True)
        self._grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(title, 0, 1)
        self._grid.addWidget(self._dismiss, 0, 2, Qt.AlignmentFlag.AlignTop)
        for row, words in ((1, toast.text), (2, toast.hint)):
            if words:
                label = plain_label(words, self, _TEXT_WIDTH)
                label.setProperty("muted", row == 2)
                self._grid.addWidget(label, row, 1, 1, 2)
        buttons = self._buttons(toast)
        if buttons.count():
            buttons.addStretch(1)
            self._grid.addLayout(buttons, 3, 1, 1, 2)
        self.redraw_icons()

    def redraw_icons(self) -> None:
        """Draw the icons in the colors now in use."""
        kind = self.toast.kind
        self._sign.setPixmap(icons.icon(kind, TONES[kind]).pixmap(QSize(_SIGN, _SIGN)))
        self._dismiss.setIcon(icons.icon("close", "muted"))

    def _buttons(self, toast: Toast) -> QHBoxLayout:
        """Make the buttons that make sense for this toast."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        if toast.design is None and len(toast.members) == 1:
            return row
        text, wanted = "View", self.view_wanted
        if toast.kind == "error":
            alone = len(toast.members) == 1
            text, wanted = ("Retry", self.retry_wanted) if alone else ("Show All", self.list_wanted)
        button = QPushButton(text, self)
        button.setAccessibleName(f"{text}: {toast.title}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoDefault(False)
        button.clicked.connect(wanted)
        row.addWidget(button)
        return row
