"""Volume and area of a mesh, exact for its triangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from vesselviewer.mesh.geometry import Mesh

# Triangles at a time: large enough to be fast, small enough for the processor's cache.
_BLOCK = 1 << 14


def signed_volume(mesh: Mesh, reference: Sequence[float] | None = None) -> float:
    """Return the volume by the divergence theorem, in the cube of the mesh's unit.

    Positive where the winding is counter-clockwise seen from outside. On a closed mesh the
    reference point does not matter but for rounding; on an open one the result is that of the mesh
    closed by a cone from its open edges to the reference point.

    Args:
        mesh: welded or not.
        reference: a point; by default the middle of the bounds, which keeps rounding errors small.
    """
    volumes = face_volumes(mesh, reference)
    return float(volumes.sum())


def face_volumes(mesh: Mesh, reference: Sequence[float] | None = None) -> NDArray[np.float64]:
    """Return (m,) signed volumes of the tetrahedra from each face to the reference point."""
    origin = np.asarray(center(mesh) if reference is None else reference, dtype=np.float64)[:, None]
    volumes = np.empty(len(mesh.faces))
    for rows, a, b, c in _corner_blocks(mesh):
        volumes[rows] = ((a - origin) * _cross(b - origin, c - origin)).sum(axis=0) / 6.0
    return volumes


def surface_area(mesh: Mesh) -> float:
    """Return the area of all faces, in the square of the mesh's unit."""
    return float(face_areas(mesh).sum())


def face_areas(mesh: Mesh) -> NDArray[np.float64]:
    """Return (m,) areas of the faces."""
    areas = np.empty(len(mesh.faces))
    for rows, a, b, c in _corner_blocks(mesh):
        normal = _cross(b - a, c - a)
        areas[rows] = 0.5 * np.sqrt((normal * normal).sum(axis=0))
    return areas


def center(mesh: Mesh) -> tuple[float, float, float]:
    """Return the middle of the bounds."""
    x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
    return ((x_min + x_max) / 2, (y_min + y_max) / 2, (z_min + z_max) / 2)


def diagonal(mesh: Mesh) -> float:
    """Return the length of the diagonal of the bounds."""
    x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
    return float(np.sqrt((x_max - x_min) ** 2 + (y_max - y_min) ** 2 + (z_max - z_min) ** 2))


def _corner_blocks(
    mesh: Mesh,
) -> Iterator[tuple[slice, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """Yield rows of faces with their corners as three fresh (3, k) float64 arrays."""
    for begin in range(0, len(mesh.faces), _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        faces = mesh.faces[rows]
        a, b, c = (np.array(mesh.vertices[faces[:, corner]].T, dtype=np.float64) for corner in range(3))
        yield rows, a, b, c


def _cross(b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cross product of (3, k) vectors; `numpy.cross` makes more copies."""
    return np.stack((b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]))
