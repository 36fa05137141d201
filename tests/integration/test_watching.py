"""A real folder on a real disk, with writers of every manner."""

from __future__ import annotations

import asyncio
import errno
import importlib.util
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from vesselviewer.watching import (
    FileSettled,
    FileVanished,
    FolderAvailable,
    FolderUnavailable,
    FolderWatcher,
    ScanCompleted,
    WatchLimited,
)
from vesselviewer.watching.scan import FolderScan

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from vesselviewer.watching import FolderEvent

Event = TypeVar("Event")
needs_inotify = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
both_ways = pytest.mark.parametrize("poll", [None, 0.1], ids=["hints", "polling"])


def stl(content: int, facets: int = 20) -> bytes:
    return b"hull".ljust(80) + struct.pack("<I", facets) + bytes([content]) * (50 * facets)


def is_stl(name: str) -> bool:
    return name.lower().endswith(".stl")


class Told:
    """What a watcher has told so far."""

    def __init__(self, watcher: FolderWatcher) -> None:
        self.watcher = watcher
        self.events: list[FolderEvent] = []
        self._changed = asyncio.Event()

    def __call__(self, event: FolderEvent) -> None:
        self.events.append(event)
        self._changed.set()

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    def settled(self) -> list[str]:
        return [event.relative for event in self.of(FileSettled)]

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def until_settled(self, *relatives: str) -> None:
        await self.until(lambda: set(relatives) <= set(self.settled()))

    async def until_settled_times(self, relative: str, times: int) -> None:
        await self.until(lambda: self.settled().count(relative) == times)

    async def until_quiet(self, root: Path) -> None:
        """Wait until a file that is written last has settled, so that nothing before it is under way."""
        name = f"last-{len(self.events)}-{time.monotonic_ns()}.stl"
        (root / "last.tmp").write_bytes(stl(9))
        (root / "last.tmp").rename(root / name)
        await self.until_settled(name)
        self.events[:] = [event for event in self.events if getattr(event, "relative", "") != name]


@asynccontextmanager
async def watching(root: Path, *, poll: float | None = None, recursive: bool = True) -> AsyncIterator[Told]:
    told = Told(FolderWatcher(root, recursive=recursive, accept=is_stl, poll=poll))
    task = asyncio.get_running_loop().create_task(told.watcher.run(told))
    try:
        await told.until(lambda: bool(told.of(ScanCompleted) or told.of(FolderUnavailable)) or task.done())
        yield told
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert task.cancelled()


@both_ways
def test_what_is_there_is_listed_and_what_comes_is_told(tmp_path: Path, poll: float | None) -> None:
    (tmp_path / "sub").mkdir()
    old = tmp_path / "sub" / "old.stl"
    old.write_bytes(stl(1))
    os.utime(old, (1e9, 1e9))

    async def scenario() -> None:
        async with watching(tmp_path, poll=poll) as told:
            assert told.events == [
                FolderAvailable(),
                FileSettled(old, "sub/old.stl", old.stat().st_size, 1e9, listed=True),
                ScanCompleted(frozenset({"sub/old.stl"})),
            ]
            (tmp_path / "new.stl").write_bytes(stl(2))
            await told.until_settled("new.stl")
            assert not told.of(FileSettled)[-1].listed
            old.unlink()
            await told.until(lambda: bool(told.of(FileVanished)))
            assert told.of(FileVanished) == [FileVanished(old, "sub/old.stl", "the file was deleted")]

    asyncio.run(scenario())


@both_ways
def test_each_version_is_told_once_however_it_is_written(tmp_path: Path, poll: float | None) -> None:
    path = tmp_path / "a.stl"

    async def scenario() -> None:
        async with watching(tmp_path, poll=poll) as told:
            for version, write in enumerate((by_rename, in_place, by_rename, in_place, anew), start=1):
                write(path, stl(version))
                await told.until_settled_times("a.stl", version)
            await told.until_quiet(tmp_path)
            assert told.settled().count("a.stl") == 5

    def by_rename(path: Path, data: bytes) -> None:
        path.with_suffix(".tmp").write_bytes(data)
        path.with_suffix(".tmp").replace(path)

    def in_place(path: Path, data: bytes) -> None:
        path.write_bytes(data)

    def anew(path: Path, data: bytes) -> None:
        path.unlink()
        path.write_bytes(data)

    asyncio.run(scenario())


def test_there_and_back_again_is_three_versions_and_a_touch_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"

    async def scenario() -> None:
        async with watching(tmp_path) as told:
            for number, content in enumerate([1, 2, 1], start=1):
                path.write_bytes(stl(content))
                await told.until_settled_times("a.stl", number)
                await told.until_quiet(tmp_path)
            os.utime(path)
            with path.open("r+b"):
                pass
            await asyncio.to_thread(lambda: subprocess.run(["touch", path], check=True))
            path.chmod(0o600)
            await told.until_quiet(tmp_path)
            told.watcher.rescan()
            await told.until_quiet(tmp_path)
            assert told.settled() == ["a.stl"] * 3

    asyncio.run(scenario())


@pytest.mark.parametrize("reserve", [False, True], ids=["growing", "reserved"])
def test_a_file_written_in_chunks_is_told_when_its_writer_is_done(tmp_path: Path, reserve: bool) -> None:
    data = stl(1, facets=400)

    async def scenario() -> float:
        async with watching(tmp_path) as told:
            with (tmp_path / "a.stl").open("wb", buffering=0) as file:
                if reserve:
                    file.truncate(len(data))
                for start in range(0, len(data), 2_000):
                    file.write(data[start : start + 2_000])
                    await asyncio.sleep(0.05)
                    assert told.settled() == []
                closed_at = time.monotonic()
            await told.until_settled("a.stl")
            waited = time.monotonic() - closed_at
            await told.until_quiet(tmp_path)
            assert told.settled() == ["a.stl"]
            assert told.of(FileSettled)[0].whole
            return waited

    assert asyncio.run(scenario()) < 1.0


def test_polling_waits_for_slow_writers_as_well(tmp_path: Path) -> None:
    data = stl(1, facets=400)

    async def scenario() -> None:
        async with watching(tmp_path, poll=0.1) as told:
            with (tmp_path / "a.stl").open("wb", buffering=0) as file:
                file.truncate(len(data))
                for start in range(0, len(data), 2_000):
                    file.write(data[start : start + 2_000])
                    await asyncio.sleep(0.05)
                    assert told.settled() == []
            await told.until_settled("a.stl")
            assert told.settled() == ["a.stl"]

    asyncio.run(scenario())


def test_a_file_that_stays_cut_off_is_told_as_not_whole_and_again_when_it_is(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with watching(tmp_path) as told:
            began = time.monotonic()
            (tmp_path / "a.stl").write_bytes(stl(1)[:-7])
            await told.until_settled("a.stl")
            assert time.monotonic() - began >= 2.0
            with (tmp_path / "a.stl").open("ab") as file:
                file.write(stl(1)[-7:])
            await told.until(lambda: len(told.settled()) == 2)
            assert [event.whole for event in told.of(FileSettled)] == [False, True]

    asyncio.run(scenario())


@both_ways
def test_a_rename_goes_and_comes(tmp_path: Path, poll: float | None) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.stl").write_bytes(stl(1))

    async def scenario() -> None:
        async with watching(tmp_path, poll=poll) as told:
            await told.until_settled("one/a.stl")
            (tmp_path / "one" / "a.stl").rename(tmp_path / "A.STL")
            await told.until_settled("A.STL")
            (tmp_path / "A.STL").rename(tmp_path / "a.stl")
            await told.until_settled("a.stl")
            (tmp_path / "a.stl").rename(tmp_path / "one" / "b.stl")
            (tmp_path / "one").rename(tmp_path / "two")
            await told.until_settled("two/b.stl")
            moves = [(event.relative, event.reason) for event in told.of(FileVanished)]
            assert moves[:2] == [("one/a.stl", "moved to A.STL"), ("A.STL", "moved to a.stl")]
            assert told.settled()[-1] == "two/b.stl"

    asyncio.run(scenario())


@both_ways
def test_a_burst_of_two_thousand_files_is_told_once_each(tmp_path: Path, poll: float | None) -> None:
    names = [f"hull_{number:04}.stl" for number in range(2000)]

    def burst() -> None:
        for name in names:
            (tmp_path / "next.tmp").write_bytes(stl(1, facets=2))
            (tmp_path / "next.tmp").rename(tmp_path / name)

    async def scenario() -> None:
        async with watching(tmp_path, poll=poll) as told:
            writer = threading.Thread(target=burst)
            writer.start()
            await told.until(lambda: len(told.settled()) >= len(names))
            writer.join()
            await told.until_quiet(tmp_path)
            assert sorted(told.settled()) == names

    asyncio.run(asyncio.wait_for(scenario(), 60))


@both_ways
def test_a_folder_that_goes_and_comes_back_is_reconciled(tmp_path: Path, poll: float | None) -> None:
    root = tmp_path / "root"
    root.mkdir()
    for name in ("stays.stl", "goes.stl"):
        (root / name).write_bytes(stl(1))
        os.utime(root / name, (1e9, 1e9))

    async def scenario() -> None:
        async with watching(root, poll=poll) as told:
            assert sorted(told.settled()) == ["goes.stl", "stays.stl"]
            root.rename(tmp_path / "away")
            await told.until(lambda: bool(told.of(FolderUnavailable)))
            (trouble,) = told.of(FolderUnavailable)
            assert "does not exist" in trouble.reason
            assert trouble.hint
            assert told.of(FileVanished) == []
            (tmp_path / "away" / "goes.stl").unlink()
            (tmp_path / "away" / "comes.stl").write_bytes(stl(2))
            (tmp_path / "away").rename(root)
            await told.until_settled("comes.stl")
            assert len(told.of(FolderAvailable)) == 2
            assert [event.relative for event in told.of(FileVanished)] == ["goes.stl"]
            assert told.settled().count("stays.stl") == 1
            (root / "live.stl").write_bytes(stl(3))
            await told.until_settled("live.stl")

    asyncio.run(scenario())


def test_a_folder_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    root = tmp_path / "later"

    async def scenario() -> None:
        async with watching(root) as told:
            assert [type(event) for event in told.events] == [FolderUnavailable]
            root.write_text("a file in its place")
            told.watcher.rescan()
            await told.until(lambda: len(told.of(FolderUnavailable)) == 2)
            assert "not a folder" in told.of(FolderUnavailable)[1].reason
            root.unlink()
            root.mkdir()
            (root / "a.stl").write_bytes(stl(1))
            told.watcher.rescan()
            await told.until_settled("a.stl")

    asyncio.run(scenario())


def test_a_link_that_is_pointed_elsewhere_is_another_folder(tmp_path: Path) -> None:
    for name in ("monday", "tuesday"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.stl").write_bytes(stl(1))
    (tmp_path / "current").symlink_to("monday", target_is_directory=True)

    async def scenario() -> None:
        async with watching(tmp_path / "current") as told:
            await told.until_settled("monday.stl")
            (tmp_path / "next").symlink_to("tuesday", target_is_directory=True)
            (tmp_path / "next").replace(tmp_path / "current")
            await told.until_settled("tuesday.stl")
            assert [event.relative for event in told.of(FileVanished)] == ["monday.stl"]

    asyncio.run(scenario())


def test_nothing_outside_the_root_is_told(tmp_path: Path) -> None:
    root, secret = tmp_path / "root", tmp_path / "secret"
    root.mkdir()
    secret.mkdir()
    (secret / "s.stl").write_bytes(stl(1))

    async def scenario() -> None:
        async with watching(root) as told:
            (root / "escape.stl").symlink_to(secret / "s.stl")
            (root / "folder").symlink_to(secret, target_is_directory=True)
            os.mkfifo(root / "pipe.stl")
            (root / "a.stl").write_bytes(stl(1))
            (root / "latest.stl").symlink_to("a.stl")
            (secret / "s.stl").write_bytes(stl(2))
            await told.until_settled("a.stl", "latest.stl")
            told.watcher.rescan()
            await told.until_quiet(root)
            assert sorted(told.settled()) == ["a.stl", "latest.stl"]

    asyncio.run(scenario())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are not text")
def test_a_name_that_is_not_utf8_is_told_in_print(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"h\xfcll.stl")

    async def scenario() -> None:
        async with watching(tmp_path) as told:
            path.write_bytes(stl(1))
            await told.until_settled("h\\xfcll.stl")
            assert told.of(FileSettled)[0].path == path

    asyncio.run(scenario())


@needs_inotify
def test_a_system_without_hints_is_polled_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, *_: object) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("vesselviewer.watching.inotify_hints._call", refuse)

    async def scenario() -> None:
        async with watching(tmp_path) as told:
            (limited,) = told.of(WatchLimited)
            assert "checked every second" in limited.reason
            assert "max_user_instances" in limited.hint
            (tmp_path / "a.stl").write_bytes(stl(1))
            await told.until_settled("a.stl")

    asyncio.run(scenario())


def test_a_network_share_is_polled_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vesselviewer.watching.watch_thread.network_share_kind", lambda _: "nfs4")

    async def scenario() -> None:
        async with watching(tmp_path) as told:
            (limited,) = told.of(WatchLimited)
            assert "network share (nfs4)" in limited.reason
            (tmp_path / "a.stl").write_bytes(stl(1))
            await told.until_settled("a.stl")

    asyncio.run(scenario())


def test_a_thread_held_up_by_a_dead_share_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, free = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> FolderScan:
        held.set()
        free.wait()
        return FolderScan()

    monkeypatch.setattr("vesselviewer.watching.watch_thread.scan_folder", hang)
    monkeypatch.setattr("vesselviewer.watching.folder_watcher._FAREWELL_S", 0.1)

    async def scenario() -> None:
        watcher = FolderWatcher(tmp_path, accept=is_stl)
        task = asyncio.get_running_loop().create_task(watcher.run(lambda _: None))
        await asyncio.to_thread(held.wait)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    try:
        asyncio.run(asyncio.wait_for(scenario(), 10))
    finally:
        free.set()


def test_a_listener_that_raises_ends_the_watching_with_its_error(tmp_path: Path) -> None:
    def fail(event: FolderEvent) -> None:
        raise LookupError(event)

    before = threading.active_count()
    with pytest.raises(LookupError):
        asyncio.run(FolderWatcher(tmp_path, accept=is_stl).run(fail))
    assert threading.active_count() == before


def test_an_error_inside_the_watcher_is_raised_on_the_loop(tmp_path: Path) -> None:
    (tmp_path / "a.stl").write_bytes(stl(1))

    def fail(name: str) -> bool:
        raise LookupError(name)

    with pytest.raises(LookupError, match=r"a\.stl"):
        asyncio.run(FolderWatcher(tmp_path, accept=fail).run(lambda _: None))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of this kind are Unix's")
def test_a_folder_without_permission_says_so_and_is_watched_when_it_has_it(tmp_path: Path) -> None:
    """Root may read everything, so the scenario runs in a process that has given up its rights."""
    public = Path(tempfile.mkdtemp())  # unlike tmp_path, below a folder that all may enter
    (public / "closed").mkdir()
    (public / "open.stl").write_bytes(stl(1))
    (public / "closed" / "a.stl").write_bytes(stl(1))
    try:
        if os.geteuid() == 0:
            for path in [public, *public.rglob("*")]:
                os.chown(path, 65534, 65534)
        done = subprocess.run(
            [sys.executable, "-c", f"{_UNPRIVILEGED}\nasyncio.run(main({str(public)!r}))"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=Path(__file__).resolve().parent.parent.parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert (done.stdout.splitlines(), done.stderr, done.returncode) == (
            [
                "no subfolder: The subfolder closed cannot be read: Permission denied",
                "settled: open.stl",
                "settled: closed/a.stl",
                "no folder: There is no permission to read the folder",
                "back",
            ],
            "",
            0,
        )
    finally:
        public.chmod(0o700)
        shutil.rmtree(public)


_UNPRIVILEGED = """
import asyncio, os, pathlib
import vesselviewer.watching as watching
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)

async def main(root):
    root = pathlib.Path(root)
    closed = root / "closed"
    closed.chmod(0)
    seen = asyncio.Queue()
    watcher = watching.FolderWatcher(root, accept=lambda name: name.endswith(".stl"))

    async def until(kind):
        while not isinstance(event := await seen.get(), kind):
            pass
        return event

    async with asyncio.TaskGroup() as group:
        task = group.create_task(watcher.run(seen.put_nowait))
        await until(watching.FolderAvailable)
        events = [await until((watching.WatchLimited, watching.FileSettled)) for _ in range(2)]
        for event in sorted(events, key=lambda event: isinstance(event, watching.FileSettled)):
            if isinstance(event, watching.WatchLimited):
                print("no subfolder:", event.reason)
            else:
                print("settled:", event.relative)
        closed.chmod(0o700)
        print("settled:", (await until(watching.FileSettled)).relative)
        root.chmod(0)
        watcher.rescan()
        print("no folder:", (await until(watching.FolderUnavailable)).reason)
        root.chmod(0o700)
        watcher.rescan()
        await until(watching.FolderAvailable)
        print("back")
        task.cancel()
"""


_ON_THE_WINDOWS_LOOP = """
import asyncio, pathlib, sys, threading
import vesselviewer.watching as watching
from vesselviewer.desktop.event_loop import make_application, run

async def main():
    root = pathlib.Path(sys.argv[1])
    ended = asyncio.Event()

    def hear(event):
        print(type(event).__name__)
        if isinstance(event, watching.ScanCompleted):
            (root / "a.tmp").write_bytes(bytes(84))
            (root / "a.tmp").rename(root / "a.stl")
        if isinstance(event, watching.FileSettled):
            ended.set()

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(watching.FolderWatcher(root, accept=lambda name: name == "a.stl").run(hear))
        await ended.wait()
        task.cancel()
    print(threading.active_count())

run(make_application(["watching"]), main)
"""


@pytest.mark.skipif(importlib.util.find_spec("PySide6") is None, reason="the window's loop needs Qt")
def test_it_runs_on_the_loop_of_the_window_and_leaves_no_thread(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _ON_THE_WINDOWS_LOOP, str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.split(), done.stderr, done.returncode) == (
        ["FolderAvailable", "ScanCompleted", "FileSettled", "1"],
        "",
        0,
    )
