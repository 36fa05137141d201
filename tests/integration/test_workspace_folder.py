"""The workspace on real folders, with a real database, through the real folder feed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vesselviewer.designs import DesignKey, DesignState, Library, SqliteStorage
from vesselviewer.feeds import FolderFeed
from vesselviewer.feeds.source import FeedState
from vesselviewer.workspace import Notifications, Settings, ThreadRunner, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from vesselviewer.designs import Design
    from vesselviewer.mesh import Mesh

PATIENCE_S = 30.0


def tetrahedron(size: float) -> bytes:
    """Return a closed binary STL whose bytes are unique to its size."""
    points = np.array([[0, 0, 0], [size, 0, 0], [0, 1, 0], [0, 0, 1]], dtype="<f4")
    record = np.zeros(4, dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    record["corners"] = points[[[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]]]
    return b"\0" * 80 + np.uint32(4).tobytes() + record.tobytes()


class Session:
    """One start of the application, without its window."""

    def __init__(self, data: Path) -> None:
        self.library = Library(SqliteStorage(data / "library.sqlite"))
        self.notifications = Notifications(time.time)
        self.runner = ThreadRunner()
        self.workspace: Workspace[Mesh] = Workspace(
            self.library,
            self.runner,
            self.notifications,
            Settings(data / "settings.json"),
            lambda mesh, _: mesh,
            time.time,
        )

    async def until(self, condition: Callable[[], Any]) -> None:
        happened = asyncio.Event()
        ends = [
            self.library.subscribe(lambda _: happened.set()),
            self.workspace.subscribe(lambda _old, _new: happened.set()),
            self.notifications.subscribe(happened.set),
            self.workspace.subscribe_feeds(happened.set),
        ]
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not condition():
                    await happened.wait()
                    happened.clear()
        finally:
            for end in ends:
                end()

    def watch(self, folder: Path) -> str:
        feed = FolderFeed(folder, poll=0.05)
        self.workspace.attach_feed(feed)
        return feed.key

    def states(self) -> dict[str, DesignState]:
        return {design.key.design_id: design.state for design in self.library.designs}

    async def listed(self, key: str) -> None:
        await self.until(lambda: self.library.is_known_source(key))
        await self.until(lambda: DesignState.PENDING not in self.states().values())

    @property
    def shown(self) -> Design | None:
        shown = self.workspace.state.active_viewport.shown
        return None if shown is None else self.library.get(shown.key)

    def titles(self, kind: str) -> list[str]:
        return [item.title for item in self.notifications.items if item.kind == kind]


@contextlib.asynccontextmanager
async def session(data: Path) -> AsyncIterator[Session]:
    running = Session(data)
    life = asyncio.ensure_future(running.workspace.run())
    try:
        yield running
    finally:
        running.workspace.stop()
        await asyncio.wait_for(life, PATIENCE_S)
        running.runner.close()
        running.library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "hulls"
    made.mkdir()
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def put(folder: Path, name: str, content: bytes, *, age_s: float = 0.0) -> None:
    temporary = folder / f".{name}.tmp"
    temporary.write_bytes(content)
    if age_s:
        written_at = time.time() - age_s
        os.utime(temporary, (written_at, written_at))
    temporary.replace(folder / name)


def test_a_folder_lives_from_listing_to_restart(folder: Path, data: Path) -> None:
    async def first() -> None:
        put(folder, "a.stl", tetrahedron(1))
        put(folder, "empty.stl", b"")
        async with session(data) as app:
            key = app.watch(folder)
            await app.until(lambda: app.states().get("a.stl") is DesignState.READY)
            await app.listed(key)
            put(folder, "b.stl", tetrahedron(2))
            await app.until(lambda: app.shown is not None and app.shown.name == "b")
            assert "b" in app.titles("arrival")
            put(folder, "b.stl", b"this is no mesh at all")
            await app.until(lambda: app.states()["b.stl"] is DesignState.QUARANTINED)
            assert app.workspace.state.active_viewport.shown is not None
            put(folder, "b.stl", tetrahedron(3))
            await app.until(lambda: app.states()["b.stl"] is DesignState.READY)
            assert "b could not be read" not in app.titles("error")
            (folder / "a.stl").unlink()
            await app.until(lambda: app.states()["a.stl"] is DesignState.GONE)

    async def second() -> None:
        (folder / "b.stl").unlink()
        put(folder, "c.stl", tetrahedron(3), age_s=60)
        put(folder, "d.stl", tetrahedron(4), age_s=50)
        async with session(data) as app:
            key = app.watch(folder)
            await app.until(lambda: app.titles("summary"))
            assert app.titles("summary") == ["2 designs arrived while you were away"]
            await app.listed(key)
            assert app.states()["b.stl"] is DesignState.GONE
            await app.until(lambda: app.states()["c.stl"] is DesignState.READY)

    asyncio.run(first())
    asyncio.run(second())


def test_designs_of_a_folder_that_is_not_open_now_can_be_opened(folder: Path, data: Path) -> None:
    async def first() -> str:
        put(folder, "a.stl", tetrahedron(1))
        put(folder, "b.stl", tetrahedron(2))
        async with session(data) as app:
            key = app.watch(folder)
            await app.until(lambda: len(app.library) == 2)
            await app.listed(key)
        return key

    async def second(source: str) -> None:
        (folder / "b.stl").unlink()
        async with session(data) as app:
            await app.until(lambda: len(app.library) == 2)
            app.workspace.open(DesignKey(source, "a.stl"))
            await app.until(lambda: app.shown is not None)
            app.workspace.open(DesignKey(source, "b.stl"))
            await app.until(lambda: app.titles("error") == ["b cannot be had"])
            assert app.notifications.items[0].hint
            assert app.shown is not None
            assert app.shown.name == "a"

    asyncio.run(second(asyncio.run(first())))


def all_ready(app: Session, count: int) -> bool:
    return list(app.states().values()) == [DesignState.READY] * count


def test_two_instances_watch_one_folder_with_one_database(folder: Path, data: Path) -> None:
    async def scenario() -> None:
        put(folder, "a.stl", tetrahedron(1))
        async with session(data) as one, session(data) as two:
            for app in (one, two):
                app.watch(folder)
            for number in range(10):
                put(folder, f"n{number}.stl", tetrahedron(number + 2))
            for app in (one, two):
                await app.until(partial(all_ready, app, 11))
                assert app.titles("error") == []
        async with session(data) as again:
            await again.until(lambda: len(again.library) == 11)

    asyncio.run(scenario())


def test_a_database_that_cannot_be_used_costs_the_history_and_nothing_else(
    folder: Path, tmp_path: Path
) -> None:
    async def scenario() -> None:
        (tmp_path / "file").write_text("where the data folder should be")
        put(folder, "a.stl", tetrahedron(1))
        async with session(tmp_path / "file") as app:
            app.watch(folder)
            await app.until(lambda: app.shown is not None)
            assert "History and settings" in app.titles("error")

    asyncio.run(scenario())


def test_a_folder_that_is_not_there_is_offline_until_it_comes(folder: Path, data: Path) -> None:
    async def scenario() -> None:
        async with session(data) as app:
            key = app.watch(folder)
            await app.until(lambda: app.workspace.feed_statuses[key][1].state is FeedState.OFFLINE)
            assert app.workspace.feed_statuses[key][1].reason
            folder.mkdir()  # noqa: ASYNC240 - a test's own disk
            put(folder, "a.stl", tetrahedron(1))
            await app.until(lambda: app.workspace.feed_statuses[key][1].state is FeedState.CONNECTED)
            await app.until(lambda: app.shown is not None)

    folder.rmdir()
    asyncio.run(scenario())


def test_every_file_of_the_shared_data_is_ready_or_quarantined_with_a_reason(
    shared_data: Path, data: Path
) -> None:
    async def scenario() -> None:
        async with session(data) as app:
            keys = [app.watch(shared_data / name) for name in ("hulls", "meshes")]
            for key in keys:
                await app.listed(key)
            designs = app.library.designs
            assert len(designs) >= 20
            for design in designs:
                if design.state is DesignState.QUARANTINED:
                    assert design.reason
                    assert "Internal" not in design.reason
                else:
                    assert design.state is DesignState.READY
                    assert design.revision.report is not None
            bad = [design for design in designs if design.state is DesignState.QUARANTINED]
            assert len([item for item in app.notifications.items if item.kind == "error"]) == len(bad)
            assert app.states()["DTC-scaled.stl.gz"] is DesignState.READY

    asyncio.run(scenario())
