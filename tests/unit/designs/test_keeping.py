from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from vesselviewer.designs import (
    THUMBNAIL_SIZE,
    Library,
    LibraryKeeper,
    MemoryStorage,
    SqliteStorage,
    ThumbnailAdded,
)
from vesselviewer.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from vesselviewer.designs import Change, Design, LibraryEvent, Storage

RGBA = bytes(THUMBNAIL_SIZE[0] * THUMBNAIL_SIZE[1] * 4)


class FlakyStorage(MemoryStorage):
    """Refuses a number of writes."""

    def __init__(self, refusals: int) -> None:
        super().__init__()
        self.refusals = refusals
        self.applied: asyncio.Event = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    def apply(self, changes: Sequence[Change]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise StorageError("locked", hint="wait")
        super().apply(changes)
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self.applied.set)


def refuse(error: StorageError) -> None:
    pytest.fail(str(error))


async def keep(library: Library, troubles: list[StorageError], until: asyncio.Event) -> None:
    keeper = LibraryKeeper(library, troubles.append, retry_s=0.001)
    await keeper.load()
    running = asyncio.ensure_future(keeper.run())
    await asyncio.wait_for(until.wait(), 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await keeper.close()


def test_what_changes_is_there_at_the_next_start(tmp_path: Path, make_design: Callable[..., Design]) -> None:
    path = tmp_path / "library.sqlite"

    async def session(change: Callable[[Library], None]) -> Library:
        library = Library(SqliteStorage(path))
        keeper = LibraryKeeper(library, refuse)
        await keeper.load()
        change(library)
        await keeper.close()
        return library

    def fill(library: Library) -> None:
        for number in range(1200):
            library.put(make_design(f"hull {number}", sha256=str(number)))
        library.remove(make_design("hull 7").key)
        library.mark_source_known("folder:a")

    asyncio.run(session(fill))
    again = asyncio.run(session(lambda _: None))
    assert len(again) == 1199
    assert again.is_known_source("folder:a")
    assert again.is_dismissed(make_design("hull 7").key, 684, 1000.0)
    assert not len(again.journal)


def test_a_refused_write_is_told_once_and_made_up_for(make_design: Callable[..., Design]) -> None:
    async def scenario() -> tuple[list[StorageError], int]:
        storage = FlakyStorage(refusals=3)
        storage.loop = asyncio.get_running_loop()
        library = Library(storage)
        troubles: list[StorageError] = []
        library.put(make_design())
        await keep(library, troubles, storage.applied)
        return troubles, len(storage.load().designs)

    troubles, kept = asyncio.run(scenario())
    assert [trouble.what for trouble in troubles] == ["locked"]
    assert kept == 1


def test_a_storage_begun_anew_gets_everything_again(
    tmp_path: Path, make_design: Callable[..., Design]
) -> None:
    path = tmp_path / "library.sqlite"

    async def scenario() -> list[StorageError]:
        storage = SqliteStorage(path)
        library = Library(storage)
        troubles: list[StorageError] = []
        keeper = LibraryKeeper(library, troubles.append)
        await keeper.load()
        library.put(make_design("early"))
        await keeper.close()
        path.write_bytes(b"overwritten by something else" * 1000)
        keeper = LibraryKeeper(library, troubles.append)
        library.put(make_design("late"))
        await keeper.close()
        return troubles

    (trouble,) = asyncio.run(scenario())
    assert "set aside" in trouble.what
    storage = SqliteStorage(path)
    assert {design.name for design in storage.load().designs} == {"early", "late"}
    storage.close()


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_thumbnail_comes_back_from_the_storage_when_it_is_asked_for(kind: str, tmp_path: Path) -> None:
    storage: Storage = MemoryStorage() if kind == "memory" else SqliteStorage(tmp_path / "library.sqlite")

    async def scenario() -> bytes | None:
        first = Library(storage)
        first.put_thumbnail("x", RGBA)
        await LibraryKeeper(first, refuse).close()
        library, here = Library(storage), asyncio.Event()

        def told(event: LibraryEvent) -> None:
            if event == ThumbnailAdded("x"):
                here.set()

        library.subscribe(told)
        keeper = LibraryKeeper(library, refuse)
        await keeper.load()
        running = asyncio.ensure_future(keeper.run())
        assert library.thumbnail("x") is None
        await asyncio.wait_for(here.wait(), 10)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await keeper.close()
        return library.thumbnail("x")

    assert asyncio.run(scenario()) == RGBA
