from __future__ import annotations

import pytest

from vesselviewer.watching.completeness import Completeness
from vesselviewer.watching.reconciler import Reading, Reconciler, Settled, Sign, Vanished
from vesselviewer.watching.scan import Signature

WHOLE, PARTIAL, UNKNOWN = Completeness.WHOLE, Completeness.PARTIAL, Completeness.UNKNOWN
SECOND_NS = 1_000_000_000


def version(number: int, *, inode: int = 1, size: int = 100) -> Signature:
    return Signature(inode, size, number, number)


def answer(
    reconciler: Reconciler, ends: Completeness, now: float, signature: Signature, digest: bytes = b"A"
) -> None:
    """Do the readings that are wanted, on a file that is as described."""
    for path, reading in reconciler.take_readings().items():
        if reading is Reading.ENDS:
            reconciler.examined(path, signature, ends, now)
        else:
            reconciler.digested(path, signature, digest, now)


def settle(reconciler: Reconciler, signature: Signature, digest: bytes, now: float = 0.0) -> None:
    reconciler.seen("a.stl", signature, now, Sign.CLOSED)
    answer(reconciler, WHOLE, now, signature, digest)
    reconciler.take_changes()
    answer(reconciler, WHOLE, now, signature, digest)


def test_a_whole_file_settles_as_soon_as_its_writer_closes_it() -> None:
    reconciler = Reconciler()
    reconciler.seen("a.stl", version(1), 10.0, Sign.CLOSED)
    answer(reconciler, WHOLE, 10.0, version(1))
    assert reconciler.take_changes() == [Settled("a.stl", version(1), listed=False, whole=True)]
    assert reconciler.take_readings() == {"a.stl": Reading.RECORD}
    assert reconciler.wake_at() is None


@pytest.mark.parametrize(
    ("ends", "after", "whole"),
    [(WHOLE, 0.3, True), (UNKNOWN, 0.3, True), (PARTIAL, 2.0, False)],
)
def test_without_hints_a_file_settles_when_looks_agree_for_long_enough(
    ends: Completeness, after: float, whole: bool
) -> None:
    reconciler = Reconciler()
    reconciler.scanned({"a.stl": version(1)}, 10.0)
    answer(reconciler, ends, 10.0, version(1))
    early = 10.0 + after - 0.05
    reconciler.scanned({"a.stl": version(1)}, early)
    answer(reconciler, ends, early, version(1))
    assert reconciler.take_changes() == []
    assert reconciler.due(early) == []
    assert reconciler.due(10.0 + after) == ["a.stl"]
    reconciler.seen("a.stl", version(1), 10.0 + after)
    answer(reconciler, ends, 10.0 + after, version(1))
    assert reconciler.take_changes() == [Settled("a.stl", version(1), listed=False, whole=whole)]


def test_reserved_space_of_the_right_size_waits_while_its_writer_holds_it_open() -> None:
    reconciler = Reconciler()
    reconciler.seen("a.stl", version(1), 0.0)
    assert reconciler.stirred("a.stl", 0.0)
    for now in (0.5, 1.0, 1.9):
        reconciler.seen("a.stl", version(1), now)
        assert reconciler.take_readings() == {}
    reconciler.seen("a.stl", version(1), 1.95, Sign.CLOSED)
    answer(reconciler, WHOLE, 1.95, version(1))
    assert [type(change) for change in reconciler.take_changes()] == [Settled]


def test_a_writer_that_pauses_in_the_middle_is_given_half_a_minute() -> None:
    reconciler = Reconciler()
    reconciler.seen("a.stl", version(1), 0.0)
    reconciler.stirred("a.stl", 0.0)
    for now in (2.5, 29.0):
        reconciler.seen("a.stl", version(1), now)
        answer(reconciler, PARTIAL, now, version(1))
        assert reconciler.take_changes() == []
    reconciler.seen("a.stl", version(1), 30.0)
    assert [change.whole for change in reconciler.take_changes() if isinstance(change, Settled)] == [False]


def test_a_file_reported_as_bad_is_reported_again_when_it_has_grown() -> None:
    reconciler = Reconciler()
    reconciler.scanned({"a.stl": version(1)}, 0.0)
    reconciler.scanned({"a.stl": version(1)}, 3.0)
    answer(reconciler, PARTIAL, 3.0, version(1))
    assert reconciler.take_changes() == [Settled("a.stl", version(1), listed=False, whole=False)]
    grown = version(2, size=200)
    reconciler.seen("a.stl", grown, 4.0, Sign.CLOSED)
    answer(reconciler, WHOLE, 4.0, grown)
    assert reconciler.take_changes() == [Settled("a.stl", grown, listed=False, whole=True)]


def test_a_format_that_does_not_tell_needs_quiet_after_its_writer_closed_it_but_not_after_a_rename() -> None:
    reconciler = Reconciler()
    reconciler.seen("a.stl.gz", version(1), 0.0, Sign.CLOSED)
    answer(reconciler, UNKNOWN, 0.0, version(1))
    assert reconciler.take_changes() == []
    reconciler.seen("b.stl.gz", version(1, inode=2), 0.0, Sign.RENAMED)
    answer(reconciler, UNKNOWN, 0.0, version(1, inode=2))
    assert [change.path for change in reconciler.take_changes()] == ["b.stl.gz"]
    reconciler.seen("a.stl.gz", version(1), 0.3)
    assert [change.path for change in reconciler.take_changes()] == ["a.stl.gz"]


def test_a_touch_is_silent() -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    settle(reconciler, version(2), b"A", 1.0)
    reconciler.seen("a.stl", version(3), 2.0, Sign.CLOSED)
    answer(reconciler, WHOLE, 2.0, version(3))
    assert reconciler.take_readings() == {"a.stl": Reading.COMPARE}
    reconciler.digested("a.stl", version(3), b"A", 2.0)
    assert reconciler.take_changes() == []
    assert reconciler.wake_at() is None


def test_new_times_are_silent_without_reading_where_a_hint_vouches_for_them() -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    reconciler.seen("a.stl", version(2), 1.0, Sign.ATTRIBUTES)
    assert reconciler.take_readings() == {}
    assert reconciler.take_changes() == []
    assert reconciler.wake_at() is None


def test_there_and_back_again_is_three_events() -> None:
    reconciler = Reconciler()
    told = []
    for number, content in enumerate([b"A", b"B", b"A"], start=1):
        signature = version(number)
        reconciler.seen("a.stl", signature, number, Sign.CLOSED)
        for _ in range(2):
            answer(reconciler, WHOLE, number, signature, content)
        told += reconciler.take_changes()
        answer(reconciler, WHOLE, number, signature, content)
    assert [change.signature.changed_ns for change in told if isinstance(change, Settled)] == [1, 2, 3]


def test_an_older_time_is_a_change_as_well() -> None:
    reconciler = Reconciler()
    settle(reconciler, version(9), b"A")
    older = version(3, inode=2)
    reconciler.scanned({"a.stl": older}, 1.0)
    reconciler.scanned({"a.stl": older}, 2.0)
    answer(reconciler, WHOLE, 2.0, older)
    assert [type(change) for change in reconciler.take_changes()] == [Settled]


def test_a_deleted_file_is_an_event_only_if_it_was_shown() -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    reconciler.seen("b.stl", version(1, inode=2), 0.0)
    reconciler.scanned({}, 1.0)
    assert reconciler.take_changes() == [Vanished("a.stl", None)]
    assert list(reconciler.paths) == []


@pytest.mark.parametrize("by_hint", [True, False])
def test_a_renamed_file_goes_and_comes_at_once(by_hint: bool) -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    renamed = version(1)._replace(changed_ns=2)
    if by_hint:
        reconciler.left("a.stl", "b.stl")
        reconciler.seen("a.stl", None, 1.0)
        reconciler.seen("b.stl", renamed, 1.0, Sign.RENAMED)
    else:
        reconciler.scanned({"b.stl": renamed}, 1.0)
    answer(reconciler, WHOLE, 1.0, renamed)
    assert reconciler.take_changes() == [
        Vanished("a.stl", "b.stl"),
        Settled("b.stl", renamed, listed=False, whole=True),
    ]


def test_files_that_exchange_names_are_two_new_versions() -> None:
    reconciler = Reconciler()
    one, two = version(1, inode=1), version(2, inode=2)
    for now in (0.0, 1.0):
        reconciler.scanned({"a.stl": one, "b.stl": two}, now)
    for path, signature in {"a.stl": one, "b.stl": two}.items():
        reconciler.take_readings()
        reconciler.examined(path, signature, WHOLE, 1.0)
    assert len(reconciler.take_changes()) == 2
    for now in (2.0, 3.0):
        reconciler.scanned({"a.stl": two, "b.stl": one}, now)
    reconciler.take_readings()
    reconciler.examined("a.stl", two, WHOLE, 3.0)
    reconciler.examined("b.stl", one, WHOLE, 3.0)
    changes = reconciler.take_changes()
    assert {change.path for change in changes} == {"a.stl", "b.stl"}
    assert all(isinstance(change, Settled) for change in changes)


def test_a_file_deleted_and_written_anew_between_two_looks_does_not_vanish() -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    anew = version(2, inode=2)
    reconciler.seen("a.stl", None, 1.0)
    reconciler.seen("a.stl", anew, 1.0, Sign.CLOSED)
    answer(reconciler, WHOLE, 1.0, anew)
    assert reconciler.take_changes() == [Settled("a.stl", anew, listed=False, whole=True)]


@pytest.mark.parametrize(
    ("age_s", "read", "now_listed"), [(100.0, False, True), (5.0, True, True), (0.5, False, False)]
)
def test_a_listing_takes_old_files_as_they_are(age_s: float, read: bool, now_listed: bool) -> None:
    reconciler = Reconciler()
    wall_ns = 1_000 * SECOND_NS
    signature = Signature(1, 100, wall_ns - int(age_s * SECOND_NS), 1)
    reconciler.scanned({"a.stl": signature}, 0.0, wall_ns=wall_ns)
    readings = reconciler.take_readings()
    assert (readings.get("a.stl") is Reading.ENDS) == read
    if read:
        reconciler.examined("a.stl", signature, WHOLE, 0.0)
    assert reconciler.take_changes() == ([Settled("a.stl", signature, True, True)] if now_listed else [])


def test_what_lies_below_an_unreadable_subfolder_stays_known() -> None:
    reconciler = Reconciler()
    signature = version(1)
    for now in (0.0, 1.0):
        reconciler.scanned({"sub/a.stl": signature}, now)
    answer(reconciler, WHOLE, 1.0, signature)
    assert len(reconciler.take_changes()) == 1
    reconciler.scanned({}, 2.0, unreadable=["sub"])
    assert reconciler.take_changes() == []
    reconciler.scanned({}, 3.0)
    assert reconciler.take_changes() == [Vanished("sub/a.stl", None)]


def test_a_look_that_fails_is_repeated_later_rather_than_at_once() -> None:
    reconciler = Reconciler()
    reconciler.seen("a.stl", version(1), 0.0)
    assert reconciler.due(0.3) == ["a.stl"]
    reconciler.postponed("a.stl", 0.3)
    assert reconciler.due(0.31) == []
    assert reconciler.wake_at() == pytest.approx(0.6)


def test_readings_that_will_not_be_answered_are_asked_for_again() -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    reconciler.seen("a.stl", version(2), 1.0, Sign.CLOSED)
    answer(reconciler, WHOLE, 1.0, version(2))
    assert reconciler.take_readings() == {"a.stl": Reading.COMPARE}
    reconciler.interrupted(1.0)
    reconciler.scanned({"a.stl": version(2)}, 5.0)
    assert reconciler.take_readings() == {"a.stl": Reading.ENDS}


def test_answers_that_come_too_late_change_nothing() -> None:
    reconciler = Reconciler()
    reconciler.examined("gone.stl", version(1), WHOLE, 0.0)
    reconciler.digested("gone.stl", version(1), b"A", 0.0)
    reconciler.postponed("gone.stl", 0.0)
    reconciler.left("gone.stl", None)
    reconciler.seen("gone.stl", None, 0.0)
    assert not reconciler.stirred("gone.stl", 0.0)
    assert reconciler.take_changes() == []


def test_a_file_that_changes_while_it_is_compared_is_waited_for() -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    reconciler.seen("a.stl", version(2), 1.0, Sign.CLOSED)
    answer(reconciler, WHOLE, 1.0, version(2))
    assert reconciler.take_readings() == {"a.stl": Reading.COMPARE}
    reconciler.digested("a.stl", version(3), None, 1.1)
    assert reconciler.take_changes() == []
    reconciler.seen("a.stl", version(3), 2.0, Sign.CLOSED)
    for _ in range(2):
        answer(reconciler, WHOLE, 2.0, version(3), b"B")
    assert [type(change) for change in reconciler.take_changes()] == [Settled]


@pytest.mark.parametrize("reading", [Reading.ENDS, Reading.COMPARE])
def test_a_file_that_goes_while_it_is_read_has_gone_when_a_look_says_so(reading: Reading) -> None:
    reconciler = Reconciler()
    settle(reconciler, version(1), b"A")
    reconciler.seen("a.stl", version(2), 1.0, Sign.CLOSED)
    if reading is Reading.COMPARE:
        answer(reconciler, WHOLE, 1.0, version(2))
        assert reconciler.take_readings() == {"a.stl": Reading.COMPARE}
        reconciler.digested("a.stl", None, None, 1.0)
    else:
        assert reconciler.take_readings() == {"a.stl": Reading.ENDS}
        reconciler.examined("a.stl", None, UNKNOWN, 1.0)
    assert reconciler.take_changes() == []
    assert reconciler.due(1.3) == ["a.stl"]
    reconciler.seen("a.stl", None, 1.3)
    assert reconciler.take_changes() == [Vanished("a.stl", None)]
