"""Shapes whose hydrostatics are known in closed form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.hullforms import ShipParameters, WigleyParameters, ship_hull, wigley_hull
from vesselviewer.hydrostatics import ReferenceLines, prepare_hull
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vesselviewer.hydrostatics import PreparedHull

_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
_QUADS = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
_FACES = np.array([face for a, b, c, d in _QUADS for face in ((a, b, c), (a, c, d))], dtype=np.int32)


def make_box(length: float = 1.0, beam: float = 1.0, depth: float = 1.0) -> Mesh:
    """Return a closed box from AP at x = 0, baseline at z = 0; its last two faces are the deck."""
    return Mesh(_CORNERS * (length, beam, depth) - (0, beam / 2, 0), _FACES)


def make_sphere(rings: int) -> Mesh:
    """Return a closed unit sphere of 4·rings·(rings − 1) faces."""
    around = 2 * rings
    polar = np.pi * np.arange(1, rings) / rings
    turn = np.pi * np.arange(around) / rings
    axes = (
        np.outer(np.sin(polar), np.cos(turn)),
        np.outer(np.sin(polar), np.sin(turn)),
        np.outer(np.cos(polar), np.ones(around)),
    )
    grid = np.stack(axes, axis=-1).reshape(-1, 3)
    vertices = np.concatenate((grid, [[0, 0, 1], [0, 0, -1]]))
    north, south = len(grid), len(grid) + 1
    index = np.arange(len(grid)).reshape(rings - 1, around)
    following = np.roll(index, -1, axis=1)
    faces = [np.stack((np.full(around, north), index[0], following[0]), axis=1)]
    faces += [np.stack((index[k], index[k + 1], following[k + 1]), axis=1) for k in range(rings - 2)]
    faces += [np.stack((index[k], following[k + 1], following[k]), axis=1) for k in range(rings - 2)]
    faces += [np.stack((np.full(around, south), following[-1], index[-1]), axis=1)]
    return Mesh(vertices, np.concatenate(faces).astype(np.int32))


def make_prism(outline: NDArray[np.float64], length: float) -> Mesh:
    """Return a closed prism along x over a convex outline (n, 2) of (y, z), as wound seen from ahead."""
    n = len(outline)
    ends = [np.column_stack((np.full(n, x), outline)) for x in (0.0, length)]
    k = np.arange(n)
    following = np.roll(k, -1)
    sides = [np.stack((k, following, following + n), axis=1), np.stack((k, following + n, k + n), axis=1)]
    fan = np.arange(1, n - 1)
    zero = np.zeros(n - 2, dtype=np.int64)
    caps = [np.stack((zero, fan + 1, fan), axis=1), np.stack((zero + n, fan + n, fan + n + 1), axis=1)]
    return Mesh(np.concatenate(ends), np.concatenate(sides + caps).astype(np.int32))


def quartered(mesh: Mesh) -> Mesh:
    """Return the mesh with each triangle split into four by the middles of its edges."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
    parts = [(a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)]
    corners = np.concatenate([np.stack(part, axis=1) for part in parts])
    return Mesh(corners.reshape(-1, 3), np.arange(3 * len(corners), dtype=np.int32).reshape(-1, 3))


@dataclass(frozen=True)
class Shapes:
    """What tests make hulls of, the dear ones once."""

    box: Callable[..., Mesh] = make_box
    sphere: Callable[..., Mesh] = make_sphere
    prism: Callable[..., Mesh] = make_prism
    quartered: Callable[..., Mesh] = quartered
    wigley_lines: ReferenceLines = field(default_factory=lambda: ReferenceLines(0.0, 2.5))
    ship_lines: ReferenceLines = field(default_factory=lambda: ReferenceLines(0.0, 150.0))


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    return Shapes()


@pytest.fixture(scope="session")
def fine_sphere() -> PreparedHull:
    return prepare_hull(make_sphere(160))


@pytest.fixture(scope="session")
def wigley() -> PreparedHull:
    return prepare_hull(wigley_hull(WigleyParameters(2.5, 0.25, 0.15625, 0.1), 24_000))


@pytest.fixture(scope="session")
def ship() -> PreparedHull:
    return prepare_hull(ship_hull(ShipParameters(), 20_000))
