"""The small parts behind the workspace, each by itself."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from vesselviewer.designs import Design, DesignKey, DesignState, Revision
from vesselviewer.errors import FormatError
from vesselviewer.workspace import Arrival, Notifications, ViewportState, WorkspaceState
from vesselviewer.workspace.cache import SizedCache
from vesselviewer.workspace.following import Following, neighbor, newest_ready
from vesselviewer.workspace.inbox import Inbox
from vesselviewer.workspace.jobs import Jobs
from vesselviewer.workspace.progress import Progress, ProgressBoard

if TYPE_CHECKING:
    from collections.abc import Callable


def make(name: str, created_at: float = 0.0, state: DesignState = DesignState.READY) -> Design:
    return Design(DesignKey("s", name), name, state, Revision(1, 1, created_at, 0.0, ""))


def arrival(name: str, created_at: float, *, live: bool = False, order: int = 0) -> Arrival:
    return Arrival(make(name, created_at), live, order)


def test_the_cache_lets_go_of_what_was_used_least_recently() -> None:
    cache: SizedCache[str] = SizedCache(10)
    cache.put("a", "A", 4)
    cache.put("b", "B", 4)
    assert cache.get("a") == "A"
    cache.put("c", "C", 4)
    assert cache.get("b") is None
    assert cache.get("a") == "A"
    assert cache.size == 8
    cache.put("c", "C again", 6)
    assert cache.size == 10


def test_the_cache_never_lets_go_of_what_is_pinned() -> None:
    pinned = {"a"}
    cache: SizedCache[str] = SizedCache(10, lambda: pinned)
    cache.put("a", "A", 8)
    cache.put("b", "B", 8)
    cache.put("c", "C", 8)
    assert "a" in cache
    assert "b" not in cache
    pinned.clear()
    cache.put("d", "D", 1)
    assert "a" not in cache


def test_following_takes_what_is_newer() -> None:
    following = Following()
    assert following.takes(arrival("first", 5.0))
    assert not following.takes(arrival("older", 4.0))
    assert following.takes(arrival("newer", 6.0))
    assert following.takes(arrival("live, old date", 1.0, live=True, order=3))
    assert not following.takes(arrival("announced before, read later", 9.0, live=True, order=2))
    assert following.takes(arrival("live", 1.0, live=True, order=4))
    assert not following.takes(Arrival(make("bad", 99.0, DesignState.GONE), live=True, order=9))
    following.restart(make("chosen", 50.0))
    assert not following.takes(arrival("listed", 49.0))
    assert following.takes(arrival("live", 1.0, live=True, order=5))
    following.restart(None)
    assert following.takes(arrival("any", -1.0))


def test_neighbors_are_those_that_can_be_opened() -> None:
    designs = [
        make("new"),
        make("bad", state=DesignState.QUARANTINED),
        make("mid", state=DesignState.PENDING),
        make("gone", state=DesignState.GONE),
        make("old"),
    ]
    new, _, mid, _, old = designs
    assert neighbor(designs, new.key, 1) is mid
    assert neighbor(designs, old.key, -1) is mid
    assert neighbor(designs, old.key, 1) is None
    assert neighbor(designs, new.key, -1) is None
    assert neighbor(designs, None, 1) is new
    assert neighbor(designs, DesignKey("s", "unknown"), -1) is new
    assert neighbor([], None, 1) is None
    assert newest_ready(designs[1:]) is old
    assert newest_ready([]) is None


@pytest.mark.parametrize(("count", "expected"), [(-1, 1), (0, 1), (1, 1), (4, 4), (6, 6), (7, 6)])
def test_there_are_one_to_six_viewports(count: int, expected: int) -> None:
    state = WorkspaceState().with_count(count)
    assert len(state.viewports) == expected
    assert len({viewport.id for viewport in state.viewports}) == expected
    assert state.active == 1


def test_the_active_viewport_is_always_open() -> None:
    state = WorkspaceState(viewports=(ViewportState(3), ViewportState(5)), active=3)
    assert state.without(3).active == 5
    assert state.without(5).active == 3
    assert state.without(5).without(3).active_viewport == ViewportState(3)
    assert state.without(99) == state


def test_the_inbox_serves_live_steps_first_and_survives_a_bad_one() -> None:
    async def scenario() -> None:
        failures: list[Exception] = []
        inbox, done, order = Inbox(failures.append), asyncio.Event(), []

        def step(name: str) -> Callable[[], None]:
            return lambda: order.append(name)

        def fail() -> None:
            raise ZeroDivisionError

        inbox.put(step("listed 1"), live=False)
        inbox.put(fail, live=False)
        inbox.put(done.set, live=False)
        inbox.put_next([step("next 1"), step("next 2")])
        inbox.put(step("live"), live=True)
        assert inbox.listing
        draining = asyncio.ensure_future(inbox.drain())
        await asyncio.wait_for(done.wait(), 20)
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)
        assert order == ["live", "next 1", "next 2", "listed 1"]
        assert [type(failure) for failure in failures] == [ZeroDivisionError]

    asyncio.run(scenario())


def test_the_board_tells_only_of_work_that_lasts_and_of_what_the_user_waits_for_first() -> None:
    async def scenario() -> None:
        board = ProgressBoard()
        told: list[Progress | None] = []
        changed = asyncio.Event()

        def listen() -> None:
            told.append(board.current)
            changed.set()

        board.subscribe(listen)
        board.begin("Short", urgent=True).end()
        backlog = board.begin("Reading 1 of 3 designs", urgent=False)
        assert not told
        await asyncio.wait_for(changed.wait(), 20)
        assert [entry and entry.label for entry in told] == ["Reading 1 of 3 designs"]
        changed.clear()
        wanted = board.begin("Reading KCS.stl", urgent=True)
        wanted.update(0.123)
        backlog.update(1 / 3)
        await asyncio.wait_for(changed.wait(), 20)
        while board.current != Progress("Reading KCS.stl", 0.12):
            changed.clear()
            await asyncio.wait_for(changed.wait(), 20)
        wanted.end()
        wanted.end()
        assert board.current == Progress("Reading 1 of 3 designs", 0.33)
        backlog.end()
        assert board.current is None

    asyncio.run(scenario())


def test_a_job_that_fails_takes_no_other_down() -> None:
    async def scenario() -> None:
        notifications = Notifications(lambda: 0.0)
        jobs, stopped = Jobs(notifications), asyncio.Event()
        ended: list[str] = []

        async def expected() -> None:
            raise FormatError("cut off", where="hull.stl")

        async def defect() -> None:
            raise ZeroDivisionError("a defect")

        async def long() -> None:
            await asyncio.Event().wait()

        async def fine() -> None:
            stopped.set()

        for name, work in (("expected", expected), ("defect", defect), ("long", long), ("fine", fine)):
            jobs.start(name, work, ended=partial(ended.append, name))
        never = jobs.start("never", long, ended=lambda: ended.append("never"))
        never.cancel()
        assert ended == ["never"]
        await asyncio.wait_for(jobs.run(stopped), 20)
        late = jobs.start("late", long, ended=lambda: ended.append("late"))
        assert late.over
        assert sorted(ended) == ["defect", "expected", "fine", "late", "long", "never"]
        assert [item.title for item in notifications.items] == ["Internal error", "expected failed"]

    asyncio.run(scenario())
