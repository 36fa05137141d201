"""The status bar: feeds, designs, memory, work under way with Cancel, and the bell."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import humanize
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from vesselviewer.desktop import icons
from vesselviewer.desktop.feed_button import FeedButton
from vesselviewer.desktop.process_memory import resident_bytes
from vesselviewer.desktop.theme import tabular

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from vesselviewer.designs import Library, LibraryEvent
    from vesselviewer.workspace import Notifications, Workspace

_LOOK_EVERY_MS = 2000
_GATHER_MS = 100
_PASSING_MS = 6000
_MOST_UNREAD = 99


class ProgressLine(QWidget):
    """What is being done, how far it is, and a button that calls it off; hidden while nothing is."""

    def __init__(self, workspace: Workspace[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(140)
        self.bar.setMaximumHeight(18)
        self.cancel = QToolButton(self)
        self.cancel.setText("Cancel")
        self.cancel.setToolTip("Call it off; what is shown stays")
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(workspace.cancel_loading)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        for widget in (self._label, self.bar, self.cancel):
            row.addWidget(widget)
        self._unsubscribe = workspace.subscribe_progress(self.refresh)
        self.refresh()

    def close_line(self) -> None:
        """Stop listening."""
        self._unsubscribe()

    def refresh(self) -> None:
        """Show the work under way as it is now."""
        progress = self._workspace.progress
        self.setVisible(progress is not None)
        if progress is None:
            return
        self._label.setText(self._label.fontMetrics().elidedText(progress.label, _MIDDLE, 280))
        self._label.setToolTip(progress.label)
        self.bar.setAccessibleName(progress.label)
        self.bar.setRange(0, 0 if progress.fraction is None else 100)
        self.bar.setValue(0 if progress.fraction is None else round(progress.fraction * 100))
        self.cancel.setVisible(progress.cancellable)


_MIDDLE = Qt.TextElideMode.ElideMiddle


class StatusBar(QStatusBar):
    """One line about everything that runs behind the window."""

    def __init__(
        self,
        workspace: Workspace[Any],
        library: Library,
        notifications: Notifications,
        bell: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._notifications = notifications
        self.feeds = FeedButton(workspace, self)
        self._designs = self._number_label("Designs in the list")
        self._memory = self._number_label("Memory held by this program")
        self.progress = ProgressLine(workspace, self)
        self.bell = self._make_bell(bell)
        self.addWidget(self.feeds)
        self.addWidget(self._designs)
        self._passing = QLabel(self)
        self._passing.setTextFormat(Qt.TextFormat.PlainText)
        self._passing.setContentsMargins(8, 0, 8, 0)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_PASSING_MS)
        self._silence.timeout.connect(self._passing.clear)
        self.addWidget(self._passing, 1)
        for widget in (self.progress, self._memory, self.bell):
            self.addPermanentWidget(widget)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self._show_memory)
        self._look.start()
        # A burst of thousands of events is counted once.
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self._show_designs)
        self._subscriptions = ExitStack()
        self._subscriptions.callback(library.subscribe(self._on_library))
        self._subscriptions.callback(notifications.subscribe(self._show_bell))
        self._show_memory()
        self._show_designs()
        self._show_bell()

    def close_bar(self) -> None:
        """Stop listening, looking and counting."""
        self._look.stop()
        self._gather.stop()
        self._silence.stop()
        self._subscriptions.close()
        self.feeds.close_badge()
        self.progress.close_line()

    def say(self, words: str) -> None:
        """Show words for a few seconds, beside everything else."""
        self._passing.setText(words)
        self._silence.start()

    def redraw_icons(self) -> None:
        """Draw all icons in the colors now in use."""
        self.feeds.refresh()
        self._show_bell()

    def _number_label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setFont(tabular(label.font()))
        label.setContentsMargins(8, 0, 8, 0)
        label.setToolTip(name)
        return label

    def _make_bell(self, action: QAction) -> QToolButton:
        bell = QToolButton(self)
        bell.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bell.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bell.clicked.connect(action.trigger)
        return bell

    def _on_library(self, _event: LibraryEvent) -> None:
        if not self._gather.isActive():
            self._gather.start()

    def _show_designs(self) -> None:
        count = len(self._library)
        self._designs.setText("1 design" if count == 1 else f"{count:,} designs")

    def _show_memory(self) -> None:
        held = resident_bytes()
        self._memory.setVisible(held is not None)
        if held is not None:
            self._memory.setText(humanize.naturalsize(held, format="%.0f"))

    def _show_bell(self) -> None:
        unread = self._notifications.unread
        self.bell.setIcon(icons.icon("bell-ring" if unread else "bell", "accent" if unread else "text"))
        self.bell.setText(f"{_MOST_UNREAD}+" if unread > _MOST_UNREAD else str(unread) if unread else "")
        words = f"Notifications, {unread:,} unread" if unread else "Notifications"
        self.bell.setAccessibleName(words)
        self.bell.setToolTip(words)
