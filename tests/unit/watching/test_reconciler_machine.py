"""Whatever happens in a folder, and whatever hints are lost: in the end the view is the folder."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from vesselviewer.watching.completeness import Completeness
from vesselviewer.watching.reconciler import Reading, Reconciler, Settled, Sign
from vesselviewer.watching.scan import Signature

PATHS = st.sampled_from(["a.stl", "b.stl", "sub/c.stl"])
CONTENTS = st.sampled_from(["A", "B", "C"])
FULL = 3  # chunks of a whole file


@dataclass(frozen=True)
class FakeFile:
    inode: int
    content: str
    chunks: int  # written so far
    size: int
    modified_ns: int
    changed_ns: int
    is_open: bool = False
    touched_at: float = 0.0

    @property
    def signature(self) -> Signature:
        return Signature(self.inode, self.size, self.modified_ns, self.changed_ns)

    @property
    def bytes(self) -> tuple[str, int, int]:
        return self.content, self.chunks, self.size

    @property
    def ends(self) -> Completeness:
        return Completeness.WHOLE if self.chunks == FULL else Completeness.PARTIAL


@dataclass
class Folder:
    files: dict[str, FakeFile] = field(default_factory=dict)
    ticks: int = 0

    def tick(self) -> int:
        self.ticks += 1
        return self.ticks


class FolderMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Folder()
        self.reconciler = Reconciler()
        self.now = 100.0
        self.hints: list[tuple[str, Sign | str | None]] = []
        self.view: dict[str, FakeFile] = {}
        self.reconciler.scanned({}, self.now, wall_ns=0)

    # What happens in the folder

    @rule(path=PATHS, content=CONTENTS, reserve=st.booleans())
    def begin_writing(self, path: str, content: str, reserve: bool) -> None:
        old = self.folder.files.get(path)
        tick = self.folder.tick()
        inode = old.inode if old else tick
        size = FULL if reserve else 0
        self.folder.files[path] = FakeFile(inode, content, 0, size, tick, tick, True, self.now)
        self.hints.append((path, "stirred" if old else None))

    @rule(path=PATHS)
    def write_chunk(self, path: str) -> None:
        old = self.folder.files.get(path)
        if old is None or not old.is_open or old.chunks == FULL:
            return
        tick = self.folder.tick()
        chunks = old.chunks + 1
        self.folder.files[path] = replace(
            old,
            chunks=chunks,
            size=max(old.size, chunks),
            modified_ns=tick,
            changed_ns=tick,
            touched_at=self.now,
        )
        self.hints.append((path, "stirred"))

    @rule(path=PATHS, truncated=st.booleans())
    def finish_writing(self, path: str, truncated: bool) -> None:
        if path in self.folder.files and self.folder.files[path].is_open:
            while not truncated and self.folder.files[path].chunks < FULL:
                self.write_chunk(path)
            self.folder.files[path] = replace(self.folder.files[path], is_open=False)
            self.hints.append((path, Sign.CLOSED))

    @rule(path=PATHS, content=CONTENTS)
    def replace_by_rename(self, path: str, content: str) -> None:
        tick = self.folder.tick()
        self.folder.files[path] = FakeFile(tick, content, FULL, FULL, tick, tick, touched_at=self.now)
        self.hints.append((path, Sign.RENAMED))

    @rule(path=PATHS, content=CONTENTS)
    def rewrite_in_place(self, path: str, content: str) -> None:
        self.begin_writing(path, content, reserve=False)
        self.finish_writing(path, truncated=False)

    @rule(path=PATHS, by_writer=st.booleans())
    def touch(self, path: str, by_writer: bool) -> None:
        old = self.folder.files.get(path)
        if old is not None and not old.is_open:
            tick = self.folder.tick()
            self.folder.files[path] = replace(old, modified_ns=tick, changed_ns=tick)
            self.hints.append((path, Sign.CLOSED if by_writer else Sign.ATTRIBUTES))

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        if self.folder.files.pop(path, None) is not None:
            self.hints.append((path, None))

    @rule(path=PATHS, new_path=PATHS)
    def rename(self, path: str, new_path: str) -> None:
        old = self.folder.files.get(path)
        if old is not None and not old.is_open and path != new_path:
            del self.folder.files[path]
            self.folder.files[new_path] = replace(old, changed_ns=self.folder.tick())
            self.hints += [(path, f"to {new_path}"), (new_path, Sign.RENAMED)]

    # What the watcher does

    @rule(seconds=st.sampled_from([0.01, 0.1, 0.5, 3.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        for path in self.reconciler.due(self.now):
            self.look(path)
        self.work()

    @rule()
    def scan(self) -> None:
        files = {path: file.signature for path, file in self.folder.files.items()}
        self.reconciler.scanned(files, self.now)
        self.work()

    @rule()
    def hints_arrive(self) -> None:
        hints, self.hints = self.hints, []
        for path, sign in hints:
            if sign == "stirred":
                if not self.reconciler.stirred(path, self.now):
                    self.look(path)
                    self.reconciler.stirred(path, self.now)
            elif isinstance(sign, str):
                self.reconciler.left(path, sign.removeprefix("to "))
                self.look(path)
            else:
                # A writer that closed the file may have opened it again: then the hint says nothing now.
                file = self.folder.files.get(path)
                self.look(path, None if file is not None and file.is_open else sign)
        self.work()

    @rule()
    @precondition(lambda self: self.hints)
    def hints_are_lost(self) -> None:
        self.hints.clear()

    def look(self, path: str, sign: Sign | None = None) -> None:
        file = self.folder.files.get(path)
        self.reconciler.seen(path, None if file is None else file.signature, self.now, sign)

    def work(self) -> None:
        while readings := self.reconciler.take_readings():
            for path, reading in readings.items():
                file = self.folder.files.get(path)
                signature = None if file is None else file.signature
                if reading is Reading.ENDS:
                    ends = Completeness.UNKNOWN if file is None else file.ends
                    self.reconciler.examined(path, signature, ends, self.now)
                else:
                    digest = None if file is None else repr(file.bytes).encode()
                    self.reconciler.digested(path, signature, digest, self.now)
        for change in self.reconciler.take_changes():
            if isinstance(change, Settled):
                self.settled(change)
            else:
                assert change.path in self.view, "only what was shown can vanish"
                del self.view[change.path]
        assert not self.reconciler.take_readings(), "nothing is left over"

    def settled(self, change: Settled) -> None:
        file = self.folder.files[change.path]
        assert file.signature == change.signature, "what is announced is what is there"
        before = self.view.get(change.path)
        assert before is None or (before.inode, before.bytes) != (file.inode, file.bytes), "each version once"
        assert change.whole == (file.ends is Completeness.WHOLE)
        if not change.whole:
            assert self.now - file.touched_at >= 2.0 - 1e-3, "half a file is not shown while it is written"
        self.view[change.path] = file

    @invariant()
    def nothing_is_overdue_for_ever(self) -> None:
        wake_at = self.reconciler.wake_at()
        assert wake_at is None or wake_at <= self.now + 30.0

    def teardown(self) -> None:
        """When all is quiet, two scans and patience show the folder as it is, with no hint at all."""
        for path in self.folder.files:
            self.folder.files[path] = replace(self.folder.files[path], is_open=False)
        for _ in range(3):
            self.scan()
            self.time_passes(31.0)
        assert self.reconciler.wake_at() is None
        assert {path: file.bytes for path, file in self.view.items()} == {
            path: file.bytes for path, file in self.folder.files.items()
        }


TestFolderMachine = FolderMachine.TestCase
TestFolderMachine.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
