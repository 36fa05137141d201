from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesselviewer.hullforms import WigleyParameters, wigley_hull
from vesselviewer.hydrostatics import Flotation, ReferenceLines, State, WaterPlane, prepare_hull
from vesselviewer.hydrostatics.computing import compute_hydrostatics
from vesselviewer.hydrostatics.cutting import cut
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from vesselviewer.hydrostatics import PreparedHull

angles = st.floats(-3.1, 3.1)
trims = st.floats(-1.4, 1.4)


@settings(max_examples=60, deadline=None)
@given(
    draft=st.floats(0.3, 0.7),
    slope_x=st.floats(-0.004, 0.004),
    heel=st.floats(-0.5, 0.5),
)
def test_a_box_is_exact_at_any_draft_trim_and_heel(
    shapes: Any, draft: float, slope_x: float, heel: float
) -> None:
    length, beam, depth = 40.0, 0.5, 1.0
    lines = ReferenceLines(0.0, length)
    flotation = Flotation(draft=draft, trim=slope_x * length, heel=heel, reference=lines)
    result: Any = compute_hydrostatics(shapes.box(length, beam, depth), flotation)
    # The water over (x, y) is draft + (x − L/2) sx + y sy, by the definition of trim and heel.
    sx = slope_x / math.cos(heel)
    sy = -math.tan(heel)
    volume = length * beam * draft
    assert result.displaced_volume == pytest.approx(volume, rel=1e-9)
    assert result.longitudinal_center_of_buoyancy == pytest.approx(
        length / 2 + sx * length**2 / (12 * draft), rel=1e-9
    )
    assert result.transverse_center_of_buoyancy == pytest.approx(sy * beam**2 / (12 * draft), abs=1e-10)
    kb = draft / 2 + (sx**2 * length**2 + sy**2 * beam**2) / (24 * draft)
    assert result.vertical_center_of_buoyancy == pytest.approx(kb, rel=1e-9)
    area = length * beam * math.hypot(1.0, sx, sy)
    assert result.waterplane_area == pytest.approx(area, rel=1e-9)
    assert result.longitudinal_center_of_flotation == pytest.approx(length / 2, rel=1e-9)
    assert result.draft == pytest.approx(draft)
    assert result.state is State.OK
    wall = 2 * (length + beam) * draft + length * beam
    assert result.wetted_surface_area == pytest.approx(wall, rel=1e-9)


def test_the_particulars_of_an_upright_box(shapes: Any) -> None:
    lines = ReferenceLines(0.0, 8.0)
    result: Any = compute_hydrostatics(
        shapes.box(8.0, 2.0, 1.5), Flotation(draft=0.5, kg=0.6, reference=lines)
    )
    assert result.block_coefficient == pytest.approx(1.0)
    assert result.prismatic_coefficient == pytest.approx(1.0)
    assert result.midship_section_coefficient == pytest.approx(1.0)
    assert result.maximum_section_coefficient == pytest.approx(1.0)
    assert result.waterplane_coefficient == pytest.approx(1.0)
    assert result.transverse_metacentric_radius == pytest.approx(2.0**2 / (12 * 0.5))
    assert result.longitudinal_metacentric_radius == pytest.approx(8.0**2 / (12 * 0.5))
    assert result.transverse_metacentric_height == pytest.approx(0.25 + 2.0 / 3.0 - 0.6)
    assert result.tonnes_per_centimeter == pytest.approx(1.025 * 16 / 100)
    gm_l = 0.25 + 32.0 / 3.0 - 0.6
    assert result.moment_to_trim_centimeter == pytest.approx(1.025 * 8 * gm_l / 800)
    assert result.waterline_length == pytest.approx(8.0)
    assert result.waterline_beam == pytest.approx(2.0)
    assert result.submerged_length == pytest.approx(8.0)
    assert result.immersed_depth == pytest.approx(0.5)
    assert result.longitudinal_center_of_buoyancy_percent == pytest.approx(0.0, abs=1e-9)
    assert result.displacement == pytest.approx(8200.0)
    assert not [warning for warning in result.warnings if "KB" not in warning]


@settings(max_examples=60, deadline=None)
@given(trim=trims, heel=angles, depth=st.floats(0.5, 1.5))
def test_a_sphere_cut_by_any_plane(fine_sphere: PreparedHull, trim: float, heel: float, depth: float) -> None:
    up = WaterPlane(trim, heel, 0.0).up
    skin = cut(fine_sphere.tree, up, depth - 1.0)
    volume = math.pi * depth**2 * (3 - depth) / 3
    assert skin.volume == pytest.approx(volume, rel=5e-4)
    assert skin.waterplane_area == pytest.approx(math.pi * depth * (2 - depth), rel=5e-4)
    assert skin.area == pytest.approx(2 * math.pi * depth, rel=5e-4)
    below = 3 * (2 - depth) ** 2 / (4 * (3 - depth))
    assert skin.moment / skin.volume == pytest.approx(-below * up, abs=2e-4)


@settings(max_examples=40, deadline=None)
@given(trim=trims, heel=angles, depth=st.floats(0.5, 1.5))
def test_an_ellipsoid_is_a_stretched_sphere(shapes: Any, trim: float, heel: float, depth: float) -> None:
    axes = np.array((5.0, 0.8, 0.6))
    sphere = shapes.sphere(30)
    hull = prepare_hull(Mesh(sphere.vertices * axes, sphere.faces))
    up = WaterPlane(trim, heel, 0.0).up
    reach = float(np.linalg.norm(up * axes))
    skin = cut(hull.tree, up, (depth - 1.0) * reach)
    stretched = cut(prepare_hull(sphere).tree, up * axes / reach, depth - 1.0)
    assert skin.volume == pytest.approx(axes.prod() * stretched.volume, rel=1e-9)
    assert skin.moment == pytest.approx(axes.prod() * axes * stretched.moment, rel=1e-8, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(heel=angles, draft=st.floats(0.3, 1.7))
def test_a_cylinder_does_not_know_its_heel(shapes: Any, heel: float, draft: float) -> None:
    turn = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    outline = np.column_stack((np.cos(turn), np.sin(turn)))
    hull = prepare_hull(shapes.prism(outline, 3.0))
    assert hull.state is State.OK
    skin = cut(hull.tree, WaterPlane(0.0, heel, 0.0).up, draft - 1.0)
    half = math.acos(1.0 - draft)
    segment = half - math.sin(half) * math.cos(half)
    assert skin.volume == pytest.approx(3.0 * segment, rel=5e-4)
    assert skin.waterplane_area == pytest.approx(3.0 * 2 * math.sin(half), rel=5e-4)
    assert skin.area == pytest.approx(3.0 * 2 * half + 2 * segment, rel=5e-4)


def test_a_wedge(shapes: Any) -> None:
    hull = shapes.prism(np.array(((0.0, 0.0), (0.5, 1.0), (-0.5, 1.0))), 4.0)
    result: Any = compute_hydrostatics(hull, Flotation(draft=0.6, reference=ReferenceLines(0.0, 4.0)))
    assert result.displaced_volume == pytest.approx(4.0 * 0.6**2 / 2)
    assert result.vertical_center_of_buoyancy == pytest.approx(0.4)
    assert result.transverse_metacentric_radius == pytest.approx(4.0 * 0.6**3 / 12 / 0.72)
    assert result.block_coefficient == pytest.approx(0.5)
    assert result.prismatic_coefficient == pytest.approx(1.0)


def test_wigley_to_the_tolerances(wigley: PreparedHull) -> None:
    assert len(wigley.mesh.faces) >= 20_000
    lines = ReferenceLines(0.0, 2.5)
    result: Any = compute_hydrostatics(wigley, Flotation(draft=0.15625, reference=lines))
    assert result.displaced_volume == pytest.approx(0.0434028, rel=5e-4)
    assert result.longitudinal_center_of_buoyancy == pytest.approx(1.25, abs=2e-4 * 2.5)
    assert result.longitudinal_center_of_flotation == pytest.approx(1.25, abs=2e-4 * 2.5)
    assert result.vertical_center_of_buoyancy == pytest.approx(0.15625 * 5 / 8, rel=5e-4)
    assert result.transverse_metacenter == pytest.approx(0.15625 * 5 / 8 + 0.034286, rel=1e-3)
    assert result.longitudinal_metacenter == pytest.approx(0.15625 * 5 / 8 + 3.0, rel=1e-3)
    assert result.waterplane_area == pytest.approx(2 / 3 * 0.625, rel=1e-3)
    assert result.wetted_surface_area == pytest.approx(0.929941, rel=5e-4)
    assert result.tonnes_per_centimeter == pytest.approx(1.025 * 2 / 3 * 0.625 / 100, rel=1e-3)
    assert result.block_coefficient == pytest.approx(4 / 9, rel=1e-3)
    assert result.midship_section_coefficient == pytest.approx(2 / 3, rel=1e-3)
    assert result.maximum_section_coefficient == pytest.approx(2 / 3, rel=1e-3)
    assert result.maximum_section_position == pytest.approx(1.25, abs=0.01)


def test_the_error_falls_with_the_square_of_the_edge_and_is_estimated() -> None:
    exact = 4 / 9 * 2.5 * 0.25 * 0.15625
    errors, triangles, estimates = [], [], []
    for count in (1_300, 5_000, 20_000, 80_000):
        hull = prepare_hull(wigley_hull(WigleyParameters(2.5, 0.25, 0.15625, 0.05), count))
        result: Any = compute_hydrostatics(hull, Flotation(draft=0.15625, reference=ReferenceLines(0.0, 2.5)))
        assert result.displaced_volume is not None
        errors.append(exact - result.displaced_volume)
        triangles.append(len(hull.mesh.faces))
        estimates.append(result.state_of("displaced_volume").resolution_error)
    order = -2 * np.polyfit(np.log(triangles), np.log(errors), 1)[0]
    assert order == pytest.approx(2.0, abs=0.15)
    assert np.array(estimates, dtype=float) == pytest.approx(np.array(errors), rel=0.5)
