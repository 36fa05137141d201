"""The only file that knows qasync: one asyncio loop on Qt's, ended by an event and never by `quit`."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, TypeVar

import qasync
from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication

from vesselviewer.desktop.surface_format import use_3d_format

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_T = TypeVar("_T")


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Create the application object with what 3D views in docks need.

    Without shared contexts, closing one 3D view turns another black.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    use_3d_format()
    application = QApplication(arguments if arguments is not None else sys.argv[:1])
    application.setApplicationName("VesselViewer")
    application.setApplicationDisplayName("VesselViewer")
    application.setDesktopFileName("vesselviewer")
    application.setQuitOnLastWindowClosed(False)  # the loop ends by an event, not by Qt
    return application


def run(application: QApplication, main: Callable[[], Coroutine[object, object, _T]]) -> _T:
    """Run a coroutine to its end on Qt's event loop and return what it returns."""
    loop = qasync.QEventLoop(application)
    with loop:
        result: _T = loop.run_until_complete(main())
    return result


class SignalWakeup:
    """Lets Python's signal handlers run while Qt's loop sleeps, so that Ctrl-C acts at once."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Give the wake-up descriptor back."""
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _drain(self) -> None:
        try:
            self._reader.recv(4096)
        except BlockingIOError:
            return


def has_display() -> bool:
    """Say whether a window can be shown at all (always True on Windows and macOS)."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
