from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.mesh import Mesh, coarsen_mesh, judge_mesh, signed_volume

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("target", [200, 1000, 5000, 20_000])
def test_the_target_is_met_and_the_shape_kept(sphere: Callable[..., Mesh], target: int) -> None:
    fine = sphere(90)
    coarse = coarsen_mesh(fine, target)
    assert 0.6 * target <= len(coarse.faces) <= 1.25 * target
    assert signed_volume(coarse) == pytest.approx(signed_volume(fine), rel=0.15 if target == 200 else 0.04)
    for low, high in zip(fine.bounds[::2], fine.bounds[1::2], strict=True):
        assert low <= coarse.vertices.min()
        assert coarse.vertices.max() <= high


def test_no_face_is_degenerate_or_doubled(sphere: Callable[..., Mesh]) -> None:
    coarse = coarsen_mesh(sphere(60), 1500)
    ordered = np.sort(coarse.faces, axis=1)
    assert (ordered[:, 0] < ordered[:, 1]).all()
    assert (ordered[:, 1] < ordered[:, 2]).all()
    assert len(np.unique(ordered, axis=0)) == len(ordered)
    assert judge_mesh(coarse).degenerate_faces == 0


def test_a_small_mesh_is_left_alone(box: Callable[..., Mesh]) -> None:
    mesh = box()
    assert coarsen_mesh(mesh, 12) is mesh


def test_hopeless_targets_and_shapes_leave_the_mesh(box: Callable[..., Mesh]) -> None:
    assert coarsen_mesh(box(), 1).faces.shape[1] == 3
    point = Mesh(np.ones((3, 3)), np.array([[0, 1, 2]] * 5, dtype=np.int32))
    assert coarsen_mesh(point, 2) is point


@pytest.mark.parametrize("scale", [3.4e38, 1e-44])
def test_the_extremes_of_float32_overflow_nothing(sphere: Callable[..., Mesh], scale: float) -> None:
    mesh = sphere(12)
    extreme = Mesh((mesh.vertices * scale).astype(np.float32), mesh.faces)
    assert judge_mesh(extreme).triangles == len(mesh.faces)
    assert np.isfinite(coarsen_mesh(extreme, 100).vertices).all()


def test_a_target_of_nothing_is_refused(box: Callable[..., Mesh]) -> None:
    with pytest.raises(ValueError, match="positive"):
        coarsen_mesh(box(), 0)


def test_the_coordinate_type_stays(sphere: Callable[..., Mesh]) -> None:
    mesh = sphere(30)
    assert coarsen_mesh(Mesh(mesh.vertices.astype(np.float32), mesh.faces), 500).vertices.dtype == np.float32
