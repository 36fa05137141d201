from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from vesselviewer.watching.digests import BITE, Digested, DigestQueue
from vesselviewer.watching.reconciler import Reading
from vesselviewer.watching.scan import Signature

if TYPE_CHECKING:
    from pathlib import Path


def finish(queue: DigestQueue) -> list[Digested]:
    done = []
    while queue.urgency is not None:
        result = queue.bite()
        if result is not None:
            done.append(result)
    return done


def test_a_file_is_hashed_in_bites(tmp_path: Path) -> None:
    data = b"hull" * (BITE // 2)
    path = tmp_path / "a.stl"
    path.write_bytes(data)
    queue = DigestQueue(str(tmp_path))
    assert queue.bite() is None
    queue.add("a.stl", Reading.RECORD)
    assert queue.urgency is Reading.RECORD
    assert queue.bite() is None
    assert finish(queue) == [Digested("a.stl", Signature.of(path.stat()), hashlib.sha256(data).digest())]


def test_comparisons_come_first_and_files_that_were_there_last(tmp_path: Path) -> None:
    queue = DigestQueue(str(tmp_path))
    for name, reading in {
        "listed.stl": Reading.RECORD_LISTED,
        "new.stl": Reading.RECORD,
        "touched.stl": Reading.COMPARE,
    }.items():
        (tmp_path / name).write_text(name)
        queue.add(name, reading)
    assert [result.path for result in finish(queue)] == ["touched.stl", "new.stl", "listed.stl"]


def test_a_file_that_changes_meanwhile_has_no_digest(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    path.write_bytes(b"x" * 2 * BITE)
    queue = DigestQueue(str(tmp_path))
    queue.add("a.stl", Reading.COMPARE)
    queue.bite()
    with path.open("ab") as file:
        file.write(b"more")
    (result,) = finish(queue)
    assert result == Digested("a.stl", Signature.of(path.stat()), None)


def test_a_file_that_is_gone_has_no_signature(tmp_path: Path) -> None:
    queue = DigestQueue(str(tmp_path))
    queue.add("none.stl", Reading.COMPARE)
    assert finish(queue) == [Digested("none.stl", None, None)]


def test_files_that_were_there_are_hashed_within_a_budget(tmp_path: Path) -> None:
    queue = DigestQueue(str(tmp_path))
    queue._budget = 10
    for name in ("a.stl", "b.stl", "c.stl"):
        (tmp_path / name).write_bytes(b"x" * 6)
        queue.add(name, Reading.RECORD_LISTED)
    assert [result.path for result in finish(queue)] == ["a.stl"]


def test_what_is_queued_can_be_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.stl").write_bytes(b"x" * 2 * BITE)
    queue = DigestQueue(str(tmp_path))
    queue.add("a.stl", Reading.RECORD)
    queue.add("a.stl", Reading.COMPARE)
    queue.bite()
    queue.clear()
    assert queue.urgency is None
