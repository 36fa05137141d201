from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics import (
    Flotation,
    ReferenceLines,
    State,
    compute_hydrostatics,
    in_ship_axes,
    prepare_hull,
)
from vesselviewer.mesh import Mesh, judge_mesh

LINES = ReferenceLines(0.0, 8.0)
AFLOAT = Flotation(draft=0.5, reference=LINES)


def hull(shapes: Any) -> Mesh:
    """A box of 8 × 2 × 1.5 m, split finely enough that openings can be small."""
    return shapes.quartered(shapes.quartered(shapes.box(8.0, 2.0, 1.5)))


def without(mesh: Mesh, gone: Any) -> Mesh:
    middles = mesh.vertices[mesh.faces].mean(axis=1)
    return Mesh(mesh.vertices, mesh.faces[~gone(middles)])


def test_a_sound_hull_is_ok_with_or_without_its_report(shapes: Any) -> None:
    mesh = shapes.box(8.0, 2.0, 1.5)
    for prepared in (prepare_hull(mesh), prepare_hull(mesh, report=judge_mesh(mesh))):
        result: Any = compute_hydrostatics(prepared, AFLOAT)
        assert result.state is State.OK
        assert result.displaced_volume == pytest.approx(8.0)


def test_an_open_deck_is_ok_while_it_is_dry(shapes: Any) -> None:
    result: Any = compute_hydrostatics(without(hull(shapes), lambda m: m[:, 2] > 1.499), AFLOAT)
    assert result.state is State.OK
    assert result.displaced_volume == pytest.approx(8.0)


def test_an_open_half_hull_is_mirrored_and_says_so(shapes: Any) -> None:
    box = shapes.quartered(shapes.quartered(shapes.box(8.0, 1.0, 1.5)))
    half = without(Mesh(box.vertices + np.array((0, 0.5, 0)), box.faces), lambda m: m[:, 1] < 1e-6)
    result: Any = compute_hydrostatics(half, AFLOAT)
    assert result.state is State.MIRRORED
    assert "port" in result.state_of("wetted_surface_area").reason
    assert result.displaced_volume == pytest.approx(8.0)
    assert result.wetted_surface_area == pytest.approx(16 + 0.5 * 20)
    assert result.transverse_center_of_buoyancy == pytest.approx(0.0, abs=1e-12)


def test_a_half_hull_that_lies_along_y_is_refused(shapes: Any) -> None:
    box = shapes.quartered(shapes.quartered(shapes.box(1.0, 8.0, 1.5)))
    half = without(box, lambda m: m[:, 0] < 1e-6)
    result = compute_hydrostatics(half, AFLOAT)
    assert result.state is State.NOT_COMPUTABLE
    assert "along y" in result.state_of("displaced_volume").reason
    turned = in_ship_axes(half, frame="y-forward")
    assert compute_hydrostatics(turned, AFLOAT).state is State.MIRRORED


def test_a_half_hull_with_a_wall_is_mirrored_without_it(shapes: Any) -> None:
    half = shapes.prism(np.array(((0.0, 0.0), (1.0, 1.5), (0.0, 1.5))), 8.0)
    result: Any = compute_hydrostatics(half, AFLOAT)
    assert result.state is State.MIRRORED
    wide = 1.0 / 3.0
    assert result.displaced_volume == pytest.approx(8.0 * 0.5 * wide)
    assert result.wetted_surface_area == pytest.approx(2 * 8.0 * np.hypot(0.5, wide) + 2 * 0.5 * wide)


@pytest.mark.parametrize("deck", [True, False])
def test_faces_that_look_inward_are_turned_and_it_says_so(shapes: Any, deck: bool) -> None:
    mesh = hull(shapes) if deck else without(hull(shapes), lambda m: m[:, 2] > 1.499)
    result: Any = compute_hydrostatics(Mesh(mesh.vertices, mesh.faces[:, ::-1]), AFLOAT)
    assert result.state is State.CORRECTED
    assert result.displaced_volume == pytest.approx(8.0)


def test_an_opening_under_water_has_a_bound_that_holds(shapes: Any) -> None:
    holed = without(hull(shapes), lambda m: (m[:, 2] < 1e-6) & (m[:, 0] > 7.0) & (m[:, 1] > 0.0))
    result: Any = compute_hydrostatics(holed, AFLOAT)
    note = result.state_of("displaced_volume")
    assert result.state is State.OPEN
    assert "open edges" in note.reason
    assert note.error_bound is not None
    assert note.error_bound >= abs(8.0 - result.displaced_volume) - 1e-9
    assert note.error_bound < 8.0
    assert result.warnings


def test_an_opening_that_reaches_out_of_the_water_counts_only_below(shapes: Any) -> None:
    holed = without(hull(shapes), lambda m: (m[:, 0] > 7.999) & (m[:, 2] > 0.3))
    result: Any = compute_hydrostatics(holed, AFLOAT)
    assert result.state is State.OPEN
    bound = result.state_of("displaced_volume").error_bound
    assert bound is not None
    assert 0 < bound < 0.2


def test_without_a_bottom_nothing_is_computed(shapes: Any) -> None:
    sides = without(hull(shapes), lambda m: m[:, 2] < 1e-6)
    result: Any = compute_hydrostatics(sides, AFLOAT)
    assert result.state is State.NOT_COMPUTABLE
    assert result.displaced_volume is None
    assert result.state_of("block_coefficient").reason


def test_mixed_winding_is_refused(shapes: Any) -> None:
    box = shapes.box(8.0, 2.0, 1.5)
    faces = box.faces.copy()
    faces[::2] = faces[::2, ::-1]
    result: Any = compute_hydrostatics(Mesh(box.vertices, faces), AFLOAT)
    assert result.state is State.NOT_COMPUTABLE
    assert "mixed winding" in result.state_of("displaced_volume").reason
    assert all(value is None for name, value in result.values().items() if "center" in name)


def test_a_soup_is_as_good_as_a_welded_mesh(shapes: Any) -> None:
    mesh = hull(shapes)
    soup = Mesh(
        mesh.vertices[mesh.faces].reshape(-1, 3),
        np.arange(3 * len(mesh.faces), dtype=np.int32).reshape(-1, 3),
    )
    result: Any = compute_hydrostatics(soup, AFLOAT)
    assert result.state is State.OK
    assert result.displaced_volume == pytest.approx(8.0)


def test_no_triangles_are_an_error() -> None:
    with pytest.raises(VesselViewerError, match="no triangles"):
        prepare_hull(Mesh(np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int32)))


def test_out_of_the_water_and_under_it(shapes: Any) -> None:
    box = shapes.box(8.0, 2.0, 1.5)
    dry: Any = compute_hydrostatics(box, Flotation(draft=-1.0, reference=LINES))
    assert dry.state is State.NOT_COMPUTABLE
    assert "out of the water" in dry.state_of("displaced_volume").reason
    sunk: Any = compute_hydrostatics(box, Flotation(draft=3.0, reference=LINES))
    assert sunk.displaced_volume == pytest.approx(24.0)
    assert sunk.waterplane_area == 0.0
    assert sunk.transverse_metacenter is None
    assert "under water" in sunk.state_of("transverse_metacenter").reason


def test_what_needs_kg_says_so(shapes: Any) -> None:
    result: Any = compute_hydrostatics(shapes.box(8.0, 2.0, 1.5), AFLOAT)
    assert result.transverse_metacentric_height is None
    assert "KG" in result.state_of("transverse_metacentric_height").reason
    assert "BM_L" in result.state_of("moment_to_trim_centimeter").reason


def test_coefficients_are_those_of_the_upright_hull(shapes: Any) -> None:
    result: Any = compute_hydrostatics(
        shapes.box(8.0, 2.0, 1.5), Flotation(draft=0.5, heel=0.1, reference=LINES)
    )
    assert result.block_coefficient is None
    assert "upright" in result.state_of("block_coefficient").reason


def test_json_is_plain_and_carries_every_state(shapes: Any) -> None:
    found = json.loads(json.dumps(compute_hydrostatics(shapes.box(8.0, 2.0, 1.5), AFLOAT).as_dict()))
    assert found["displaced_volume"] == pytest.approx(8.0)
    assert found["state"] == "OK"
    assert found["states"]["transverse_metacentric_height"]["state"] == "not computable"
    assert set(found["states"]) <= set(found)


def test_a_flotation_that_contradicts_itself_is_refused() -> None:
    for wrong in ({}, {"draft": 1.0, "displacement": 5.0}, {"draft": math.nan}, {"displacement": -1.0}):
        with pytest.raises(ValueError, match=r"draft|finite|positive"):
            Flotation(**wrong)  # type: ignore[arg-type]  # that is what is tested


def test_what_is_free_needs_a_center_of_gravity(shapes: Any) -> None:
    with pytest.raises(VesselViewerError, match="free trim"):
        compute_hydrostatics(shapes.box(8.0, 2.0, 1.5), Flotation(draft=0.5, trim=None, reference=LINES))
    with pytest.raises(VesselViewerError, match="free heel"):
        compute_hydrostatics(shapes.box(8.0, 2.0, 1.5), Flotation(draft=0.5, heel=None, reference=LINES))


def test_too_heavy_is_refused(shapes: Any) -> None:
    with pytest.raises(VesselViewerError, match=r"at most 24"):
        compute_hydrostatics(shapes.box(8.0, 2.0, 1.5), Flotation(displacement=1e6, reference=LINES))


def test_lines_are_assumed_and_named(shapes: Any) -> None:
    result: Any = compute_hydrostatics(shapes.box(8.0, 2.0, 1.5), Flotation(draft=0.5))
    assert result.reference.length_between_perpendiculars == pytest.approx(8.0)
    assert "waterline" in result.reference.basis
    moved = shapes.box(8.0, 2.0, 1.5)
    below = Mesh(moved.vertices - (0, 0, 0.5), moved.faces)
    at_zero: Any = compute_hydrostatics(below, Flotation(draft=0.5, waterline_z=0.0))
    assert at_zero.reference.baseline == pytest.approx(-0.5)
    assert at_zero.vertical_center_of_buoyancy == pytest.approx(0.25)
