from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from vesselviewer.designs import DesignState, PutDesign, SqliteStorage, StorageResetError
from vesselviewer.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vesselviewer.designs import Design


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def open_storage(path: Path) -> Iterator[Callable[[], SqliteStorage]]:
    opened: list[SqliteStorage] = []

    def open_one() -> SqliteStorage:
        opened.append(SqliteStorage(path, busy_timeout_s=0.05))
        return opened[-1]

    yield open_one
    for storage in opened:
        storage.close()


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_set_aside_and_begun_anew(
    path: Path,
    content: bytes,
    open_storage: Callable[[], SqliteStorage],
    make_design: Callable[..., Design],
) -> None:
    path.write_bytes(content)
    storage = open_storage()
    snapshot = storage.load()
    assert snapshot.designs == ()
    (aside,) = path.parent.glob("*.broken-*")
    assert aside.read_bytes() == content
    assert snapshot.trouble is not None
    assert aside.name in snapshot.trouble
    storage.apply([PutDesign(make_design())])
    assert len(storage.load().designs) == 1


def test_damage_found_while_writing_is_told_apart_from_a_lock(
    path: Path, open_storage: Callable[[], SqliteStorage], make_design: Callable[..., Design]
) -> None:
    path.write_bytes(b"this is no database" * 100)
    storage = open_storage()
    with pytest.raises(StorageResetError):
        storage.apply([PutDesign(make_design())])
    storage.apply([PutDesign(make_design())])
    assert len(storage.load().designs) == 1


def test_a_locked_file_is_an_error_that_passes(
    path: Path, open_storage: Callable[[], SqliteStorage], make_design: Callable[..., Design]
) -> None:
    storage = open_storage()
    storage.load()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked") as caught:
        storage.apply([PutDesign(make_design())])
    assert not isinstance(caught.value, StorageResetError)
    assert caught.value.where == str(path)
    assert caught.value.hint
    other.execute("ROLLBACK")
    other.close()
    storage.apply([PutDesign(make_design())])
    assert len(storage.load().designs) == 1


def test_two_instances_share_one_file(
    open_storage: Callable[[], SqliteStorage], make_design: Callable[..., Design]
) -> None:
    first, second = open_storage(), open_storage()
    first.load()
    second.load()
    for number in range(20):
        first.apply([PutDesign(make_design(f"first {number}"))])
        second.apply([PutDesign(make_design(f"second {number}"))])
    assert len(first.load().designs) == len(second.load().designs) == 40


def test_many_instances_may_begin_the_same_file_at_once(
    path: Path, make_design: Callable[..., Design]
) -> None:
    together = threading.Barrier(8)

    def begin(number: int) -> None:
        storage = SqliteStorage(path)
        together.wait()
        storage.load()
        storage.apply([PutDesign(make_design(str(number)))])
        storage.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(begin, range(8)))
    storage = SqliteStorage(path)
    assert len(storage.load().designs) == 8
    storage.close()


def test_a_file_of_a_newer_version_is_left_alone(
    path: Path, open_storage: Callable[[], SqliteStorage]
) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="newer"):
        open_storage().load()
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_an_error_with_a_hint(
    tmp_path: Path, make_design: Callable[..., Design]
) -> None:
    (tmp_path / "file").write_text("in the way")
    storage = SqliteStorage(tmp_path / "file" / "library.sqlite")
    with pytest.raises(StorageError) as caught:
        storage.apply([PutDesign(make_design())])
    assert caught.value.hint


def test_a_report_that_is_not_understood_makes_the_design_pending(
    path: Path, open_storage: Callable[[], SqliteStorage], make_design: Callable[..., Design]
) -> None:
    storage = open_storage()
    storage.apply([PutDesign(make_design(sha256="x"))])
    storage.close()
    db = sqlite3.connect(path)
    with db:
        db.execute("""UPDATE design SET report = '{"verdict": 1}'""")
    db.close()
    (design,) = storage.load().designs
    assert design.state is DesignState.PENDING


def test_a_failed_batch_leaves_nothing_behind(
    open_storage: Callable[[], SqliteStorage], make_design: Callable[..., Design]
) -> None:
    storage = open_storage()
    poisoned = make_design("bad", size=2**70)  # larger than SQLite's integers
    with pytest.raises(OverflowError):
        storage.apply([PutDesign(make_design("good")), PutDesign(poisoned)])
    assert storage.load().designs == ()
