"""What comes in through a feed, and what becomes of it."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from vesselviewer.designs import DesignState, MemoryStorage
from vesselviewer.feeds.source import FeedState, FeedStatus, Listed, MeshAnnounced, MeshFailed, MeshRemoved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_first_listing_is_read_seen_and_told_in_one_line(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing(*(feed.write(name, created_at=1000.0 + i) for i, name in enumerate("abc")))
        await world.until(lambda: len(world.library) == 3)
        await world.settled()
        assert [design.name for design in world.library.designs] == ["c", "b", "a"]
        assert all(design.seen and design.state is DesignState.READY for design in world.library.designs)
        assert world.told("info") == ["fake: 3 designs"]
        assert world.told("arrival") == world.told("summary") == world.told("error") == []
        report = world.design("a").revision.report
        assert report is not None
        assert report.triangles == 12
        await world.until(lambda: world.library.has_thumbnail(world.design("a").revision.sha256))

    in_world(scenario)


def test_a_live_arrival_is_announced_with_size_and_verdict(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing()
        feed.live(feed.write("new"))
        await world.until(lambda: world.state_of("new") is DesignState.READY)
        (item,) = [item for item in world.notifications.items if item.kind == "arrival"]
        assert item.title == "new"
        assert "12 triangles" in item.text
        assert item.design == world.design("new").key

    in_world(scenario)


def test_identical_bytes_are_said_to_be_identical(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing(first := feed.write("hull_0038"))
        await world.until(lambda: world.state_of("hull_0038") is DesignState.READY)
        copy = feed.write("hull_0042", (feed.folder / first.design_id).read_bytes())
        feed.live(copy)
        await world.until(lambda: world.told("arrival"))
        assert "identical to hull_0038" in world.notifications.items[0].text
        assert world.library.same_bytes(world.design("hull_0042")) == (world.design("hull_0038"),)

    in_world(scenario)


def test_what_arrived_while_away_is_summed_up_and_new(in_world: Callable[..., None]) -> None:
    storage = MemoryStorage()

    async def first(world: Any) -> None:
        feed = await world.attached()
        feed.listing(feed.write("a", created_at=1000.0))
        await world.until(lambda: world.state_of("a") is DesignState.READY)

    async def second(world: Any) -> None:
        feed = await world.attached()
        feed.listing(feed.write("a", created_at=1000.0), *(feed.write(name) for name in ("b", "c", "d")))
        await world.until(lambda: len(world.library) == 4)
        await world.settled()
        assert world.told("summary") == ["3 designs arrived while you were away"]
        assert world.told("arrival") == []
        assert world.design("a").seen
        assert sum(not design.seen for design in world.library.designs) >= 1  # the newest ones get shown

    async def third(world: Any) -> None:
        await world.until(lambda: len(world.library) == 4)
        feed = await world.attached()
        feed.listing(
            *(
                MeshAnnounced(
                    design.key.design_id,
                    design.name,
                    design.revision.size,
                    design.revision.created_at,
                    design.revision.locator,
                    listed=True,
                )
                for design in world.library.designs
            )
        )
        await world.until(lambda: world.shown is not None)
        await world.settled()
        assert world.told("summary") == []
        assert feed.fetched == []  # the database knows them all; the one shown is on this machine

    in_world(first, storage=storage)
    in_world(second, storage=storage)
    in_world(third, storage=storage)


def test_a_bad_file_is_quarantined_with_its_reason_and_can_be_retried(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing(feed.write("good"))
        await world.until(lambda: world.shown == "good")
        feed.live(feed.write("bad", b"\0" * 84))
        await world.until(lambda: world.state_of("bad") is DesignState.QUARANTINED)
        await world.breathe()
        assert world.design("bad").reason
        assert world.told("error") == ["bad could not be read"]
        assert world.shown == "good"
        feed.write("bad")
        world.workspace.retry(world.design("bad").key)
        await world.until(lambda: world.state_of("bad") is DesignState.READY)
        assert world.told("error") == []

    in_world(scenario)


def test_a_revised_design_is_renewed_where_it_is_shown(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing(feed.write("a", created_at=1000.0), feed.write("b", created_at=2000.0))
        await world.settled(2)
        world.workspace.open(world.design("a").key)
        await world.until(lambda: world.shown == "a")
        before = world.workspace.state.active_viewport.shown.sha256
        feed.live(feed.write("a", feed.folder.joinpath("b.stl").read_bytes(), created_at=3000.0))
        await world.until(lambda: world.workspace.state.active_viewport.shown.sha256 != before)
        assert world.shown == "a"
        assert world.design("a").revision.number == 2
        assert "a revised" in world.told("arrival")
        # And a bad revision leaves what is shown alone.
        good = world.workspace.state.active_viewport.shown
        feed.live(feed.write("a", b"no mesh", created_at=4000.0))
        await world.until(lambda: world.state_of("a") is DesignState.QUARANTINED)
        await world.breathe()
        assert world.workspace.state.active_viewport.shown == good

    in_world(scenario)


def test_a_touched_file_is_silent(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing(feed.write("a", created_at=1000.0))
        await world.settled(1)
        feed.live(feed.write("a", created_at=2000.0))
        await world.until(lambda: world.design("a").revision.created_at == 2000.0)
        await world.settled()
        assert world.design("a").revision.number == 1
        assert world.design("a").seen
        assert world.told("arrival") == []

    in_world(scenario)


def test_what_is_removed_is_gone_with_a_reason_and_may_come_back(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        a, b = feed.write("a"), feed.write("b")
        feed.listing(a, b)
        await world.settled(2)
        feed.emit(MeshRemoved("a.stl", "the file was deleted"))
        await world.until(lambda: world.state_of("a") is DesignState.GONE)
        assert world.design("a").reason == "the file was deleted"
        feed.listing(a)
        await world.until(lambda: world.state_of("b") is DesignState.GONE)
        assert world.design("b").reason == "not in fake any more"
        assert world.state_of("a") is DesignState.READY
        assert feed.fetched.count("a.stl") == 1  # the same version is not read again

    in_world(scenario)


def test_what_the_user_removed_does_not_come_back_with_a_listing(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        a, b = feed.write("a", created_at=1.0), feed.write("b", created_at=2.0)
        feed.listing(a, b)
        await world.settled(2)
        world.workspace.forget(world.design("a").key)
        feed.listing(a, b)
        feed.live(c := feed.write("c"))
        await world.until(lambda: world.state_of("c") is DesignState.READY)
        assert world.state_of("a") is None
        feed.listing(feed.write("a", created_at=5.0), b, c)
        await world.until(lambda: world.state_of("a") is DesignState.READY)

    in_world(scenario)


def test_a_failure_told_by_the_feed_is_quarantined(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.emit(MeshFailed("x.stl", "the mesh was cut off"))
        await world.until(lambda: world.state_of("x") is DesignState.QUARANTINED)
        assert "cut off" in str(world.design("x").reason)

    in_world(scenario)


def test_two_sources_hold_the_same_id_side_by_side(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        one, two = await world.attached("fake:a"), await world.attached("fake:b")
        one.listing(one.write("hull"))
        two.listing(two.write("hull"))
        await world.until(lambda: len(world.library) == 2)
        await world.settled()
        one.emit(MeshRemoved("hull.stl", "deleted"))
        await world.until(lambda: world.state_of("hull", "fake:a") is DesignState.GONE)
        assert world.state_of("hull", "fake:b") is DesignState.READY

    in_world(scenario)


def test_a_live_arrival_overtakes_a_long_listing(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        one = feed.write("template")
        many = [
            MeshAnnounced(f"{n}.stl", str(n), one.size, float(n), one.locator, listed=True)
            for n in range(3000)
        ]
        for announced in many:
            feed.emit(announced)
        feed.emit(Listed(frozenset(announced.design_id for announced in many)))
        feed.live(feed.write("urgent"))
        await world.until(lambda: world.state_of("urgent") is DesignState.READY)
        pending = sum(design.state is DesignState.PENDING for design in world.library.designs)
        assert len(world.library) - pending < 100
        await world.until(lambda: len(world.library) == 3001)
        await world.until(lambda: world.told("info") == ["fake: 3,000 designs"])
        assert world.state_of("urgent") is DesignState.READY  # the listing did not know it
        world.workspace.cancel_loading()
        await world.breathe()

    in_world(scenario)


def test_a_file_still_being_written_while_it_is_listed_comes_when_it_is_whole(
    in_world: Callable[..., None],
) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        early, slow = feed.write("early"), feed.write("slow")
        feed.emit(early)
        feed.emit(Listed(frozenset({"early.stl", "slow.stl"})))
        await world.until(lambda: world.told("info"))
        feed.emit(slow)
        await world.until(lambda: world.state_of("slow") is DesignState.READY)
        assert world.design("slow").seen
        assert world.told("arrival") == []
        # The same in a later listing is news.
        feed.emit(Listed(frozenset({"early.stl", "slow.stl", "later.stl"})))
        await world.breathe()
        feed.emit(feed.write("later"))
        await world.until(lambda: world.told("arrival") == ["later"])
        assert world.told("summary") == []

    in_world(scenario)


def test_events_of_a_detached_feed_are_dropped(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing(feed.write("a"))
        await world.settled(1)
        emit = feed._emit
        world.workspace.detach_feed(feed.key)
        assert world.workspace.feed_statuses == {}
        emit(feed.write("b"))
        await world.breathe()
        assert [design.name for design in world.library.designs] == ["a"]
        world.workspace.detach_feed(feed.key, forget=True)
        await world.until(lambda: not world.library.designs)

    in_world(scenario)


def test_a_source_in_trouble_is_told_once_and_its_return_as_well(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        for _ in range(3):
            feed.emit(FeedStatus(FeedState.OFFLINE, 1.0, "the drive is away"))
        assert world.told("error") == ["fake is offline"]
        assert world.workspace.feed_statuses[feed.key][1].state is FeedState.OFFLINE
        feed.emit(FeedStatus(FeedState.CONNECTED, 2.0))
        assert world.told("error") == []
        assert "fake is back" in world.told("info")
        world.workspace.retry_feed(feed.key)
        assert feed.tries == 1

    in_world(scenario)


def test_a_feed_that_breaks_takes_nothing_down_and_can_be_begun_anew(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        broken = await world.attached("fake:b", "broken")
        run, broken_run = broken.run, asyncio.Event()

        async def fail(emit: Any) -> None:
            broken_run.set()
            raise ZeroDivisionError("a defect")

        world.workspace.detach_feed(broken.key)
        broken.run = fail
        world.workspace.attach_feed(broken)
        await world.until(lambda: "Internal error" in world.told("error"))
        assert world.workspace.feed_statuses[broken.key][1].state is FeedState.OFFLINE
        feed.listing(feed.write("a"))
        await world.until(lambda: world.state_of("a") is DesignState.READY)
        broken.run = run
        world.workspace.retry_feed(broken.key)
        await world.until(lambda: world.workspace.feed_statuses[broken.key][1].state is FeedState.CONNECTED)

    in_world(scenario)


def test_an_unexpected_exception_while_reading_is_told_and_the_others_are_read(
    in_world: Callable[..., None],
) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()

        def gate(path: Path) -> None:
            if path.stem == "cursed":
                raise ZeroDivisionError("a defect")

        feed.gate = gate
        feed.listing(feed.write("cursed"), feed.write("fine"))
        await world.until(lambda: world.state_of("fine") is DesignState.READY)
        await world.until(lambda: world.state_of("cursed") is DesignState.QUARANTINED)
        assert "Internal error" in world.told("error")

    in_world(scenario)


def test_the_last_word_on_a_design_counts_though_the_first_is_still_being_read(
    in_world: Callable[..., None],
) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        entered, go_on = threading.Event(), threading.Event()

        def gate(_: Path) -> None:
            if not entered.is_set():
                entered.set()
                go_on.wait(20)

        feed.gate = gate
        feed.listing()
        feed.live(feed.write("a", created_at=1.0))
        await asyncio.to_thread(entered.wait, 20)
        feed.live(feed.write("a", b"broken", created_at=2.0))
        await world.until(lambda: world.state_of("a") is DesignState.QUARANTINED)
        go_on.set()
        await world.breathe()
        assert world.design("a").revision.created_at == 2.0
        assert world.state_of("a") is DesignState.QUARANTINED

    in_world(scenario)
