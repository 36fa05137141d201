from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.designs import (
    THUMBNAIL_SIZE,
    Design,
    DesignAdded,
    DesignChanged,
    DesignKey,
    DesignRemoved,
    DesignState,
    Library,
    MemoryStorage,
    PutDesign,
    Revision,
    ThumbnailAdded,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.designs import LibraryEvent

RGBA = bytes(THUMBNAIL_SIZE[0] * THUMBNAIL_SIZE[1] * 4)


@pytest.fixture
def library() -> Library:
    return Library(MemoryStorage())


@pytest.fixture
def events(library: Library) -> list[LibraryEvent]:
    told: list[LibraryEvent] = []
    library.subscribe(told.append)
    return told


def test_designs_stand_newest_first_and_then_by_key(
    library: Library, make_design: Callable[..., Design]
) -> None:
    for name, created_at in (("b", 2.0), ("a", 2.0), ("old", 1.0), ("new", 3.0)):
        library.put(make_design(name, created_at=created_at))
    assert [design.name for design in library.designs] == ["new", "a", "b", "old"]


def test_each_change_is_told_once_after_it(
    library: Library, events: list[LibraryEvent], make_design: Callable[..., Design]
) -> None:
    pending, ready = make_design(), make_design(sha256="x")
    library.put(pending)
    library.put(ready)
    library.put(ready)
    library.remove(ready.key)
    library.remove(ready.key)
    assert events == [DesignAdded(pending), DesignChanged(pending, ready), DesignRemoved(ready)]


def test_a_listener_sees_the_library_as_it_is_after_the_change(
    library: Library, make_design: Callable[..., Design]
) -> None:
    seen: list[int] = []
    library.subscribe(lambda _: seen.append(len(library.designs)))
    library.put(make_design("a"))
    library.put(make_design("b"))
    assert seen == [1, 2]


def test_a_failing_listener_harms_neither_the_caller_nor_the_others(
    library: Library, make_design: Callable[..., Design], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: LibraryEvent) -> None:
        raise RuntimeError("a widget is broken")

    told: list[LibraryEvent] = []
    library.subscribe(fail)
    library.subscribe(told.append)
    library.put(make_design())
    assert len(told) == 1
    assert "a widget is broken" in caplog.text


def test_who_has_unsubscribed_is_told_nothing(library: Library, make_design: Callable[..., Design]) -> None:
    told: list[LibraryEvent] = []
    end = library.subscribe(told.append)
    end()
    end()
    library.put(make_design())
    assert not told


def test_two_sources_may_hold_the_same_id(library: Library, make_design: Callable[..., Design]) -> None:
    library.put(make_design(source="folder:a"))
    library.put(make_design(source="folder:b"))
    assert len(library) == 2
    assert library.of_source("folder:b") == (DesignKey("folder:b", "hull"),)


def test_a_removed_version_is_dismissed_until_another_one_comes(
    library: Library, make_design: Callable[..., Design]
) -> None:
    design = make_design(size=100, created_at=5.0)
    library.put(design)
    library.remove(design.key)
    assert library.is_dismissed(design.key, 100, 5.0)
    assert not library.is_dismissed(design.key, 101, 5.0)
    assert not library.is_dismissed(design.key, 100, 6.0)
    library.put(design)
    assert not library.is_dismissed(design.key, 100, 5.0)


def test_a_purged_design_is_not_dismissed(library: Library, make_design: Callable[..., Design]) -> None:
    design = make_design()
    library.put(design)
    library.purge(design.key)
    assert library.designs == ()
    assert not library.is_dismissed(design.key, design.revision.size, design.revision.created_at)


def test_same_bytes_names_the_others_newest_first(
    library: Library, make_design: Callable[..., Design]
) -> None:
    first, second = make_design("1", sha256="x", created_at=1), make_design("2", sha256="x", created_at=2)
    for design in (first, second, make_design("3", sha256="y"), make_design("4")):
        library.put(design)
    assert library.same_bytes(make_design("9", sha256="x")) == (second, first)
    assert library.same_bytes(first) == (second,)
    assert library.same_bytes(make_design("4")) == ()
    library.put(make_design("2", sha256="z"))
    assert library.same_bytes(first) == ()


def test_totals_leave_out_what_is_gone(library: Library, make_design: Callable[..., Design]) -> None:
    library.put(make_design("now", created_at=9999.0, size=10))
    library.put(make_design("an hour ago", created_at=6400.0, size=20, seen=True))
    library.put(make_design("before", created_at=6399.0, size=30))
    library.put(make_design("gone", created_at=9999.0, size=40, state=DesignState.GONE))
    totals = library.totals(10_000.0)
    assert (totals.designs, totals.last_hour, totals.bytes, totals.unseen) == (3, 2, 60, 2)


def test_seen_is_seen(library: Library, make_design: Callable[..., Design]) -> None:
    for name in "abc":
        library.put(make_design(name))
    library.mark_seen(make_design("a").key)
    assert library.totals(0.0).unseen == 2
    library.mark_all_seen()
    assert library.unseen() == ()


def test_a_thumbnail_is_told_and_handed_out(library: Library, events: list[LibraryEvent]) -> None:
    assert library.thumbnail("x") is None
    library.put_thumbnail("x", RGBA)
    assert library.thumbnail("x") == RGBA
    assert events == [ThumbnailAdded("x")]


def test_a_thumbnail_of_another_size_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="64000"):
        library.put_thumbnail("x", b"short")


def test_memory_for_thumbnails_is_bounded_and_the_rest_is_asked_for(library: Library) -> None:
    for number in range(600):
        library.put_thumbnail(str(number), RGBA)
    assert library.has_thumbnail("0")
    assert library.thumbnail("0") is None
    assert library.journal.take_wanted(10) == ["0"]
    library.receive_thumbnails({"0": RGBA}, asked=["0", "1"])
    assert library.thumbnail("0") == RGBA
    assert not library.has_thumbnail("1")


def test_the_journal_keeps_the_last_word_only(library: Library, make_design: Callable[..., Design]) -> None:
    design = make_design()
    for size in range(50):
        library.put(replace(design, revision=replace(design.revision, size=size)))
    (change,) = library.journal.take(10)
    assert isinstance(change, PutDesign)
    assert change.design.revision.size == 49


def test_changes_given_back_lose_against_later_ones(
    library: Library, make_design: Callable[..., Design]
) -> None:
    library.put(make_design("a"))
    taken = library.journal.take(10)
    library.put(make_design("a", size=7))
    library.journal.give_back(taken)
    (change,) = library.journal.take(10)
    assert isinstance(change, PutDesign)
    assert change.design.revision.size == 7


def test_what_is_restored_does_not_replace_what_is_newer(
    library: Library, make_design: Callable[..., Design], events: list[LibraryEvent]
) -> None:
    newer = make_design("a", size=7)
    library.put(newer)
    library.restore(make_design("a", size=1))
    library.restore(make_design("b"))
    assert library.get(newer.key) == newer
    assert len(library) == 2
    assert len(library.journal) == 1  # what came from the storage is not written to it again


NAMES = st.sampled_from(["a", "b", "c"])


@given(
    st.lists(
        st.tuples(
            NAMES,
            st.sampled_from(["put", "remove", "purge", "seen"]),
            st.floats(0, 1e6),
            st.sampled_from([None, "x", "y"]),
            st.sampled_from(list(DesignState)),
        ),
        max_size=30,
    )
)
def test_indexes_and_totals_agree_with_a_recount(
    steps: list[tuple[str, str, float, str | None, DesignState]],
) -> None:
    library = Library(MemoryStorage())
    for name, what, created_at, sha256, state in steps:
        key = DesignKey("s", name)
        if what == "put":
            library.put(Design(key, name, state, Revision(1, 5, created_at, 0.0, "", sha256)))
        else:
            {"remove": library.remove, "purge": library.purge, "seen": library.mark_seen}[what](key)
    designs = library.designs
    assert list(designs) == sorted(designs, key=lambda d: (-d.revision.created_at, d.key.design_id))
    there = [design for design in designs if design.state is not DesignState.GONE]
    totals = library.totals(1e6)
    assert totals.designs == len(there)
    assert totals.bytes == 5 * len(there)
    assert totals.unseen == sum(not design.seen for design in there)
    assert totals.last_hour == sum(design.revision.created_at >= 1e6 - 3600 for design in there)
    for design in designs:
        same = [d for d in designs if d != design and d.revision.sha256 == design.revision.sha256]
        assert list(library.same_bytes(design)) == (same if design.revision.sha256 else [])
