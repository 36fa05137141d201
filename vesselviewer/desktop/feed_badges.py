"""One line for each attached feed: its state in words and shape, why, and what can be done."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from vesselviewer.feeds.source import FeedState

if TYPE_CHECKING:
    from vesselviewer.feeds.source import FeedStatus
    from vesselviewer.workspace import Workspace

# Shape and word carry the state; nothing is said by color alone.
_MARKS = {
    FeedState.CONNECTED: "●",
    FeedState.CONNECTING: "◌",
    FeedState.RECONNECTING: "◐",
    FeedState.OFFLINE: "○",
}


def is_folder(key: str) -> bool:
    """Say whether a feed watches a folder rather than listening to a server."""
    return key.startswith("folder:")


def status_text(key: str, status: FeedStatus, now: float) -> str:
    """Return the state of a feed for a person: "connected", "reconnecting in 4 s", "offline since 10:42"."""
    if status.state is FeedState.CONNECTED:
        return "watching" if is_folder(key) else "connected"
    if status.state is FeedState.RECONNECTING and status.retry_at is not None:
        return f"reconnecting in {max(0, round(status.retry_at - now))} s"
    if status.state is FeedState.OFFLINE:
        return f"offline since {datetime.fromtimestamp(status.since).astimezone():%H:%M}"
    return f"{status.state} …"


class FeedBadge(QWidget):
    """The line of one feed."""

    def __init__(
        self, workspace: Workspace[Any], key: str, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._label = label
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._again = QToolButton(self)
        self._again.setText("Try now")
        self._again.setAutoRaise(True)
        self._again.setToolTip("Try to connect at once")
        self._again.clicked.connect(lambda: workspace.retry_feed(key))
        drop = QToolButton(self)
        drop.setText("✕")
        drop.setAutoRaise(True)
        drop.setToolTip(f"Stop {'watching' if is_folder(key) else 'listening to'} {label}")
        drop.setAccessibleName(drop.toolTip())
        drop.clicked.connect(lambda: workspace.detach_feed(key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._text, 1)
        row.addWidget(self._again)
        row.addWidget(drop)

    def show_status(self, status: FeedStatus) -> None:
        """Say how the feed does, and why."""
        words = status_text(self._key, status, time.time())
        self._text.setText(f"{_MARKS[status.state]} {self._label} · {words}")
        place = self._key.removeprefix("folder:")
        self._text.setToolTip(f"{place}\n{status.reason}" if status.reason else place)
        self._text.setAccessibleName(f"{self._label}: {words}. {status.reason}")
        waiting = status.state in {FeedState.RECONNECTING, FeedState.OFFLINE}
        self._again.setVisible(waiting)


class FeedBadges(QWidget):
    """All attached feeds, kept current; the countdown runs only while one is needed."""

    def __init__(self, workspace: Workspace[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._badges: dict[str, FeedBadge] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._none = QLabel("○ no feed: open a folder or connect", self)
        self._none.setProperty("muted", True)
        self._column.addWidget(self._none)
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self.refresh)
        self._unsubscribe = workspace.subscribe_feeds(self.refresh)
        self.refresh()

    def close_badges(self) -> None:
        """Stop listening to the workspace."""
        self._countdown.stop()
        self._unsubscribe()

    def refresh(self) -> None:
        """Show the feeds as they are now."""
        statuses = self._workspace.feed_statuses
        for key in [key for key in self._badges if key not in statuses]:
            badge = self._badges.pop(key)
            self._column.removeWidget(badge)
            badge.deleteLater()
        for key, (label, status) in statuses.items():
            if key not in self._badges:
                self._badges[key] = FeedBadge(self._workspace, key, label, self)
                self._column.addWidget(self._badges[key])
            self._badges[key].show_status(status)
        self._none.setVisible(not statuses)
        counting = any(status.retry_at is not None for _, status in statuses.values())
        if counting and not self._countdown.isActive():
            self._countdown.start()
        elif not counting:
            self._countdown.stop()
