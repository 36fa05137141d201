from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.workspace import Notification, ToastQueue
from vesselviewer.workspace.toasts import MAX_VISIBLE, TOAST_S

if TYPE_CHECKING:
    from vesselviewer.workspace import NotificationKind

_ids = itertools.count(1)


def note(kind: NotificationKind = "arrival", title: str = "hull", count: int = 1) -> Notification:
    return Notification(next(_ids), kind, title, sticky=kind == "error", count=count)


def shown(queue: ToastQueue) -> list[str]:
    return [toast.title for toast in queue.visible]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("a", ["0"]),
        ("aaa", ["0", "1", "2"]),
        ("aaaa", ["4 new designs"]),
        ("aaaaaaaaaaaa", ["12 new designs"]),
        ("aaaaia", ["5 new designs", "4"]),
        ("iii", ["0", "1", "2"]),
        ("iiii", ["0", "1", "2"]),
        ("iiia", ["0", "1", "2"]),
        ("iia", ["0", "1", "2"]),
        ("iiaa", ["0", "1", "2 new designs"]),
        ("ee", ["0", "1"]),
        ("eee", ["3 problems"]),
        ("eeeee", ["5 problems"]),
        ("eea", ["0", "1", "2"]),
        ("eeaa", ["0", "1", "2 new designs"]),
        ("aaae", ["3 new designs", "3"]),
        ("iiie", ["1", "2", "3"]),
    ],
)
def test_bursts_merge(kinds: str, expected: list[str]) -> None:
    queue = ToastQueue()
    names: dict[str, NotificationKind] = {"a": "arrival", "i": "info", "e": "error"}
    for index, letter in enumerate(kinds):
        queue.add(note(names[letter], str(index)), index * 0.01)
    assert shown(queue) == expected


def test_a_toast_leaves_after_four_seconds_and_says_when() -> None:
    queue = ToastQueue()
    queue.add(note(), 10.0)
    assert queue.next_wake() == 14.0
    queue.advance(13.9)
    assert shown(queue) == ["hull"]
    queue.advance(14.0)
    assert shown(queue) == []
    assert queue.next_wake() is None


def test_an_error_stays_until_dismissed() -> None:
    queue = ToastQueue()
    queue.add(note("error", "bad"), 0.0)
    queue.advance(1e9)
    toast = queue.visible[0]
    assert queue.next_wake() is None
    queue.dismiss(toast.id, 1e9)
    assert shown(queue) == []


def test_what_waits_comes_when_there_is_room_and_stays_its_time() -> None:
    queue = ToastQueue()
    for index in range(4):
        queue.add(note("info", str(index)), float(index))
    assert [toast.title for toast in queue.waiting] == ["3"]
    queue.advance(4.0)
    assert shown(queue) == ["1", "2", "3"]
    assert queue.visible[-1].until == 4.0 + TOAST_S


def test_a_resting_pointer_stops_the_time() -> None:
    queue = ToastQueue()
    queue.add(note(), 0.0)
    queue.pause(3.5)
    queue.advance(100.0)
    assert shown(queue) == ["hull"]
    assert queue.next_wake() is None
    queue.resume(100.0)
    assert queue.next_wake() == 101.0  # half a second was left; a full one is given
    queue.advance(101.0)
    assert shown(queue) == []


def test_a_merged_toast_opens_the_newest_and_names_a_few() -> None:
    queue = ToastQueue()
    for index in range(5):
        queue.add(note(title=f"hull_{index}"), 0.0)
    toast = queue.visible[0]
    assert toast.text == "hull_4, hull_3 and 3 more"
    assert toast.count == 5
    assert toast.until == TOAST_S


def test_counts_of_summaries_add_up_in_the_title_of_a_burst() -> None:
    queue = ToastQueue()
    for count in (1, 1, 1, 9):
        queue.add(note(count=count), 0.0)
    assert shown(queue) == ["12 new designs"]


def test_what_is_dismissed_in_the_list_leaves_its_toast() -> None:
    queue = ToastQueue()
    notes = [note("error", f"bad {index}") for index in range(3)]
    for one in notes:
        queue.add(one, 0.0)
    queue.withdraw(notes[0].id, 1.0)
    assert shown(queue) == ["2 problems"]
    queue.withdraw(notes[1].id, 1.0)
    assert shown(queue) == ["bad 2"]
    queue.withdraw(notes[2].id, 1.0)
    assert shown(queue) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["arrival", "error", "info", "summary", "pause", "resume", "advance", "dismiss"]),
        st.floats(0, 6),
    ),
    max_size=60,
)


@given(STEPS)
def test_never_more_than_three_none_lost_and_errors_stay(steps: list[tuple[str, float]]) -> None:
    queue, now = ToastQueue(), 0.0
    due: dict[int, float] = {}  # when each passing notification may leave at the earliest
    sticky: set[int] = set()
    paused = False
    for what, wait in steps:
        now += wait
        if what in ("arrival", "error", "info", "summary"):
            one = note(what)  # type: ignore[arg-type]  # the sampled words are kinds
            queue.add(one, now)
            if what == "error":
                sticky.add(one.id)
            else:
                due[one.id] = now + TOAST_S
        elif what == "dismiss" and queue.visible:
            gone = queue.visible[0]
            queue.dismiss(gone.id, now)
            for member in gone.members:
                sticky.discard(member.id)
                due.pop(member.id, None)
        elif what == "pause":
            queue.pause(now)
            paused = True
        elif what == "resume":
            queue.resume(now)
            paused = False
        else:
            queue.advance(now)
        here = [member.id for toast in (*queue.visible, *queue.waiting) for member in toast.members]
        assert len(queue.visible) <= MAX_VISIBLE
        assert len(here) == len(set(here))
        on_screen = {member.id for toast in queue.visible for member in toast.members}
        assert sticky <= on_screen
        assert {one for one, until in due.items() if until > now} <= set(here)
        assert paused or all(toast.sticky or toast.until > now for toast in queue.visible)
        assert not queue.waiting or len(queue.visible) == MAX_VISIBLE
