"""What stands in the middle while nothing is known: what to do, as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vesselviewer.desktop import icons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.desktop.actions import ActionRegistry

_CHOICES = (
    ("open-folder", "Open a folder", "Lists the hulls in it and adds what arrives"),
    ("connect", "Connect to a server", "Receives designs as they are made"),
    ("open-file", "Open a file", "Shows one mesh file"),
    ("demo", "See the demo", "Makes a new hull every few seconds"),
)
_NOTHING = "Nothing is open yet. Choose where designs come from."
_ICON = 64
_AROUND = 52  # padding and the gap beside the icon


class EmptyState(QWidget):
    """A card with the four ways in, and a word on dropping files."""

    def __init__(self, actions: ActionRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self.buttons = {action_id: self._button(action_id, title, tip) for action_id, title, tip in _CHOICES}
        card = QFrame(self)
        card.setObjectName("emptyCard")
        self._fill(card)
        middle = QVBoxLayout(self)
        middle.addStretch(2)
        middle.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)
        self.redraw_icons()

    def redraw_icons(self) -> None:
        """Draw all icons in the colors now in use."""
        for action_id, button in self.buttons.items():
            button.setIcon(icons.icon(self._actions.spec(action_id).icon, "accent"))

    def show_feeds(self, labels: Sequence[str]) -> None:
        """Say whom is being waited for."""
        names = ", ".join(labels[:3]) + (" …" if len(labels) > 3 else "")
        self._words.setText(f"Waiting for the first design from {names}" if labels else _NOTHING)

    def _fill(self, card: QFrame) -> None:
        """Lay picture, headline, buttons and the word on dropping into the card."""
        picture = QLabel(card)
        picture.setPixmap(icons.application_icon().pixmap(_ICON, _ICON))
        headline = QLabel("Watch hull designs arrive", card)
        font = QFont(headline.font())
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setWeight(QFont.Weight.DemiBold)
        headline.setFont(font)
        self._words = _words(_NOTHING, card)
        drop = _words("Or drop a folder or a mesh file anywhere on this window.", card)
        grid = QGridLayout(card)
        grid.setContentsMargins(32, 28, 32, 24)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for row, widget in enumerate((picture, headline, self._words)):
            grid.addWidget(widget, row, 0, 1, 2, Qt.AlignmentFlag.AlignHCenter)
        for number, button in enumerate(self.buttons.values()):
            grid.addWidget(button, 3 + number // 2, number % 2)
        grid.addWidget(drop, 5, 0, 1, 2, Qt.AlignmentFlag.AlignHCenter)

    def _button(self, action_id: str, title: str, tip: str) -> QPushButton:
        """Make a large button of two lines that runs an action."""
        button = QPushButton(f"{title}\n{tip}", self)
        button.setProperty("big", True)
        button.setIconSize(QSize(28, 28))
        button.setMinimumHeight(64)
        # A push button does not reckon with two lines by itself.
        lines = (button.fontMetrics().horizontalAdvance(line) for line in (title, tip))
        button.setMinimumWidth(max(lines) + button.iconSize().width() + _AROUND)
        button.setAccessibleName(title)
        button.setAccessibleDescription(tip)
        button.setToolTip(self._actions[action_id].toolTip())
        button.clicked.connect(self._actions[action_id].trigger)
        return button


def _words(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("muted", True)
    return label
