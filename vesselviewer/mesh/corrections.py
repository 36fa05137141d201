"""What can be done about a mesh that is not sound: pure operations, and the table that proposes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh.capping import capped
from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.measures import diagonal
from vesselviewer.mesh.topology import edge_topology
from vesselviewer.mesh.welding import weld_mesh, weld_near
from vesselviewer.mesh.winding import reversed_winding, unified_winding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vesselviewer.mesh.report import MeshReport

# Vertices on open edges nearer than this share of the diagonal are one when the user asks to weld.
WELD_SHARE = 1e-4
_EXACT_SHARE = 1e-6
_ON_PLANE = 1e-3


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of the table.

    Attributes:
        id: stable name, under which a choice is kept.
        text: words on the button.
        done: words in the verdict once it has been applied.
        applies: whether it would help, by the verdict.
        operation: makes the new mesh; the old one is not changed.
    """

    id: str
    text: str
    done: str
    applies: Callable[[MeshReport], bool]
    operation: Callable[[Mesh], Mesh]


def welded_within(mesh: Mesh, share: float = WELD_SHARE) -> Mesh:
    """Return the mesh with equal vertices merged, and those on open edges within a share of the diagonal."""
    exact = weld_mesh(mesh)
    loose = edge_topology(without_collapsed(exact).faces).open_edges
    return without_collapsed(weld_near(exact, loose.ravel(), share * diagonal(exact)))


def mirrored(mesh: Mesh, axis: int | None = None) -> Mesh:
    """Return the mesh with its mirror image about the centerplane through the origin, welded there.

    Vertices within a thousandth of the breadth of the plane are moved into it, or the halves would not
    meet.

    Args:
        mesh: half a hull.
        axis: across the plane; by default the shorter horizontal one.
    """
    if axis is None:
        x_min, x_max, y_min, y_max, _, _ = mesh.bounds
        axis = 0 if y_max - y_min > x_max - x_min else 1
    vertices = mesh.vertices.copy()
    across = vertices[:, axis]
    across[np.abs(across) <= _ON_PLANE * float(np.ptp(across))] = 0
    image = vertices.copy()
    image[:, axis] = -image[:, axis]
    # A face in the plane would become one that lies on its own image.
    half = mesh.faces[(across[mesh.faces] != 0).any(axis=1)]
    faces = np.concatenate((half, half[:, ::-1] + np.int32(len(vertices))))
    return without_collapsed(weld_mesh(Mesh(np.concatenate((vertices, image)), faces)))


def without_collapsed(mesh: Mesh) -> Mesh:
    """Return the mesh without the faces that name a vertex twice: they have no edges of their own."""
    a, b, c = mesh.faces.T
    collapsed = (a == b) | (b == c) | (c == a)
    return Mesh(mesh.vertices, mesh.faces[~collapsed]) if collapsed.any() else mesh


def without_duplicates(mesh: Mesh) -> Mesh:
    """Return the mesh with one face for each set of corners, and none where two look opposite ways.

    Such a pair is a flap without thickness: dropping one side of it would tear the surface open.
    """
    rows = np.sort(mesh.faces, axis=1)
    _, first, group = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    a, b, c = mesh.faces.T
    # An even permutation of the sorted corners looks one way, an odd one the other.
    sense = np.where((a < b).astype(int) + (b < c) + (c < a) == 2, 1, -1)
    net = np.bincount(group.ravel(), sense)
    several = np.bincount(group.ravel()) > 1
    kept = np.sort(first[~several | (net != 0)])
    return Mesh(mesh.vertices, mesh.faces[kept])


def _clean(mesh: Mesh) -> Mesh:
    return welded_within(mesh, _EXACT_SHARE)


def _can_be_capped(report: MeshReport) -> bool:
    """Whether a lid would help: not over the cut of a half hull, seams, or a sheet that is flat itself."""
    low, high = np.array(report.bounds[::2]), np.array(report.bounds[1::2])
    if report.half is not None or report.weldable_edges or not (high > low).all():
        return False
    return any(loop.closed and loop.flat and not loop.crack for loop in report.loops)


CORRECTIONS: tuple[Correction, ...] = (
    Correction(
        "weld",
        "Weld the seams",
        "seams welded",
        lambda report: report.weldable_edges > 0,
        welded_within,
    ),
    Correction(
        "drop-duplicates",
        "Drop duplicate faces",
        "duplicate faces dropped",
        lambda report: report.duplicate_faces > 0,
        lambda mesh: without_duplicates(_clean(mesh)),
    ),
    Correction(
        "unify",
        "Unify the winding",
        "winding unified",
        lambda report: report.winding == "mixed",
        lambda mesh: unified_winding(_clean(mesh)),
    ),
    Correction(
        "flip",
        "Turn it right side out",
        "inside out, corrected",
        lambda report: report.winding == "inside out",
        reversed_winding,
    ),
    Correction(
        "mirror",
        "Mirror the half hull",
        "half hull, mirrored about the centerplane",
        lambda report: report.half is not None,
        lambda mesh: mirrored(_clean(mesh)),
    ),
    Correction(
        "cap",
        "Close flat openings",
        "flat openings closed",
        _can_be_capped,
        lambda mesh: capped(_clean(mesh)),
    ),
)
"""Every correction, in the order in which they are best applied."""

_BY_ID = {correction.id: correction for correction in CORRECTIONS}


def correction(correction_id: str) -> Correction | None:
    """Return a row of the table; None for an id of another version."""
    return _BY_ID.get(correction_id)


def proposed(report: MeshReport) -> tuple[Correction, ...]:
    """Return the corrections that would help, in the order of the table."""
    return tuple(row for row in CORRECTIONS if row.applies(report))


def corrected(mesh: Mesh, ids: Iterable[str], checkpoint: Callable[[float], None] | None = None) -> Mesh:
    """Apply corrections in their order; ids that are not in the table are passed over."""
    wanted = [row for row in map(correction, ids) if row is not None]
    for index, row in enumerate(wanted):
        if checkpoint is not None:
            checkpoint(index / len(wanted))
        mesh = row.operation(mesh)
    return mesh
