"""How far a hull is from the mirror image of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh.geometry import Mesh

_SAMPLES = 96
_BINS = 256
_PAIRS_AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Distances between a surface and its mirror image, in the unit of the mesh.

    Attributes:
        largest: the largest one found.
        rms: their root mean square.
    """

    largest: float
    rms: float


def asymmetry(mesh: Mesh, axis: int = 1, plane: float = 0.0) -> Asymmetry:
    """Measure how far the mirrored vertices lie off the surface.

    A hundred vertices, spread evenly over the list, are mirrored, and the exact distance from each to
    the nearest triangle is taken among those that share its part of the length: cheap on a million
    triangles, and an upper bound where a hull differs by more than a 256th of its length.

    Args:
        mesh: a welded mesh with at least one face.
        axis: across the plane: 0, 1 or 2.
        plane: its coordinate.
    """
    chosen = np.unique(np.linspace(0, len(mesh.vertices) - 1, _SAMPLES).astype(np.int64))
    points = mesh.vertices[chosen].astype(np.float64)
    points[:, axis] = 2 * plane - points[:, axis]
    extents = [high - low for low, high in zip(mesh.bounds[::2], mesh.bounds[1::2], strict=True)]
    extents[axis] = -1.0  # sorted along another axis, or the image would lie in another bin
    along = int(np.argmax(extents))
    squares = _nearest_squares(mesh, points, along)
    return Asymmetry(float(np.sqrt(squares.max())), float(np.sqrt(squares.mean())))


def _nearest_squares(mesh: Mesh, points: NDArray[np.float64], along: int) -> NDArray[np.float64]:
    """Return the squared distance from each point to the nearest triangle near it."""
    x = mesh.vertices[:, along].astype(np.float64)
    low, size = float(x.min()), max(float(np.ptp(x)) / _BINS, 1e-300)
    spans = x[mesh.faces]
    first, last = spans.min(axis=1), spans.max(axis=1)
    squares = np.empty(len(points))
    bins = np.floor((points[:, along] - low) / size).astype(np.int64)
    for number in np.unique(bins):
        left, right = low + (number - 1) * size, low + (number + 2) * size
        near = np.flatnonzero((last >= left) & (first <= right))
        corners = mesh.vertices[mesh.faces[near]].astype(np.float64)
        for index in np.flatnonzero(bins == number):
            if (corners == points[index]).all(axis=2).any():  # most hulls are mirrored vertex by vertex
                squares[index] = 0.0
                continue
            squares[index] = min(
                float(_squares_to(points[index], corners[begin : begin + _PAIRS_AT_ONCE]).min())
                for begin in range(0, len(corners), _PAIRS_AT_ONCE)
            )
    return squares


def _squares_to(point: NDArray[np.float64], corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distances from a point to (n, 3, 3) triangles."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    best = np.minimum(
        np.minimum(_to_segment(point, a, b), _to_segment(point, b, c)), _to_segment(point, c, a)
    )
    first, second, away = b - a, c - a, point - a
    d00, d01, d11 = _dot(first, first), _dot(first, second), _dot(second, second)
    d20, d21 = _dot(away, first), _dot(away, second)
    area = d00 * d11 - d01 * d01
    solid = area > 0
    safe = np.where(solid, area, 1.0)
    v, w = (d11 * d20 - d01 * d21) / safe, (d00 * d21 - d01 * d20) / safe
    inside = solid & (v >= 0) & (w >= 0) & (v + w <= 1)
    off = away - v[:, None] * first - w[:, None] * second
    return np.where(inside, _dot(off, off), best)


def _to_segment(
    point: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    edge, away = end - start, point - start
    share = np.clip(_dot(away, edge) / np.maximum(_dot(edge, edge), 1e-300), 0, 1)
    off = away - share[:, None] * edge
    return _dot(off, off)


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    product: NDArray[np.float64] = np.einsum("ij,ij->i", a, b)
    return product
