"""What every test stands on: a home of its own, the guards against leaks, and the shared data."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import os
import sys
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
XDG_HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
GRACE_S = 3.0  # how long a thread may take to end after its test

_failed = pytest.StashKey[bool]()
_runtime_directory = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()

# The same examples in every run: a failure on one machine is a failure on all.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know pytest-qt's options where it is not installed, for the run without Qt."""
    if importlib.util.find_spec("pytestqt") is None:
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "read by pytest-qt")


def pytest_configure(config: pytest.Config) -> None:
    """Give Qt a runtime directory, without which it warns."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        directory = tempfile.TemporaryDirectory(prefix="vesselviewer-tests-")
        config.stash[_runtime_directory] = directory
        os.environ["XDG_RUNTIME_DIR"] = directory.name


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the runtime directory away."""
    if _runtime_directory in config.stash:
        config.stash[_runtime_directory].cleanup()
        del os.environ["XDG_RUNTIME_DIR"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say how to run window tests, instead of letting Qt abort the process."""
    windowed = any("qapp" in getattr(item, "fixturenames", ()) for item in items)
    has_screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if windowed and sys.platform.startswith("linux") and not has_screen:
        raise pytest.UsageError("Window tests need a screen: python3 packaging/vv.py test [pytest arguments]")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember which test has failed: its leftovers are no news."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real and broken files that lies beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs ../shared/data, which is not part of the repository")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, so that it never touches the user's settings."""
    home = tmp_path_factory.mktemp("home")
    for name in HOMES:
        monkeypatch.setenv(name, str(home))
    for name in XDG_HOMES:
        monkeypatch.setenv(name, str(home / name.removeprefix("XDG_").lower()))
    return home


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest, own_home: Path) -> Iterator[None]:
    """Fail a test that leaks a thread, a task, a top-level widget or a running timer."""
    guards = [_threads(), _tasks()]
    if "PySide6.QtWidgets" in sys.modules:
        guards += [_widgets(), _timers()]
    checks = [(guard, next(guard)) for guard in guards]
    yield
    found: list[str] = []
    for guard, leaks in checks:
        found += leaks()
        next(guard, None)
    if found and not request.node.stash.get(_failed, False):
        pytest.fail("the test leaks:\n  " + "\n  ".join(found), pytrace=False)


def _own_threads() -> set[threading.Thread]:
    """Threads that Python started; Qt's leave stand-ins here that never end and cannot be joined."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


def _threads() -> Iterator[Callable[[], list[str]]]:
    before = _own_threads()

    def leaks() -> list[str]:
        ends = time.monotonic() + GRACE_S
        for thread in _own_threads() - before:
            thread.join(max(0.0, ends - time.monotonic()))
        alive = _own_threads() - before
        return [f"thread {thread.name!r}; stop and join what started it" for thread in alive]

    yield leaks


def _tasks() -> Iterator[Callable[[], list[str]]]:
    """Watch for tasks that outlive their loop's main coroutine; `asyncio.run` cancels them in silence."""
    runners: Any = asyncio.runners
    cancel_all = runners._cancel_all_tasks
    before = _pending()
    outlived: list[str] = []

    def tell_and_cancel_all(loop: asyncio.AbstractEventLoop) -> None:
        if threading.current_thread() is threading.main_thread():
            outlived.extend(repr(task) for task in asyncio.all_tasks(loop))
        cancel_all(loop)

    def leaks() -> list[str]:
        left = [repr(task) for task in _pending() - before]
        return [f"task {text}; await or cancel it" for text in outlived + left]

    runners._cancel_all_tasks = tell_and_cancel_all
    yield leaks
    runners._cancel_all_tasks = cancel_all


def _pending() -> set[asyncio.Task[Any]]:
    # The registry has no public name that works without a running loop; Python 3.12 renamed it.
    tasks: Any = asyncio.tasks
    registry = tasks._scheduled_tasks if hasattr(tasks, "_scheduled_tasks") else tasks._all_tasks
    return {task for task in list(registry) if not task.done()}


def _widgets() -> Iterator[Callable[[], list[str]]]:
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    def standing() -> set[Any]:
        # A child window goes with its parent; the tool tip is Qt's own.
        windows = QApplication.topLevelWidgets() if QApplication.instance() else []
        return {w for w in windows if w.parent() is None and w.metaObject().className() != "QTipLabel"}

    before = standing()

    def leaks() -> list[str]:
        for collect in (False, True):  # collecting is dear, so only where something is left
            if collect:
                gc.collect()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            if not standing() - before:
                return []
        return [f"widget {widget!r}; close it and delete it later" for widget in standing() - before]

    yield leaks


def _timers() -> Iterator[Callable[[], list[str]]]:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    timer_type: Any = QTimer
    start = timer_type.start
    started: weakref.WeakSet[Any] = weakref.WeakSet()

    def remember_and_start(timer: QTimer, *arguments: Any) -> None:
        started.add(timer)
        start(timer, *arguments)

    def running() -> list[Any]:
        return [timer for timer in list(started) if isValid(timer) and timer.isActive()]

    def leaks() -> list[str]:
        if running():
            gc.collect()
        return [f"timer of {timer.parent()!r}, {timer.interval()} ms; stop it" for timer in running()]

    timer_type.start = remember_and_start
    yield leaks
    timer_type.start = start
