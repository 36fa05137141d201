"""The main window: wires menu, toolbar, docks, viewports, status bar and toasts to the workspace."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from vesselviewer.desktop import icons
from vesselviewer.desktop.action_table import ACTIONS
from vesselviewer.desktop.actions import ActionRegistry, Facts
from vesselviewer.desktop.curves_panel import CurvesPanel
from vesselviewer.desktop.dropping import DropHint, Dropped, dropped, holds_files
from vesselviewer.desktop.empty_state import EmptyState
from vesselviewer.desktop.history_panel import HistoryPanel
from vesselviewer.desktop.inspector_panel import InspectorPanel
from vesselviewer.desktop.notification_panel import NotificationPanel
from vesselviewer.desktop.particulars_panel import ParticularsPanel
from vesselviewer.desktop.pictures import PictureSaver
from vesselviewer.desktop.status_bar import StatusBar
from vesselviewer.desktop.theme import Theming
from vesselviewer.desktop.toasts import ToastOverlay
from vesselviewer.desktop.tray import Tray
from vesselviewer.desktop.verbs import Verbs
from vesselviewer.desktop.window_bars import build_toolbar, fill_menu_bar, redraw_menu_buttons
from vesselviewer.desktop.window_layout import keep_on_screen, restore_layout, save_layout
from vesselviewer.desktop.window_stage import WindowStage
from vesselviewer.scene import DARK_PALETTE, LIGHT_PALETTE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QHideEvent,
        QShowEvent,
    )

    from vesselviewer.designs import Library, LibraryEvent
    from vesselviewer.desktop.colors import Colors
    from vesselviewer.desktop.launchers import Launchers
    from vesselviewer.desktop.view_area import ViewArea
    from vesselviewer.workspace import Notification, Notifications, Settings, Workspace, WorkspaceState

_SMALLEST = QSize(900, 600)
_GATHER_MS = 50
_READ_AFTER_MS = 2000
_MOST_VIEWPORTS = 6
_PARTICULARS_PX = 480


class MainWindow(QMainWindow):
    """Holds no truth: what it shows comes from the workspace, what the user does goes there.

    Args:
        workspace: what is looked at, and all commands.
        library: what is known.
        notifications: what the user is told.
        settings: the last place of the window, shortcuts and recent sources.
        launchers: how further sources are attached.
        close_requested: called when the user closes the window; the composition root then hides it.
        make_views: builds the 3D viewports as a child of the window; None builds the `ViewportGrid`.
    """

    def __init__(
        self,
        workspace: Workspace[Any],
        library: Library,
        notifications: Notifications,
        settings: Settings,
        launchers: Launchers,
        *,
        close_requested: Callable[[], None],
        make_views: Callable[[QWidget], ViewArea] | None = None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._library = library
        self._notifications = notifications
        self._settings = settings
        self._launchers = launchers
        self._close_requested = close_requested
        self._subscriptions = ExitStack()
        self.setWindowIcon(icons.application_icon())
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self._theming = Theming(_application(), self)
        self._theming.choose(workspace.state.theme)
        self._pictures = PictureSaver(notifications, self)
        self.stage = WindowStage(self, workspace, settings, launchers, self._pictures)
        verbs = Verbs(workspace, launchers, self.stage)
        self.actions_registry = ActionRegistry(ACTIONS, verbs, self, settings.values.shortcuts)
        self.views = make_views(self) if make_views is not None else self._make_grid()
        self.views.use_mouse_preset(settings.values.mouse_preset)
        self._build()
        self._connect()
        self._show_theme(self._theming.colors)
        self.show_facts()
        restore_layout(self, settings)

    # Building ---------------------------------------------------------------------------------

    def _make_grid(self) -> ViewArea:
        from vesselviewer.desktop.viewport_grid import ViewportGrid  # noqa: PLC0415 - loads VTK

        return ViewportGrid(self._workspace, self._library, parent=self)

    def _build(self) -> None:
        """Make the parts of the window."""
        fill_menu_bar(self, self.actions_registry, self._launchers, self._settings)
        self._toolbar = build_toolbar(self, self.actions_registry, self._launchers, self._settings)
        self._empty = EmptyState(self.actions_registry, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.views.widget)
        self.setCentralWidget(self._stack)
        self.history = HistoryPanel(self._workspace, self._library, self)
        self.notification_panel = NotificationPanel(self._notifications, self)
        self.inspector = InspectorPanel(self._workspace, self._library, self._notifications, self)
        self.particulars = ParticularsPanel(self._workspace, self)
        self.curves = CurvesPanel(self._workspace, self)
        self.docks = {
            "history": self._dock("History", "history", self.history),
            "inspector": self._dock("Verdict · Frame", "inspector", self.inspector),
            "notifications": self._dock("Notifications", "notifications", self.notification_panel),
            "particulars": self._dock("Particulars", "particulars", self.particulars),
            "curves": self._dock("Curves", "curves", self.curves),
        }
        self.arrange_docks()
        self._status = StatusBar(
            self._workspace, self._library, self._notifications, self.actions_registry["notifications"], self
        )
        self.setStatusBar(self._status)
        self.toasts = ToastOverlay(self, self._notifications, time.monotonic, area=lambda: self._stack)
        self._tray = Tray(self, self._notifications, icons.application_icon())
        self._drop_hint = DropHint(self)
        for edit in self.findChildren(QLineEdit):
            edit.setAcceptDrops(False)  # so that a file dropped there opens, too

    def _dock(self, title: str, name: str, content: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(content)
        dock.toggleViewAction().setEnabled(False)  # the registry has its own
        return dock

    def arrange_docks(self) -> None:
        """Put docks and toolbar where they are at first."""
        areas = Qt.DockWidgetArea
        for name, area, shown in (
            ("history", areas.LeftDockWidgetArea, True),
            ("inspector", areas.RightDockWidgetArea, True),
            ("particulars", areas.RightDockWidgetArea, True),
            ("notifications", areas.RightDockWidgetArea, False),
            ("curves", areas.BottomDockWidgetArea, False),
        ):
            self.docks[name].setFloating(False)
            self.addDockWidget(area, self.docks[name])
            self.docks[name].setVisible(shown)
        self.tabifyDockWidget(self.docks["inspector"], self.docks["particulars"])
        self.tabifyDockWidget(self.docks["particulars"], self.docks["notifications"])
        self.docks["notifications"].hide()
        self.setCorner(Qt.Corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, areas.RightDockWidgetArea)
        self._toolbar.show()
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self._toolbar)
        sides = [self.docks[name] for name in ("history", "inspector", "particulars")]
        self.resizeDocks(sides, [300, _PARTICULARS_PX, _PARTICULARS_PX], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["curves"]], [300], Qt.Orientation.Vertical)
        self.docks["inspector"].raise_()

    def _connect(self) -> None:
        """Listen to the stores, and to the parts that ask for something."""
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self.show_facts)
        self._read = QTimer(self)
        self._read.setSingleShot(True)
        self._read.setInterval(_READ_AFTER_MS)
        self._read.timeout.connect(self._mark_read)
        for unsubscribe in (
            self._workspace.subscribe(self._on_state),
            self._workspace.subscribe_progress(self._gather.start),
            self._library.subscribe(self._on_library),
            self._notifications.subscribe(self._watch_reading),
            self._workspace.subscribe_feeds(self._on_feeds),
        ):
            self._subscriptions.callback(unsubscribe)
        self.actions_registry.ran.connect(self.show_facts)
        self._theming.changed.connect(self._show_theme)
        for part in (self.toasts, self.notification_panel):
            part.view_wanted.connect(self._workspace.open)
            part.retry_wanted.connect(self._workspace.retry)
        self.views.recentered.connect(self.say)
        self.toasts.list_wanted.connect(self.stage.show_notifications)
        self._tray.clicked.connect(self._on_tray_clicked)
        for dock in self.docks.values():
            dock.visibilityChanged.connect(self._on_docks_changed)

    # Showing ----------------------------------------------------------------------------------

    def show_facts(self) -> None:
        """Bring title, actions and the middle of the window in line with what is."""
        state = self._workspace.state
        pane = state.active_viewport
        designs = len(self._library)
        used = any(each.shown or each.requested for each in state.viewports)
        self.actions_registry.show_facts(
            Facts(
                state=state,
                designs=designs,
                shows=pane.shown is not None,
                loading=self._workspace.progress is not None,
                full_screen=self.isFullScreen(),
                history=not self.docks["history"].isHidden(),
                inspector=not self.docks["inspector"].isHidden(),
                notifications=not self.docks["notifications"].isHidden(),
                particulars=not self.docks["particulars"].isHidden(),
                curves=not self.docks["curves"].isHidden(),
                mouse_preset=self._settings.values.mouse_preset,
            )
        )
        self._stack.setCurrentWidget(self.views.widget if designs or used else self._empty)
        name = f"{pane.shown.name} — " if pane.shown is not None else ""
        self.setWindowTitle(f"{name}VesselViewer".replace("[*]", "[*][*]"))
        self.toasts.place()

    def say(self, words: str) -> None:
        """Say something in passing, in the status bar."""
        self._status.say(words)

    def _show_theme(self, colors: Colors) -> None:
        """Redraw what does not follow the palette by itself."""
        for part in (
            self.actions_registry,
            self._empty,
            self._status,
            self.toasts,
            self.notification_panel,
            self.particulars,
            self.curves,
        ):
            part.redraw_icons()
        redraw_menu_buttons(self._toolbar)
        self.views.set_palette(DARK_PALETTE if colors.name == "dark" else LIGHT_PALETTE)

    def _on_state(self, old: WorkspaceState, new: WorkspaceState) -> None:
        if old.theme != new.theme:
            self._theming.choose(new.theme)
        self.show_facts()

    def _on_library(self, _event: LibraryEvent) -> None:
        if not self._gather.isActive():
            self._gather.start()

    def _on_feeds(self) -> None:
        self._empty.show_feeds([label for label, _ in self._workspace.feed_statuses.values()])

    def _on_docks_changed(self) -> None:
        self._gather.start()
        self._watch_reading()
        self._name_tabs()

    def _name_tabs(self) -> None:
        """Name the bars that Qt makes for docks in one place."""
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setAccessibleName("Docks")

    def _watch_reading(self) -> None:
        """Count notifications as read once the list has been in sight for a while."""
        in_sight = self.isVisible() and not self.docks["notifications"].visibleRegion().isEmpty()
        if in_sight and self._notifications.unread and not self._read.isActive():
            self._read.start()

    def _mark_read(self) -> None:
        if not self.docks["notifications"].visibleRegion().isEmpty():
            self._notifications.mark_all_read()

    def _on_tray_clicked(self, item: Notification | None) -> None:
        """Come to the front: the user asked for it by clicking."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()
        if item is not None and item.design is not None and item.kind == "arrival":
            self._workspace.open(item.design)

    # Dropping ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and folders, wherever they hover."""
        if holds_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._drop_hint.show_over(self._stack)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the hint away."""
        self._drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped; with Ctrl beside what is shown."""
        self._drop_hint.hide()
        things = dropped(event.mimeData())
        if things:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            beside = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.open_dropped(things, beside=beside)

    def open_dropped(self, things: Dropped, *, beside: bool) -> None:
        """Watch the folders and show the files, each in a viewport of its own if ``beside``."""
        for folder in things.folders:
            self._launchers.open_folder(folder)
        for file in things.files:
            if beside:
                self._activate_next_viewport()
            self._launchers.open_file(file)

    def _activate_next_viewport(self) -> None:
        """Make an empty viewport the active one; add one if there is none and there is room."""
        state = self._workspace.state
        empty = [each.id for each in state.viewports if each.shown is None and each.requested is None]
        if not empty and len(state.viewports) < _MOST_VIEWPORTS:
            self._workspace.set_viewports(len(state.viewports) + 1)
            empty = [self._workspace.state.viewports[-1].id]
        if empty:
            self._workspace.activate(empty[0])

    # Life -------------------------------------------------------------------------------------

    def save_picture(self, path: Path) -> None:
        """Save a picture of the whole window, with the viewports as they stand.

        Raises:
            OSError: if the file cannot be written.
        """
        if not self.grab().save(str(path)):
            raise OSError(f"the picture cannot be written: {path}")

    def close_for_good(self) -> None:
        """Stop listening, close the 3D views in order, and leave nothing behind."""
        for timer in (self._gather, self._read):
            timer.stop()
        self._subscriptions.close()
        self.history.close_panel()
        self.inspector.close_panel()
        self.notification_panel.close_panel()
        self.particulars.close_panel()
        self.curves.close_panel()
        self.toasts.close_overlay()
        self._status.close_bar()
        self._tray.close_tray()
        self._pictures.wait()
        self.views.close_views()
        self.hide()
        self.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        """Come up within the screen, with no control focused, and with toasts posted before."""
        super().showEvent(event)
        if not event.spontaneous():
            keep_on_screen(self)
            if QApplication.focusWidget() is None:
                self.setFocus()  # else the first tool would take the keys Space and Enter
        self.toasts.place()
        self._name_tabs()

    def changeEvent(self, event: QEvent) -> None:
        """Show whether the window fills the screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and hasattr(self, "_gather"):
            self.show_facts()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place of the window, whoever hides it for good."""
        if not event.spontaneous():
            save_layout(self, self._settings)
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the closing to the composition root, which ends everything in order."""
        event.ignore()
        save_layout(self, self._settings)
        self._close_requested()


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a window needs a QApplication")
    return application
