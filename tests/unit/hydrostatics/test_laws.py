from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesselviewer.hydrostatics import Flotation, WaterPlane, compute_hydrostatics, prepare_hull
from vesselviewer.hydrostatics.cutting import cut
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from vesselviewer.hydrostatics import PreparedHull

planes = st.builds(WaterPlane, st.floats(-0.5, 0.5), st.floats(-3.1, 3.1), st.floats(-2.0, 2.0))


def skin_at(hull: PreparedHull, plane: WaterPlane) -> Any:
    """Cut about the middle of the hull, so that any plane is in it."""
    return cut(hull.tree, plane.up, plane.offset + float(plane.up @ hull.tree.origin))


@settings(max_examples=30, deadline=None)
@given(plane=planes)
def test_the_volume_grows_by_the_waterplane(ship: PreparedHull, plane: WaterPlane) -> None:
    step = 1e-4
    deeper = WaterPlane(plane.trim_angle, plane.heel, plane.offset + step)
    rate = (skin_at(ship, deeper).volume - skin_at(ship, plane).volume) / step
    middle = WaterPlane(plane.trim_angle, plane.heel, plane.offset + step / 2)
    assert rate == pytest.approx(skin_at(ship, middle).waterplane_area, rel=1e-5)


@settings(max_examples=30, deadline=None)
@given(plane=planes)
def test_a_closed_hull_is_pushed_straight_up(ship: PreparedHull, plane: WaterPlane) -> None:
    skin = skin_at(ship, plane)
    sideways = skin.normal - (skin.normal @ skin.up) * skin.up
    assert np.linalg.norm(sideways) < 1e-9 * skin.area
    assert skin.area >= skin.waterplane_area


@settings(max_examples=20, deadline=None)
@given(plane=planes, turns=st.tuples(*[st.floats(-3, 3)] * 3), move=st.tuples(*[st.floats(-50, 50)] * 3))
def test_a_rigid_move_of_hull_and_water_changes_nothing(
    ship: PreparedHull, plane: WaterPlane, turns: tuple[float, ...], move: tuple[float, ...]
) -> None:
    turn = WaterPlane(turns[0], turns[1], 0.0).axes @ WaterPlane(turns[2], 0.0, 0.0).axes
    moved = prepare_hull(Mesh(ship.mesh.vertices @ turn.T + move, ship.mesh.faces))
    here = skin_at(ship, plane)
    up = turn @ plane.up
    offset = plane.offset + float(plane.up @ ship.tree.origin) + float(up @ np.array(move))
    there = cut(moved.tree, up, offset)
    assert there.volume == pytest.approx(here.volume, rel=1e-9)
    assert there.area == pytest.approx(here.area, rel=1e-9)
    assert there.waterplane_area == pytest.approx(here.waterplane_area, rel=1e-9)
    center = here.moment / here.volume + ship.tree.origin
    assert there.moment / there.volume + moved.tree.origin == pytest.approx(turn @ center + move, abs=1e-7)


def test_a_mirrored_hull_mirrors_what_is_to_port(ship: PreparedHull, shapes: Any) -> None:
    other = Mesh(ship.mesh.vertices * (1, -1, 1), ship.mesh.faces[:, ::-1])
    one: Any = compute_hydrostatics(
        ship, Flotation(draft=7.0, heel=0.3, trim=1.0, reference=shapes.ship_lines)
    )
    two: Any = compute_hydrostatics(
        other, Flotation(draft=7.0, heel=-0.3, trim=1.0, reference=shapes.ship_lines)
    )
    assert one.transverse_center_of_buoyancy == pytest.approx(-two.transverse_center_of_buoyancy)
    assert one.transverse_center_of_flotation == pytest.approx(-two.transverse_center_of_flotation)
    for name in ("displaced_volume", "longitudinal_center_of_buoyancy", "transverse_metacenter"):
        assert getattr(one, name) == pytest.approx(getattr(two, name))


def test_splitting_and_reordering_change_nothing(ship: PreparedHull, shapes: Any) -> None:
    rng = np.random.default_rng(5)
    order = rng.permutation(len(ship.mesh.vertices))
    place = np.argsort(order).astype(np.int32)
    shuffled = Mesh(ship.mesh.vertices[order], rng.permutation(place[ship.mesh.faces]))
    plane = WaterPlane(0.01, 0.4, -1.0)
    expected = skin_at(ship, plane)
    for mesh in (shuffled, shapes.quartered(ship.mesh)):
        skin = skin_at(prepare_hull(mesh), plane)
        assert skin.volume == pytest.approx(expected.volume, rel=1e-11)
        assert skin.area == pytest.approx(expected.area, rel=1e-11)
        assert skin.second == pytest.approx(expected.second, rel=1e-9, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(plane=planes)
def test_the_tree_agrees_with_the_sum_over_all_triangles(ship: PreparedHull, plane: WaterPlane) -> None:
    skin = skin_at(ship, plane)
    up, offset = plane.up, plane.offset
    corners = ship.mesh.vertices[ship.mesh.faces] - ship.tree.origin
    inside = (corners @ up < offset).all(axis=1)
    normals = 0.5 * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    height = (corners @ up - offset).mean(axis=1)
    whole = float((height * (normals @ up))[inside].sum())
    # What is left to the triangles that are cut is no more than a strip along the waterline.
    strip = float(
        np.abs(corners @ up - offset).max(axis=1)[~inside & (corners @ up < offset).any(axis=1)].max()
    )
    assert skin.volume == pytest.approx(whole, abs=strip * skin.area)
    assert skin.extent[0] == pytest.approx(
        np.minimum(corners[inside].min(axis=(0, 1)), skin.edge.min(axis=(0, 1))), abs=strip
    )


def test_displacement_gives_back_the_draft(ship: PreparedHull, shapes: Any) -> None:
    lines = shapes.ship_lines
    asked = Flotation(draft=6.3, trim=-0.8, heel=0.2, reference=lines)
    afloat: Any = compute_hydrostatics(ship, asked)
    back: Any = compute_hydrostatics(
        ship, Flotation(displacement=afloat.displacement, trim=-0.8, heel=0.2, reference=lines)
    )
    assert back.draft == pytest.approx(6.3, abs=1e-8)
    free: Any = compute_hydrostatics(
        ship,
        Flotation(
            displacement=afloat.displacement,
            trim=None,
            lcg=afloat.longitudinal_center_of_buoyancy,
            kg=afloat.vertical_center_of_buoyancy,
            tcg=afloat.transverse_center_of_buoyancy,
            heel=0.2,
            reference=lines,
        ),
    )
    assert free.longitudinal_center_of_buoyancy == pytest.approx(
        afloat.longitudinal_center_of_buoyancy, abs=1e-4
    )


def test_coefficients_agree(ship: PreparedHull, shapes: Any) -> None:
    result: Any = compute_hydrostatics(ship, Flotation(draft=7.0, reference=shapes.ship_lines))
    assert result.prismatic_coefficient == pytest.approx(
        result.block_coefficient / result.midship_section_coefficient
    )
    assert 0.5 <= result.vertical_center_of_buoyancy / result.draft <= 2 / 3
    assert result.transverse_center_of_buoyancy == pytest.approx(0.0, abs=1e-9)
    assert result.warnings == ()
    assert math.isclose(result.displacement, 1025 * result.displaced_volume)
