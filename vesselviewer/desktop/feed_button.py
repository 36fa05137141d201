"""The feed badge of the status bar: the state of all feeds in one line, and what can be done about each."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget, QWidgetAction

from vesselviewer.desktop import icons
from vesselviewer.desktop.feed_badges import is_folder, status_text
from vesselviewer.feeds.source import FeedState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesselviewer.feeds.source import FeedStatus
    from vesselviewer.workspace import Workspace

_LONG_WORDS = 60
_WIDEST = 460

# The worst state is what the badge shows.
_WORST_FIRST = (FeedState.OFFLINE, FeedState.RECONNECTING, FeedState.CONNECTING, FeedState.CONNECTED)
_LOOKS = {
    FeedState.CONNECTED: ("feed-connected", "success"),
    FeedState.CONNECTING: ("feed-connecting", "muted"),
    FeedState.RECONNECTING: ("feed-connecting", "warning"),
    FeedState.OFFLINE: ("feed-offline", "danger"),
}


def summary(statuses: Mapping[str, tuple[str, FeedStatus]], now: float) -> str:
    """Return the words of the badge: one feed by name, several by their number and their trouble."""
    if not statuses:
        return "No feed"
    if len(statuses) == 1:
        ((key, (label, status)),) = statuses.items()
        return f"{label}: {status_text(key, status, now)}"
    troubled = sum(status.state is not FeedState.CONNECTED for _, status in statuses.values())
    words = f"{troubled} not connected" if troubled else "all connected"
    return f"{len(statuses)} feeds, {words}"


def _add_words(menu: QMenu, words: str, *, heading: bool) -> None:
    """Add a line to read: a disabled action would be too pale for that."""
    label = QLabel(menu)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    label.setWordWrap(len(words) > _LONG_WORDS)
    label.setMaximumWidth(_WIDEST)
    label.setContentsMargins(12, 4, 12, 2)
    label.setProperty("heading" if heading else "muted", True)
    line = QWidgetAction(menu)
    line.setDefaultWidget(label)
    line.setText(words.replace("&", "&&"))
    menu.addAction(line)


class FeedButton(QToolButton):
    """The badge; its menu lists every feed with "try now" and "disconnect"."""

    def __init__(self, workspace: Workspace[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill_menu)
        self.setMenu(menu)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.refresh)
        self._unsubscribe = workspace.subscribe_feeds(self.refresh)
        self.refresh()

    def close_badge(self) -> None:
        """Stop listening and counting down."""
        self._tick.stop()
        self._unsubscribe()

    def refresh(self) -> None:
        """Show the feeds as they are now; counts down only while a retry is due."""
        statuses = self._workspace.feed_statuses
        now = time.time()
        states = {status.state for _, status in statuses.values()}
        worst = next((state for state in _WORST_FIRST if state in states), None)
        name, tone = _LOOKS[worst] if worst is not None else ("feed-none", "muted")
        words = summary(statuses, now)
        self.setIcon(icons.icon(name, tone))
        self.setText(words)
        lines = [
            f"{label}: {status_text(key, status, now)}" + (f"\n    {status.reason}" if status.reason else "")
            for key, (label, status) in statuses.items()
        ]
        self.setToolTip("\n".join(lines) or "Open a folder or connect to a server to receive designs")
        self.setAccessibleName(f"Feeds: {words}")
        counting = any(status.retry_at is not None for _, status in statuses.values())
        if counting != self._tick.isActive():
            self._tick.start() if counting else self._tick.stop()

    def _fill_menu(self) -> None:
        """List the feeds as they are now."""
        menu = self.menu()
        menu.clear()
        statuses = self._workspace.feed_statuses
        if not statuses:
            menu.addAction("No feed is attached").setEnabled(False)
        for key, (label, status) in statuses.items():
            if menu.actions():
                menu.addSeparator()
            state = status_text(key, status, time.time())
            _add_words(menu, f"{label}: {state}", heading=True)
            if status.reason:
                _add_words(menu, status.reason, heading=False)
            if status.state in {FeedState.RECONNECTING, FeedState.OFFLINE}:
                again = menu.addAction(icons.icon("reload"), "Try Now")
                again.triggered.connect(partial(self._retry, key))
            stop = menu.addAction(
                icons.icon("disconnect"), "Stop Watching" if is_folder(key) else "Disconnect"
            )
            stop.triggered.connect(partial(self._detach, key))

    def _retry(self, key: str, *_checked: bool) -> None:
        self._workspace.retry_feed(key)

    def _detach(self, key: str, *_checked: bool) -> None:
        self._workspace.detach_feed(key)
