from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.hullforms import WigleyParameters, wigley_hull
from vesselviewer.mesh import Mesh, asymmetry, judge_mesh

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("rings", [8, 16, 32])
def test_the_resolution_error_of_a_sphere_is_near_the_true_one(
    sphere: Callable[..., Mesh], rings: int
) -> None:
    report = judge_mesh(sphere(rings))
    assert report.volume is not None
    assert report.resolution_error is not None
    lost = 4 / 3 * np.pi - report.volume
    assert report.resolution_error * report.volume == pytest.approx(lost, rel=0.25)


@pytest.mark.parametrize("triangles", [1300, 5000, 20000])
def test_the_resolution_error_of_a_wigley_hull_is_the_true_one(triangles: int) -> None:
    parameters = WigleyParameters()
    mesh = wigley_hull(parameters, triangles)
    report = judge_mesh(mesh)
    assert report.volume is not None
    assert report.resolution_error is not None
    lost = parameters.volume - report.volume
    assert report.resolution_error * report.volume == pytest.approx(lost, rel=0.02)


def test_a_box_loses_nothing(box: Callable[..., Mesh]) -> None:
    assert judge_mesh(box()).resolution_error == pytest.approx(0, abs=1e-12)


def test_asymmetry_is_the_distance_that_a_side_was_moved(box: Callable[..., Mesh]) -> None:
    mesh = box((10, 4, 2), (0, -2, 0))
    vertices = mesh.vertices.copy()
    vertices[vertices[:, 1] > 0, 1] += 0.25
    found = asymmetry(Mesh(vertices, mesh.faces), 1, 0.0)
    assert found.largest == pytest.approx(0.25)
    assert asymmetry(mesh).largest == 0
