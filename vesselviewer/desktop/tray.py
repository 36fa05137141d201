"""Messages of the system tray, for when the window is not in front; where there is no tray, nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QWidget

    from vesselviewer.workspace import Notification, Notifications

_SHOWN_MS = 4000


class Tray(QObject):
    """Tells of notifications while the window is not the active one; never raises it by itself.

    Signals:
        clicked: the user clicked a message or the icon; carries the `Notification` or None.
    """

    clicked = Signal(object)

    def __init__(self, window: QWidget, notifications: Notifications, icon: QIcon) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None
        self._last: Notification | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._icon = QSystemTrayIcon(icon, self)
            self._icon.setToolTip("VesselViewer")
            self._icon.messageClicked.connect(lambda: self.clicked.emit(self._last))
            self._icon.activated.connect(self._on_activated)
            self._icon.show()
        self._unsubscribe = notifications.subscribe_posted(self._on_posted)

    def close_tray(self) -> None:
        """Stop listening and take the icon away."""
        self._unsubscribe()
        if self._icon is not None:
            self._icon.hide()

    def _on_posted(self, item: Notification) -> None:
        if self._icon is None or self._window.isActiveWindow():
            return
        self._last = item
        kinds = QSystemTrayIcon.MessageIcon
        kind = kinds.Warning if item.kind == "error" else kinds.Information
        words = " ".join(part for part in (item.text, item.hint) if part)
        self._icon.showMessage(item.title, words or " ", kind, _SHOWN_MS)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit(None)
