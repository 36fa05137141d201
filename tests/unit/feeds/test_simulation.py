from __future__ import annotations

import asyncio
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.errors import FormatError, SourceError
from vesselviewer.feeds.simulation import CHUNKS, Fault, HullWritten, simulate
from vesselviewer.formats import load_mesh
from vesselviewer.mesh import judge_mesh

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, **options: Any) -> list[HullWritten]:
    written: list[HullWritten] = []
    options = {"interval_s": 0.0, "count": 3, "seed": 7, "triangles": 2000} | options
    asyncio.run(simulate(folder, on_written=written.append, **options))
    return written


def sizes_in(folder: Path) -> list[int]:
    return [path.stat().st_size for path in folder.iterdir()]


def inodes_in(folder: Path) -> list[tuple[int, bytes]]:
    return [(path.stat().st_ino, path.read_bytes()) for path in folder.iterdir()]


def test_writes_sound_hulls_and_tells_each(tmp_path: Path) -> None:
    written = run(tmp_path / "made" / "here")
    assert len(written) == 3
    for hull in written:
        report = judge_mesh(load_mesh(hull.path))
        assert report.watertight
        assert report.triangles == hull.triangles
        assert hull.path.stat().st_size == hull.size == 84 + 50 * hull.triangles
        assert hull.fault is None
        assert hull.seconds > 0.0


def test_leaves_nothing_but_the_hulls(tmp_path: Path) -> None:
    written = run(tmp_path, faults=list(Fault), count=8)
    assert {path.name for path in tmp_path.iterdir()} == {hull.path.name for hull in written}


def test_numbers_go_on_after_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "tanker_0041.stl").touch()
    (tmp_path / "notes.txt").touch()
    first = run(tmp_path, count=2)
    assert [hull.path.stem.rpartition("_")[2] for hull in first] == ["0042", "0043"]
    assert run(tmp_path, count=1)[0].path.stem.endswith("_0044")


def test_consecutive_hulls_are_of_different_families(tmp_path: Path) -> None:
    families = [hull.family for hull in run(tmp_path, count=20, families=("tanker", "wigley"))]
    assert all(one != after for one, after in pairwise(families))


def test_one_family_still_varies(tmp_path: Path) -> None:
    written = run(tmp_path, families=("trawler",))
    assert len({load_mesh(hull.path).digest for hull in written}) == 3


def test_the_same_seed_gives_the_same_hulls(tmp_path: Path) -> None:
    one, two = run(tmp_path / "one"), run(tmp_path / "two")
    assert [a.path.read_bytes() for a in one] == [b.path.read_bytes() for b in two]


def test_faults_take_turns_with_good_hulls(tmp_path: Path) -> None:
    written = run(tmp_path, count=5, faults=[Fault.TRUNCATED, Fault.CORRUPTED])
    assert [hull.fault for hull in written] == [Fault.TRUNCATED, None, Fault.CORRUPTED, None, Fault.TRUNCATED]


@pytest.mark.parametrize("fault", [Fault.CHUNKS, Fault.IN_PLACE])
def test_slow_writers_end_with_a_whole_file(tmp_path: Path, fault: Fault) -> None:
    (hull,) = run(tmp_path, count=1, faults=[fault])
    assert hull.fault is fault
    assert judge_mesh(load_mesh(hull.path)).watertight


def test_chunks_appear_under_the_final_name_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    async def look(pause_s: float) -> None:
        sizes.extend(sizes_in(tmp_path))

    monkeypatch.setattr("vesselviewer.feeds.simulation.asyncio.sleep", look)
    (hull,) = run(tmp_path, count=1, faults=[Fault.CHUNKS])
    assert len(sizes) == CHUNKS - 1
    assert sizes == sorted(set(sizes))
    assert sizes[-1] < hull.size


def test_in_place_rewrites_the_same_inode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before: list[tuple[int, bytes]] = []

    async def look(pause_s: float) -> None:
        before.extend(inodes_in(tmp_path))

    monkeypatch.setattr("vesselviewer.feeds.simulation.asyncio.sleep", look)
    (hull,) = run(tmp_path, count=1, faults=[Fault.IN_PLACE])
    ((inode, data),) = before
    assert inode == hull.path.stat().st_ino
    assert data != hull.path.read_bytes()


def test_truncated_cannot_be_read(tmp_path: Path) -> None:
    (hull,) = run(tmp_path, count=1, faults=[Fault.TRUNCATED])
    assert hull.size < 84 + 50 * hull.triangles
    with pytest.raises(FormatError):
        load_mesh(hull.path)


def test_corrupted_has_the_right_size_and_cannot_be_trusted(tmp_path: Path) -> None:
    (hull,) = run(tmp_path, count=1, faults=[Fault.CORRUPTED])
    assert hull.size == 84 + 50 * hull.triangles
    with pytest.raises(FormatError):
        load_mesh(hull.path)


def test_goes_on_until_cancelled(tmp_path: Path) -> None:
    async def until_three() -> None:
        seen = asyncio.Semaphore(0)
        options: dict[str, Any] = {"interval_s": 0.0, "triangles": 1000}
        task = asyncio.create_task(simulate(tmp_path, on_written=lambda _: seen.release(), **options))
        for _ in range(3):
            await seen.acquire()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(until_three())
    assert len(list(tmp_path.glob("*.stl"))) >= 3


def test_keeps_the_interval(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def note(pause_s: float) -> None:
        pauses.append(pause_s)

    monkeypatch.setattr("vesselviewer.feeds.simulation.asyncio.sleep", note)
    run(tmp_path, interval_s=1000.0)
    assert len(pauses) == 2
    assert all(0.0 < pause <= 1000.0 and not math.isclose(pause, 0.0) for pause in pauses)


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SourceError, match="cannot be written") as caught:
        run(tmp_path / "file")
    assert str(tmp_path / "file") in str(caught.value)
    assert caught.value.hint


def test_an_unknown_family_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        run(tmp_path, families=("submarine",))
