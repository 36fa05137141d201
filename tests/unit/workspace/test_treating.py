"""Corrections and declarations: shown at once, taken back at once, and kept."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vesselviewer.designs import DesignKey, MemoryStorage, Treatment
from vesselviewer.errors import FormatError
from vesselviewer.formats import encode_mesh
from vesselviewer.hullforms import ShipParameters, ship_hull
from vesselviewer.mesh import Mesh
from vesselviewer.scene import LIGHT_PALETTE
from vesselviewer.workspace import resolve_scene

if TYPE_CHECKING:
    from collections.abc import Callable

SHIP = ship_hull(ShipParameters(), 2000)


def aft_and_inside_out() -> bytes:
    """A ship in millimeters, x aft, z from the waterline, inside out."""
    points = (SHIP.vertices - np.array((0.0, 0.0, 9.0))) * np.array((-1000.0, -1000.0, 1000.0))
    return encode_mesh(Mesh(points, SHIP.faces[:, ::-1]), ".stl")


async def opened(world: Any, name: str = "ship_1", data: bytes | None = None) -> DesignKey:
    feed = await world.attached()
    feed.listing(feed.write(name, aft_and_inside_out() if data is None else data))
    await world.settled(1)
    return DesignKey("fake:a", f"{name}.stl")


def inspection_of(world: Any) -> Any:
    return world.workspace.state.active_viewport.shown.inspection


def test_a_hull_is_shown_in_the_internal_frame_and_its_file_stays(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        key = await opened(world)
        shown = world.workspace.state.active_viewport.shown
        assert shown.bounds == pytest.approx(SHIP.bounds, abs=0.05)
        frame = shown.inspection.frame
        assert (frame.unit.value, frame.forward.value, frame.z_zero.value) == ("mm", "-x", "waterline")
        (viewport,) = resolve_scene(world.workspace.state, LIGHT_PALETTE).viewports
        assert viewport.waterline is not None
        assert viewport.waterline.z == pytest.approx(9, abs=0.01)
        assert viewport.marks is not None
        assert viewport.hull is not None
        assert world.workspace.display(viewport.hull.sha256).bounds == shown.bounds
        world.workspace.correct(key, "flip")
        await world.settled()
        path = Path(world.library.get(key).revision.path)
        assert await asyncio.to_thread(path.read_bytes) == aft_and_inside_out()

    in_world(scenario)


def test_a_correction_is_shown_and_taken_back(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        key = await opened(world)
        before = world.workspace.state.active_viewport.shown
        assert before.inspection.verdict.startswith("Inside out")
        world.workspace.correct(key, "flip")
        await world.until(lambda: inspection_of(world).report.sound)
        words = "Inside out, corrected; sound: closed, consistent winding"
        assert inspection_of(world).verdict == words
        world.workspace.undo(key)
        await world.until(lambda: world.workspace.state.active_viewport.shown == before)

    in_world(scenario)


def test_a_declared_value_is_taken_and_a_wrong_one_refused(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        key = await opened(world)
        world.workspace.declare(key, "unit", "cm")
        await world.until(lambda: inspection_of(world).frame.unit.basis == "declared")
        length = world.workspace.state.active_viewport.shown.bounds[1]
        assert length == pytest.approx(10 * SHIP.bounds[1], rel=0.01)
        with pytest.raises(FormatError):
            world.workspace.declare(key, "unit", "league")

    in_world(scenario)


def test_a_burst_of_decisions_ends_with_the_last(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        key = await opened(world)
        for unit in ("cm", "ft", "m", "mm"):
            world.workspace.declare(key, "unit", unit)
        world.workspace.correct(key, "flip")
        await world.until(lambda: inspection_of(world).treatment == world.library.treatment(key))
        await world.settled()
        assert inspection_of(world).frame.unit.value == "mm"
        assert inspection_of(world).report.sound

    in_world(scenario)


def test_a_treatment_is_kept_for_the_next_start(in_world: Callable[..., None]) -> None:
    storage = MemoryStorage()

    async def first(world: Any) -> None:
        key = await opened(world)
        world.workspace.correct(key, "flip")
        await world.until(lambda: inspection_of(world).report.sound)

    async def second(world: Any) -> None:
        key = await opened(world)
        assert world.library.treatment(key) == Treatment().correcting("flip")
        world.workspace.open(key)
        await world.until(lambda: world.workspace.state.active_viewport.shown is not None)
        assert inspection_of(world).report.sound

    in_world(first, storage=storage)
    in_world(second, storage=storage)


def test_a_sidecar_declares(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        folder = world.folder / "fake_a"
        folder.mkdir()
        (folder / "ship_1.json").write_text(json.dumps({"L_PP": 150, "T": 8.5, "name": "MV Example"}))
        await opened(world)
        frame = inspection_of(world).frame
        assert frame.length_between_perpendiculars.value == 150
        assert (frame.design_draft.value, frame.design_draft.why) == (8.5, "by ship_1.json")

    in_world(scenario)


def test_the_same_bytes_may_stand_in_two_frames(in_world: Callable[..., None]) -> None:
    data = encode_mesh(Mesh(SHIP.vertices / 5, SHIP.faces), ".stl")

    async def scenario(world: Any) -> None:
        feed = await world.attached()
        names = ("ship_31ft", "plain", "beside")
        announced = [feed.write(name, data, created_at=1000.0 + at) for at, name in enumerate(names)]
        (feed.folder / "beside.json").write_text('{"unit": "mm"}')
        feed.listing(*announced)
        await world.settled(3)
        for name, unit in (*zip(names, ("ft", "m", "mm"), strict=True), ("ship_31ft", "ft"), ("plain", "m")):
            world.workspace.open(DesignKey("fake:a", f"{name}.stl"))
            await world.until(lambda name=name: world.shown == name)
            assert inspection_of(world).frame.unit.value == unit

    in_world(scenario)


def test_a_bad_sidecar_is_told_and_the_hull_shown(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        folder = world.folder / "fake_a"
        folder.mkdir()
        (folder / "ship_1.json").write_text("{unit: m")
        await opened(world)
        assert inspection_of(world).frame.unit.basis == "detected"
        assert "not JSON" in inspection_of(world).trouble
        assert world.told("error") == ["The sidecar of ship_1 is not used"]

    in_world(scenario)


def test_a_reload_reads_the_sidecar_again(in_world: Callable[..., None]) -> None:
    async def scenario(world: Any) -> None:
        await opened(world)
        (world.folder / "fake_a" / "ship_1.json").write_text('{"frame": {"design_draft": 8}}')
        world.workspace.reload()
        await world.until(lambda: inspection_of(world).frame.design_draft.basis == "declared")

    in_world(scenario)
