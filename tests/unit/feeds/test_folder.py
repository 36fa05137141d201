from __future__ import annotations

import asyncio
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vesselviewer.errors import CancelledError, SourceError
from vesselviewer.feeds import FeedState, FeedStatus, FolderFeed, Listed, MeshAnnounced, MeshRemoved
from vesselviewer.watching import (
    FileSettled,
    FileVanished,
    FolderAvailable,
    FolderUnavailable,
    ScanCompleted,
    WatchLimited,
)

if TYPE_CHECKING:
    from vesselviewer.feeds import FeedEvent, FeedSource

STL = b"hull".ljust(80) + struct.pack("<I", 1) + b"\x01" * 50


def announced(path: Path, root: Path) -> MeshAnnounced:
    return MeshAnnounced(path.relative_to(root).as_posix(), path.stem, 134, 0.0, str(path))


def test_its_identity_is_the_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    feed: FeedSource = FolderFeed(tmp_path)
    assert feed.key == f"folder:{tmp_path.resolve().as_posix()}"
    assert feed.label == tmp_path.name
    assert FolderFeed(tmp_path / "link").key == feed.key
    assert FolderFeed(Path("/")).label == "/"


def test_it_announces_lists_and_removes(tmp_path: Path) -> None:
    old = tmp_path / "ddg" / "hull_1.stl"
    old.parent.mkdir()
    old.write_bytes(STL)
    os.utime(old, (1e9, 1e9))
    (tmp_path / "notes.txt").write_text("no hull")

    async def scenario() -> list[FeedEvent]:
        feed = FolderFeed(tmp_path)
        events: list[FeedEvent] = []

        def hear(event: FeedEvent) -> None:
            events.append(event)
            if isinstance(event, Listed):
                (tmp_path / "hull_2.STL").write_bytes(STL)
            elif isinstance(event, MeshAnnounced) and not event.listed:
                old.unlink()
            elif isinstance(event, MeshRemoved):
                task.cancel()

        task = asyncio.get_running_loop().create_task(feed.run(hear))
        async with asyncio.timeout(20):
            await asyncio.wait([task])
        return events

    events = asyncio.run(scenario())
    states = [event.state for event in events if isinstance(event, FeedStatus)]
    assert states == [FeedState.CONNECTING, FeedState.CONNECTED]
    first, listed, second, removed = [event for event in events if not isinstance(event, FeedStatus)]
    assert first == MeshAnnounced("ddg/hull_1.stl", "ddg/hull_1", len(STL), 1e9, str(old), listed=True)
    assert listed == Listed(frozenset({"ddg/hull_1.stl"}))
    assert isinstance(second, MeshAnnounced)
    assert (second.design_id, second.name, second.locator) == (
        "hull_2.STL",
        "hull_2",
        str(tmp_path / "hull_2.STL"),
    )
    assert removed == MeshRemoved("ddg/hull_1.stl", "the file was deleted")


def test_a_folder_that_is_away_is_offline_with_a_reason_and_another_try(tmp_path: Path) -> None:
    status = FolderFeed(tmp_path)._translate(FolderUnavailable("The folder does not exist", "Create it."))
    assert isinstance(status, FeedStatus)
    assert status.state is FeedState.OFFLINE
    assert status.reason == "The folder does not exist. Create it."
    assert status.retry_at is not None
    assert 0 < status.retry_at - status.since <= 1.0


def test_limits_of_the_watching_are_told_while_connected(tmp_path: Path) -> None:
    feed = FolderFeed(tmp_path)
    plain = feed._translate(FolderAvailable())
    limited = feed._translate(WatchLimited("It is checked every second", "Wait."))
    assert isinstance(plain, FeedStatus)
    assert isinstance(limited, FeedStatus)
    assert (plain.state, plain.reason) == (FeedState.CONNECTED, "watching")
    assert (limited.state, limited.reason) == (FeedState.CONNECTED, "It is checked every second. Wait.")


@pytest.mark.parametrize(
    ("relative", "name"),
    [
        ("a.stl", "a"),
        ("a.STL", "a"),
        ("sub/a.stl.gz", "sub/a"),
        ("two.stl.stl", "two.stl"),
        ("a.b.stl", "a.b"),
    ],
)
def test_a_design_is_called_by_its_path_without_the_suffix(tmp_path: Path, relative: str, name: str) -> None:
    event = FolderFeed(tmp_path)._translate(FileSettled(tmp_path / relative, relative, 1, 0.0, listed=False))
    assert isinstance(event, MeshAnnounced)
    assert event.name == name


def test_it_fetches_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    path.write_bytes(STL)
    told: list[float] = []
    assert FolderFeed(tmp_path).fetch(announced(path, tmp_path), told.append) == path
    assert told == [1.0]


def test_a_file_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a\.stl: The file is gone\. It was deleted"):
        FolderFeed(tmp_path).fetch(announced(tmp_path / "a.stl", tmp_path))


def test_a_file_that_may_not_be_looked_at_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(SourceError, match="Permission denied"):
        FolderFeed(tmp_path).fetch(announced(tmp_path / "a.stl", tmp_path))


def test_fetching_can_be_called_off(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    path.write_bytes(STL)

    def cancel(fraction: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        FolderFeed(tmp_path).fetch(announced(path, tmp_path), cancel)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are not text")
def test_a_file_whose_name_is_not_utf8_is_announced_in_print_and_fetched_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"h\xfcll.stl")
    path.write_bytes(STL)
    feed = FolderFeed(tmp_path)
    event = feed._translate(FileSettled(path, "h\\xfcll.stl", len(STL), 0.0, listed=True))
    assert isinstance(event, MeshAnnounced)
    assert event.locator.encode()
    assert feed.fetch(event) == path
    assert feed._translate(FileVanished(path, event.design_id, "the file was deleted")) == MeshRemoved(
        event.design_id, "the file was deleted"
    )
    assert feed._paths == {}


def test_trying_at_once_is_allowed_at_any_time(tmp_path: Path) -> None:
    FolderFeed(tmp_path).retry_now()


def test_listing_and_translating_a_scan(tmp_path: Path) -> None:
    names = frozenset({"a.stl", "b.stl"})
    assert FolderFeed(tmp_path)._translate(ScanCompleted(names)) == Listed(names)


@pytest.mark.parametrize("module", ["httpx", "websockets"])
def test_watching_a_folder_needs_no_network_library(module: str) -> None:
    code = f"import sys; from vesselviewer.feeds import FolderFeed; assert {module!r} not in sys.modules"
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_every_public_name_can_be_had() -> None:
    from vesselviewer import feeds

    assert all(getattr(feeds, name) is not None for name in feeds.__all__)
    with pytest.raises(AttributeError, match="no attribute 'TelepathyFeed'"):
        feeds.TelepathyFeed  # noqa: B018 -- the look-up is the test
