from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.mesh import Mesh, signed_volume, surface_area

if TYPE_CHECKING:
    from collections.abc import Callable

sizes = st.floats(0.01, 1000.0)
places = st.floats(-1e4, 1e4)


@given(size=st.tuples(sizes, sizes, sizes), low=st.tuples(places, places, places))
def test_a_box_is_exact_wherever_it_stands(box: Callable[..., Mesh], size: Any, low: Any) -> None:
    mesh = box(size, low)
    x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
    length, breadth, height = x_max - x_min, y_max - y_min, z_max - z_min
    assert signed_volume(mesh) == pytest.approx(length * breadth * height, rel=1e-9)
    area = 2 * (length * breadth + breadth * height + height * length)
    assert surface_area(mesh) == pytest.approx(area, rel=1e-9)


def test_turning_the_faces_turns_the_sign(box: Callable[..., Mesh]) -> None:
    mesh = box((2, 3, 4))
    assert signed_volume(Mesh(mesh.vertices, mesh.faces[:, ::-1])) == -signed_volume(mesh) == -24


def test_a_sphere_converges_with_the_square_of_the_mesh_size(sphere: Callable[..., Mesh]) -> None:
    errors = [4 / 3 * math.pi - signed_volume(sphere(rings)) for rings in (20, 40, 80)]
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.05)
    assert errors[1] / errors[2] == pytest.approx(4, rel=0.05)


def test_the_reference_does_not_matter_on_a_closed_mesh(sphere: Callable[..., Mesh]) -> None:
    mesh = sphere(10)
    assert signed_volume(mesh, (5, -3, 8)) == pytest.approx(signed_volume(mesh), rel=1e-12)


def test_splitting_triangles_changes_nothing(box: Callable[..., Mesh]) -> None:
    mesh = box((2, 3, 4))
    middle = mesh.vertices[mesh.faces].mean(axis=1)
    tips = np.arange(len(mesh.faces)) + len(mesh.vertices)
    a, b, c = mesh.faces.T
    faces = np.concatenate([np.stack(pair, axis=1) for pair in ((a, b, tips), (b, c, tips), (c, a, tips))])
    finer = Mesh(np.concatenate((mesh.vertices, middle)), faces.astype(np.int32))
    assert signed_volume(finer) == pytest.approx(24, rel=1e-14)
    assert surface_area(finer) == pytest.approx(52, rel=1e-14)


def test_float32_far_from_the_origin_keeps_its_volume(box: Callable[..., Mesh]) -> None:
    mesh = box((1, 1, 1), (65536, 65536, 65536))
    assert signed_volume(Mesh(mesh.vertices.astype(np.float32), mesh.faces)) == 1.0


def test_nothing_measures_nothing() -> None:
    mesh = Mesh(np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int32))
    assert signed_volume(mesh) == surface_area(mesh) == 0
