"""A plotter off screen, and hulls to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.designs import assumed_waterline
from vesselviewer.hullforms import vary
from vesselviewer.scene import LIGHT_PALETTE, HullLayer, ViewportScene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyvista as pv

    from vesselviewer.mesh import Mesh
    from vesselviewer.rendering import DisplayMesh


@pytest.fixture(scope="session")
def hull_mesh() -> Mesh:
    _, mesh = vary("container", np.random.default_rng(4), triangles=8000)
    return mesh


@pytest.fixture(scope="session")
def hull(hull_mesh: Mesh) -> DisplayMesh:
    from vesselviewer.rendering import prepare

    return prepare(hull_mesh)


@pytest.fixture
def new_plotter() -> Iterator[Callable[[], pv.Plotter]]:
    import pyvista as pv

    made: list[pv.Plotter] = []

    def make() -> pv.Plotter:
        plotter = pv.Plotter(off_screen=True, window_size=[320, 200])
        made.append(plotter)
        return plotter

    yield make
    for plotter in made:
        plotter.close()


@pytest.fixture
def scene_of() -> Callable[[DisplayMesh, str], ViewportScene]:
    def make(hull: DisplayMesh, sha256: str = "a") -> ViewportScene:
        return ViewportScene(
            id=1,
            hull=HullLayer(sha256, sha256),
            bounds=hull.bounds,
            waterline=assumed_waterline(hull.bounds),
            edges=False,
            grid=True,
            axes=True,
            waterplane=True,
            parallel=False,
            palette=LIGHT_PALETTE,
        )

    return make
