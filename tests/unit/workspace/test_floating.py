"""Hydrostatics of what is shown: off the loop's thread, coalesced, late answers dropped."""

from __future__ import annotations

import json
import math
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vesselviewer.hydrostatics import State
from vesselviewer.scene import LIGHT_PALETTE
from vesselviewer.workspace import CURVES, FlotationChoice, resolve_scene
from vesselviewer.workspace import floating_hulls as floating_module
from vesselviewer.workspace.flotation_choice import water_level
from vesselviewer.workspace.measuring import measure
from vesselviewer.workspace.particulars import GROUPS, particulars, rounded
from vesselviewer.workspace.plots import one_side

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    World = Any

BOUNDS = (0.0, 10.0, -1.0, 1.0, -0.5, 1.5)  # of the box that `conftest.box_stl` writes


async def shown(world: World, *names: str) -> None:
    """Bring boxes into as many viewports."""
    feed = await world.attached()
    announced = [feed.write(name) for name in names]
    feed.listing(*announced)
    await world.settled(len(names))
    world.workspace.set_viewports(len(names))
    for viewport, name in zip(world.workspace.state.viewports, names, strict=True):
        world.workspace.open(world.design(name).key, viewport.id)
    await world.settled(len(names))
    world.workspace.activate(world.workspace.state.viewports[0].id)


async def measured(world: World, index: int = 0) -> Any:
    """Wait until a viewport's hull has been measured as it floats now."""
    workspace = world.workspace
    key = workspace.state.viewports[index].shown.display_key

    def current() -> Any:
        found = workspace.floating.get(key)
        return found is not None and found.choice == workspace.state.flotation

    happened = world.until
    end = workspace.floating.subscribe(lambda: world.notifications.post("info", "measured"))
    try:
        await happened(current)
    finally:
        end()
    return workspace.floating.get(key)


def test_nothing_is_measured_while_nobody_looks(in_world: Callable[..., None]) -> None:
    async def scenario(world: World) -> None:
        await shown(world, "a")
        assert world.workspace.floating.get(world.workspace.state.viewports[0].shown.display_key) is None

    in_world(scenario)


def test_a_box_has_the_numbers_of_a_box_at_every_draft(in_world: Callable[..., None]) -> None:
    async def scenario(world: World) -> None:
        world.workspace.floating.watch()
        await shown(world, "a")
        bounds = world.workspace.state.viewports[0].shown.bounds
        length = bounds[1] - bounds[0]
        for draft in (0.25, 1.0, 1.75):
            world.workspace.float_at(draft=draft)
            result = (await measured(world)).result
            assert result.displaced_volume == pytest.approx(length * 2 * draft)
            assert result.vertical_center_of_buoyancy == pytest.approx(draft / 2)
            assert result.draft == pytest.approx(draft)
        world.workspace.float_at(density=1000.0, kg=1.2)
        result = (await measured(world)).result
        assert result.displacement == pytest.approx(length * 2 * 1.75 * 1000)
        assert result.transverse_metacentric_height == pytest.approx(0.875 + 4 / (12 * 1.75) - 1.2)

    in_world(scenario)


def test_the_numbers_are_of_the_hull_as_it_is_drawn(in_world: Callable[..., None]) -> None:
    async def scenario(world: World) -> None:
        world.workspace.floating.watch()
        await shown(world, "a")
        before = (await measured(world)).result
        key = world.design("a").key
        world.workspace.declare(key, "unit", "cm")
        world.workspace.declare(key, "design_draft", 0.015)
        await world.settled(1)
        hull = world.workspace.state.viewports[0].shown
        assert hull.inspection.frame.design_draft.value == 0.015
        found = await measured(world)
        length = hull.bounds[1] - hull.bounds[0]
        assert length == pytest.approx(before.waterline_length / 100)
        # The draft that is declared sets the baseline below the waterline at z = 0: 1 cm below the keel.
        assert hull.bounds[4] == pytest.approx(0.01)
        assert found.result.displaced_volume == pytest.approx(length * 0.02 * 0.005)
        assert found.result.vertical_center_of_buoyancy == pytest.approx(0.0125)
        scene = resolve_scene(world.workspace.state, LIGHT_PALETTE, world.workspace.floating.get).viewports[0]
        assert scene.waterline is not None
        assert scene.waterline.z == found.level.waterline.z == pytest.approx(0.015)
        lines = found.result.reference
        assert lines.aft_perpendicular == lines.baseline == 0
        expected = hull.inspection.frame.length_between_perpendiculars.value
        assert lines.length_between_perpendiculars == expected

    in_world(scenario)


def test_of_a_burst_only_a_few_are_computed_and_the_last_one_counts(
    in_world: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[FlotationChoice] = []
    real = measure

    def counting(hull: Any, choice: FlotationChoice) -> Any:
        computed.append(choice)
        return real(hull, choice)

    monkeypatch.setattr(floating_module, "measure", counting)

    async def scenario(world: World) -> None:
        world.workspace.floating.watch()
        await shown(world, "a")
        await measured(world)
        computed.clear()
        for step in range(1, 101):
            world.workspace.float_at(draft=step / 100)
        found = await measured(world)
        assert found.level.draft == pytest.approx(1.0)
        assert computed[-1].draft == 1.0
        assert len(computed) <= 2

    in_world(scenario)


def test_a_late_answer_for_a_hull_that_has_gone_is_dropped(
    in_world: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end = threading.Event(), threading.Event()
    real = measure

    def waiting(hull: Any, choice: FlotationChoice) -> Any:
        began.set()
        may_end.wait(10)
        return real(hull, choice)

    monkeypatch.setattr(floating_module, "measure", waiting)

    async def scenario(world: World) -> None:
        import asyncio

        world.workspace.floating.watch()
        await shown(world, "a")
        key = world.workspace.state.viewports[0].shown.display_key
        await asyncio.to_thread(began.wait, 10)
        world.workspace.close_viewport(world.workspace.state.active)
        may_end.set()
        job = world.workspace.floating._job
        while not job.over:
            await world.breathe()
        assert world.workspace.floating.get(key) is None

    in_world(scenario)


def test_the_reference_is_measured_too_and_gives_the_differences(in_world: Callable[..., None]) -> None:
    async def scenario(world: World) -> None:
        world.workspace.floating.watch()
        await shown(world, "a", "bb")
        world.workspace.pin_reference()
        pinned = world.workspace.state.reference
        assert pinned.name == "a"
        one, two = await measured(world), await measured(world, 1)
        lines = particulars(two.result, one.result)
        volume = lines["Displacement"][0]
        assert volume.difference is not None
        assert volume.difference == pytest.approx(two.result.displaced_volume - one.result.displaced_volume)
        assert volume.percent == pytest.approx(100 * volume.difference / one.result.displaced_volume)
        world.workspace.pin_reference()
        assert world.workspace.state.reference is None

    in_world(scenario)


def test_water_lines_sections_and_marks_reach_the_scene(in_world: Callable[..., None]) -> None:
    async def scenario(world: World) -> None:
        workspace = world.workspace
        workspace.float_at(draft=0.8, trim=0.2, heel=math.radians(5), kg=0.4)
        workspace.toggle("sections")
        workspace.toggle("centers")
        await shown(world, "a")
        await measured(world)
        scene = resolve_scene(
            workspace.state, LIGHT_PALETTE, workspace.floating.get, workspace.floating.sections
        ).viewports[0]
        assert {mark.letter for mark in scene.centers} == {"B", "F", "M", "G"}
        assert scene.sections is not None
        assert len(scene.sections.ends)
        assert scene.tilt is not None
        assert scene.waterline is not None
        assert scene.water_lines is not None
        # Every point of the line on the hull lies in the tilted plane that is drawn.
        x, y, z = scene.water_lines.ends.reshape(-1, 3).T
        plane = scene.waterline.z + scene.tilt.forward * (x - scene.tilt.x) + scene.tilt.port * y
        assert z == pytest.approx(plane, abs=1e-6)

    in_world(scenario)


def test_claims_beside_the_file_are_held_against_what_is_measured(in_world: Callable[..., None]) -> None:
    async def scenario(world: World) -> None:
        feed = await world.attached()
        announced = feed.write("a")
        (feed.folder / "a.json").write_text(json.dumps({"displaced_volume": 1.0, "name": "a", "heel": True}))
        feed.listing(announced)
        await world.settled(1)
        world.workspace.floating.watch()
        world.workspace.open(world.design("a").key)
        await world.settled(1)
        (claim,) = (await measured(world)).claims
        assert (claim.quantity, claim.claimed, claim.passed) == ("displaced_volume", 1.0, False)

    in_world(scenario)


def test_what_cannot_be_computed_says_why(in_world: Callable[..., None], shared_data: Path) -> None:
    async def scenario(world: World) -> None:
        world.workspace.floating.watch()
        world.workspace.curves.want("areas")
        world.workspace.open_file(shared_data / "hulls" / "generated_barge_zero_volume.stl")
        await world.settled(1)
        result = (await measured(world)).result
        assert result.state == State.NOT_COMPUTABLE
        assert result.displaced_volume is None
        assert "winding" in result.state_of("displaced_volume").reason

    in_world(scenario)


@pytest.mark.parametrize("kind", CURVES)
def test_every_diagram_is_drawn_while_it_is_wanted(in_world: Callable[..., None], kind: str) -> None:
    async def scenario(world: World) -> None:
        desk: Any = world.workspace.curves
        end = desk.subscribe(lambda: world.notifications.post("info", "drawn"))
        await shown(world, "a")
        assert not desk.plot
        world.workspace.float_at(draft=0.9)
        desk.want(kind)
        await world.until(lambda: desk.plot is not None and not desk.drawing)
        if kind == "gz":
            assert "KG" in desk.plot.trouble
            world.workspace.float_at(kg=0.5)
            await world.until(lambda: not desk.drawing)
        assert desk.plot.kind == kind
        assert desk.plot.trouble == ""
        assert desk.plot.traces
        header, rows = desk.plot.columns()
        assert len(header) == 3
        assert rows
        desk.want(None)
        assert not desk.plot
        end()

    in_world(scenario)


def test_the_area_under_the_sectional_area_curve_is_the_volume(in_world: Callable[..., None]) -> None:
    async def scenario(world: World) -> None:
        desk: Any = world.workspace.curves
        end = desk.subscribe(lambda: world.notifications.post("info", "drawn"))
        await shown(world, "a")
        desk.want("areas")
        await world.until(lambda: desk.plot is not None and not desk.drawing)
        curve = desk.plot.traces[0]
        assert np.nanmax(curve.y) == pytest.approx(2 * 0.5, rel=1e-6)  # the box floats at z = 0
        end()

    in_world(scenario)


def test_a_file_that_cannot_be_written_is_told(in_world: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(world: World) -> None:
        world.workspace.save_file(tmp_path / "no" / "x.csv", lambda: b"1", what="Table")
        await world.until(lambda: world.told("error"))
        world.workspace.save_file(tmp_path / "x.csv", lambda: b"1", what="Table")
        await world.until(lambda: "Table saved" in world.told("info"))
        assert (tmp_path / "x.csv").read_bytes() == b"1"

    in_world(scenario)


def test_a_draft_beyond_a_hull_is_not_taken_and_said() -> None:
    assert water_level(BOUNDS, FlotationChoice()).draft == pytest.approx(0.5)
    assert water_level(BOUNDS, FlotationChoice(draft=1.1)).waterline.z == pytest.approx(0.6)
    beyond = water_level(BOUNDS, FlotationChoice(draft=9.0))
    assert beyond.waterline.z == 0.0
    assert "beyond this hull" in beyond.waterline.basis


def test_one_side_of_a_section_is_cut_at_the_centerplane() -> None:
    y = np.array((-1.0, 1.0, 1.0, -1.0, -1.0))
    z = np.array((0.0, 0.0, 2.0, 2.0, 0.0))
    across, along = one_side(y, z)
    assert across.tolist() == [0.0, 1.0, 1.0, 0.0]
    assert along.tolist() == [0.0, 0.0, 2.0, 2.0]
    assert one_side(-np.ones(3), np.zeros(3))[0].size == 0


def test_every_quantity_of_the_table_stands_under_one_heading() -> None:
    names = [name for group in GROUPS.values() for name in group]
    from vesselviewer.hydrostatics import QUANTITIES

    assert sorted(names) == sorted(QUANTITIES)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "—"), (0.0, "0"), (0.66123456, "0.66123"), (173467.2, "173\u202f467"), (-0.0279, "−0.02790")],
)
def test_numbers_for_the_screen(value: float | None, words: str) -> None:
    assert rounded(value) == words
