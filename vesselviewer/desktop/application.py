"""The composition root: builds everything, runs the qasync loop, and takes everything down in order."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.designs import Library, SqliteStorage
from vesselviewer.desktop import event_loop
from vesselviewer.desktop.demo import run_demo
from vesselviewer.desktop.launchers import Launchers
from vesselviewer.desktop.main_window import MainWindow
from vesselviewer.desktop.places import Places
from vesselviewer.errors import RenderingError, VesselViewerError
from vesselviewer.feeds.folder import FolderFeed
from vesselviewer.rendering import DisplayMesh, prepare, sketch
from vesselviewer.workspace import Notifications, Settings, ThreadRunner, Workspace

if TYPE_CHECKING:
    from types import FrameType

_LOG = logging.getLogger(__name__)

TOKEN_VARIABLE = "VESSELVIEWER_TOKEN"  # noqa: S105 - the name of a variable, not a secret


@dataclass(frozen=True, slots=True)
class LaunchOptions:
    """What the command line asks of the window.

    Attributes:
        folders: watched from the start.
        urls: mesh servers connected from the start.
        files: opened once.
        demo: run the demo; the library is then a temporary one.
        theme: system, light or dark for this run; None takes the settings' word.
        viewports: how many panes to begin with; None for one.
        size: width and height of the window in pixels; None takes the last one.
        seconds: close by itself after this long; None stays open.
        screenshot: written just before closing.
    """

    folders: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    demo: bool = False
    theme: str | None = None
    viewports: int | None = None
    size: tuple[int, int] | None = None
    seconds: float | None = None
    screenshot: Path | None = None


def launch(options: LaunchOptions) -> int:
    """Open the window, stay until it is closed, and take everything down.

    Returns:
        The exit code: 0 however and whenever the window was closed.

    Raises:
        RenderingError: if there is no screen to open a window on.
    """
    if not event_loop.has_display():
        raise RenderingError(
            "There is no screen to open a window on",
            hint="Set DISPLAY, or run it under xvfb-run -a; `vesselviewer render` needs no screen",
        )
    with ExitStack() as cleanup:
        places = _places(options, cleanup)
        _log_to(places.log / "vesselviewer.log", cleanup)
        application = event_loop.make_application()
        wakeup = event_loop.SignalWakeup()
        cleanup.callback(wakeup.close)
        return event_loop.run(application, lambda: _main(options, places))


def _places(options: LaunchOptions, cleanup: ExitStack) -> Places:
    if not options.demo:
        return Places.of_user().made()
    name = cleanup.enter_context(
        tempfile.TemporaryDirectory(prefix="vesselviewer-", ignore_cleanup_errors=True)
    )
    return Places.under(Path(name)).made()


def _log_to(path: Path, cleanup: ExitStack) -> None:
    handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("vesselviewer")
    root.addHandler(handler)

    def close() -> None:
        root.removeHandler(handler)
        handler.close()

    cleanup.callback(close)


async def _main(options: LaunchOptions, places: Places) -> int:
    application = Application(options, places)
    try:
        return await application.run()
    finally:
        application.close()


class Application:
    """Everything that lives as long as the window, built in order and closed in reverse.

    Attributes:
        workspace: what is looked at, and all commands.
        window: the main window.
    """

    def __init__(self, options: LaunchOptions, places: Places) -> None:
        self._options = options
        self._places = places
        self._closing = asyncio.Event()
        self._demo_wanted = asyncio.Event()
        self._notifications = Notifications(time.time)
        self._settings = Settings(places.config / "settings.json")
        self._library = Library(SqliteStorage(places.data / "library.sqlite"))
        self._runner = ThreadRunner()
        self.workspace = Workspace(
            self._library,
            self._runner,
            self._notifications,
            self._settings,
            prepare,
            time.time,
            DisplayMesh.with_waterline,
            sketch=sketch,
        )
        self.window = MainWindow(
            self.workspace,
            self._library,
            self._notifications,
            self._settings,
            Launchers(self.open_folder, self.connect_to, self._demo_wanted.set, self.workspace.open_file),
            close_requested=self.request_close,
        )

    async def run(self) -> int:
        """Show the window and serve it until it is closed or a signal asks for the end."""
        before = {name: signal.signal(name, self._on_signal) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.workspace.run())
                demo = tasks.create_task(self._demo())
                self._start()
                await self._until_closed()
                self.window.hide()  # at once, whatever is still to be put away
                demo.cancel()
                await asyncio.wait([demo])
                self.workspace.stop()
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
        return 0

    def close(self) -> None:
        """Close the 3D views, then the window, then the threads and the database."""
        self.window.close_for_good()
        self._runner.close()
        self._library.close()

    def request_close(self) -> None:
        """Let `run` come to its end."""
        self._closing.set()

    def open_folder(self, folder: Path) -> None:
        """Watch a folder."""
        self.workspace.attach_feed(FolderFeed(folder))
        self._settings.add_recent("folders", str(folder))

    def connect_to(self, url: str) -> None:
        """Connect to a mesh server; a malformed url becomes an error notification."""
        from vesselviewer.feeds.websocket import WebSocketFeed  # noqa: PLC0415 - dear, and not for folders

        try:
            feed = WebSocketFeed(url, self._places.cache, token=os.environ.get(TOKEN_VARIABLE))
        except VesselViewerError as error:
            self._notifications.post_error(error, title="Not connected")
            return
        self.workspace.attach_feed(feed)
        self._settings.add_recent("urls", url)

    def _start(self) -> None:
        options = self._options
        if options.theme:
            self.workspace.set_theme(options.theme)
        if options.viewports:
            self.workspace.set_viewports(options.viewports)
        if options.size:
            self.window.resize(*options.size)
        self.window.show()
        for folder in options.folders:
            self.open_folder(folder.absolute())
        for url in options.urls:
            self.connect_to(url)
        for file in options.files:
            self.workspace.open_file(file.absolute())
        if options.demo:
            self._demo_wanted.set()

    async def _demo(self) -> None:
        """Wait until the demo is asked for, then run it until the end."""
        await self._demo_wanted.wait()
        try:
            await run_demo(self.workspace, self._library)
        except VesselViewerError as error:
            self._notifications.post_error(error, title="The demo cannot run")

    async def _until_closed(self) -> None:
        options = self._options
        try:
            async with asyncio.timeout(options.seconds):
                await self._closing.wait()
        except TimeoutError:
            _LOG.info("closing after %s s, as asked", options.seconds)
        if options.screenshot is not None:
            options.screenshot.parent.mkdir(parents=True, exist_ok=True)
            self.window.save_picture(options.screenshot)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._closing.set()
