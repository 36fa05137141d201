"""A hull of a million triangles: cold start to its preview and to the judged hull, longest block, memory.

Beside it F3D, where the Python given with ``--f3d-python`` has it (``pip install f3d``), drawing the same
file once. Run it on a screen or under Xvfb:
``xvfb-run -a python tests/benchmarks/bench_million.py --f3d-python PYTHON``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from pyvistaqt import QtInteractor

from vesselviewer.desktop import event_loop
from vesselviewer.desktop.application import Application, LaunchOptions
from vesselviewer.desktop.places import Places
from vesselviewer.formats import save_mesh
from vesselviewer.hullforms import vary

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

F3D_SCRIPT = """
import sys, time
import f3d
engine = f3d.Engine.create(True)
engine.window.size = (1280, 800)
engine.scene.add(sys.argv[1])
engine.window.render_to_image()
print(time.time())
"""


def make_hull(path: Path, seed: int) -> None:
    """Write a ship of about a million triangles."""
    save_mesh(vary("container", np.random.default_rng(seed), triangles=1_000_000)[1], path)


class Recorder:
    """Notes when the loop turned and when frames were drawn; seconds."""

    def __init__(self) -> None:
        self.ticks: list[float] = []
        self.frames: list[tuple[float, float]] = []
        self._began = 0.0
        self._composing = 0.0
        self._going = True

    def listen_to(self, window: QWidget) -> None:
        """Note the frames of every 3D view of a window."""
        for view in window.findChildren(QtInteractor):
            frame = view.GetRenderWindow()
            frame.AddObserver("StartEvent", self._start)
            frame.AddObserver("EndEvent", self._end)
            view.aboutToCompose.connect(self._compose)
            view.frameSwapped.connect(self._swapped)

    def begin(self) -> None:
        """Forget the frames so far and note the turns of the loop from here on."""
        self.frames.clear()
        self._tick()

    def end(self) -> None:
        """Note no more turns of the loop."""
        self._going = False

    def longest_block(self) -> float:
        """Return the longest time without a turn of the loop, the drawing of frames taken out; ms."""
        return 1e3 * max(tick - last - self._drawn(last, tick) for last, tick in pairwise(self.ticks))

    def _drawn(self, since: float, until: float) -> float:
        """Return how much of a time went into drawing: of the 3D view, or of the window around it."""
        parts = ((max(start, since), min(end, until)) for start, end in self.frames)
        return sum(end - start for start, end in parts if end > start)

    def _tick(self) -> None:
        self.ticks.append(time.perf_counter())
        if self._going:
            asyncio.get_running_loop().call_later(0.002, self._tick)

    def _start(self, *_: object) -> None:
        self._began = time.perf_counter()

    def _end(self, *_: object) -> None:
        self.frames.append((self._began, time.perf_counter()))

    def _compose(self) -> None:
        self._composing = time.perf_counter()

    def _swapped(self) -> None:
        self.frames.append((self._composing, time.perf_counter()))


async def until_shown(application: Application, name: str) -> float:
    """Wait until a frame with the finished hull of a file has been swapped to the screen.

    Returns:
        When the first frame with it was, a preview or the finished one; seconds since 1970.
    """
    first = 0.0
    swapped = asyncio.Event()
    for view in application.window.findChildren(QOpenGLWidget):
        view.frameSwapped.connect(swapped.set)
    while True:
        await swapped.wait()
        swapped.clear()
        viewport = application.workspace.state.viewports[0]
        if not first and viewport.preview is not None and viewport.preview.name == name:
            first = time.time()
        if viewport.shown is not None and viewport.shown.name == name:
            return first or time.time()


async def open_both(file: Path, other: Path, places: Places) -> dict[str, float]:
    """Start with one file, then open the other in the standing window."""
    application = Application(LaunchOptions(size=(1280, 800), files=(file,)), places)
    recorder = Recorder()
    running = asyncio.ensure_future(application.run())
    first = await until_shown(application, file.stem)
    found = {"first": first, "finished": time.time()}
    await asyncio.sleep(2)
    recorder.listen_to(application.window)
    recorder.begin()
    opening = time.time()
    application.workspace.open_file(other)
    found["preview_s"] = await until_shown(application, other.stem) - opening
    found["opened_s"] = time.time() - opening
    await asyncio.sleep(2)
    recorder.end()
    found["block_ms"] = recorder.longest_block()
    found["draw_ms"] = 1e3 * max(end - start for start, end in recorder.frames)
    application.request_close()
    await running
    application.close()
    return found


def show_in_window(file: Path) -> None:
    """Run as a child process; print what was measured as JSON."""
    with tempfile.TemporaryDirectory() as name:
        places = Places.under(Path(name)).made()
        found = event_loop.run(
            event_loop.make_application(), lambda: open_both(file, file.with_name("other.stl"), places)
        )
    found["peak_mb"] = peak_mb()
    print(json.dumps(found))


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB."""
    import resource  # not on Windows, where this benchmark is not run

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def run_child(command: list[str]) -> tuple[float, str]:
    """Run a program to its end; return the moment of its start and the last line that it printed."""
    began = time.time()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return began, done.stdout.strip().splitlines()[-1]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--f3d-python", help="a Python that has f3d")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--show", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.show:
        show_in_window(arguments.show)
        return
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "million.stl"
        make_hull(file, 1)
        make_hull(file.with_name("other.stl"), 2)
        print(
            f"{file.stat().st_size / 1e6:.0f} MB; seconds from the start of the process to the first picture"
        )
        for _ in range(arguments.rounds):
            began, line = run_child([sys.executable, __file__, "--show", str(file)])
            found = json.loads(line)
            text = f"vesselviewer {found['first'] - began:6.2f} s, judged {found['finished'] - began:6.2f} s"
            if arguments.f3d_python:
                start, end = run_child([arguments.f3d_python, "-c", F3D_SCRIPT, str(file)])
                seconds = float(end) - start
                text += f"   F3D {seconds:6.2f} s   ratio {(found['first'] - began) / seconds:.2f}"
            print(
                f"{text}   next one {found['preview_s']:.2f} s, judged {found['opened_s']:.2f} s"
                f"   longest block {found['block_ms']:.0f} ms"
                f"   longest frame {found['draw_ms']:.0f} ms   peak {found['peak_mb']:.0f} MB"
            )


if __name__ == "__main__":
    main()
