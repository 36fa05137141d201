from __future__ import annotations

import numpy as np
import pytest

from vesselviewer.hullforms.spline import basis, surface


@pytest.mark.parametrize("count", [4, 5, 9, 24])
def test_weights_are_shares(count: int) -> None:
    weights = basis(count, np.linspace(0.0, 1.0, 101))
    assert weights.shape == (101, count)
    assert weights.min() >= 0.0
    assert np.abs(weights.sum(axis=1) - 1.0).max() < 1e-12


@pytest.mark.parametrize("count", [4, 9])
def test_begins_and_ends_at_the_outer_control_points(count: int) -> None:
    ends = basis(count, np.array([0.0, 1.0]))
    assert np.array_equal(ends, np.eye(count)[[0, -1]])


def test_four_points_are_a_bezier_curve() -> None:
    t = np.linspace(0.0, 1.0, 11)
    expected = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=-1)
    assert np.abs(basis(4, t) - expected).max() < 1e-12


def test_a_plane_net_makes_a_plane() -> None:
    u, v = np.meshgrid(np.linspace(0, 5, 6), np.linspace(0, 3, 5), indexing="ij")
    net = np.stack([u, v, 2.0 * u - v + 1.0], axis=-1)
    x, y, z = np.moveaxis(surface(net, np.linspace(0, 1, 9), np.linspace(0, 1, 7)), -1, 0)
    assert np.abs(z - (2.0 * x - y + 1.0)).max() < 1e-12


def test_three_points_are_too_few() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        basis(3, np.zeros(1))
