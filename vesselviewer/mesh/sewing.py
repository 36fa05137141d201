"""From a soup of triangles to a surface: weld what is equal, then what is so near that it was meant to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.measures import diagonal
from vesselviewer.mesh.topology import EdgeTopology, edge_topology
from vesselviewer.mesh.welding import weld_mesh, weld_near

if TYPE_CHECKING:
    from collections.abc import Callable

# Two vertices nearer than this share of the diagonal are one vertex written twice.
_NEAR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class SewnMesh:
    """A mesh as one surface.

    Attributes:
        mesh: welded, without the faces that name a vertex twice: they have no edges of their own.
        welded: the same with those faces.
        topology: how the edges of ``mesh`` hang together.
        tolerance: within which vertices on open edges were welded, in the unit of the mesh; 0 where
            only equal ones were, because nothing was open or a tolerance did not close it.
    """

    mesh: Mesh
    welded: Mesh
    topology: EdgeTopology
    tolerance: float


def sew_mesh(mesh: Mesh, *, checkpoint: Callable[[float], None] | None = None) -> SewnMesh:
    """Weld a mesh where its vertices are exactly equal, and on open edges where they nearly are.

    Args:
        mesh: welded or not; not changed.
        checkpoint: called with the fraction done; may raise to call the work off.
    """
    tell = checkpoint or _unheard
    welded = weld_mesh(mesh)
    tell(0.15)
    kept = _without_collapsed(welded)
    topology = edge_topology(kept.faces)
    tell(0.6)
    tolerance = 0.0
    if len(topology.open_edges):
        near = _NEAR * diagonal(welded)
        closer = weld_near(welded, topology.open_edges.ravel(), near)
        if closer is not welded:
            closer_kept = _without_collapsed(closer)
            closer_topology = edge_topology(closer_kept.faces)
            if len(closer_topology.open_edges) < len(topology.open_edges):
                welded, kept, topology, tolerance = closer, closer_kept, closer_topology, near
    tell(1.0)
    return SewnMesh(kept, welded, topology, tolerance)


def _unheard(_fraction: float) -> None:
    """Report progress to nobody."""


def _without_collapsed(mesh: Mesh) -> Mesh:
    """Return the mesh without the faces that name a vertex twice."""
    a, b, c = mesh.faces.T
    collapsed = (a == b) | (b == c) | (c == a)
    return Mesh(mesh.vertices, mesh.faces[~collapsed]) if collapsed.any() else mesh
