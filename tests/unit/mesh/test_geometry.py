from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from collections.abc import Callable


def test_arrays_are_read_only(box: Callable[..., Mesh]) -> None:
    mesh = box()
    with pytest.raises(ValueError, match="read-only"):
        mesh.vertices[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        mesh.faces[0, 0] = 1


@pytest.mark.parametrize(
    ("vertices", "faces"),
    [
        (np.zeros((3, 2)), np.zeros((1, 3), dtype=np.int32)),
        (np.zeros((3, 3)), np.zeros((1, 4), dtype=np.int32)),
        (np.zeros((3, 3)), np.array([[0, 1, 3]], dtype=np.int32)),
        (np.zeros((3, 3)), np.array([[0, 1, -1]], dtype=np.int32)),
    ],
)
def test_impossible_arrays_are_refused(vertices: Any, faces: Any) -> None:
    with pytest.raises(ValueError):
        Mesh(vertices, faces)


def test_equality_is_that_of_the_geometry(box: Callable[..., Mesh]) -> None:
    assert box() == box()
    assert hash(box()) == hash(box())
    assert box() != box((1, 1, 2))
    assert box() != Mesh(box().vertices.astype(np.float32), box().faces)


def test_bounds(box: Callable[..., Mesh]) -> None:
    assert box((1, 2, 3), (-1, -1, -1)).bounds == (-1, 0, -1, 1, -1, 2)
    assert Mesh(np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int32)).bounds == (0, 0, 0, 0, 0, 0)
