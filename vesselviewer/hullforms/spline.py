"""Clamped cubic B-splines: what makes a hull fair, since a spline never wiggles more than its polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEGREE = 3


def basis(control_points: int, parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evaluate the clamped uniform cubic basis.

    Args:
        control_points: how many control points the polygon has; at least 4.
        parameters: (n,) places along the curve, 0 at its first and 1 at its last control point.

    Returns:
        (n, control_points) weights; each row is non-negative and sums to 1.

    Raises:
        ValueError: if there are fewer than 4 control points.
    """
    if control_points <= DEGREE:
        msg = f"a cubic spline needs at least {DEGREE + 1} control points, got {control_points}"
        raise ValueError(msg)
    inner = np.linspace(0.0, 1.0, control_points - DEGREE + 1)
    knots = np.concatenate([np.zeros(DEGREE), inner, np.ones(DEGREE)])
    at = np.clip(np.asarray(parameters, dtype=np.float64), 0.0, 1.0)
    span = np.clip(np.searchsorted(knots, at, side="right") - 1, DEGREE, control_points - 1)
    weights = np.zeros((len(at), len(knots) - 1))
    weights[np.arange(len(at)), span] = 1.0
    for degree in range(1, DEGREE + 1):
        weights = _raised(weights, knots, at, degree)
    return weights[:, :control_points]


def surface(net: NDArray[np.float64], u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evaluate a tensor-product surface.

    Args:
        net: (rows, columns, 3) control points.
        u: (n,) places along the first axis, 0 to 1.
        v: (m,) places along the second axis, 0 to 1.

    Returns:
        (n, m, 3) points.
    """
    lengthwise = basis(net.shape[0], u)
    girthwise = basis(net.shape[1], v)
    return np.asarray(np.einsum("ia,jb,abk->ijk", lengthwise, girthwise, net, optimize=True))


def _raised(
    weights: NDArray[np.float64], knots: NDArray[np.float64], at: NDArray[np.float64], degree: int
) -> NDArray[np.float64]:
    """Take one step of the Cox-de Boor recursion, from ``degree - 1`` to ``degree``."""
    count = weights.shape[1] - 1
    left_span = knots[degree : degree + count] - knots[:count]
    right_span = knots[degree + 1 : degree + 1 + count] - knots[1 : 1 + count]
    left = np.divide(
        at[:, None] - knots[:count], left_span, where=left_span > 0, out=np.zeros((len(at), count))
    )
    right = np.divide(
        knots[degree + 1 : degree + 1 + count] - at[:, None],
        right_span,
        where=right_span > 0,
        out=np.zeros((len(at), count)),
    )
    return np.asarray(left * weights[:, :-1] + right * weights[:, 1:])
