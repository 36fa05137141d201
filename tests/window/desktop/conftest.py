"""The whole window around a real workspace, with a plain widget where the 3D viewports stand."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget

from vesselviewer.designs import Design, DesignKey, DesignState, Library, MemoryStorage, Revision
from vesselviewer.desktop.launchers import Launchers
from vesselviewer.desktop.main_window import MainWindow
from vesselviewer.workspace import Notifications, Settings, ThreadRunner, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot


class PlainViews(QObject):
    """Stands in for the 3D viewports and remembers what it was asked."""

    recentered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.widget = QLabel("the hull", parent)
        self.calls: list[tuple[object, ...]] = []
        self.palette: Any = None
        self.preset = ""
        self.closed = False

    def look(self, view: object) -> None:
        self.calls.append(("look", str(view)))

    def fit(self) -> None:
        self.calls.append(("fit",))

    def rotate(self, azimuth_deg: float, elevation_deg: float) -> None:
        self.calls.append(("rotate", azimuth_deg, elevation_deg))

    def set_palette(self, palette: object) -> None:
        self.palette = palette

    def use_mouse_preset(self, name: str) -> None:
        self.preset = name

    def clean_image(self) -> QImage:
        image = QImage(QSize(4, 4), QImage.Format.Format_ARGB32)
        image.fill(0)
        return image

    def close_views(self) -> None:
        self.closed = True


@dataclass
class Shell:
    """The window and everything behind it."""

    workspace: Workspace[Any]
    library: Library
    notifications: Notifications
    settings: Settings
    launched: list[tuple[str, object]] = field(default_factory=list)
    close_requests: list[bool] = field(default_factory=list)
    windows: list[MainWindow] = field(default_factory=list)

    @property
    def window(self) -> MainWindow:
        return self.windows[-1]

    @property
    def views(self) -> PlainViews:
        views = self.window.views
        assert isinstance(views, PlainViews)
        return views

    def open_window(self) -> MainWindow:
        """Open another window over the same stores, as the next start would."""

        def told(what: str) -> Callable[..., None]:
            return lambda *arguments: self.launched.append((what, arguments[0] if arguments else None))

        window = MainWindow(
            self.workspace,
            self.library,
            self.notifications,
            self.settings,
            Launchers(told("folder"), told("url"), told("demo"), told("file")),
            close_requested=lambda: self.close_requests.append(True),
            make_views=PlainViews,
        )
        self.windows.append(window)
        return window

    def add_design(self, name: str = "hull_0001", state: DesignState = DesignState.READY) -> DesignKey:
        key = DesignKey("folder:/hulls", f"{name}.stl")
        now = time.time()
        self.library.put(Design(key, name, state, Revision(1, 84, now, now, f"/hulls/{name}.stl")))
        return key


@pytest.fixture
def shell(qtbot: QtBot) -> Iterator[Shell]:
    library = Library(MemoryStorage())
    notifications = Notifications(time.time)
    settings = Settings()
    settings.update(theme="light")
    runner = ThreadRunner()
    workspace: Workspace[Any] = Workspace(
        library, runner, notifications, settings, lambda mesh, _: mesh, time.time
    )
    shell = Shell(workspace, library, notifications, settings)
    window = shell.open_window()
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    yield shell
    for window in shell.windows:
        window.close_for_good()
    runner.close()
