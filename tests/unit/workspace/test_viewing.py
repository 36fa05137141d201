"""What stands in the viewports, and who decides."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.designs import DesignKey, DesignState
from vesselviewer.errors import RenderingError
from vesselviewer.feeds.source import MeshRemoved
from vesselviewer.formats import encode_mesh, parse_mesh
from vesselviewer.scene import LIGHT_PALETTE
from vesselviewer.workspace import WorkspaceState, resolve_scene

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Gate:
    """Stops a thread at a place until the test lets it go on."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name
        self.entered = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, path: Path) -> None:
        if path.stem == self.name:
            self.stop()

    def stop(self) -> None:
        self.entered.set()
        assert self.go_on.wait(20), "the test has forgotten the gate"

    async def reached(self) -> None:
        assert await asyncio.to_thread(self.entered.wait, 20)


async def listed(world: Any, *names: str) -> Any:
    """Return a feed that has listed designs, the last one the newest, all of them ready."""
    feed = await world.attached()
    feed.listing(*(feed.write(name, created_at=1000.0 + index) for index, name in enumerate(names)))
    await world.settled(len(names))
    return feed


def test_the_newest_of_a_first_listing_is_shown(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        await listed(world, "a", "b", "c")
        assert world.shown == "c"
        assert world.workspace.state.follow_latest

    in_world(scenario)


def test_follow_latest_goes_along_with_live_arrivals_whatever_their_date(
    in_world: Callable[..., None],
) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a", "b")
        feed.live(feed.write("copied", created_at=5.0))
        await world.until(lambda: world.shown == "copied")
        assert world.design("copied").seen

    in_world(scenario)


def test_a_pick_turns_follow_off_and_arrivals_leave_the_view_alone(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a", "b")
        world.workspace.open(world.design("a").key)
        await world.until(lambda: world.shown == "a")
        assert not world.workspace.state.follow_latest
        feed.live(feed.write("new"))
        await world.until(lambda: world.told("arrival") == ["new"])
        await world.settled()
        assert world.shown == "a"
        assert not world.design("new").seen
        world.workspace.follow(True)
        await world.until(lambda: world.shown == "new")
        assert world.workspace.state.follow_latest
        assert world.design("new").seen

    in_world(scenario)


def test_a_burst_while_following_ends_at_the_last_one(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a")
        for number in range(30):
            feed.live(feed.write(f"n{number}"))
        await world.settled(31)
        await world.until(lambda: world.shown == "n29")
        assert len(world.told("arrival")) == 30

    in_world(scenario)


def test_the_last_good_hull_stays_when_the_chosen_one_cannot_be_read(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a", "b")
        before = world.workspace.state.active_viewport.shown
        feed.live(feed.write("bad", b"solid nothing"))
        await world.until(lambda: world.state_of("bad") is DesignState.QUARANTINED)
        key = world.design("bad").key
        world.workspace.open(key)
        assert world.workspace.state.active_viewport.requested == key
        await world.until(lambda: world.workspace.state.active_viewport.loading is None)
        viewport = world.workspace.state.active_viewport
        assert viewport.shown == before
        assert viewport.requested == before.key
        # A failed load is never cached: once the file is mended, opening it works.
        feed.write("bad")
        world.workspace.open(key)
        await world.until(lambda: world.shown == "bad")

    in_world(scenario)


def test_what_is_prepared_is_shown_again_at_once(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        await listed(world, "a", "b")
        world.workspace.open(world.design("a").key)
        await world.until(lambda: world.shown == "a")
        world.workspace.open(world.design("b").key)
        assert world.shown == "b"  # without a turn of the loop
        sha256 = world.design("b").revision.sha256
        assert world.workspace.display(sha256) is not None

    in_world(scenario)


def test_the_last_pick_wins_however_long_the_first_takes(in_world: Callable[..., None]) -> None:
    gate = Gate()

    def prepare(mesh: Any, checkpoint: Any) -> Any:
        if mesh.bounds[1] > 100:
            gate.stop()
        return mesh

    async def scenario(world: Any) -> None:
        feed = await listed(world, "a", "b")
        world.workspace.follow(False)
        feed.live(feed.write("slow", slow_stl()))
        await world.settled(3)
        world.workspace.open(world.design("slow").key)
        await gate.reached()
        world.workspace.open(world.design("a").key)
        await world.until(lambda: world.shown == "a")
        gate.go_on.set()
        await world.settled()
        assert world.shown == "a"

    in_world(scenario, prepare=prepare)


def slow_stl() -> bytes:
    import numpy as np

    record = np.zeros(2, dtype=[("n", "<f4", 3), ("v", "<f4", (3, 3)), ("a", "<u2")])
    record["v"][0] = [[0, 0, 0], [200, 0, 0], [0, 1, 0]]
    record["v"][1] = [[0, 0, 1], [200, 0, 1], [0, 1, 1]]
    return b"\0" * 80 + np.uint32(2).tobytes() + record.tobytes()


def test_older_and_newer_step_through_what_can_be_opened(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a", "b", "c")
        feed.emit(MeshRemoved("b.stl", "deleted"))
        await world.until(lambda: world.state_of("b") is DesignState.GONE)
        world.workspace.older()
        await world.until(lambda: world.shown == "a")
        world.workspace.older()
        await world.breathe()
        assert world.shown == "a"
        world.workspace.newer()
        await world.until(lambda: world.shown == "c")
        assert not world.workspace.state.follow_latest

    in_world(scenario)


def test_cancel_keeps_what_is_shown_and_the_design_can_be_opened_later(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a")
        gate = feed.gate = Gate("big")
        world.workspace.follow(False)
        feed.live(feed.write("big"))
        await gate.reached()
        world.workspace.open(world.design("big").key)
        await world.until(lambda: world.workspace.progress is not None)
        assert world.workspace.progress.label == "Reading big"
        assert world.workspace.progress.cancellable
        world.workspace.cancel_loading()
        assert world.workspace.state.active_viewport.loading is None
        await world.until(lambda: world.workspace.progress is None)
        assert world.shown == "a"
        gate.go_on.set()
        feed.gate = None
        assert world.state_of("big") is DesignState.PENDING
        world.workspace.open(world.design("big").key)
        await world.until(lambda: world.shown == "big")

    in_world(scenario)


def test_a_mesh_that_cannot_be_drawn_is_told_and_changes_nothing(in_world: Callable[..., None]) -> None:
    def prepare(mesh: Any, checkpoint: Any) -> Any:
        if mesh.bounds[1] > 100:
            raise RenderingError("No memory on the graphics card", hint="Close other windows")
        return mesh

    async def scenario(world: Any) -> None:
        feed = await listed(world, "a")
        feed.live(feed.write("huge", slow_stl()))
        await world.until(lambda: world.told("error") == ["huge cannot be drawn"])
        await world.settled()
        assert world.shown == "a"

    in_world(scenario, prepare=prepare)


def test_a_defect_in_preparing_takes_nothing_down(in_world: Callable[..., None]) -> None:
    def prepare(mesh: Any, checkpoint: Any) -> Any:
        if mesh.bounds[1] > 100:
            raise ZeroDivisionError
        return mesh

    async def scenario(world: Any) -> None:
        feed = await listed(world, "a")
        feed.live(feed.write("huge", slow_stl()))
        await world.until(lambda: world.told("error") == ["Internal error"])
        await world.settled()
        feed.live(feed.write("next"))
        await world.until(lambda: world.shown == "next")

    in_world(scenario, prepare=prepare)


def test_a_file_is_opened_listed_and_can_be_opened_again(
    in_world: Callable[..., None], tmp_path: Path
) -> None:
    async def scenario(world: Any) -> None:
        path = tmp_path / "single.stl"
        path.write_bytes(slow_stl())
        world.workspace.open_file(path)
        await world.until(lambda: world.shown == "single")
        (design,) = world.library.designs
        assert design.key == DesignKey("file:", path.as_posix())
        assert design.seen
        assert world.told("arrival") == []
        world.workspace.open_file(path)
        world.workspace.open_file(tmp_path / "missing.stl")
        world.workspace.open_file(tmp_path)
        await world.until(lambda: len(world.told("error")) == 2)
        texts = " ".join(item.text + item.hint for item in world.notifications.items)
        assert "missing.stl" in texts
        assert "Open Folder" in texts
        await world.settled()
        assert world.shown == "single"

    in_world(scenario)


@pytest.mark.parametrize("suffix", [".ply", ".obj.gz", ".glb"])
def test_a_file_of_any_format_is_called_by_its_name_without_suffix(
    suffix: str, in_world: Callable[..., None], tmp_path: Path
) -> None:
    async def scenario(world: Any) -> None:
        path = tmp_path / f"hull.v2{suffix}"
        path.write_bytes(encode_mesh(parse_mesh(slow_stl(), name="a.stl"), suffix))
        world.workspace.open_file(path)
        await world.until(lambda: world.shown == "hull.v2")

    in_world(scenario)


def test_reload_reads_the_file_again(in_world: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(world: Any) -> None:
        path = tmp_path / "single.stl"
        path.write_bytes(slow_stl())
        world.workspace.open_file(path)
        await world.until(lambda: world.shown == "single")
        world.workspace.reload()
        await world.until(lambda: world.told("info") == ["single is unchanged"])
        before = world.workspace.state.active_viewport.shown
        path.write_bytes(slow_stl().replace(b"\x00\x00\x80?", b"\x00\x00\x00@"))
        world.workspace.reload()
        await world.until(lambda: world.workspace.state.active_viewport.shown.sha256 != before.sha256)
        assert world.library.designs[0].revision.number == 2
        path.unlink()
        world.workspace.reload()
        await world.until(lambda: world.told("error") == ["single cannot be had"])
        await world.settled()
        assert world.shown == "single"
        assert world.library.designs[0].state is DesignState.READY

    in_world(scenario)


def test_what_is_gone_or_removed_stays_on_screen(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a", "b")
        feed.emit(MeshRemoved("b.stl", "the file was deleted"))
        await world.until(lambda: "b is gone" in world.told("info"))
        world.workspace.forget(world.design("b").key)
        assert world.shown == "b"
        world.workspace.older()
        await world.until(lambda: world.shown == "a")

    in_world(scenario)


def test_each_viewport_has_its_own_design_and_closes_in_order(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        await listed(world, "a", "b", "c")
        workspace = world.workspace
        workspace.set_viewports(3)
        first, second, third = (viewport.id for viewport in workspace.state.viewports)
        workspace.open(world.design("a").key, second)
        workspace.open(world.design("b").key, viewport=third)
        await world.until(lambda: all(viewport.shown for viewport in workspace.state.viewports))
        assert [viewport.shown.name for viewport in workspace.state.viewports] == ["c", "a", "b"]
        workspace.set_linked(second, False)
        assert [viewport.linked for viewport in workspace.state.viewports] == [True, False, True]
        workspace.link_all()
        assert all(viewport.linked for viewport in workspace.state.viewports)
        workspace.activate(third)
        workspace.close_viewport(third)
        assert workspace.state.active == second
        workspace.set_viewports(99)
        assert len(workspace.state.viewports) == 6
        workspace.set_viewports(1)
        assert [viewport.id for viewport in workspace.state.viewports] == [first]
        workspace.close_viewport(first)
        assert workspace.state.active_viewport.shown is None

    in_world(scenario)


def test_closing_a_viewport_that_loads_forgets_the_load(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await listed(world, "a")
        gate = feed.gate = Gate("late")
        world.workspace.set_viewports(2)
        second = world.workspace.state.viewports[1].id
        feed.live(feed.write("late"))
        await gate.reached()
        world.workspace.open(world.design("late").key, second)
        world.workspace.close_viewport(second)
        gate.go_on.set()
        await world.settled()
        assert world.shown == "a"
        assert world.state_of("late") is DesignState.READY

    in_world(scenario)


def test_toggles_and_theme_are_kept_for_the_next_start(in_world: Callable[..., None]) -> None:
    async def first(world: Any) -> None:
        world.workspace.toggle("edges")
        world.workspace.toggle("grid")
        world.workspace.set_theme("dark")
        with pytest.raises(ValueError, match="plaid"):
            world.workspace.set_theme("plaid")
        with pytest.raises(ValueError, match="theme"):
            world.workspace.toggle("theme")

    async def second(world: Any) -> None:
        state = world.workspace.state
        assert (state.edges, state.grid, state.theme) == (True, False, "dark")

    in_world(first)
    in_world(second)


def test_stopping_in_the_midst_of_everything_ends(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        feed = await world.attached()
        feed.listing(*(feed.write(f"n{number}") for number in range(50)))
        feed.live(feed.write("live"))
        world.workspace.set_viewports(6)
        await world.until(lambda: world.shown is not None)

    in_world(scenario)


def test_commands_given_before_the_start_are_carried_out_then(
    in_world: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "early.stl").write_bytes(slow_stl())

    async def scenario(world: Any) -> None:
        world.workspace.open_file(tmp_path / "early.stl")  # `run` has had no turn of the loop yet
        await world.until(lambda: world.shown == "early")

    in_world(scenario)


def test_the_scene_shows_what_the_state_says(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        await listed(world, "a")
        world.workspace.set_viewports(2)
        world.workspace.toggle("parallel")
        scene = resolve_scene(world.workspace.state, LIGHT_PALETTE)
        one, two = scene.viewports
        assert one.hull is not None
        assert one.hull.sha256 == world.design("a").revision.sha256
        assert one.waterline is not None
        assert one.bounds == world.workspace.state.active_viewport.shown.bounds
        assert one.parallel
        assert two.parallel
        assert (two.hull, two.bounds, two.waterline) == (None, None, None)

    in_world(scenario)
    assert resolve_scene(WorkspaceState(), LIGHT_PALETTE).viewports[0].hull is None
