"""Against published particulars, at model scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.formats import load_mesh
from vesselviewer.hydrostatics import (
    Flotation,
    ReferenceLines,
    State,
    assumed_reference,
    compute_hydrostatics,
    in_ship_axes,
    prepare_hull,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_the_duisburg_test_case(shared_data: Path) -> None:
    mesh = load_mesh(shared_data / "hulls" / "DTC-scaled.stl.gz")
    result: Any = compute_hydrostatics(mesh, Flotation(draft=0.244, reference=ReferenceLines(0.0, 5.976)))
    assert result.state is State.OK
    assert result.warnings == ()
    assert result.displaced_volume == pytest.approx(0.827, rel=5e-3)
    assert result.longitudinal_center_of_buoyancy == pytest.approx(2.9295, abs=1e-3 * 5.976)
    assert result.wetted_surface_area == pytest.approx(6.243, rel=5e-3)
    assert result.block_coefficient == pytest.approx(0.661, rel=5e-3)
    assert result.waterline_beam == pytest.approx(0.859, rel=5e-3)


def test_the_kriso_container_ship(shared_data: Path) -> None:
    mesh = in_ship_axes(load_mesh(shared_data / "hulls" / "kcs_from_iges.stl"), frame="x-aft")
    hull = prepare_hull(mesh)
    stem = assumed_reference(hull, 0.0).forward_perpendicular
    lines = ReferenceLines(stem - 7.2786, 7.2786)
    result: Any = compute_hydrostatics(hull, Flotation(draft=0.3418, waterline_z=0.0, reference=lines))
    # Its patches do not meet at their seams: the bound says that it does not matter.
    assert result.state is State.OPEN
    note = result.state_of("displaced_volume")
    assert note.error_bound is not None
    assert note.error_bound < 1e-4 * 1.649
    assert result.displaced_volume == pytest.approx(1.6490, rel=5e-3)
    assert 0.995 < result.wetted_surface_area / 9.4379 < 1.02
    assert result.block_coefficient == pytest.approx(0.6505, rel=5e-3)
    assert result.waterline_beam == pytest.approx(1.019, rel=5e-3)
    assert result.longitudinal_center_of_buoyancy_percent == pytest.approx(-1.48, abs=0.1)
    assert result.vertical_center_of_buoyancy < 0.3418


def test_wigley_from_iges(shared_data: Path) -> None:
    mesh = load_mesh(shared_data / "hulls" / "wigley_from_iges.stl")
    lines = ReferenceLines(-1.25, 2.5)
    result: Any = compute_hydrostatics(mesh, Flotation(draft=0.15625, waterline_z=0.0, reference=lines))
    assert result.state is State.OK
    assert result.displaced_volume == pytest.approx(0.0434028, rel=5e-4)
    assert result.wetted_surface_area == pytest.approx(0.929941, rel=5e-4)
    # The widest station of the file is 0.4 % narrower than the form, and BM_T goes with the cube.
    assert result.transverse_metacentric_radius == pytest.approx(0.034286, rel=1e-2)
    assert result.longitudinal_metacentric_radius == pytest.approx(3.0, rel=1e-2)


@pytest.mark.parametrize(
    ("name", "draft", "unit", "state"),
    [
        ("half_tug_35m.stl", 2.5, "m", State.MIRRORED),
        ("half_sailboat_30ft.stl", 0.2, "ft", State.MIRRORED),
        ("generated_tanker_inside_out.stl", 15.0, "m", State.CORRECTED),
        ("generated_barge.stl", 3.0, "m", State.OK),
        ("generated_barge_zero_volume.stl", 3.0, "m", State.NOT_COMPUTABLE),
    ],
)
def test_real_files_are_told_for_what_they_are(
    shared_data: Path, name: str, draft: float, unit: str, state: State
) -> None:
    mesh = in_ship_axes(load_mesh(shared_data / "hulls" / name), unit=unit)
    result: Any = compute_hydrostatics(mesh, Flotation(draft=draft))
    assert result.state is state
    assert (result.displaced_volume is None) is (state is State.NOT_COMPUTABLE)
