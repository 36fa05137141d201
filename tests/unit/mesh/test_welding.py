from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vesselviewer.errors import CancelledError
from vesselviewer.mesh import Mesh, weld_corners, weld_mesh, welding
from vesselviewer.mesh.welding import weld_near

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def reference_weld(corners: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """The same by a dictionary."""
    seen: dict[tuple[float, ...], int] = {}
    points = (corners.reshape(-1, 3) + 0.0).tolist()
    faces = [seen.setdefault(tuple(point), len(seen)) for point in points]
    vertices = np.array(list(seen), dtype=corners.dtype).reshape(-1, 3)
    return vertices, np.array(faces, dtype=np.int32).reshape(-1, 3)


few_numbers = st.sampled_from([0.0, -0.0, 1.0, -1.0, 1e-45, 3.4e38, 0.1])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@given(data=st.data())
def test_weld_equals_a_dictionary(kind: Any, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 20))
    corners = data.draw(arrays(np.float64, (count, 3, 3), elements=few_numbers)).astype(kind)
    mesh = weld_corners(corners)
    vertices, faces = reference_weld(corners)
    np.testing.assert_array_equal(mesh.vertices, vertices)
    np.testing.assert_array_equal(mesh.faces, faces)
    assert mesh.vertices.dtype == kind


@pytest.mark.parametrize("mask", [0, 1 << 63, 0xF << 60])
def test_equal_hashes_of_unequal_points_do_no_harm(
    monkeypatch: pytest.MonkeyPatch,
    sphere: Callable[..., Mesh],
    soup: Callable[[Mesh], NDArray[Any]],
    mask: int,
) -> None:
    corners = soup(sphere(6))
    honest = welding._hashes
    monkeypatch.setattr(welding, "_hashes", lambda points, attempt: honest(points, attempt) & np.uint64(mask))
    mesh = weld_corners(corners)
    vertices, faces = reference_weld(corners)
    np.testing.assert_array_equal(mesh.vertices, vertices)
    np.testing.assert_array_equal(mesh.faces, faces)


def test_what_equals_nothing_stays_alone() -> None:
    mesh = Mesh(np.full((3, 3), np.nan), np.array([[0, 1, 2]], dtype=np.int32))
    assert len(weld_mesh(mesh).vertices) == 3


def test_minus_zero_is_zero() -> None:
    corners = np.array(
        [[[0.0, 0, 0], [-0.0, 1, 0], [1, -0.0, 0]], [[-0.0, -0.0, -0.0], [0, 1, 0], [1, 0, 0]]]
    )
    assert len(weld_corners(corners).vertices) == 3


def test_unused_vertices_go() -> None:
    mesh = Mesh(
        np.array([[9.0, 9, 9], [0, 0, 0], [1, 0, 0], [0, 1, 0]]), np.array([[1, 2, 3]], dtype=np.int32)
    )
    welded = weld_mesh(mesh)
    assert len(welded.vertices) == 3
    assert welded.bounds == (0, 1, 0, 1, 0, 0)


def test_welding_keeps_faces_in_order_and_is_idempotent(
    sphere: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[Any]]
) -> None:
    corners = soup(sphere(12))
    once = weld_corners(corners)
    np.testing.assert_array_equal(once.vertices[once.faces], corners + 0.0)
    assert weld_mesh(once) == once


def test_near_vertices_join_wherever_they_lie() -> None:
    rng = np.random.default_rng(7)
    points = rng.random((200, 3)) * 10
    twins = points + (rng.random((200, 3)) - 0.5) * 1.99e-3
    vertices = np.concatenate((points, twins))
    faces = np.stack((np.arange(200), np.arange(200, 400), np.roll(np.arange(200), 1)), axis=1)
    mesh = Mesh(vertices, faces.astype(np.int32))
    assert len(weld_near(mesh, np.arange(400), 1e-3).vertices) == 200
    assert len(weld_near(mesh, np.arange(400), 1e-7).vertices) == 400
    assert weld_near(mesh, np.empty(0, dtype=np.int32), 1e-3) is mesh


def test_a_weld_can_be_called_off(sphere: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[Any]]) -> None:
    def refuse(fraction: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        weld_corners(soup(sphere(4)), checkpoint=refuse)


def test_progress_only_grows(sphere: Callable[..., Mesh], soup: Callable[[Mesh], NDArray[Any]]) -> None:
    told: list[float] = []
    weld_corners(soup(sphere(4)), checkpoint=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1
