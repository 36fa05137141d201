"""A half surface and its mirror image, closed by a deck and a transom into one watertight shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Rings between the outline of the transom and its middle: enough to keep triangles from being needles.
MINIMUM_RINGS = 2


def closed_shell(port: NDArray[np.float64]) -> Mesh:
    """Close the port half of a hull into a watertight, exactly symmetric mesh.

    Args:
        port: (stations, points, 3), station 0 aftmost, point 0 at the keel and the last one at the
            deck edge, in meters. The keel and the last station (the stem) lie on y = 0; the first
            station may be a transom (y > 0) or a sternpost (y = 0).

    Returns:
        Side, mirrored side, deck and (where the stern is cut off) transom, wound outward.
    """
    stations, points, _ = port.shape
    grid = np.array(port, dtype=np.float64)
    has_transom = bool(np.any(grid[0, 1:, 1] > 0.0))
    shared = np.zeros((stations, points), dtype=bool)
    shared[:, 0] = shared[-1, :] = True
    shared[0, :] |= not has_transom
    grid[..., 1] = np.where(shared, 0.0, grid[..., 1])

    port_index = np.arange(stations * points, dtype=np.int32).reshape(stations, points)
    starboard_index = port_index.copy()
    starboard_index[~shared] = stations * points + np.arange(int((~shared).sum()), dtype=np.int32)
    vertices = [grid.reshape(-1, 3), grid[~shared] * (1.0, -1.0, 1.0)]
    faces = [_triangles(port_index)[:, ::-1], _triangles(starboard_index)]
    count = stations * points + int((~shared).sum())

    deck, deck_points = _deck(grid, port_index[:, -1], starboard_index[:, -1], count)
    vertices.append(deck_points)
    faces.append(_triangles(deck)[:, ::-1])
    count += len(deck_points)
    if has_transom:
        outline = np.concatenate([port_index[0, :], deck[0, 1:-1], starboard_index[0, :0:-1]])
        transom, transom_points = _transom(np.concatenate(vertices), outline, points // 4, count)
        vertices.append(transom_points)
        faces.append(transom)
    return Mesh(np.concatenate(vertices), np.concatenate(faces).astype(np.int32))


def _deck(
    grid: NDArray[np.float64], port: NDArray[np.int32], starboard: NDArray[np.int32], first: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the (stations, strips + 1) vertex numbers from port to starboard, and the new points."""
    points = grid.shape[1]
    # Even, so that the fold over the sheer lies on the center line and both halves match.
    strips = 2 * max(1, points // 8)
    inner = np.linspace(1.0, -1.0, strips + 1)[1:-1]
    edge = grid[:, -1]
    width = np.abs(edge[:, 1]) > 0.0
    numbers = np.repeat(port[:, None], strips + 1, axis=1)
    numbers[:, -1] = starboard
    numbers[width, 1:-1] = first + np.arange(int(width.sum()) * len(inner), dtype=np.int32).reshape(
        -1, len(inner)
    )
    across = np.repeat(edge[width][:, None, :], len(inner), axis=1)
    across[..., 1] *= inner
    return numbers, across.reshape(-1, 3)


def _transom(
    vertices: NDArray[np.float64], outline: NDArray[np.int32], rings: int, first: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Fill the outline (from the keel up to port, across and down) with rings around its middle."""
    rings = max(MINIMUM_RINGS, rings)
    rim = vertices[outline]
    middle = (rim.min(axis=0) + rim.max(axis=0)) / 2.0
    middle[1] = 0.0
    share = np.linspace(1.0, 0.0, rings + 1)[1:-1]
    inner = middle + share[:, None, None] * (rim - middle)
    numbers = np.empty((rings + 1, len(outline) + 1), dtype=np.int32)
    numbers[0, :-1] = outline
    numbers[1:-1, :-1] = first + np.arange(inner.size // 3, dtype=np.int32).reshape(rings - 1, -1)
    numbers[:-1, -1] = numbers[:-1, 0]
    numbers[-1] = first + inner.size // 3
    return _triangles(numbers), np.concatenate([inner.reshape(-1, 3), middle[None]])


def _triangles(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Split a grid of vertex numbers into triangles, without those that a shared vertex collapses.

    The diagonals lean toward amidships, so that no triangle has all its corners on the center line
    where keel and stem meet: its mirror image would lie on top of it.
    """
    a, b = numbers[:-1, :-1], numbers[1:, :-1]
    c, d = numbers[1:, 1:], numbers[:-1, 1:]
    forward = (np.arange(len(a)) >= len(a) // 2)[:, None]
    fourth, second = np.where(forward, d, c), np.where(forward, b, a)
    faces = np.stack([np.stack([a, b, fourth], axis=-1), np.stack([second, c, d], axis=-1)]).reshape(-1, 3)
    proper = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])
    return np.asarray(faces[proper])
