"""10 000 designs listed into the library with SQLite: how long the loop's thread is held, and what it costs.

Run: ``python tests/benchmarks/bench_workspace.py [designs]``. The loop's thread stands for the window's:
a ticker asks for a turn every millisecond, and the longest wait beyond that is the longest block.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.designs import DesignState, Library, SqliteStorage
from vesselviewer.feeds.source import FeedState, FeedStatus, Listed, MeshAnnounced
from vesselviewer.workspace import Notifications, Settings, ThreadRunner, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.feeds.source import FeedEvent
    from vesselviewer.mesh import Mesh

_TICK_S = 0.001


class ListedFiles:
    """A feed that lists everything in one breath, as a folder's first scan does."""

    key = "bench:files"
    label = "files"

    def __init__(self, announced: list[MeshAnnounced]) -> None:
        self._announced = announced

    async def run(self, emit: Callable[[FeedEvent], None]) -> None:
        emit(FeedStatus(FeedState.CONNECTED, time.time()))
        for announced in self._announced:
            emit(announced)
        emit(Listed(frozenset(announced.design_id for announced in self._announced)))
        await asyncio.Event().wait()

    def fetch(self, announced: MeshAnnounced, checkpoint: Callable[[float], None] | None = None) -> Path:
        return Path(announced.locator)

    def retry_now(self) -> None:
        return


class Ticker:
    """Measures how long the loop's thread was not to be had."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def run(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            self.waits.append(max(0.0, time.perf_counter() - asked - _TICK_S))

    def figures(self) -> str:
        waits = sorted(1000 * wait for wait in self.waits) or [0.0]
        self.waits = []
        return f"longest block {waits[-1]:6.1f} ms   p99 {waits[int(0.99 * len(waits))]:5.1f} ms"


def _write_meshes(folder: Path, count: int) -> list[MeshAnnounced]:
    record = np.zeros(12, dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    announced = []
    for number in range(count):
        record["corners"] = np.random.default_rng(number).normal(size=(12, 3, 3))
        path = folder / f"hull_{number:05d}.stl"
        path.write_bytes(b"\0" * 80 + np.uint32(12).tobytes() + record.tobytes())
        announced.append(MeshAnnounced(path.name, path.stem, 684, 1.7e9 + number, str(path), listed=True))
    return announced


async def _session(announced: list[MeshAnnounced], data: Path, title: str) -> None:
    library = Library(SqliteStorage(data / "library.sqlite"))
    runner = ThreadRunner()
    notifications = Notifications(time.time)
    workspace: Workspace[Mesh] = Workspace(
        library, runner, notifications, Settings(), lambda mesh, _: mesh, time.time
    )
    ticker = Ticker()
    ticking = asyncio.ensure_future(ticker.run())
    begun = time.perf_counter()
    life = asyncio.ensure_future(workspace.run())
    workspace.attach_feed(ListedFiles(announced))

    async def until(what: str, condition: Callable[[], bool]) -> None:
        while not condition():  # noqa: ASYNC110 - the listeners of the library would be part of the measure
            await asyncio.sleep(0.01)
        print(f"{title:7s} {what:22s} {time.perf_counter() - begun:6.2f} s   {ticker.figures()}")

    await until("all rows listed", lambda: len(library) == len(announced))
    await until("first hull shown", lambda: workspace.state.active_viewport.shown is not None)
    await until(
        "all read and judged",
        lambda: all(design.state is DesignState.READY for design in library.designs),
    )
    workspace.stop()
    await life
    print(
        f"{title:7s} {'all written, stopped':22s} {time.perf_counter() - begun:6.2f} s   {ticker.figures()}"
    )
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    runner.close()
    library.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "meshes"
        folder.mkdir()
        announced = _write_meshes(folder, count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for title in ("first", "again"):
            asyncio.run(_session(announced, Path(name) / "data", title))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = (Path(name) / "data" / "library.sqlite").stat().st_size / 2**20
        print(f"memory {before:.0f} MiB before, {after:.0f} MiB at most; database {size:.0f} MiB")


if __name__ == "__main__":
    main()
