from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.hullforms import HULL_FAMILIES, vary
from vesselviewer.mesh import Mesh
from vesselviewer.scene import render_thumbnail

if TYPE_CHECKING:
    from numpy.typing import NDArray

CUBE = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)
SIDES = np.array(
    [
        *[(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1)],
        *[(2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)],
    ],
    dtype=np.int32,
)


@pytest.mark.parametrize("name", HULL_FAMILIES)
def test_a_hull_stands_whole_on_a_transparent_background(name: str) -> None:
    _, mesh = vary(name, np.random.default_rng(1))
    picture = render_thumbnail(mesh)
    assert picture.shape == (100, 160, 4)
    assert picture.dtype == np.uint8
    alpha = picture[..., 3]
    assert 0.04 < (alpha > 0).mean() < 0.6
    assert not alpha[[0, -1]].any()
    assert not alpha[:, [0, -1]].any()
    assert picture[alpha == 255][:, :3].std() > 1


def test_a_cube_shows_three_sides_in_three_shades_without_holes() -> None:
    picture = render_thumbnail(Mesh(CUBE, SIDES), (90, 90))
    solid = picture[picture[..., 3] == 255][:, :3]
    shades, counts = np.unique(solid, axis=0, return_counts=True)
    assert (counts > 100).sum() == 3
    assert len(shades) < 200
    for row in picture[..., 3]:
        covered = np.flatnonzero(row)
        assert not len(covered) or (np.diff(covered) == 1).all()


def test_inside_out_looks_the_same() -> None:
    flipped = Mesh(CUBE, SIDES[:, ::-1])
    assert np.array_equal(render_thumbnail(Mesh(CUBE, SIDES)), render_thumbnail(flipped))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "mesh",
    [
        Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32)),
        Mesh(np.zeros((3, 3)), np.array([(0, 1, 2)], np.int32)),
        Mesh(np.array([(0.0, 0, 0), (1, 0, 0), (2, 0, 0)]), np.array([(0, 1, 2)], np.int32)),
    ],
    ids=["no faces", "a point", "a line"],
)
def test_what_has_no_area_leaves_the_picture_empty(mesh: Mesh) -> None:
    assert not render_thumbnail(mesh)[..., 3].any()


def test_threads_do_not_disturb_each_other() -> None:
    expected = render_thumbnail(Mesh(CUBE, SIDES))
    found: list[NDArray[np.uint8]] = []
    threads = [
        threading.Thread(target=lambda: found.append(render_thumbnail(Mesh(CUBE, SIDES)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(picture, expected) for picture in found)
    assert len(found) == 4
