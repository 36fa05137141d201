from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics import (
    Flotation,
    ReferenceLines,
    WaterPlane,
    bonjean,
    check_claims,
    compute_hydrostatics,
    curves_of_form,
    hydrostatic_table,
    in_ship_axes,
    prepare_hull,
    sectional_area_curve,
    sections,
    stations,
    waterline_polylines,
)
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from vesselviewer.hydrostatics import PreparedHull


def test_the_table_is_the_numbers_at_each_draft(ship: PreparedHull, shapes: Any) -> None:
    asked = Flotation(draft=7.0, kg=8.0, reference=shapes.ship_lines)
    rows = hydrostatic_table(ship, [3.0, 7.0], asked)
    assert rows[1].values() == compute_hydrostatics(ship, asked).values()
    form = curves_of_form(ship, [3.0, 7.0, 99.0], asked)
    assert form.curves["displaced_volume"][:2] == pytest.approx([row.displaced_volume for row in rows])
    assert np.isnan(form.curves["transverse_metacenter"][2])


def test_the_area_curve_encloses_the_volume(ship: PreparedHull, shapes: Any) -> None:
    flotation = Flotation(draft=7.0, trim=0.5, reference=shapes.ship_lines)
    result: Any = compute_hydrostatics(ship, flotation)
    curve = sectional_area_curve(ship, flotation)
    volume = np.trapezoid(curve.areas, curve.positions)
    assert volume == pytest.approx(result.displaced_volume, rel=2e-3)
    lcb = np.trapezoid(curve.areas * curve.from_aft_perpendicular, curve.positions) / volume
    assert lcb == pytest.approx(result.longitudinal_center_of_buoyancy, rel=2e-3)
    midship = sectional_area_curve(ship, flotation, np.array([75.0]))
    assert midship.areas[0] == pytest.approx(result.midship_section_area)


def test_heeled_sections_have_the_area_of_the_hull(ship: PreparedHull, shapes: Any) -> None:
    flotation = Flotation(draft=7.0, heel=0.4, reference=shapes.ship_lines)
    curve = sectional_area_curve(ship, flotation)
    volume = np.trapezoid(curve.areas, curve.positions)
    assert volume == pytest.approx(compute_hydrostatics(ship, flotation).displaced_volume, rel=2e-3)


def test_bonjean_of_a_wedge(shapes: Any) -> None:
    hull = prepare_hull(shapes.prism(np.array(((0.0, 0.0), (0.5, 1.0), (-0.5, 1.0))), 4.0))
    curves = bonjean(hull, [0.3, 0.6], ReferenceLines(0.0, 4.0), np.array([1.0, 3.0]))
    assert curves.areas == pytest.approx(np.array([[0.045, 0.18]] * 2))
    assert curves.moments == pytest.approx(np.array([[0.045 * 0.2, 0.18 * 0.4]] * 2))


@pytest.mark.parametrize(("kind", "axis"), [("station", 0), ("waterline", 2), ("buttock", 1)])
def test_sections_lie_in_their_plane_and_are_joined(ship: PreparedHull, kind: str, axis: int) -> None:
    position = {"station": 60.3, "waterline": 5.1, "buttock": 3.3}[kind]
    (section,) = sections(ship, kind, [position])
    assert len(section.polylines) == 1
    line = section.polylines[0]
    assert line[0].tolist() == line[-1].tolist()
    assert line[:, axis] == pytest.approx(position)
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    assert steps.max() < 0.2 * np.ptp(ship.mesh.vertices, axis=0).max()


def test_a_diagonal_is_drawn_on_both_sides(ship: PreparedHull) -> None:
    (section,) = sections(ship, "diagonal", [9.0])
    assert len(section.polylines) == 2
    port, starboard = sorted(section.polylines, key=lambda line: -line[:, 1].mean())
    assert port[:, 1].min() >= -1e-9
    assert starboard[:, 1].max() <= 1e-9
    assert port[:, 2] == pytest.approx(9.0 - port[:, 1], abs=1e-9)


def test_an_open_deck_leaves_open_stations(shapes: Any) -> None:
    box = shapes.box(4.0, 2.0, 1.0)
    top = box.vertices[box.faces][:, :, 2].min(axis=1) > 0.9
    hull = prepare_hull(Mesh(box.vertices, box.faces[~top]))
    (section,) = sections(hull, "station", [1.7])
    (line,) = section.polylines
    assert line[0].tolist() != line[-1].tolist()
    assert np.linalg.norm(np.diff(line, axis=0), axis=1).sum() == pytest.approx(4.0)


def test_the_waterline_of_a_trimmed_ship(ship: PreparedHull, shapes: Any) -> None:
    plane = WaterPlane.at_draft(7.0, shapes.ship_lines, trim=1.0, heel=0.2)
    (line,) = waterline_polylines(ship, plane)
    assert line @ plane.up == pytest.approx(plane.offset)


def test_an_unknown_kind_is_refused(ship: PreparedHull) -> None:
    with pytest.raises(VesselViewerError, match="no sections"):
        sections(ship, "frame", [1.0])


def test_stations_run_from_perpendicular_to_perpendicular() -> None:
    assert stations(ReferenceLines(-1.0, 10.0), 4).tolist() == [-1.0, 1.5, 4.0, 6.5, 9.0]


def test_a_claim_that_is_far_off_is_caught(shapes: Any) -> None:
    result: Any = compute_hydrostatics(
        shapes.box(8.0, 2.0, 1.5), Flotation(draft=0.5, reference=ReferenceLines(0.0, 8.0))
    )
    claims = {"displacement": 8250.0, "wetted_surface": 26.0 * 0.6, "LCB": 4.3, "GM_T": 1.0, "color": 3.0}
    claims["transverse_metacentric_height"] = 1.0
    volume, wetted, lcb, gm = check_claims(result, claims)
    assert volume.passed is True
    assert wetted.passed is False
    assert "-40.0 %" in wetted.reason
    assert lcb.passed is False
    assert lcb.tolerance == pytest.approx(0.04)
    assert gm.passed is None
    assert gm.measured is None


@pytest.mark.parametrize("frame", ["x-forward", "x-aft", "y-forward", "y-aft"])
def test_turning_into_ship_axes_keeps_the_outside_outside(shapes: Any, frame: str) -> None:
    box = shapes.box(8.0, 2.0, 1.5)
    turned = in_ship_axes(box, frame=frame, unit="ft")
    assert np.ptp(turned.vertices[:, 0]) == pytest.approx(0.3048 * (8.0 if frame[0] == "x" else 2.0))
    result: Any = compute_hydrostatics(turned, Flotation(draft=0.5 * 0.3048))
    assert result.state == "OK"
    assert result.displaced_volume == pytest.approx(8.0 * 0.3048**3)
    with pytest.raises(VesselViewerError, match="unknown"):
        in_ship_axes(box, frame="up")
