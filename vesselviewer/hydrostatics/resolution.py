"""What flat triangles cost against the smooth surface that they stand for.

Where the normals at the ends of an edge are known, so is how far the surface bulges over its middle:
(n_b − n_a) · (b − a) / 8, as a circle through both would. The bulges over three edges span a curved
patch over the triangle, whose volume is a third of their sum times the area. Over creases, where the
surface is not smooth, nothing is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics.cutting import face_normals
from vesselviewer.hydrostatics.tree import FAN, LEAF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.cutting import WetSkin
    from vesselviewer.hydrostatics.tree import HullTree
    from vesselviewer.mesh import Mesh

_CREASE = np.cos(np.radians(30.0))
_PATCHES = 500  # an estimate needs no more, where there are so many
_NEXT = (1, 2, 0)
_BLOCK = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """Missing volume and area, summed over patches of triangles.

    Attributes:
        centers, halves: (n, 3) boxes of the patches, about the origin of the tree.
        sums: (n, 6) missing volume, its first moments (3) about that origin, missing area, area.
    """

    centers: NDArray[np.float64]
    halves: NDArray[np.float64]
    sums: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shortfall:
    """What is missing of a floating hull, estimated; negative where triangles bulge out of the surface.

    Attributes:
        volume: m³.
        moment: (3,) of the missing volume about the origin of the tree, m⁴.
        wetted_area: m².
        waterplane_area: m².
    """

    volume: float
    moment: NDArray[np.float64]
    wetted_area: float
    waterplane_area: float


def estimate_resolution(mesh: Mesh, tree: HullTree) -> Resolution:
    """Estimate what is missing of every patch of a welded mesh."""
    depth = max(k for k, level in enumerate(tree.levels) if k == 0 or len(level.sums) >= _PATCHES)
    level, run = tree.levels[depth], LEAF * FAN**depth
    count = len(tree.order)
    columns = np.zeros((6, len(level.sums) * run))
    normals = _vertex_normals(mesh)
    for begin in range(0, count, _BLOCK):
        faces = mesh.faces.take(tree.order[begin : begin + _BLOCK], axis=0).T
        corners = mesh.vertices.take(faces, axis=0).transpose(2, 0, 1) - tree.origin[:, None, None]
        columns[:, begin : begin + faces.shape[1]] = _missing(corners, normals[:, faces])
    return Resolution(level.centers, level.halves, columns.reshape(6, -1, run).sum(axis=2).T.copy())


def shortfall(resolution: Resolution, skin: WetSkin) -> Shortfall:
    """Return what is missing of a floating hull."""
    height = resolution.centers @ skin.up - skin.offset
    radius = resolution.halves @ np.abs(skin.up)
    # The share of a patch that is wet, as if it filled its box evenly.
    share = np.clip(0.5 - 0.5 * height / np.maximum(radius, 1e-300), 0.0, 1.0)
    total = share @ resolution.sums
    crossed = resolution.sums[np.abs(height) < radius]
    bulge = crossed[:, 0].sum() / max(crossed[:, 5].sum(), 1e-300)
    edge = skin.edge[:, 1] - skin.edge[:, 0]
    length = float(np.sqrt(np.einsum("ij,ij->i", edge, edge)).sum())
    return Shortfall(float(total[0]), total[1:4], float(total[4]), float(bulge * length))


def _vertex_normals(mesh: Mesh) -> NDArray[np.float64]:
    """Return (3, n) unit normals of the vertices, weighted by area."""
    sums = np.zeros((3, len(mesh.vertices)))
    columns = [np.ascontiguousarray(mesh.vertices[:, axis], dtype=np.float64) for axis in range(3)]
    faces = np.ascontiguousarray(mesh.faces.T)
    a, b, c = ([column.take(corner) for column in columns] for corner in faces)
    for axis, (i, j) in enumerate(((1, 2), (2, 0), (0, 1))):
        vector = (b[i] - a[i]) * (c[j] - a[j]) - (b[j] - a[j]) * (c[i] - a[i])
        for corner in faces:
            sums[axis] += np.bincount(corner, vector, sums.shape[1])
    return _unit(sums)


def _missing(corners: NDArray[np.float64], normals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (6, n) columns of `Resolution` of triangles: corners and normals (3 axes, 3 corners, n)."""
    vectors = face_normals(corners)
    area = np.sqrt(np.einsum("in,in->n", vectors, vectors))
    flat = _unit(vectors)[:, None]
    smooth = (normals * flat).sum(axis=0) > _CREASE
    normals = np.where(smooth, normals, flat)
    turns = normals[:, _NEXT] - normals
    edges = corners[:, _NEXT] - corners
    volume = area * np.einsum("ikn,ikn->n", turns, edges) / 24.0
    out = np.empty((6, len(area)))
    out[0] = volume
    out[1:4] = volume * corners.mean(axis=1)
    # Between 1/16 for a surface that bends one way and 5/24 for a sphere, of the mean turn squared.
    out[4] = area * np.einsum("ikn,ikn->n", turns, turns) / 3.0 * 0.1
    out[5] = area
    return out


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (3, n) vectors of length one; zero stays zero."""
    length = np.sqrt(np.einsum("in,in->n", vectors, vectors))
    return np.asarray(vectors / np.where(length > 0, length, 1.0))
