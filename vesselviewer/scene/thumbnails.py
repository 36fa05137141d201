"""Small pictures of hulls, rasterized with numpy: no VTK, no screen, safe in any thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.designs import THUMBNAIL_SIZE
from vesselviewer.mesh import coarsen_mesh
from vesselviewer.scene.cameras import StandardView, look_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh import Mesh

_FINENESS = 3  # samples per pixel and direction
_ENOUGH_FACES = 60_000  # at this size nobody sees more
_BATCH = 1 << 16  # samples tested at once, so that no single step holds the interpreter for long
_HULL_RGB = np.array([0.52, 0.63, 0.74])

# Directions toward the lights, in screen axes (right, up, toward the eye), with their strengths.
_LIGHTS = (((-0.45, 0.65, 0.62), 0.78), ((0.80, 0.10, 0.59), 0.26), ((0.0, -1.0, 0.2), 0.10))
_AMBIENT = 0.20


def render_thumbnail(mesh: Mesh, size: tuple[int, int] = THUMBNAIL_SIZE) -> NDArray[np.uint8]:
    """Draw a mesh from above its starboard bow.

    Args:
        mesh: any triangles; both sides are drawn, closed or not.
        size: width and height in pixels.

    Returns:
        (height, width, 4) straight (not premultiplied) RGBA, transparent where there is no hull.
    """
    width, height = size
    picture = np.zeros((height, width, 4), dtype=np.uint8)
    if not len(mesh.faces):
        return picture
    if len(mesh.faces) > 2 * _ENOUGH_FACES:
        mesh = coarsen_mesh(mesh, _ENOUGH_FACES)
    fine = (width * _FINENESS, height * _FINENESS)
    points = _on_screen(mesh, fine)
    corners = points[mesh.faces]
    corners = corners[np.isfinite(corners).all(axis=(1, 2))]
    nearest = _nearest_faces(corners, fine)
    shades = _shades(corners)
    covered = nearest >= 0
    light = (
        np.where(covered, shades[np.maximum(nearest, 0)], 0.0) if len(corners) else np.zeros(covered.shape)
    )
    blocks = (height, _FINENESS, width, _FINENESS)
    coverage = covered.reshape(blocks).mean(axis=(1, 3))
    mean_light = light.reshape(blocks).sum(axis=(1, 3)) / np.maximum(
        covered.reshape(blocks).sum(axis=(1, 3)), 1
    )
    colors = np.clip(_HULL_RGB * mean_light[..., None], 0.0, 1.0)
    picture[..., :3] = np.round(255 * colors)
    picture[..., 3] = np.round(255 * coverage)
    return picture


def _on_screen(mesh: Mesh, size: tuple[int, int]) -> NDArray[np.float64]:
    """Return vertices as (column, row, depth) in samples; depth grows away from the eye."""
    width, height = size
    pose = look_at(StandardView.ISOMETRIC, mesh.bounds, width / height)
    toward = np.subtract(pose.position, pose.focal_point)
    toward /= np.linalg.norm(toward)
    up = np.array(pose.view_up)
    right = np.cross(up, toward)
    local = mesh.vertices.astype(np.float64) - pose.focal_point
    scale = height / 2 / pose.parallel_scale
    return np.stack(
        [width / 2 + scale * (local @ right), height / 2 - scale * (local @ up), -scale * (local @ toward)],
        axis=1,
    )


def _shades(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the brightness of each face, lit alike on both sides."""
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals *= np.array([1.0, -1.0, -1.0])  # from rows and depth to up and toward the eye
    lengths = np.linalg.norm(normals, axis=1)
    normals /= np.where(lengths > 0, lengths, 1.0)[:, None]
    normals[normals[:, 2] < 0] *= -1
    shades = np.full(len(corners), _AMBIENT)
    for direction, strength in _LIGHTS:
        toward_light = np.array(direction) / np.linalg.norm(direction)
        shades += strength * np.maximum(normals @ toward_light, 0.0)
    half = np.array(_LIGHTS[0][0]) / np.linalg.norm(_LIGHTS[0][0]) + [0.0, 0.0, 1.0]
    half /= np.linalg.norm(half)
    shades += 0.35 * np.maximum(normals @ half, 0.0) ** 24
    return shades


def _nearest_faces(corners: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.int64]:
    """Return the (height, width) index of the face in front at each sample, -1 for none."""
    width, height = size
    nothing = np.iinfo(np.int64).max
    buffer = np.full(width * height, nothing, dtype=np.int64)
    if not len(corners):
        return np.full((height, width), -1, dtype=np.int64)
    low = np.ceil(corners[..., :2].min(axis=1) - 0.5).astype(np.int64)
    high = np.floor(corners[..., :2].max(axis=1) - 0.5).astype(np.int64)
    low = np.maximum(low, 0)
    high = np.minimum(high, [width - 1, height - 1])
    spans = high - low + 1
    seen = np.flatnonzero((spans > 0).all(axis=1))
    depths = corners[..., 2]
    first, depth_range = float(depths.min()), float(np.ptp(depths)) or 1.0
    spans = spans[seen]
    # Faces whose boxes round up to the same powers of two are tested together.
    steps = np.ceil(np.log2(spans)).astype(np.int64)
    for column_step, row_step in np.unique(steps, axis=0):
        group = seen[(steps == (column_step, row_step)).all(axis=1)]
        box = (1 << int(column_step), 1 << int(row_step))
        batch = max(1, _BATCH // (box[0] * box[1]))
        for start in range(0, len(group), batch):
            faces = group[start : start + batch]
            samples, owners, depth = _covered(corners[faces], low[faces], box, size)
            level = ((depth - first) / depth_range * (1 << 30)).astype(np.int64)
            np.minimum.at(buffer, samples, (level << 32) | faces[owners])
    faces_in_front = np.where(buffer == nothing, -1, buffer & 0xFFFFFFFF)
    return faces_in_front.reshape(height, width)


def _covered(
    corners: NDArray[np.float64], low: NDArray[np.int64], box: tuple[int, int], size: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Test every sample of each face's box.

    Returns:
        Flat sample index, face (index into ``corners``) and depth of each sample that is covered.
    """
    columns = low[:, 0, None, None] + np.arange(box[0])[None, None, :]
    rows = low[:, 1, None, None] + np.arange(box[1])[None, :, None]
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (corners[:, i, :, None, None].swapaxes(0, 1) for i in range(3))
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    flat = np.abs(area) < 1e-12
    inverse = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, area))
    x, y = columns + 0.5, rows + 0.5
    beta = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) * inverse
    gamma = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) * inverse
    inside = (beta >= 0) & (gamma >= 0) & (beta + gamma <= 1) & ~flat
    inside &= (columns < size[0]) & (rows < size[1])
    owners, at_row, at_column = np.nonzero(inside)
    depth = (az + beta * (bz - az) + gamma * (cz - az))[owners, at_row, at_column]
    samples = (low[owners, 1] + at_row) * size[0] + low[owners, 0] + at_column
    return samples, owners, np.clip(depth, corners[..., 2].min(), corners[..., 2].max())
