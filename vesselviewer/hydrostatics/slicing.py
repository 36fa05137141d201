"""Cuts of a hull by planes, as directed segments, and the areas that they enclose under water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics.cutting import crossed_triangles, directed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.tree import HullTree


@dataclass(frozen=True, slots=True, eq=False)
class StationSlices:
    """Cuts at several x, as segments with the hull always on the same side.

    Attributes:
        positions: (n,) x of the cuts, in the coordinates of the mesh.
        station: (k,) which cut each segment belongs to.
        y, z: (2, k) its first and second ends, in the coordinates of the mesh.
    """

    positions: NDArray[np.float64]
    station: NDArray[np.intp]
    y: NDArray[np.float64]
    z: NDArray[np.float64]


def slice_hull(tree: HullTree, normal: NDArray[np.float64], offset: float) -> NDArray[np.float64]:
    """Return (k, 2, 3) segments where the plane normal · p = offset cuts the hull.

    Each runs so that normal × direction points out of the hull; in the coordinates of the mesh.
    """
    tips, share, lone_below = crossed_triangles(tree, normal, offset)
    return directed(tips, share, lone_below) + tree.origin


def slice_stations(tree: HullTree, positions: NDArray[np.float64]) -> StationSlices:
    """Cut the hull at several x."""
    forward = np.array((1.0, 0.0, 0.0))
    cuts = [slice_hull(tree, forward, float(x)) for x in positions]
    station = np.repeat(np.arange(len(cuts)), [len(segments) for segments in cuts])
    segments = np.concatenate(cuts) if cuts else np.empty((0, 2, 3))
    y, z = np.ascontiguousarray(segments[..., 1].T), np.ascontiguousarray(segments[..., 2].T)
    return StationSlices(np.asarray(positions, dtype=np.float64), station, y, z)


def section_areas(slices: StationSlices, up: NDArray[np.float64], offset: float) -> NDArray[np.float64]:
    """Return (n,) areas of the sections below the plane up · p = offset.

    By the divergence theorem in the plane of the section: the depth below the water, which vanishes
    on it, so that the section need not be closed there.
    """
    slope = float(np.hypot(up[1], up[2]))
    if slope < 1e-12:
        return np.full(len(slices.positions), np.nan)
    a, b = up[1] / slope, up[2] / slope
    dry = (offset - up[0] * slices.positions) / slope
    height = a * slices.y + b * slices.z
    height -= dry[slices.station]
    low, high = np.minimum(height[0], height[1]), np.maximum(height[0], height[1])
    span = np.where((low < 0) & (high > 0), high - low, 1.0)
    # The mean of the height over a segment, where it is negative.
    mean = np.where(high <= 0, 0.5 * (low + high), np.where(low < 0, -0.5 * low * low / span, 0.0))
    outward = b * (slices.y[1] - slices.y[0]) - a * (slices.z[1] - slices.z[0])
    return np.bincount(slices.station, mean * outward, len(slices.positions)).astype(np.float64)


def section_moments(slices: StationSlices, baseline: float, draft: float) -> NDArray[np.float64]:
    """Return (n,) moments about the baseline of the sections below an upright draft, m³.

    The field (z² − T²)/2 along z vanishes on the water, and its divergence is z.
    """
    z = slices.z - baseline
    span = z[1] - z[0]
    crossed = (z[0] < draft) != (z[1] < draft)
    share = np.where(crossed, (draft - z[0]) / np.where(crossed, span, 1.0), 0.0)
    begin = np.where(z[0] < draft, z[0], draft)
    end = np.where(z[1] < draft, z[1], draft)
    wet = np.where(crossed, np.where(z[0] < draft, share, 1.0 - share), (z[0] < draft).astype(np.float64))
    mean = (begin * begin + begin * end + end * end) / 3.0 - draft * draft
    outward = slices.y[1] - slices.y[0]
    return np.bincount(slices.station, 0.5 * wet * mean * outward, len(slices.positions)).astype(np.float64)
