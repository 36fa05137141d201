"""Every source of hints tells the same of the same folder."""

from __future__ import annotations

import errno
import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vesselviewer.watching.hints import Hint, HintKind
from vesselviewer.watching.watchdog_hints import WatchdogHints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vesselviewer.watching.hints import HintSource

SOURCES: list[type] = [WatchdogHints]
if sys.platform == "linux":
    from vesselviewer.watching import inotify_hints
    from vesselviewer.watching.inotify_hints import InotifyHints

    SOURCES.append(InotifyHints)
needs_inotify = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
every_source = pytest.mark.parametrize("make", SOURCES)


class Ear:
    """Collects hints, and waits for one that is asked for."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.hints: list[Hint] = []

    def hear(self, hint: Hint) -> None:
        with self._condition:
            self.hints.append(hint)
            self._condition.notify_all()

    def wait_for(self, kind: HintKind, relative: str = "") -> Hint:
        def found() -> Hint | None:
            return next((hint for hint in self.hints if (hint.kind, hint.relative) == (kind, relative)), None)

        with self._condition:
            hint = self._condition.wait_for(found, timeout=10)
            assert hint is not None, f"no {kind} of {relative!r} among {self.hints}"
            return hint

    def about(self, relative: str) -> list[HintKind]:
        return [hint.kind for hint in self.hints if hint.relative == relative]


@contextmanager
def listening(make: Callable[..., HintSource], root: Path, *, recursive: bool = True) -> Iterator[Ear]:
    ear = Ear()
    source = make(str(root), recursive=recursive, accept=lambda name: name.endswith(".stl"), deliver=ear.hear)
    source.start()
    try:
        yield ear
    finally:
        source.stop()


@every_source
def test_a_file_that_is_written_and_closed(make: type, tmp_path: Path) -> None:
    with listening(make, tmp_path) as ear:
        (tmp_path / "a.txt").write_text("x")
        (tmp_path / ".a.stl").write_text("x")
        (tmp_path / "a.stl").write_text("x")
        ear.wait_for(HintKind.CLOSED, "a.stl")
    assert ear.about("a.stl") == [HintKind.TOUCHED, HintKind.STIRRED, HintKind.CLOSED]
    assert {hint.relative for hint in ear.hints if hint.kind is not HintKind.RESCAN} == {"a.stl"}


@every_source
def test_a_file_put_in_place_by_a_rename(make: type, tmp_path: Path) -> None:
    with listening(make, tmp_path) as ear:
        (tmp_path / "a.stl.tmp").write_text("x")
        (tmp_path / "a.stl.tmp").rename(tmp_path / "a.stl")
        ear.wait_for(HintKind.RENAMED, "a.stl")
        (tmp_path / "a.stl").rename(tmp_path / "b.stl")
        assert ear.wait_for(HintKind.MOVED_AWAY, "a.stl").moved_to == "b.stl"
        ear.wait_for(HintKind.RENAMED, "b.stl")


@every_source
def test_a_file_that_goes(make: type, tmp_path: Path) -> None:
    (tmp_path / "a.stl").write_text("x")
    with listening(make, tmp_path) as ear:
        (tmp_path / "a.stl").unlink()
        ear.wait_for(HintKind.TOUCHED, "a.stl")


@every_source
def test_new_times_are_not_new_content(make: type, tmp_path: Path) -> None:
    (tmp_path / "a.stl").write_text("x")
    with listening(make, tmp_path) as ear:
        os.utime(tmp_path / "a.stl", (1, 1))
        ear.wait_for(HintKind.ATTRIBUTES, "a.stl")
    assert ear.about("a.stl") == [HintKind.ATTRIBUTES]


@every_source
def test_subfolders_old_and_new(make: type, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    with listening(make, tmp_path) as ear:
        (tmp_path / "old" / "a.stl").write_text("x")
        ear.wait_for(HintKind.CLOSED, "old/a.stl")
        (tmp_path / "new").mkdir()
        ear.wait_for(HintKind.RESCAN)
        (tmp_path / "new" / "b.stl").write_text("x")
        ear.wait_for(HintKind.CLOSED, "new/b.stl")


@every_source
def test_only_the_folder_itself_if_that_is_wanted(make: type, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    with listening(make, tmp_path, recursive=False) as ear:
        (tmp_path / "sub" / "a.stl").write_text("x")
        (tmp_path / "b.stl").write_text("x")
        ear.wait_for(HintKind.CLOSED, "b.stl")
    assert ear.about("sub/a.stl") == []


@every_source
def test_a_root_that_is_a_link(make: type, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "current").symlink_to("real", target_is_directory=True)
    with listening(make, tmp_path / "current") as ear:
        (tmp_path / "real" / "a.stl").write_text("x")
        ear.wait_for(HintKind.CLOSED, "a.stl")


@every_source
def test_a_root_that_is_not_there_is_an_error(make: type, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"), listening(make, tmp_path / "none"):
        pass


@every_source
def test_no_thread_outlives_it(make: type, tmp_path: Path) -> None:
    before = threading.active_count()
    with listening(make, tmp_path):
        assert threading.active_count() > before
    assert threading.active_count() == before


@needs_inotify
def test_a_root_that_goes(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    with listening(InotifyHints, root) as ear:
        root.rmdir()
        ear.wait_for(HintKind.RESCAN)


@needs_inotify
def test_a_subfolder_that_is_moved_is_followed(tmp_path: Path) -> None:
    (tmp_path / "one" / "deep").mkdir(parents=True)
    with listening(InotifyHints, tmp_path) as ear:
        (tmp_path / "one").rename(tmp_path / "two")
        ear.wait_for(HintKind.RESCAN)
        (tmp_path / "two" / "deep" / "a.stl").write_text("x")
        ear.wait_for(HintKind.CLOSED, "two/deep/a.stl")
    assert ear.about("one/deep/a.stl") == []


@needs_inotify
def test_a_file_moved_out_holds_nothing_up(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.stl").write_text("x")
    with listening(InotifyHints, root) as ear:
        (root / "a.stl").rename(tmp_path / "a.stl")
        assert ear.wait_for(HintKind.MOVED_AWAY, "a.stl").moved_to is None


@needs_inotify
def test_lost_hints_ask_for_a_scan(tmp_path: Path) -> None:
    ear = Ear()
    source = InotifyHints(str(tmp_path), recursive=True, accept=lambda _: True, deliver=ear.hear)
    source._tell([inotify_hints._Event(-1, inotify_hints._OVERFLOW, 0, "")])
    assert ear.hints == [Hint(HintKind.RESCAN)]


@needs_inotify
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.ENOSYS])
def test_a_refusal_is_an_error_and_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "sub").mkdir()
    real = inotify_hints._call
    watches = []

    def refuse(name: str, *arguments: object) -> int:
        if name == "inotify_add_watch":
            watches.append(arguments)
            if len(watches) == 2:
                raise OSError(number, os.strerror(number))
        return real(name, *arguments)

    before = len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(inotify_hints, "_call", refuse)
    with pytest.raises(OSError, match=os.strerror(number)), listening(InotifyHints, tmp_path):
        pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@needs_inotify
def test_a_limit_reached_later_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = inotify_hints._call

    def refuse(name: str, *arguments: object) -> int:
        if name == "inotify_add_watch" and str(arguments[1]).endswith("late'"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(name, *arguments)

    monkeypatch.setattr(inotify_hints, "_call", refuse)
    with listening(InotifyHints, tmp_path) as ear:
        (tmp_path / "late").mkdir()
        hint = ear.wait_for(HintKind.REFUSED)
    assert hint.error is not None
    assert hint.error.errno == errno.ENOSPC


@needs_inotify
def test_a_function_that_the_system_lacks_is_an_error() -> None:
    with pytest.raises(OSError, match="not implemented"):
        inotify_hints._call("inotify_of_the_future")
