"""The toasts in the window: cards at its bottom right, children of the window, never a window themselves."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QGraphicsOpacityEffect, QStyle, QVBoxLayout, QWidget

from vesselviewer.desktop.toast_card import ToastCard
from vesselviewer.workspace import ToastQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QEnterEvent

    from vesselviewer.workspace import Notification, Notifications, Toast

_MARGIN = 16
_FADE_MS = 160


class ToastOverlay(QWidget):
    """Shows what the queue says, keeps the time, and stays out of the way of mouse and keyboard.

    The overlay is only as large as its cards, so everything beside them stays clickable.

    Signals:
        view_wanted: the `DesignKey` to open.
        retry_wanted: the `DesignKey` to read again.
        list_wanted: the notification list, because the toast speaks of several.
    """

    view_wanted = Signal(object)
    retry_wanted = Signal(object)
    list_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        notifications: Notifications,
        clock: Callable[[], float],
        *,
        area: Callable[[], QWidget],
    ) -> None:
        """Listen to the notifications.

        Args:
            window: the parent.
            notifications: where arrivals and errors are posted.
            clock: seconds, never running backwards.
            area: the widget inside the window whose bottom right corner the toasts keep to.
        """
        super().__init__(window)
        self._window = window
        self._notifications = notifications
        self._clock = clock
        self._area = area
        self._queue = ToastQueue()
        self._cards: dict[int, ToastCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._wake = QTimer(self)
        self._wake.setSingleShot(True)
        self._wake.timeout.connect(self._advance)
        self.setAccessibleName("New notifications")
        self.hide()
        window.installEventFilter(self)
        self._known = {item.id for item in notifications.items}
        self._subscriptions = ExitStack()
        self._subscriptions.callback(notifications.subscribe_posted(self._on_posted))
        self._subscriptions.callback(notifications.subscribe(self._on_changed))

    @property
    def cards(self) -> tuple[ToastCard, ...]:
        """The cards on screen, oldest first."""
        return tuple(self._cards[toast.id] for toast in self._queue.visible if toast.id in self._cards)

    def close_overlay(self) -> None:
        """Stop listening and stop the time."""
        self._wake.stop()
        self._subscriptions.close()

    def redraw_icons(self) -> None:
        """Draw the icons in the colors now in use."""
        for card in self._cards.values():
            card.redraw_icons()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the corner when the window changes its size or its docks."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self.place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stop the time while the pointer rests here."""
        self._queue.pause(self._clock())
        self._refresh()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let the time go on."""
        self._queue.resume(self._clock())
        self._refresh()
        super().leaveEvent(event)

    def place(self) -> None:
        """Move to the bottom right corner of the area, no taller than it."""
        if not self._cards:
            return
        area = self._area()
        corner = area.mapTo(self._window, QPoint(area.width(), area.height()))
        size = self._column.sizeHint()
        self.setGeometry(
            max(corner.x() - size.width() - _MARGIN, 0),
            max(corner.y() - size.height() - _MARGIN, 0),
            size.width(),
            size.height(),
        )
        self.raise_()

    def _on_posted(self, item: Notification) -> None:
        self._known.add(item.id)
        self._queue.add(item, self._clock())
        self._refresh()

    def _on_changed(self) -> None:
        """Withdraw what was dismissed in the list."""
        there = {item.id for item in self._notifications.items}
        gone = self._known - there
        if gone:
            self._known -= gone
            for notification_id in gone:
                self._queue.withdraw(notification_id, self._clock())
            self._refresh()

    def _advance(self) -> None:
        self._queue.advance(self._clock())
        self._refresh()

    def _dismiss(self, toast: Toast) -> None:
        self._queue.dismiss(toast.id, self._clock())
        self._refresh()

    def _refresh(self) -> None:
        """Bring the cards in line with the queue, and set the time of the next look."""
        visible = {toast.id: toast for toast in self._queue.visible}
        for toast_id in [each for each, card in self._cards.items() if visible.get(each) is None]:
            self._remove(toast_id)
        for position, toast in enumerate(self._queue.visible):
            known = self._cards.get(toast.id)
            if known is None or known.toast.members != toast.members:
                if known is not None:
                    self._remove(toast.id)
                self._insert(position, toast, fade=known is None)
        self.setVisible(bool(self._cards))
        self.place()
        wake = self._queue.next_wake()
        if wake is None:
            self._wake.stop()
        else:
            self._wake.start(max(0, int((wake - self._clock()) * 1000) + 1))

    def _insert(self, position: int, toast: Toast, *, fade: bool) -> None:
        card = ToastCard(toast, self)
        card.dismiss_wanted.connect(lambda: self._dismiss(toast))
        card.view_wanted.connect(lambda: self._dismiss_and(toast, self.view_wanted))
        card.retry_wanted.connect(lambda: self._dismiss_and(toast, self.retry_wanted))
        card.list_wanted.connect(lambda: self._dismiss_and(toast, None))
        self._cards[toast.id] = card
        self._column.insertWidget(position, card)
        if fade:
            self._fade_in(card)

    def _dismiss_and(self, toast: Toast, wanted: SignalInstance | None) -> None:
        """Put the toast away and ask for its design, or for the list of notifications."""
        self._dismiss(toast)
        if wanted is None or toast.design is None:
            self.list_wanted.emit()
        else:
            wanted.emit(toast.design)

    def _remove(self, toast_id: int) -> None:
        card = self._cards.pop(toast_id)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _fade_in(self, card: ToastCard) -> None:
        """Let the card appear softly, where the system's style animates at all."""
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0:
            return
        effect = QGraphicsOpacityEffect(card)
        effect.setOpacity(0.0)
        card.setGraphicsEffect(effect)
        fade = QPropertyAnimation(effect, b"opacity", card)
        fade.setDuration(_FADE_MS)
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        fade.finished.connect(lambda: card.setGraphicsEffect(None))  # type: ignore[arg-type]  # None removes it
        fade.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)
