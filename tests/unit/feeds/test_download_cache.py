"""The cache of downloaded meshes keeps within its limit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from vesselviewer.feeds.download import make_room

if TYPE_CHECKING:
    from pathlib import Path


def fill(cache: Path, count: int) -> None:
    for number in range(count):
        path = cache / f"{number}.stl"
        path.write_bytes(bytes(100))
        os.utime(path, (number, number))


def names(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir()}


def test_what_was_fetched_longest_ago_goes_first(tmp_path: Path) -> None:
    fill(tmp_path, 5)
    make_room(tmp_path, 250)
    assert names(tmp_path) == {"3.stl", "4.stl"}


def test_within_the_limit_everything_stays(tmp_path: Path) -> None:
    fill(tmp_path, 5)
    make_room(tmp_path, 500)
    assert len(names(tmp_path)) == 5


def test_other_files_are_not_touched_and_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "half.part").write_bytes(bytes(1000))
    fill(tmp_path, 1)
    make_room(tmp_path, 100)
    assert names(tmp_path) == {"half.part", "0.stl"}


def test_a_missing_cache_is_no_trouble(tmp_path: Path) -> None:
    make_room(tmp_path / "none", 0)
    assert not (tmp_path / "none").exists()
