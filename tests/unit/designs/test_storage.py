"""One suite that every `Storage` passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vesselviewer.designs import (
    Dismissal,
    DropDesign,
    MemoryStorage,
    PutDesign,
    PutDismissal,
    PutSource,
    PutThumbnail,
    Snapshot,
    SqliteStorage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vesselviewer.designs import Design, Storage


@pytest.fixture(params=["memory", "sqlite"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    made: Storage = (
        MemoryStorage() if request.param == "memory" else SqliteStorage(tmp_path / "data" / "library.sqlite")
    )
    yield made
    made.close()


def test_a_new_storage_is_empty(storage: Storage) -> None:
    assert storage.load() == Snapshot()


def test_what_is_put_comes_back(storage: Storage, make_design: Callable[..., Design]) -> None:
    ready = make_design("Rumpf ⚓ 'quoted'", sha256="ab", seen=True)
    bad = make_design("bad", reason="cut off at byte 84")
    key = make_design("unwanted").key
    storage.apply(
        [PutDesign(ready), PutDesign(bad), PutDismissal(key, Dismissal(5, 6.25)), PutSource("folder:a")]
    )
    storage.close()
    snapshot = storage.load()
    assert set(snapshot.designs) == {ready, bad}
    assert snapshot.dismissed == {key: Dismissal(5, 6.25)}
    assert snapshot.sources == {"folder:a"}


def test_a_later_put_replaces_and_a_drop_deletes(
    storage: Storage, make_design: Callable[..., Design]
) -> None:
    one, two = make_design("a", size=1), make_design("a", size=2)
    storage.apply([PutDesign(one), PutDesign(two), PutDesign(make_design("b"))])
    storage.apply([DropDesign(make_design("b").key), DropDesign(make_design("never there").key)])
    assert storage.load().designs == (two,)


def test_a_dismissal_can_be_taken_back(storage: Storage, make_design: Callable[..., Design]) -> None:
    key = make_design().key
    storage.apply([PutDismissal(key, Dismissal(1, 2.0)), PutDismissal(key, None)])
    assert storage.load().dismissed == {}


def test_thumbnails_are_listed_and_read_on_demand(storage: Storage) -> None:
    rgba = bytes(range(256)) * 250
    storage.apply([PutThumbnail("x", rgba)])
    assert storage.load().thumbnails == {"x"}
    assert storage.thumbnails(["x", "y"]) == {"x": rgba}


def test_closing_twice_and_using_it_again_works(storage: Storage, make_design: Callable[..., Design]) -> None:
    storage.close()
    storage.close()
    storage.apply([PutDesign(make_design())])
    assert len(storage.load().designs) == 1
