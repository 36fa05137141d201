"""Shapes with known measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
_QUADS = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
_FACES = np.array([face for a, b, c, d in _QUADS for face in ((a, b, c), (a, c, d))], dtype=np.int32)


def make_box(
    size: tuple[float, float, float] = (1, 1, 1), low: tuple[float, float, float] = (0, 0, 0)
) -> Mesh:
    """Return a closed box; its last two faces are the top, z = high."""
    return Mesh(_CORNERS * size + low, _FACES)


def make_sphere(rings: int = 40, radius: float = 1.0) -> Mesh:
    """Return a closed sphere around the origin, of 4·rings·(rings − 1) faces."""
    around = 2 * rings
    polar = np.pi * np.arange(1, rings) / rings
    turn = np.pi * np.arange(around) / rings
    grid = np.stack(
        (
            np.outer(np.sin(polar), np.cos(turn)),
            np.outer(np.sin(polar), np.sin(turn)),
            np.outer(np.cos(polar), np.ones(around)),
        ),
        axis=-1,
    ).reshape(-1, 3)
    vertices = np.concatenate((grid, [[0, 0, 1], [0, 0, -1]])) * radius
    north, south = len(grid), len(grid) + 1
    index = np.arange(len(grid)).reshape(rings - 1, around)
    following = np.roll(index, -1, axis=1)
    faces = [np.stack((np.full(around, north), index[0], following[0]), axis=1)]
    faces += [np.stack((index[k], index[k + 1], following[k + 1]), axis=1) for k in range(rings - 2)]
    faces += [np.stack((index[k], following[k + 1], following[k]), axis=1) for k in range(rings - 2)]
    faces += [np.stack((np.full(around, south), following[-1], index[-1]), axis=1)]
    return Mesh(vertices, np.concatenate(faces).astype(np.int32))


def soup_of(mesh: Mesh) -> NDArray[np.floating]:
    """Return the (n, 3, 3) corners of a mesh."""
    return mesh.vertices[mesh.faces]


@pytest.fixture(scope="session")
def box() -> Callable[..., Mesh]:
    return make_box


@pytest.fixture(scope="session")
def sphere() -> Callable[..., Mesh]:
    return make_sphere


@pytest.fixture(scope="session")
def soup() -> Callable[[Mesh], NDArray[np.floating]]:
    return soup_of
