"""The frame of a large mesh at once, from a sample of its triangles, before it is welded and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.designs.frame_detection import detect_frame
from vesselviewer.mesh import Mesh, MeshReport
from vesselviewer.mesh.extent import half_hull_side

if TYPE_CHECKING:
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
    sample = sampled(mesh)
    corners = sample.faces
    edges = np.concatenate((corners[:, :2], corners[:, 1:], corners[:, ::2]))
    # Nothing is welded yet, so every edge counts as an open one; that of the halves lies in the centerplane.
    report = MeshReport(
        triangles=len(mesh.faces),
        vertices=len(mesh.vertices),
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


def sampled(mesh: Mesh, count: int = _SAMPLE) -> Mesh:
    """Return about so many triangles, spread evenly over the list, and those that reach furthest."""
    step = max(1, len(mesh.faces) // count)
    if step == 1:
        return mesh
    ends = np.concatenate((mesh.vertices.argmin(axis=0), mesh.vertices.argmax(axis=0)))
    furthest = np.flatnonzero(np.isin(mesh.faces, ends).any(axis=1))
    chosen = mesh.faces[np.union1d(np.arange(0, len(mesh.faces), step), furthest)]
    used, corners = np.unique(chosen, return_inverse=True)
    return Mesh(mesh.vertices[used], corners.reshape(-1, 3).astype(np.int32))
