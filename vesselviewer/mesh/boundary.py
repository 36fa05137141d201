"""The boundary of a surface in the sense of Stokes's theorem."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def boundary_chain(faces: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the edges that are run through more often one way than the other.

    They are what a surface that closes this one would have to run through the other way. A closed and
    consistently wound surface has none.

    Args:
        faces: (m, 3) vertex indices; faces that name a vertex twice must have been left out.

    Returns:
        (k, 2) edges from their lower vertex to their higher, and (k,) how many times more often they
        are run through that way than back.
    """
    start = faces.T.ravel().astype(np.int64)
    end = np.roll(faces, -1, axis=1).T.ravel().astype(np.int64)
    keys = np.minimum(start, end) << 32 | np.maximum(start, end) << 1 | (start > end)
    keys.sort()
    edges = keys >> 1
    starts = np.flatnonzero(np.concatenate(([True], edges[1:] != edges[:-1])))[: len(keys)]
    net = np.add.reduceat(1 - 2 * (keys & 1), starts) if len(keys) else starts
    lone = edges[starts[net != 0]]
    return np.stack((lone >> 31, lone & 0x7FFFFFFF), axis=1).astype(np.int32), net[net != 0]
