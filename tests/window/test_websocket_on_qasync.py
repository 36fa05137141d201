from __future__ import annotations

import asyncio
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from vesselviewer.desktop.event_loop import run
from vesselviewer.feeds import FeedEvent, FeedState, FeedStatus, MeshAnnounced, WebSocketFeed
from vesselviewer.server import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

MESH = bytes(80) + struct.pack("<I", 3) + bytes(range(150))


def drop(folder: Path, name: str) -> None:
    (folder / f".{name}.tmp").write_bytes(MESH)
    (folder / f".{name}.tmp").replace(folder / name)


def test_a_feed_lives_on_the_loop_of_the_window_without_blocking_it(
    qapp: QApplication, tmp_path: Path
) -> None:
    folder = tmp_path / "current"
    folder.mkdir()
    events: list[FeedEvent] = []
    ticks: list[float] = []

    async def until(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - the feed's own events are what is under test
                await asyncio.sleep(0.005)

    def announced() -> set[str]:
        return {event.design_id for event in events if isinstance(event, MeshAnnounced)}

    async def main(pool: ThreadPoolExecutor) -> None:
        # Not the default executor: qasync's own keeps its threads.
        loop = asyncio.get_running_loop()
        server = EmbeddedServer({"current": folder})
        await loop.run_in_executor(pool, server.start)
        feed = WebSocketFeed(server.url, tmp_path / "cache")
        async with asyncio.TaskGroup() as group:
            running = group.create_task(feed.run(events.append))
            await until(lambda: FeedState.CONNECTED in {e.state for e in events if isinstance(e, FeedStatus)})
            pulse = QTimer()
            pulse.timeout.connect(lambda: ticks.append(time.perf_counter()))
            pulse.start(5)
            for number in range(200):
                drop(folder, f"hull_{number}.stl")
                if number % 20 == 0:
                    await asyncio.sleep(0.01)
            await until(lambda: len(announced()) == 200)
            pulse.stop()
            first = next(event for event in events if isinstance(event, MeshAnnounced))
            path = await loop.run_in_executor(pool, feed.fetch, first)
            assert path.read_bytes() == MESH
            await loop.run_in_executor(pool, server.stop)
            await until(lambda: isinstance(events[-1], FeedStatus) and events[-1].retry_at is not None)
            await loop.run_in_executor(pool, server.start)
            drop(folder, "after.stl")
            await until(lambda: "after" in announced())
            running.cancel()
        await loop.run_in_executor(pool, server.stop)

    with ThreadPoolExecutor() as pool:
        run(qapp, lambda: main(pool))
    assert len(ticks) > 10  # Qt's own timers went on meanwhile
