"""The guards of tests/conftest.py, each tried on a test that leaks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[2] / "conftest.py"

THREADS_AND_TASKS = """
import asyncio, os, threading
from pathlib import Path

def test_leaks_a_thread():
    threading.Thread(target=threading.Event().wait, name="left-over", daemon=True).start()

def test_ends_its_thread():
    thread = threading.Thread(target=lambda: None)
    thread.start()

def test_leaks_a_task():
    async def main():
        global kept
        kept = asyncio.create_task(asyncio.sleep(60), name="left-over")
    asyncio.run(main())

def test_ends_its_task():
    async def main():
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.sleep(0))
    asyncio.run(main())

def test_leaks_a_task_of_a_stopped_loop(own_loop):
    global other
    other = own_loop.create_task(asyncio.Event().wait(), name="left-over")
    own_loop.call_soon(own_loop.stop)
    own_loop.run_forever()

def test_has_a_home_of_its_own(own_home):
    assert Path.home() == own_home
    assert not list(own_home.iterdir())
"""

OWN_LOOP = """
import asyncio, pytest

@pytest.fixture(scope="module")
def own_loop():
    loop = asyncio.new_event_loop()
    yield loop
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
"""

WIDGETS_AND_TIMERS = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

kept = []

def test_leaks_a_widget(qapp):
    kept.append(QLabel("left over"))

def test_deletes_its_widget(qapp):
    label = QLabel("gone")
    label.deleteLater()
    kept.append(label)

def test_hands_its_widget_over(qtbot):
    label = QLabel("handed over")
    qtbot.addWidget(label)

def test_leaks_a_timer(qapp):
    timer = QTimer()
    timer.start(60_000)
    kept.append(timer)

def test_stops_its_timer(qapp):
    timer = QTimer(interval=60_000)
    timer.start()
    timer.stop()
    kept.append(timer)
"""


def outcomes(folder: Path, text: str, fixtures: str = "") -> str:
    shutil.copy(CONFTEST, folder / "conftest.py")
    inner = folder / "inner"
    inner.mkdir()
    (inner / "conftest.py").write_text(fixtures)
    (inner / "test_leaks.py").write_text(text)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rA",
        "--rootdir",
        str(folder),
        "-p",
        "no:cacheprovider",
        ".",
    ]
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, timeout=60, check=False
    )
    return ran.stdout


def test_a_leaked_thread_or_task_fails_its_test(tmp_path: Path) -> None:
    told = outcomes(tmp_path, THREADS_AND_TASKS, OWN_LOOP)
    assert "6 passed, 3 errors" in told
    for name in ("a_thread", "a_task", "a_task_of_a_stopped_loop"):
        assert f"ERROR inner/test_leaks.py::test_leaks_{name}" in told
    assert "thread 'left-over'" in told


def test_a_leaked_widget_or_timer_fails_its_test(tmp_path: Path) -> None:
    pytest.importorskip("PySide6", reason="runs with the window tests; here Qt is left out on purpose")
    told = outcomes(tmp_path, WIDGETS_AND_TIMERS)
    assert "5 passed, 2 errors" in told
    assert "ERROR inner/test_leaks.py::test_leaks_a_widget" in told
    assert "ERROR inner/test_leaks.py::test_leaks_a_timer" in told
