"""Where a mesh is open: its loose edges, gathered into loops that can be named and placed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.mesh.topology import connected_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vesselviewer.mesh.geometry import Mesh

# An opening whose area is below this share of that of a square of the same length is a crack.
_CRACK = 0.01
# A loop is flat if it leaves its plane by less than this share of its size.
_FLAT = 2e-3
_PLANE_VERTICES = 4096  # what the plane of a loop is fitted to, at most

Box = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class OpenLoop:
    """Edges with one face only that hang together.

    Attributes:
        edges: how many.
        length: of all edges together, in the unit of the mesh.
        bounds: (x_min, x_max, y_min, y_max, z_min, z_max).
        closed: it runs back into itself without branches.
        flat: it lies in one plane.
        crack: it encloses next to no area: a seam between patches that do not quite meet.
    """

    edges: int
    length: float
    bounds: Box
    closed: bool
    flat: bool
    crack: bool

    def as_dict(self) -> dict[str, object]:
        """Return plain values, fit for JSON."""
        return {**asdict(self), "bounds": list(self.bounds)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> OpenLoop:
        """Return the loop that `as_dict` was made of.

        Raises:
            ValueError: if the bounds are not six numbers.
            KeyError: if a key is missing.
        """
        low_x, high_x, low_y, high_y, low_z, high_z = (float(value) for value in values["bounds"])
        return cls(
            int(values["edges"]),
            float(values["length"]),
            (low_x, high_x, low_y, high_y, low_z, high_z),
            bool(values["closed"]),
            bool(values["flat"]),
            bool(values["crack"]),
        )


def directed_open_edges(faces: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the (k, 2) edges with one face only, in the direction in which that face runs."""
    starts = faces.ravel().astype(np.int64)
    ends = np.roll(faces, -1, axis=1).ravel().astype(np.int64)
    keys = (np.minimum(starts, ends) << 31) | np.maximum(starts, ends)
    _, place, count = np.unique(keys, return_index=True, return_counts=True)
    lone = np.sort(place[count == 1])
    return np.stack((starts[lone], ends[lone]), axis=1).astype(np.int32)


def open_loops(mesh: Mesh) -> tuple[OpenLoop, ...]:
    """Return the open loops of a welded mesh without collapsed faces, the longest first."""
    edges, label, count = labelled_open_edges(mesh)
    order = np.argsort(label, kind="stable")
    splits = np.cumsum(np.bincount(label, minlength=count))[:-1] if count else np.zeros(0, dtype=np.intp)
    groups = np.split(edges[order], splits) if count else []
    loops = [_loop(mesh, group) for group in groups]
    return tuple(sorted(loops, key=lambda loop: -loop.length))


def labelled_open_edges(mesh: Mesh) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
    """Return the directed open edges, the loop that each belongs to, and how many loops there are."""
    edges = directed_open_edges(mesh.faces)
    if not len(edges):
        return edges, np.zeros(0, dtype=np.int32), 0
    used, local = np.unique(edges, return_inverse=True)
    pairs = local.reshape(-1, 2).astype(np.int32)
    label, count = connected_parts(np.column_stack((pairs, pairs[:, 1])), len(used))
    return edges, label, count


def _loop(mesh: Mesh, edges: NDArray[np.int32]) -> OpenLoop:
    points = mesh.vertices[edges].astype(np.float64)
    corners = points.reshape(-1, 3)
    low, high = corners.min(axis=0), corners.max(axis=0)
    steps = points[:, 1] - points[:, 0]
    length = float(np.sqrt((steps * steps).sum(axis=1)).sum())
    middle = corners.mean(axis=0)
    area = np.cross(points[:, 0] - middle, points[:, 1] - middle).sum(axis=0) / 2
    enclosed = float(np.sqrt((area * area).sum()))
    degrees = np.unique(edges, return_counts=True)[1]
    box = (low[0], high[0], low[1], high[1], low[2], high[2])
    return OpenLoop(
        edges=len(edges),
        length=length,
        bounds=(float(box[0]), float(box[1]), float(box[2]), float(box[3]), float(box[4]), float(box[5])),
        closed=bool((degrees == 2).all()),
        flat=_is_flat(corners),
        crack=enclosed < _CRACK * (length / 4) ** 2,
    )


def _is_flat(corners: NDArray[np.float64]) -> bool:
    """Tell whether points lie in one plane."""
    chosen = corners[:: len(corners) // _PLANE_VERTICES + 1]
    centered = chosen - chosen.mean(axis=0)
    normal = np.linalg.svd(centered, full_matrices=False)[2][-1]
    away = float(np.abs((corners - chosen.mean(axis=0)) @ normal).max())
    return away <= _FLAT * max(float(np.ptp(corners, axis=0).max()), 1e-300)
