"""Stations, waterlines, buttocks and diagonals as clean joined polylines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics.curves import Section
from vesselviewer.hydrostatics.slicing import slice_hull
from vesselviewer.mesh import Mesh
from vesselviewer.mesh.welding import weld_near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.preparing import PreparedHull
    from vesselviewer.hydrostatics.tree import HullTree
    from vesselviewer.hydrostatics.water_plane import WaterPlane

_NORMALS = {"station": (1.0, 0.0, 0.0), "waterline": (0.0, 0.0, 1.0), "buttock": (0.0, 1.0, 0.0)}
KINDS = (*_NORMALS, "diagonal")
# Ends of segments nearer than this share of the hull's length are one point.
_NEAR = 1e-7
# So are the ends of polylines across the slit of a seam.
_SEAM = 1e-4


def sections(
    hull: PreparedHull,
    kind: str,
    positions: Sequence[float] | NDArray[np.float64],
    *,
    angle: float = np.pi / 4,
) -> tuple[Section, ...]:
    """Cut a hull at several positions.

    Args:
        hull: prepared.
        kind: "station", "waterline", "buttock" or "diagonal".
        positions: see `Section.position`.
        angle: of diagonals, radians below the horizontal, outward on both sides.

    Raises:
        VesselViewerError: if there is no such kind.
    """
    if kind not in KINDS:
        raise VesselViewerError(f"there are no sections of kind {kind!r}", hint=f"Use {', '.join(KINDS)}")
    return tuple(
        Section(kind, float(position), _polylines(hull.tree, kind, float(position), angle))
        for position in positions
    )


def waterline_polylines(hull: PreparedHull, plane: WaterPlane) -> tuple[NDArray[np.float64], ...]:
    """Return where the water meets the hull, as polylines (k, 3) in the coordinates of the mesh."""
    return joined(slice_hull(hull.tree, plane.up, plane.offset), _tolerance(hull.tree))


def _polylines(tree: HullTree, kind: str, position: float, angle: float) -> tuple[NDArray[np.float64], ...]:
    """Return the polylines of one section."""
    if kind != "diagonal":
        return joined(slice_hull(tree, np.array(_NORMALS[kind]), position), _tolerance(tree))
    lines: tuple[NDArray[np.float64], ...] = ()
    for side in (1.0, -1.0):
        normal = np.array((0.0, side * np.sin(angle), np.cos(angle)))
        segments = slice_hull(tree, normal, position * float(normal[2]))
        lines += joined(_on_side(segments, side), _tolerance(tree))
    return lines


def _on_side(segments: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """Return segments clipped to one side of the centerplane."""
    y = segments[..., 1] * side
    kept = (y > 0).any(axis=1)
    segments, y = segments[kept], y[kept]
    across = y < 0
    share = np.where(across, -y / np.where(across, y[:, ::-1] - y, 1.0), 0.0)
    return segments + share[..., None] * (segments[:, ::-1] - segments)


def _tolerance(tree: HullTree) -> float:
    """Return within what ends of segments are one point."""
    top = tree.levels[-1]
    return _NEAR * float(
        np.ptp(np.concatenate((top.centers - top.halves, top.centers + top.halves)), axis=0).max()
    )


def joined(segments: NDArray[np.float64], tolerance: float) -> tuple[NDArray[np.float64], ...]:
    """Join directed segments (k, 2, 3) end to start; a closed polyline repeats its first point."""
    if not len(segments):
        return ()
    numbers = np.arange(2 * len(segments), dtype=np.int32).reshape(-1, 2)
    # A segment as a face that names a vertex twice, so that what welds vertices welds ends.
    as_faces = Mesh(segments.reshape(-1, 3), np.concatenate((numbers, numbers[:, 1:]), axis=1))
    welded = weld_near(as_faces, numbers.ravel(), tolerance)
    pairs = welded.faces[:, :2]
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    lines = [welded.vertices[np.array(chain)].astype(np.float64) for chain in _chains(pairs)]
    return tuple(_linked(lines, _SEAM / _NEAR * tolerance))


def _linked(lines: list[NDArray[np.float64]], tolerance: float) -> list[NDArray[np.float64]]:
    """Link open polylines whose ends meet but for a seam that its patches leave open."""
    done = [line for line in lines if len(line) > 2 and (line[0] == line[-1]).all()]
    rest = [line for line in lines if not (len(line) > 2 and (line[0] == line[-1]).all())]
    rest.sort(key=lambda line: _gap_before(line, lines))
    while rest:
        line = rest.pop()
        while True:
            starts = np.array([line[0], *(other[0] for other in rest)])
            gaps = np.linalg.norm(starts - line[-1], axis=1)
            gaps[0] = gaps[0] if len(line) > 2 else np.inf
            nearest = int(gaps.argmin())
            if gaps[nearest] > tolerance:
                break
            if nearest == 0:
                line = np.concatenate((line, line[:1]))
                break
            line = np.concatenate((line, rest.pop(nearest - 1)))
        done.append(line)
    return done


def _gap_before(line: NDArray[np.float64], others: list[NDArray[np.float64]]) -> float:
    """Return how far the nearest end of another polyline is from the start of this one."""
    gaps = [float(np.linalg.norm(other[-1] - line[0])) for other in others if other is not line]
    return min(gaps, default=np.inf)


def _chains(pairs: NDArray[np.int32]) -> list[list[int]]:
    """Return runs of vertices along directed pairs: open ones first, then loops."""
    following: dict[int, list[int]] = {}
    for start, end in pairs.tolist():
        following.setdefault(start, []).append(end)
    ends = set(pairs[:, 1].tolist())
    chains = []
    for first in [start for start in following if start not in ends] + list(following):
        while following.get(first):
            chain = [first]
            while following.get(chain[-1]):
                chain.append(following[chain[-1]].pop())
                if chain[-1] == first:
                    break
            chains.append(chain)
    return chains
