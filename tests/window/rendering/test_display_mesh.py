from __future__ import annotations

import numpy as np
import pytest

from vesselviewer.errors import CancelledError, RenderingError
from vesselviewer.hullforms import vary
from vesselviewer.mesh import Mesh
from vesselviewer.rendering import LOD_ABOVE, DisplayMesh, prepare
from vesselviewer.rendering.display_mesh import cut_level

BOX = np.array([(x, y, z) for x in (0, 4) for y in (0, 2) for z in (0, 1)], float)
SIDES = np.array(
    [
        *[(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1)],
        *[(2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)],
    ],
    dtype=np.int32,
)


def test_a_box_keeps_its_twelve_edges_and_its_flat_sides() -> None:
    display = prepare(Mesh(BOX, SIDES))
    assert display.triangles == 12
    assert display.bounds == pytest.approx((0, 4, 0, 2, 0, 1))
    assert display.coarse is None
    assert display.surface.GetNumberOfPoints() == 24
    lines = display.edges
    length = 0.0
    for index in range(lines.GetNumberOfCells()):
        ids = lines.GetCell(index).GetPointIds()
        points = np.array([lines.GetPoint(ids.GetId(k)) for k in range(ids.GetNumberOfIds())])
        length += np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    assert length == pytest.approx(4 * (4 + 2 + 1))


def test_soup_and_mixed_winding_shade_like_the_whole() -> None:
    soup = Mesh(BOX[SIDES].reshape(-1, 3), np.arange(36, dtype=np.int32).reshape(-1, 3))
    mixed = Mesh(BOX, np.where(np.arange(12)[:, None] % 2 == 0, SIDES, SIDES[:, ::-1]))
    assert prepare(soup).surface.GetNumberOfPoints() == 24
    assert prepare(mixed).surface.GetNumberOfPoints() == 24


def test_a_large_hull_has_a_coarse_one_for_moving() -> None:
    _, mesh = vary("tanker", np.random.default_rng(2), triangles=LOD_ABOVE + 20_000)
    display = prepare(mesh)
    assert display.coarse is not None
    assert display.coarse.GetNumberOfPolys() < 0.8 * LOD_ABOVE
    assert np.allclose(display.coarse.GetBounds(), display.bounds, atol=0.02 * display.bounds[1])


def test_another_waterline_can_be_cut_beforehand(hull: DisplayMesh) -> None:
    level = (hull.bounds[4] + hull.bounds[5]) / 3
    other = hull.with_waterline(level)
    assert other.lines_at(level) is other.waterline_lines
    assert other.waterline_lines.GetBounds()[4:] == pytest.approx((level, level), abs=1e-4)
    assert other.surface is hull.surface


def test_the_waterline_is_cut_beforehand(hull: DisplayMesh) -> None:
    assert hull.lines_at(hull.waterline) is hull.waterline_lines
    lines = hull.waterline_lines
    assert lines.GetNumberOfLines() > 20
    assert lines.GetBounds()[4:] == pytest.approx((hull.waterline, hull.waterline), abs=1e-5)


def test_a_level_cut_of_a_box_is_its_outline() -> None:
    segments = cut_level(Mesh(BOX, SIDES), 0.25)
    assert np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).sum() == pytest.approx(12.0)
    assert np.allclose(segments[..., 2], 0.25)
    assert len(cut_level(Mesh(BOX, SIDES), 5.0)) == 0


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(RenderingError, match="no surface"):
        prepare(Mesh(BOX, np.zeros((0, 3), np.int32)))


def test_it_can_be_called_off(hull_mesh: Mesh) -> None:
    told: list[float] = []

    def checkpoint(fraction: float) -> None:
        told.append(fraction)
        if fraction > 0.2:
            raise CancelledError

    with pytest.raises(CancelledError):
        prepare(hull_mesh, checkpoint)
    assert told == sorted(told)
