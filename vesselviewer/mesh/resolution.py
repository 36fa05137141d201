"""How much volume a hull loses to its flat triangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh.geometry import Mesh

# Length of the mean of the unit normals around a vertex, below which it lies on a knuckle.
_SMOOTH = 0.94
_BLOCK = 1 << 14  # faces at a time: what fits in the processor's cache


def chordal_loss(mesh: Mesh) -> float:
    """Estimate the volume between the triangles and the smooth surface that they stand for.

    The surface over a face is taken as the quadratic one that passes through its corners and stands
    square to their normals. Over an edge from p to q, with normals m and n there, it rises by
    (n − m)·(q − p)/8, the sagitta of an arc; the volume over a face is its area times the mean rise
    over its three edges, which is exact for a quadratic. Corners at knuckles count as flat.

    The error of the estimate falls with the fourth power of the edge length, that of the volume with
    the second: it is a good one as soon as it is small.

    Args:
        mesh: a welded mesh, consistently wound.

    Returns:
        The missing volume, positive where the surface bulges outward, in the cube of the unit.
    """
    at_vertex = _vertex_normals(mesh)
    total = 0.0
    for begin in range(0, len(mesh.faces), _BLOCK):
        faces = mesh.faces[begin : begin + _BLOCK]
        points = [mesh.vertices[faces[:, corner]].astype(np.float64) for corner in range(3)]
        normal = np.cross(points[1] - points[0], points[2] - points[0])
        double = np.sqrt(np.einsum("ij,ij->i", normal, normal))
        normal /= np.maximum(double, 1e-300)[:, None]
        normals = [_at_corner(at_vertex[faces[:, corner]], normal) for corner in range(3)]
        rise = np.zeros(len(faces))
        for corner in range(3):
            following = (corner + 1) % 3
            bend = normals[following] - normals[corner]
            rise += np.einsum("ij,ij->i", bend, points[following] - points[corner])
        total += float((double * rise).sum())
    return total / (2 * 8 * 3)


def _vertex_normals(mesh: Mesh) -> NDArray[np.float32]:
    """Return the (n, 3) mean normals of the faces around each vertex; zeros at knuckles.

    Every face counts alike: by its area, a wide deck would outweigh the shell beside it.
    """
    normals = np.empty((len(mesh.faces), 3), dtype=np.float32)
    for begin in range(0, len(mesh.faces), _BLOCK):
        faces = mesh.faces[begin : begin + _BLOCK]
        a, b, c = (mesh.vertices[faces[:, corner]].astype(np.float64) for corner in range(3))
        normal = np.cross(b - a, c - a)
        normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-300)[:, None]
        normals[begin : begin + _BLOCK] = normal
    summed = np.zeros((len(mesh.vertices), 3))
    count = np.bincount(mesh.faces[normals.any(axis=1)].ravel(), minlength=len(mesh.vertices))
    for axis in range(3):
        weights = np.repeat(normals[:, axis], 3)
        summed[:, axis] = np.bincount(mesh.faces.ravel(), weights, minlength=len(mesh.vertices))
    length = np.linalg.norm(summed, axis=1)
    # Where the normals around a vertex cancel each other there is a knuckle, and no normal at all.
    knuckle = length < _SMOOTH * count
    summed /= np.maximum(length, 1e-300)[:, None]
    summed[knuckle] = 0
    return summed.astype(np.float32)


def _at_corner(there: NDArray[np.float32], normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal of the surface at a corner of every face; that of the face at a knuckle."""
    smooth = np.any(there, axis=1, keepdims=True)
    return np.where(smooth, there, normal)
