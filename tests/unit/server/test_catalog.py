from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from vesselviewer.errors import SourceError
from vesselviewer.protocol import NewMesh, is_safe_id
from vesselviewer.server.catalog import Catalog
from vesselviewer.server.options import RejectedFile, ServerOptions
from vesselviewer.watching import FileSettled, FileVanished, FolderUnavailable, ScanCompleted

if TYPE_CHECKING:
    from pathlib import Path

MESH = bytes(80) + struct.pack("<I", 1) + bytes(50)


class Bench:
    """A catalog driven by hand, one folder event at a time."""

    def __init__(self, *roots: Path) -> None:
        self.told: list[NewMesh] = []
        self.rejected: list[RejectedFile] = []
        self.catalog = Catalog(roots, ServerOptions(on_reject=self.rejected.append), self.told.append)

    def settle(
        self, relative: str, *, folder: int = 0, listed: bool = False, flaw: str | None = None
    ) -> None:
        watched = self.catalog.folders[folder]
        path = watched.root / relative
        event = FileSettled(path, relative, len(MESH), 1.5 + len(self.told), listed)
        self.catalog._apply(watched, event, {path: flaw})

    def apply(self, event: object, *, folder: int = 0) -> None:
        self.catalog._apply(self.catalog.folders[folder], event, {})  # type: ignore[arg-type]  # any event

    @property
    def ids(self) -> list[str]:
        return sorted(entry.design_id for entry in self.catalog)


def test_what_is_there_at_the_start_is_listed_and_not_announced(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.settle("old.stl", listed=True)
    bench.apply(ScanCompleted(frozenset({"old.stl"})))
    bench.settle("new.stl")
    assert bench.ids == ["new", "old"]
    assert [message.design_id for message in bench.told] == ["new"]


def test_ids_are_plain_where_the_original_had_them_and_never_shared(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    bench = Bench(first, second)
    for folder in (0, 1):
        for name in ("a.stl", "a.stl.gz", "sub/a.stl", "a.STL", "über.stl"):
            bench.settle(name, folder=folder)
    assert len(bench.ids) == 10
    assert bench.ids.count("a") == 1
    assert all(is_safe_id(design_id) for design_id in bench.ids)
    assert {entry.label for entry in bench.catalog} == {"a", "sub/a", "über"}


def test_a_version_that_is_known_is_not_announced_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    event = FileSettled(tmp_path / "a.stl", "a.stl", 134, 5.0, listed=False)
    for _ in range(2):
        bench.catalog._apply(bench.catalog.folders[0], event, {event.path: None})
    assert len(bench.told) == 1


def test_a_bad_file_is_named_once_and_leaves_the_last_good_version_listed(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.settle("a.stl")
    for _ in range(2):
        bench.settle("a.stl", flaw="cut off")
    assert bench.ids == ["a"]
    assert [(file.name, file.reason) for file in bench.rejected] == [("a.stl", "cut off")]
    assert bench.catalog.flaw("a") == bench.rejected[0]
    bench.settle("a.stl")
    assert bench.catalog.flaw("a") is None
    assert len(bench.told) == 2


def test_what_vanished_or_is_missed_by_a_scan_is_dropped(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "one", tmp_path / "two")
    for folder, name in ((0, "a.stl"), (0, "b.stl"), (0, "c.stl"), (1, "d.stl")):
        bench.settle(name, folder=folder)
    bench.apply(FileVanished(tmp_path / "one" / "a.stl", "a.stl", "the file was deleted"))
    bench.apply(ScanCompleted(frozenset({"c.stl"})))
    assert [entry.relative for entry in bench.catalog] == ["c.stl", "d.stl"]


def test_the_list_is_complete_once_all_is_scanned_and_settled(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    seen = [bench.catalog.complete]
    bench.apply(ScanCompleted(frozenset({"half.stl"})))
    seen.append(bench.catalog.complete)
    bench.settle("half.stl")
    seen.append(bench.catalog.complete)
    bench.apply(FolderUnavailable("the share is away", "mount it"))
    seen.append(bench.catalog.complete)
    assert seen == [False, False, True, False]
    assert bench.ids == ["half"]


def test_a_folder_named_twice_is_refused_and_equal_names_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="twice"):
        Bench(tmp_path, tmp_path / ".")
    bench = Bench(tmp_path / "x" / "hulls", tmp_path / "y" / "hulls")
    assert [folder.name for folder in bench.catalog.folders] == ["hulls", "hulls-2"]
