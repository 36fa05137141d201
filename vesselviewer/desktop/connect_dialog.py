"""Asks for the address of a mesh server, and says at once what it will connect to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from vesselviewer.desktop.feed_address import complete_address
from vesselviewer.desktop.toast_card import breakable
from vesselviewer.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Sequence


class ConnectDialog(QDialog):
    """Not modal: designs go on arriving behind it.

    Signals:
        address_given: the WebSocket url to connect to.
    """

    address_given = Signal(str)

    def __init__(self, recent: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Connect to Server")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.box = QComboBox(self)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.addItems(list(recent))
        self.box.setCurrentText(recent[0] if recent else "")
        self.box.setAccessibleName("Address of the mesh server")
        edit = self.box.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("localhost:8000")
            edit.selectAll()
        label = QLabel("&Address of the mesh server", self)
        label.setBuddy(self.box)
        self.verdict = QLabel(self)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setWordWrap(True)
        self.verdict.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 4)
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.connect_button = self.buttons.addButton("Connect", QDialogButtonBox.ButtonRole.AcceptRole)
        self.connect_button.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (label, self.box, self.verdict, self.buttons):
            column.addWidget(widget)
        self.box.currentTextChanged.connect(self._show_verdict)
        self._show_verdict(self.box.currentText())

    def accept(self) -> None:
        """Hand the completed address on and close; a bad one keeps the dialog open."""
        try:
            url = complete_address(self.box.currentText())
        except ProtocolError:
            return
        self.address_given.emit(url)
        super().accept()

    def _show_verdict(self, text: str) -> None:
        """Say what will be connected to, or what is wrong."""
        tone = ""
        try:
            words = f"Connects to {complete_address(text)}"
        except ProtocolError as error:
            empty = not text.strip()
            words = error.hint or "" if empty else f"{error.what}. {error.hint}"
            tone = "" if empty else "danger"
            self.connect_button.setEnabled(False)
        else:
            self.connect_button.setEnabled(True)
        self.verdict.setProperty("tone", tone)
        self.verdict.setText(breakable(words))
        self.verdict.style().polish(self.verdict)
