"""Cuts of a hull by planes, as directed segments, and the areas that they enclose under water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hydrostatics.cutting import crossed_triangles, directed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hydrostatics.tree import HullTree


_RUN = 16  # segments in a run


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StationSlices:
    """Cuts at several x, as segments with the hull always on the same side.

    The segments of a cut stand from below upward in runs of sixteen, filled up with segments without
    length. The sums of a run answer any water that does not cut its box, as those of the tree do.

    Attributes:
        positions: (n,) x of the cuts, in the coordinates of the mesh.
        station: (k,) which cut each run belongs to.
        y, z: (2, k, 16) first and second ends of the segments, in the coordinates of the mesh.
        centers, halves: (2, k) of the boxes of the runs, y and z.
        sums: (6, k) of the middle's y and z times dy and dz (y dy, y dz, z dy, z dz), of dy and of dz.
    """

    positions: NDArray[np.float64]
    station: NDArray[np.intp]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    centers: NDArray[np.float64]
    halves: NDArray[np.float64]
    sums: NDArray[np.float64]


def slice_hull(tree: HullTree, normal: NDArray[np.float64], offset: float) -> NDArray[np.float64]:
    """Return (k, 2, 3) segments where the plane normal · p = offset cuts the hull.

    Each runs so that normal × direction points out of the hull; in the coordinates of the mesh.
    """
    tips, share, lone_below = crossed_triangles(tree, normal, offset)
    return directed(tips, share, lone_below) + tree.origin


def slice_stations(tree: HullTree, positions: NDArray[np.float64]) -> StationSlices:
    """Cut the hull at several x."""
    forward = np.array((1.0, 0.0, 0.0))
    runs, station = [], []
    for k, x in enumerate(positions):
        segments = slice_hull(tree, forward, float(x))[..., 1:]
        if not len(segments):
            continue
        segments = segments[np.argsort(segments[..., 1].sum(axis=1))]
        missing = -len(segments) % _RUN
        # Filled up with the last point alone, which has no length and widens no box.
        segments = np.concatenate((segments, np.broadcast_to(segments[-1, 1], (missing, 2, 2))))
        runs.append(segments.reshape(-1, _RUN, 2, 2))
        station.append(np.full(len(runs[-1]), k))
    ends = np.concatenate(runs) if runs else np.empty((0, _RUN, 2, 2))
    low, high = ends.min(axis=(1, 2)).T, ends.max(axis=(1, 2)).T
    middle, step = ends.mean(axis=2), ends[:, :, 1] - ends[:, :, 0]
    products = [(middle[..., i] * step[..., j]).sum(axis=1) for i in (0, 1) for j in (0, 1)]
    return StationSlices(
        np.asarray(positions, dtype=np.float64),
        np.concatenate(station) if station else np.empty(0, dtype=np.intp),
        np.ascontiguousarray(ends[..., 0].transpose(2, 0, 1)),
        np.ascontiguousarray(ends[..., 1].transpose(2, 0, 1)),
        0.5 * (low + high),
        0.5 * (high - low),
        np.stack((*products, step[..., 0].sum(axis=1), step[..., 1].sum(axis=1))),
    )


def section_areas(slices: StationSlices, up: NDArray[np.float64], offset: float) -> NDArray[np.float64]:
    """Return (n,) areas of the sections below the plane up · p = offset.

    By the divergence theorem in the plane of the section: the depth below the water, which vanishes
    on it, so that the section need not be closed there.
    """
    slope = float(np.hypot(up[1], up[2]))
    count = len(slices.positions)
    if slope < 1e-12:
        return np.full(count, np.nan)
    a, b = up[1] / slope, up[2] / slope
    dry = ((offset - up[0] * slices.positions) / slope)[slices.station]
    height = a * slices.centers[0] + b * slices.centers[1] - dry
    radius = abs(a) * slices.halves[0] + abs(b) * slices.halves[1]
    y_dy, y_dz, z_dy, z_dz, dy, dz = slices.sums
    wet = a * b * (y_dy - z_dz) - a * a * y_dz + b * b * z_dy - dry * (b * dy - a * dz)
    areas = np.bincount(slices.station, np.where(height <= -radius, wet, 0.0), count)
    cut = np.flatnonzero(np.abs(height) < radius)
    y, z = slices.y[:, cut], slices.z[:, cut]
    part = _wet_parts(a * y + b * z - dry[cut, None]) * (b * (y[1] - y[0]) - a * (z[1] - z[0]))
    areas += np.bincount(slices.station[cut], part.sum(axis=1), count)
    return areas.astype(np.float64)


def _wet_parts(height: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of the height over each segment, where it is negative; of heights (2, …)."""
    low, high = np.minimum(height[0], height[1]), np.maximum(height[0], height[1])
    span = np.where((low < 0) & (high > 0), high - low, 1.0)
    return np.asarray(
        np.where(high <= 0, 0.5 * (low + high), np.where(low < 0, -0.5 * low * low / span, 0.0))
    )


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
    parts = (0.5 * wet * mean * outward).sum(axis=1)
    return np.bincount(slices.station, parts, len(slices.positions)).astype(np.float64)
