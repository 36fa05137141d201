"""The whole application as a process: it opens, and ends cleanly whenever and however it is closed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.designs import SqliteStorage
from vesselviewer.formats import save_mesh
from vesselviewer.hullforms import vary

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform.startswith("linux") and not os.environ.get("DISPLAY"),
    reason="a window needs a screen; vv.py test gives it Xvfb",
)
DEADLINE_S = 90


@pytest.fixture
def hulls(tmp_path: Path) -> Path:
    """A folder with a large hull, a small one and a bad file."""
    folder = tmp_path / "hulls"
    folder.mkdir()
    rng = np.random.default_rng(1)
    save_mesh(vary("tanker", rng, triangles=400_000)[1], folder / "large.stl")
    save_mesh(vary("ferry", rng, triangles=5_000)[1], folder / "small.stl")
    (folder / "cut_off.stl").write_bytes((folder / "small.stl").read_bytes()[:1000])
    return folder


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vesselviewer", *arguments],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


@pytest.mark.parametrize("seconds", ["0", "0.4", "1.1", "2.5"])
def test_it_closes_cleanly_at_any_moment(hulls: Path, seconds: str) -> None:
    done = run("watch", str(hulls), "--seconds", seconds)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_demo_closes_cleanly_in_the_middle_of_its_start() -> None:
    done = run("demo", "--seconds", "1")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_demo_shows_a_hull_and_leaves_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "demo.png"
    done = run("demo", "--seconds", "8", "--size", "1000x700", "--screenshot", str(picture))
    assert (done.returncode, done.stderr) == (0, "")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert str(picture) in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_it_cleanly(hulls: Path, tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "home"
    process = subprocess.Popen(
        [sys.executable, "-m", "vesselviewer", "watch", str(hulls)],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"VESSELVIEWER_HOME": str(log)},
    )
    database = log / "data" / "library.sqlite"
    ends = time.monotonic() + DEADLINE_S
    while not database.exists() and time.monotonic() < ends:  # the loop is running once this is there
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, errors) == (0, "")


def test_what_was_seen_is_remembered_at_the_next_start(
    hulls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VESSELVIEWER_HOME", str(tmp_path / "home"))
    for _ in range(2):
        done = run("watch", str(hulls), "--seconds", "5")
        assert (done.returncode, done.stderr) == (0, "")
    storage = SqliteStorage(tmp_path / "home" / "data" / "library.sqlite")
    states = {design.name: design.state for design in storage.load().designs}
    storage.close()
    assert states == {"large": "ready", "small": "ready", "cut_off": "quarantined"}


def test_without_a_screen_it_says_so() -> None:
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "vesselviewer", "open"],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
        env=environment,
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == 1
        assert "no screen" in done.stderr
        assert done.stderr.count("\n") == 1
