"""The frame of a large mesh at once, from a sample of its triangles, before it is welded and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.designs.frame_detection import detect_frame
from vesselviewer.mesh import Mesh, MeshReport
from vesselviewer.mesh.extent import half_hull_side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.designs.declaration import Declaration
    from vesselviewer.designs.frame import Frame

_SAMPLE = 20_000


def sampled_frame(
    mesh: Mesh,
    declaration: Declaration | None = None,
    *,
    name: str = "",
    below: Declaration | None = None,
    by: str = "",
) -> Frame:
    """Return the frame that `detect_frame` will find, as far as a sample of the triangles tells.

    Args:
        mesh: as it stands in the file, welded or not, with at least one face.
        declaration: what the user vouches for.
        name: of the file or design.
        below: what somebody else vouches for.
        by: who that is.
    """
    sample = sampled(mesh, _SAMPLE)
    frame = _frame(sample, declaration, name, below, by)
    if sample is mesh:
        return frame
    # The perpendiculars stand where the waterline ends: all triangles that it crosses must have their say.
    axis, sign = "xyz".index(frame.up.value[1]), -1.0 if frame.up.value[0] == "-" else 1.0
    level = frame.baseline.value + frame.design_draft.value / frame.scale
    wet = (sign * mesh.vertices[:, axis] < level)[mesh.faces].sum(axis=1, dtype=np.int8)
    return _frame(sampled(mesh, _SAMPLE, also=(wet > 0) & (wet < 3)), declaration, name, below, by)


def sampled(mesh: Mesh, count: int, also: NDArray[np.bool_] | None = None) -> Mesh:
    """Return about so many triangles, spread evenly over the list, and those that reach furthest.

    Args:
        mesh: any triangles.
        count: how many to take of them; one that has hardly more is returned as it is.
        also: (faces,) which ones to take beside.
    """
    step = max(1, len(mesh.faces) // count)
    if step == 1:
        return mesh
    ends = np.concatenate((mesh.vertices.argmin(axis=0), mesh.vertices.argmax(axis=0)))
    taken = np.zeros(len(mesh.faces), dtype=np.bool_)
    taken[::step] = True
    taken[np.isin(mesh.faces, ends).any(axis=1)] = True
    if also is not None:
        taken |= also
    used, corners = np.unique(mesh.faces[taken], return_inverse=True)
    return Mesh(mesh.vertices[used], corners.reshape(-1, 3).astype(np.int32))


def _frame(
    sample: Mesh, declaration: Declaration | None, name: str, below: Declaration | None, by: str
) -> Frame:
    corners = sample.faces
    edges = np.concatenate((corners[:, :2], corners[:, 1:], corners[:, ::2]))
    # Nothing is welded yet, so every edge counts as an open one; that of the halves lies in the centerplane.
    report = MeshReport(
        triangles=len(sample.faces),
        vertices=len(sample.vertices),
        bounds=sample.bounds,
        watertight=False,
        open_edges=len(edges),
        non_manifold_edges=0,
        degenerate_faces=0,
        volume=None,
        verdict="",
        sound=False,
        half=half_hull_side(sample, edges),
    )
    return detect_frame(sample, report, declaration, name=name, below=below, by=by)
