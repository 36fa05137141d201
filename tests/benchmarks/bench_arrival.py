"""How long from a complete file to its event, its row in the history, and its pixels.

The real window on a real folder, beside the same window on a folder that is polled once a second.
Run it on a screen or under Xvfb: ``xvfb-run -a python tests/benchmarks/bench_arrival.py --files 60``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtOpenGLWidgets import QOpenGLWidget

from vesselviewer.desktop import event_loop
from vesselviewer.desktop.application import Application, LaunchOptions
from vesselviewer.desktop.history_model import HistoryModel
from vesselviewer.desktop.places import Places
from vesselviewer.feeds import FolderFeed
from vesselviewer.feeds.source import MeshAnnounced
from vesselviewer.formats import encode_mesh
from vesselviewer.hullforms import vary

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.feeds.source import FeedEvent

TRIANGLES = 60_000
MARKS = ("event", "row", "pixels")


@dataclass
class Stopwatch:
    """When each file was complete, and when each mark was reached, by name; seconds."""

    complete: dict[str, float] = field(default_factory=dict)
    reached: dict[str, dict[str, float]] = field(default_factory=lambda: {mark: {} for mark in MARKS})

    def mark(self, what: str, name: str) -> None:
        """Note the first time that a file reaches a mark."""
        if name in self.complete:
            self.reached[what].setdefault(name, time.perf_counter())

    def table(self) -> list[str]:
        """Return p50 and p99 of each mark in milliseconds."""
        lines = []
        for mark, times in self.reached.items():
            ms = np.array([times[name] - self.complete[name] for name in times]) * 1e3
            p50, p99 = np.percentile(ms, (50, 99))
            lines.append(f"  {mark:7s} p50 {p50:8.1f} ms   p99 {p99:8.1f} ms   (n = {len(ms)})")
        return lines


class TimedFeed(FolderFeed):
    """A folder feed that notes when an event is emitted."""

    def __init__(self, root: Path, watch: Stopwatch, poll: float | None) -> None:
        super().__init__(root, poll=poll)
        self._watch = watch

    async def run(self, emit: Callable[[FeedEvent], None]) -> None:
        """Pass every event on, and note those that announce a mesh."""

        def noted(event: FeedEvent) -> None:
            if isinstance(event, MeshAnnounced):
                self._watch.mark("event", event.design_id)
            emit(event)

        await super().run(noted)


def write_file(folder: Path, name: str, data: bytes, watch: Stopwatch) -> None:
    """Write through temp and rename, as a generator should; the rename completes the file."""
    temporary = folder / f".{name}.tmp"
    temporary.write_bytes(data)
    watch.complete[name] = time.perf_counter()
    temporary.replace(folder / name)


async def measure(files: int, poll: float | None, pictures: list[bytes]) -> Stopwatch:
    """Let files arrive one by one, each when the one before is on the screen."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "meshes"
        folder.mkdir()
        application = Application(LaunchOptions(size=(1280, 800)), Places.under(Path(name)).made())
        application.workspace.attach_feed(TimedFeed(folder, watch, poll))
        running = asyncio.ensure_future(application.run())
        await asyncio.sleep(3)  # the window settles
        model = application.window.findChildren(HistoryModel)[0]

        def rows(_parent: object, first: int, last: int) -> None:
            for row in range(first, last + 1):
                watch.mark("row", model.key_at(row).design_id)

        model.rowsInserted.connect(rows)
        drawn = asyncio.Event()

        def frame() -> None:
            shown = application.workspace.state.viewports[0].shown
            if shown is not None and shown.key.design_id in watch.complete:
                watch.mark("pixels", shown.key.design_id)
                drawn.set()

        for view in application.window.findChildren(QOpenGLWidget):
            view.frameSwapped.connect(frame)
        for number in range(files):
            await asyncio.sleep(random.random() * (poll or 0.2))
            file = f"hull_{number:04d}.stl"
            writer = threading.Thread(
                target=write_file, args=(folder, file, pictures[number % len(pictures)], watch)
            )
            writer.start()
            while file not in watch.reached["pixels"]:
                drawn.clear()
                await asyncio.wait_for(drawn.wait(), 20)
            writer.join()
        application.request_close()
        await running
        application.close()
    return watch


async def main_async(files: int) -> None:
    """Measure both ways and print them."""
    rng = np.random.default_rng(1)
    pictures = [encode_mesh(vary("container", rng, triangles=TRIANGLES)[1], ".stl") for _ in range(6)]
    print(f"{files} files of {len(pictures[0]) / 1e6:.1f} MB, complete → event → row → pixels")
    hinted = await measure(files, None, pictures)
    print("file-system events:", *hinted.table(), sep="\n")
    polled = await measure(max(8, files // 5), 1.0, pictures)
    print("polling once a second:", *polled.table(), sep="\n")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=60)
    arguments = parser.parse_args()
    application = event_loop.make_application()
    event_loop.run(application, lambda: main_async(arguments.files))


if __name__ == "__main__":
    main()
