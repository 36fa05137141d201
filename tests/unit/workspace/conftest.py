"""A workspace on real threads and real files, and a feed that a test speaks through."""

from __future__ import annotations

import asyncio
import contextlib
import os
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.designs import Design, DesignKey, DesignState, Library, MemoryStorage
from vesselviewer.errors import SourceError
from vesselviewer.feeds.source import FeedState, FeedStatus, Listed, MeshAnnounced
from vesselviewer.workspace import Notifications, Settings, ThreadRunner, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from vesselviewer.designs import Storage
    from vesselviewer.feeds.source import FeedEvent
    from vesselviewer.mesh import Mesh

PATIENCE_S = 20.0  # a bound for a broken test; nothing waits that long


def box_stl(length: float = 10.0) -> bytes:
    """Return a watertight box of 12 triangles as binary STL: its length makes its bytes unique."""
    x, y, z = (0.0, length), (-1.0, 1.0), (-0.5, 1.5)
    corners = [(i, j, k) for i in x for j in y for k in z]
    faces = [
        (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
        (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3),
    ]  # fmt: skip
    data = bytearray(b"\0" * 80 + struct.pack("<I", len(faces)))
    for face in faces:
        data += struct.pack("<12fH", 0, 0, 0, *(value for index in face for value in corners[index]), 0)
    return bytes(data)


class FakeFeed:
    """A real `FeedSource` on a folder, whose announcements the test makes."""

    def __init__(self, folder: Path, key: str = "fake:a", label: str = "fake") -> None:
        self.key = key
        self.label = label
        self.folder = folder
        self.gate: Callable[[Path], None] | None = None  # called in the thread that fetches
        self.fetched: list[str] = []
        self.tries = 0
        self.running = asyncio.Event()
        self._emit: Callable[[FeedEvent], None] | None = None

    async def run(self, emit: Callable[[FeedEvent], None]) -> None:
        self._emit = emit
        emit(FeedStatus(FeedState.CONNECTED, time.time()))
        self.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self._emit = None
            self.running.clear()

    def emit(self, event: FeedEvent) -> None:
        assert self._emit is not None, "the feed is not running"
        self._emit(event)

    def fetch(self, announced: MeshAnnounced, checkpoint: Callable[[float], None] | None = None) -> Path:
        path = Path(announced.locator)
        self.fetched.append(announced.design_id)
        if self.gate is not None:
            self.gate(path)
        if not path.is_file():
            raise SourceError("The file is gone", where=announced.design_id)
        return path

    def retry_now(self) -> None:
        self.tries += 1

    def write(
        self, name: str, data: bytes | None = None, *, created_at: float | None = None
    ) -> MeshAnnounced:
        """Put a file into the folder; return what is to be announced."""
        path = self.folder / f"{name}.stl"
        path.write_bytes(box_stl(1.0 + sum(name.encode()) / 7) if data is None else data)
        if created_at is not None:
            os.utime(path, (created_at, created_at))
        status = path.stat()
        return MeshAnnounced(f"{name}.stl", name, status.st_size, status.st_mtime, str(path), listed=True)

    def live(self, announced: MeshAnnounced) -> None:
        """Announce a design as having just appeared."""
        self.emit(
            MeshAnnounced(
                announced.design_id,
                announced.name,
                announced.size,
                announced.created_at,
                announced.locator,
                sha256=announced.sha256,
            )
        )

    def listing(self, *announced: MeshAnnounced) -> None:
        """List designs, and close the listing."""
        for one in announced:
            self.emit(one)
        self.emit(Listed(frozenset(one.design_id for one in announced)))


@dataclass
class World:
    """A running workspace and what stands around it."""

    workspace: Workspace[Mesh]
    library: Library
    notifications: Notifications
    settings: Settings
    folder: Path
    prepared: list[str] = field(default_factory=list)

    async def until(self, condition: Callable[[], Any]) -> None:
        """Wait for something to become true, looking again at each event."""
        if condition():
            return
        happened = asyncio.Event()
        ends = [
            self.library.subscribe(lambda _: happened.set()),
            self.workspace.subscribe(lambda _old, _new: happened.set()),
            self.notifications.subscribe(happened.set),
            self.workspace.subscribe_feeds(happened.set),
            self.workspace.subscribe_progress(happened.set),
        ]
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not condition():
                    await happened.wait()
                    happened.clear()
        finally:
            for end in ends:
                end()

    async def settled(self, count: int = 0) -> None:
        """Wait until there are so many designs, none is pending and nothing loads."""
        await self.until(
            lambda: (
                len(self.library) >= count
                and all(design.state is not DesignState.PENDING for design in self.library.designs)
                and all(viewport.loading is None for viewport in self.workspace.state.viewports)
            )
        )
        await self.breathe()

    @staticmethod
    async def breathe() -> None:
        """Let everything run that is ready to."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def attached(self, key: str = "fake:a", label: str = "fake") -> FakeFeed:
        """Attach a feed and wait until it runs."""
        folder = self.folder / key.replace(":", "_")
        folder.mkdir(exist_ok=True)
        feed = FakeFeed(folder, key, label)
        self.workspace.attach_feed(feed)
        await asyncio.wait_for(feed.running.wait(), PATIENCE_S)
        return feed

    def design(self, name: str, source: str = "fake:a") -> Design:
        found = self.library.get(DesignKey(source, f"{name}.stl"))
        assert found is not None, f"{name} is not in the library"
        return found

    def state_of(self, name: str, source: str = "fake:a") -> DesignState | None:
        found = self.library.get(DesignKey(source, f"{name}.stl"))
        return None if found is None else found.state

    @property
    def shown(self) -> str | None:
        """Name of the design in the active viewport."""
        shown = self.workspace.state.active_viewport.shown
        return None if shown is None else shown.name

    def told(self, kind: str) -> list[str]:
        """Titles of the notifications of a kind, oldest first."""
        return [item.title for item in reversed(self.notifications.items) if item.kind == kind]


@contextlib.asynccontextmanager
async def running_world(
    folder: Path,
    storage: Storage | None = None,
    prepare: Callable[[Mesh, Callable[[float], None]], Mesh] | None = None,
    sketch: Callable[[Mesh, Callable[[float], None]], Mesh] | None = None,
) -> AsyncIterator[World]:
    runner = ThreadRunner()
    library = Library(storage or MemoryStorage())
    notifications = Notifications(time.time)
    settings = Settings(folder / "settings.json")
    workspace = Workspace(
        library,
        runner,
        notifications,
        settings,
        prepare or (lambda mesh, _: mesh),
        time.time,
        sketch=sketch,
    )
    life = asyncio.ensure_future(workspace.run())
    try:
        yield World(workspace, library, notifications, settings, folder)
    finally:
        workspace.stop()
        await asyncio.wait_for(life, PATIENCE_S)
        runner.close()
        library.close()


@pytest.fixture
def in_world(tmp_path: Path) -> Callable[..., None]:
    """Return what runs a scenario, a coroutine function of a `World`, from start to stop."""

    def run(scenario: Callable[[World], Coroutine[Any, Any, None]], **options: Any) -> None:
        async def whole() -> None:
            async with running_world(tmp_path, **options) as world:
                await scenario(world)

        asyncio.run(whole())

    return run
