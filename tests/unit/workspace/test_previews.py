"""Large hulls are drawn before they are judged, and go again if they turn out bad."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.designs import DesignState
from vesselviewer.errors import FormatError
from vesselviewer.formats import encode_mesh
from vesselviewer.hullforms import WigleyParameters, wigley_hull
from vesselviewer.mesh import judge_mesh
from vesselviewer.scene import LIGHT_PALETTE
from vesselviewer.workspace import reading, resolve_scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.mesh import Mesh


class Judge:
    """Judges nothing before it is told to; refuses if it is told that."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.go_on.set()
        self.refuses = False

    def __call__(self, mesh: Mesh) -> Any:
        assert self.go_on.wait(20), "the test has forgotten the judge"
        if self.refuses:
            raise FormatError("too wild to be judged")
        return judge_mesh(mesh)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Make every file a large one, and its verdict wait for the test."""
    judging = Judge()
    monkeypatch.setattr(reading, "PREVIEW_ABOVE", 10)
    monkeypatch.setattr(reading, "judge_mesh", judging)
    return judging


def hull(length: float = 20.0) -> bytes:
    return encode_mesh(wigley_hull(WigleyParameters(length_between_perpendiculars=length)), ".stl")


def as_it_is(mesh: Mesh, _checkpoint: Callable[[float], None]) -> Mesh:
    return mesh


def drawn(world: Any) -> Any:
    (viewport,) = resolve_scene(world.workspace.state, LIGHT_PALETTE).viewports
    return viewport


async def begun(world: Any, judge: Judge, name: str, length: float = 20.0) -> Any:
    """Open a file as far as its preview."""
    path = world.folder / f"{name}.stl"
    path.write_bytes(hull(length))
    judge.go_on.clear()
    world.workspace.open_file(path)
    await world.until(lambda: world.workspace.state.active_viewport.preview is not None)
    return world.workspace.state.active_viewport.preview


def test_a_large_file_is_drawn_first_and_judged_then_in_the_same_place(
    in_world: Callable[..., None], judge: Judge
) -> None:
    async def scenario(world: Any) -> None:
        preview = await begun(world, judge, "large")
        assert world.shown is None
        assert preview.name == "large"
        before = drawn(world)
        assert before.hull.name == "large"
        assert before.hull.sha256 == preview.display
        flat = world.workspace.display(preview.display)
        assert len(flat.vertices) == 3 * len(flat.faces)
        judge.go_on.set()
        await world.until(lambda: world.shown == "large")
        viewport = world.workspace.state.active_viewport
        assert viewport.preview is None
        assert world.workspace.display(preview.display) is None
        after = drawn(world)
        assert after.hull != before.hull
        assert (after.bounds, after.waterline) == (before.bounds, before.waterline)
        assert after.marks is not None
        welded = world.workspace.display(viewport.shown.display)
        assert len(welded.vertices) < len(welded.faces)

    in_world(scenario, sketch=as_it_is)


def test_the_last_good_hull_returns_if_the_large_one_is_bad(
    in_world: Callable[..., None], judge: Judge
) -> None:
    async def scenario(world: Any) -> None:
        path = world.folder / "good.stl"
        path.write_bytes(hull())
        world.workspace.open_file(path)
        await world.until(lambda: world.shown == "good")
        await world.settled()
        before = drawn(world)
        judge.refuses = True
        preview = await begun(world, judge, "bad", 25.0)
        assert drawn(world).hull.name == "bad"
        assert world.shown == "good"  # it is what the workspace vouches for
        judge.go_on.set()
        await world.until(lambda: world.workspace.state.active_viewport.preview is None)
        await world.settled()
        assert drawn(world) == before
        assert world.workspace.display(before.hull.sha256) is not None
        assert world.workspace.display(preview.display) is None
        assert world.told("error") == ["bad could not be read"]
        states = {design.name: design.state for design in world.library.designs}
        assert states["bad"] is DesignState.QUARANTINED

    in_world(scenario, sketch=as_it_is)


def test_what_is_called_off_or_overtaken_leaves_no_preview(
    in_world: Callable[..., None], judge: Judge
) -> None:
    async def scenario(world: Any) -> None:
        await begun(world, judge, "first")
        world.workspace.cancel_loading()
        assert drawn(world).hull is None
        second = await begun(world, judge, "second", 25.0)
        third = await begun_after(world, judge, second)
        assert world.workspace.display(second.display) is None
        judge.go_on.set()
        await world.until(lambda: world.shown == "third")
        assert world.workspace.display(third.display) is None
        assert world.told("error") == []

    async def begun_after(world: Any, judge: Judge, earlier: Any) -> Any:
        path = world.folder / "third.stl"
        path.write_bytes(hull(30.0))
        world.workspace.open_file(path)
        await world.until(lambda: world.workspace.state.active_viewport.preview not in (None, earlier))
        return world.workspace.state.active_viewport.preview

    in_world(scenario, sketch=as_it_is)


def test_small_files_and_hulls_to_be_corrected_have_no_preview(
    in_world: Callable[..., None], judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    sketched: list[Mesh] = []

    def sketch(mesh: Mesh, _checkpoint: Callable[[float], None]) -> Mesh:
        sketched.append(mesh)
        return mesh

    async def scenario(world: Any) -> None:
        path = world.folder / "hull.stl"
        path.write_bytes(hull())
        monkeypatch.setattr(reading, "PREVIEW_ABOVE", 10**6)
        world.workspace.open_file(path)
        await world.until(lambda: world.shown == "hull")
        monkeypatch.setattr(reading, "PREVIEW_ABOVE", 10)
        (design,) = world.library.designs
        world.workspace.correct(design.key, "weld")
        await world.settled()
        path.write_bytes(hull(22.0))
        before = world.workspace.state.active_viewport.shown
        world.workspace.open_file(path)
        await world.until(lambda: world.workspace.state.active_viewport.shown != before)
        await asyncio.sleep(0)
        assert sketched == []

    in_world(scenario, sketch=sketch)


def test_what_is_too_large_to_be_drawn_twice_has_no_preview(
    in_world: Callable[..., None], judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PREVIEW_UP_TO", 20)

    sketched: list[Mesh] = []

    def sketch(mesh: Mesh, _checkpoint: Callable[[float], None]) -> Mesh:
        sketched.append(mesh)
        return mesh

    async def scenario(world: Any) -> None:
        path = world.folder / "huge.stl"
        path.write_bytes(hull())
        world.workspace.open_file(path)
        await world.until(lambda: world.shown == "huge")
        await world.settled()
        assert sketched == []

    in_world(scenario, sketch=sketch)


def test_reading_goes_on_where_nothing_can_be_sketched(in_world: Callable[..., None], judge: Judge) -> None:
    def fails(_mesh: Mesh, _checkpoint: Callable[[float], None]) -> Mesh:
        raise FormatError("no")

    async def scenario(world: Any) -> None:
        path = world.folder / "hull.stl"
        path.write_bytes(hull())
        world.workspace.open_file(path)
        await world.until(lambda: world.shown == "hull")
        assert judge.go_on.is_set()
        assert world.told("error") == []

    in_world(scenario, sketch=fails)
