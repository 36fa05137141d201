from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics import (
    Flotation,
    ReferenceLines,
    WaterPlane,
    compute_hydrostatics,
    cross_curves,
    equilibrium,
    gz_curve,
    prepare_hull,
)
from vesselviewer.hydrostatics.cutting import cut
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from vesselviewer.hydrostatics import PreparedHull

BARGE = ReferenceLines(0.0, 40.0)


def test_a_barge_follows_the_wall_sided_formula(shapes: Any) -> None:
    hull = prepare_hull(shapes.box(40.0, 10.0, 6.0))
    curve: Any = gz_curve(hull, Flotation(draft=3.0, kg=3.0, reference=BARGE), np.radians([0, 5, 10, 20, 30]))
    bm = 10.0**2 / (12 * 3.0)
    gm = 1.5 + bm - 3.0
    for heel, gz, kn in zip(curve.heels, curve.gz, curve.kn, strict=True):
        exact = math.sin(heel) * (gm + 0.5 * bm * math.tan(heel) ** 2)
        assert gz == pytest.approx(exact, abs=1e-8)
        assert kn == pytest.approx(exact + 3.0 * math.sin(heel), abs=1e-8)
    assert curve.metacentric_height == pytest.approx(gm)
    assert curve.limit is None


def test_a_cylinder_has_a_sine_for_a_lever(shapes: Any) -> None:
    turn = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    outline = 2.0 * np.column_stack((np.cos(turn), np.sin(turn)))
    hull = prepare_hull(shapes.prism(outline, 30.0))
    lines = ReferenceLines(0.0, 30.0, -2.0)
    curve: Any = gz_curve(
        hull, Flotation(draft=1.7, kg=1.6, reference=lines), np.radians(np.arange(0, 191, 10))
    )
    assert curve.gz == pytest.approx(0.4 * np.sin(curve.heels), abs=2e-3)
    assert curve.maximum is not None
    assert math.degrees(curve.maximum[0]) == pytest.approx(90, abs=1.0)
    assert math.degrees(curve.vanishing_angle or 0) == pytest.approx(180, abs=1.0)
    assert curve.area_to_30 == pytest.approx(0.4 * (1 - math.cos(math.radians(30))), rel=2e-3)
    assert curve.area_30_to_40 == pytest.approx(
        0.4 * (math.cos(math.radians(30)) - math.cos(math.radians(40))), rel=2e-3
    )


def test_the_criteria_pass_and_fail(shapes: Any) -> None:
    hull = prepare_hull(shapes.box(40.0, 10.0, 6.0))
    stiff = gz_curve(hull, Flotation(draft=3.0, kg=2.5, reference=BARGE))
    assert all(each.passed for each in stiff.criteria[:4])
    tender = gz_curve(hull, Flotation(draft=3.0, kg=4.2, reference=BARGE))
    assert not tender.criteria[0].passed
    assert len(tender.criteria) == 6


def test_levers_need_kg(shapes: Any) -> None:
    with pytest.raises(VesselViewerError, match="center of gravity"):
        gz_curve(prepare_hull(shapes.box(40.0, 10.0, 6.0)), Flotation(draft=3.0, reference=BARGE))


def test_nothing_is_given_past_the_immersion_of_an_open_deck(shapes: Any) -> None:
    box = shapes.box(40.0, 10.0, 6.0)
    top = box.vertices[box.faces][:, :, 2].min(axis=1) > 5.9
    hull = prepare_hull(Mesh(box.vertices, box.faces[~top]))
    curve: Any = gz_curve(hull, Flotation(draft=4.0, kg=3.0, reference=BARGE))
    edge = math.atan2(2.0, 5.0)
    assert curve.limit == pytest.approx(edge, abs=math.radians(0.7))
    assert np.isnan(curve.gz[curve.heels > edge]).all()
    assert np.isfinite(curve.gz[curve.heels < edge]).all()
    assert "open deck" in curve.reason
    assert curve.area_to_30 is None
    assert curve.criteria[0].passed is None
    assert curve.criteria[4].passed is None


def test_a_free_trim_leaves_no_moment(ship: PreparedHull, shapes: Any) -> None:
    flotation = Flotation(draft=7.0, kg=9.0, reference=shapes.ship_lines)
    curve: Any = gz_curve(ship, flotation)
    start: Any = compute_hydrostatics(ship, flotation)
    gravity = np.array((start.longitudinal_center_of_buoyancy, 0.0, 9.0))
    for heel, trim, draft, gz in zip(curve.heels, curve.trim_angles, curve.drafts, curve.gz, strict=True):
        if not np.isfinite(draft):
            continue
        plane = WaterPlane.through((75.0, 0.0, float(draft)), float(trim), float(heel))
        skin = cut(ship.tree, plane.up, plane.offset)
        assert skin.volume == pytest.approx(start.displaced_volume, rel=1e-8)
        arm = gravity - skin.moment / skin.volume - ship.tree.origin
        assert arm @ plane.axes[0] == pytest.approx(0.0, abs=1e-6)
        assert arm @ plane.axes[1] == pytest.approx(gz, abs=1e-6)
    small = gz_curve(ship, flotation, [0.0, 1e-3])
    assert small.gz[1] / 1e-3 == pytest.approx(start.transverse_metacentric_height, rel=1e-4)


def test_cross_curves_are_levers_without_kg(ship: PreparedHull, shapes: Any) -> None:
    flotation = Flotation(draft=7.0, kg=0.0, reference=shapes.ship_lines)
    curve: Any = gz_curve(ship, flotation, np.radians([0, 20, 40]))
    cross = cross_curves(ship, [curve.displaced_volume, 1e9], curve.heels, flotation)
    assert cross.kn[0] == pytest.approx(curve.kn, abs=1e-6)
    assert np.isnan(cross.kn[1]).all()
    assert "at most" in cross.reasons[0]


@settings(max_examples=15, deadline=None)
@given(
    draft=st.floats(5.0, 9.0), trim=st.floats(-2.0, 2.0), heel=st.floats(-0.3, 0.3), below=st.floats(1.0, 4.0)
)
def test_equilibrium_gives_back_the_flotation(
    ship: PreparedHull, shapes: Any, draft: float, trim: float, heel: float, below: float
) -> None:
    lines = shapes.ship_lines
    plane = WaterPlane.at_draft(draft, lines, trim, heel)
    skin = cut(ship.tree, plane.up, plane.offset)
    # G under B, on the plumb line: stable whatever the form.
    x, y, z = (skin.moment / skin.volume + ship.tree.origin - below * plane.up).tolist()
    rest = equilibrium(ship, 1025 * skin.volume, (x, y, z), reference=lines)
    assert rest.stable
    assert rest.draft == pytest.approx(draft, abs=1e-5)
    assert rest.trim == pytest.approx(trim, abs=1e-5)
    assert rest.heel == pytest.approx(heel, abs=1e-6)
    assert abs(rest.residual_volume) < 1e-6 * skin.volume
    assert abs(rest.residual_transverse) < 1e-6
    assert rest.hydrostatics.displaced_volume == pytest.approx(skin.volume)


def test_a_barge_that_is_too_tender_lolls(shapes: Any) -> None:
    hull = prepare_hull(shapes.box(40.0, 10.0, 9.0))
    kg = 4.4
    bm = 10.0**2 / (12 * 3.0)
    gm = 1.5 + bm - kg
    assert gm < 0
    rest = equilibrium(hull, 1025 * 1200.0, (20.0, 0.0, kg), reference=BARGE)
    assert rest.stable
    assert abs(rest.heel) == pytest.approx(math.atan(math.sqrt(-2 * gm / bm)), abs=1e-6)


def test_a_weight_beyond_the_bow_finds_no_rest_or_a_stable_one(shapes: Any) -> None:
    hull = prepare_hull(shapes.box(40.0, 10.0, 6.0))
    with pytest.raises(VesselViewerError):
        equilibrium(hull, 1025 * 5000.0, (20.0, 0.0, 1.0), reference=BARGE)
