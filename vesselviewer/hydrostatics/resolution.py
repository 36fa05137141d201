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

from vesselviewer.hydrostatics.tree import LEAF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.cutting import WetSkin
    from vesselviewer.hydrostatics.tree import HullTree
    from vesselviewer.mesh import Mesh

_CREASE = np.cos(np.radians(30.0))
_RUN = 8  # leaves in a patch: an estimate needs no finer ones
_BLOCK = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """Missing volume and area, summed over patches of a few dozen triangles.

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
    level = tree.levels[min(1, len(tree.levels) - 1)]
    count = len(tree.order)
    columns = np.zeros((-(-count // (LEAF * _RUN)) * LEAF * _RUN, 6))
    normals = _vertex_normals(mesh)
    for begin in range(0, count, _BLOCK):
        faces = mesh.faces[tree.order[begin : begin + _BLOCK]]
        corners = mesh.vertices[faces].astype(np.float64) - tree.origin
        columns[begin : begin + len(faces)] = _missing(corners, normals[faces])
    sums = columns.reshape(-1, LEAF * _RUN, 6).sum(axis=1)
    if len(sums) != len(level.sums):  # so few triangles that there is no second level
        sums = columns.reshape(-1, LEAF, 6).sum(axis=1)[: len(level.sums)]
    return Resolution(level.centers, level.halves, sums)


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
    """Return (n, 3) unit normals of the vertices, weighted by area."""
    corners = mesh.vertices[mesh.faces].astype(np.float64)
    vectors = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros((len(mesh.vertices), 3))
    flat = mesh.faces.ravel()
    for axis in range(3):
        normals[:, axis] = np.bincount(flat, np.repeat(vectors[:, axis], 3), len(mesh.vertices))
    return _unit(normals)


def _missing(corners: NDArray[np.float64], normals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 6) columns of `Resolution` of triangles with corners and their normals (n, 3, 3)."""
    vectors = 0.5 * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(vectors, axis=1)
    flat = _unit(vectors)[:, None, :]
    smooth = np.einsum("ikj,ilj->ik", normals, flat) > _CREASE
    normals = np.where(smooth[..., None], normals, flat)
    turns = np.roll(normals, -1, axis=1) - normals
    edges = np.roll(corners, -1, axis=1) - corners
    volume = area * np.einsum("ikj,ikj->i", turns, edges) / 24.0
    out = np.empty((len(area), 6))
    out[:, 0] = volume
    out[:, 1:4] = volume[:, None] * corners.mean(axis=1)
    # Between 1/16 for a surface that bends one way and 5/24 for a sphere, of the mean turn squared.
    out[:, 4] = area * np.einsum("ikj,ikj->i", turns, turns) / 3.0 * 0.1
    out[:, 5] = area
    return out


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return vectors of length one; zero stays zero."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1.0))
