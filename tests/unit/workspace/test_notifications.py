from __future__ import annotations

import pytest

from vesselviewer.designs import DesignKey
from vesselviewer.errors import FormatError
from vesselviewer.workspace import Notification, Notifications


@pytest.fixture
def notifications() -> Notifications:
    return Notifications(lambda: 5.0)


def test_the_newest_comes_first_and_counts_as_unread(notifications: Notifications) -> None:
    notifications.post("info", "one")
    notifications.post("arrival", "two")
    assert [item.title for item in notifications.items] == ["two", "one"]
    assert notifications.unread == 2
    assert notifications.items[0].created_at == 5.0
    notifications.mark_all_read()
    assert notifications.unread == 0


def test_an_error_says_what_where_and_what_to_do_and_sticks(notifications: Notifications) -> None:
    error = FormatError("cut off at byte 84", where="hull.stl", hint="Export it again")
    item = notifications.post_error(error, title="hull could not be read")
    assert item.text == "hull.stl: cut off at byte 84"
    assert item.hint == "Export it again"
    assert item.sticky


def test_the_list_is_capped(notifications: Notifications) -> None:
    for number in range(510):
        notifications.post("info", str(number))
    assert len(notifications.items) == 500
    assert notifications.items[0].title == "509"


def test_each_change_is_told_once(notifications: Notifications) -> None:
    changes: list[int] = []
    posted: list[Notification] = []
    notifications.subscribe(lambda: changes.append(notifications.unread))
    end = notifications.subscribe_posted(posted.append)
    first = notifications.post("info", "one")
    notifications.mark_all_read()
    notifications.mark_all_read()
    notifications.dismiss(first.id)
    notifications.dismiss(first.id)
    end()
    notifications.post("info", "two")
    assert changes == [1, 0, 0, 1]
    assert posted == [first]


def test_a_design_that_is_well_again_takes_its_errors_along(notifications: Notifications) -> None:
    key, other = DesignKey("s", "a"), DesignKey("s", "b")
    for design in (key, other):
        notifications.post("error", "bad", design=design)
        notifications.post("arrival", "new", design=design)
    notifications.settle(key)
    assert [(item.kind, item.design) for item in notifications.items] == [
        ("arrival", other),
        ("error", other),
        ("arrival", key),
    ]
    notifications.clear()
    assert notifications.items == ()
