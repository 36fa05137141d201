from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vesselviewer.hullforms import WigleyParameters, wigley_hull
from vesselviewer.mesh import judge_mesh, signed_volume

MODEL = WigleyParameters(length_between_perpendiculars=2.5, beam=0.25, draft=0.15625, freeboard=0.0)


def test_volume_to_the_waterline_is_four_ninths_of_the_box() -> None:
    assert MODEL.volume == pytest.approx(0.0434028, rel=1e-6)
    assert signed_volume(wigley_hull(MODEL, 80_000)) == pytest.approx(MODEL.volume, rel=5e-4)


@pytest.mark.parametrize("freeboard", [0.0, 0.1])
def test_volume_converges_in_second_order(freeboard: float) -> None:
    hull = replace(MODEL, freeboard=freeboard)
    sizes = (2_000, 8_000, 32_000, 128_000)
    meshes = [wigley_hull(hull, size) for size in sizes]
    errors = np.array([abs(signed_volume(mesh) - hull.volume) for mesh in meshes])
    lengths = np.array([len(mesh.faces) for mesh in meshes]) ** -0.5
    order = np.polyfit(np.log(lengths), np.log(errors), 1)[0]
    assert order == pytest.approx(2.0, abs=0.15)


def test_every_wetted_point_lies_on_the_formula() -> None:
    hull = WigleyParameters()
    mesh = wigley_hull(hull, 5000)
    x, y, z = mesh.vertices.T
    length, draft = hull.length_between_perpendiculars, hull.draft
    wetted = z <= draft
    along, down = 2.0 * x / length - 1.0, np.minimum(z / draft - 1.0, 0.0)
    expected = hull.beam / 2.0 * (1.0 - along**2) * (1.0 - down**2)
    assert np.abs(np.abs(y) - expected)[wetted].max() < 1e-12


def test_frame() -> None:
    hull = WigleyParameters()
    expected = (0.0, 100.0, -5.0, 5.0, 0.0, hull.draft + hull.freeboard)
    assert wigley_hull(hull, 20_000).bounds == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("freeboard", [0.0, 3.0])
@pytest.mark.parametrize("triangles", [10, 1000, 20_000])
def test_is_watertight_with_and_without_freeboard(freeboard: float, triangles: int) -> None:
    report = judge_mesh(wigley_hull(replace(WigleyParameters(), freeboard=freeboard), triangles))
    assert report.watertight
    assert report.sound, report.verdict
    assert report.degenerate_faces == 0


@pytest.mark.parametrize(("name", "value"), [("beam", 0.0), ("draft", -1.0), ("freeboard", -0.1)])
def test_impossible_dimensions_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="must"):
        replace(WigleyParameters(), **{name: value})
