"""The triangle mesh: an immutable value, and what can be measured of it."""

from vesselviewer.mesh.coarsening import coarsen_mesh
from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.measures import center, diagonal, face_areas, signed_volume, surface_area
from vesselviewer.mesh.quality import MeshReport, judge_mesh
from vesselviewer.mesh.topology import EdgeTopology, connected_parts, edge_topology
from vesselviewer.mesh.welding import weld_corners, weld_mesh

__all__ = [
    "EdgeTopology",
    "Mesh",
    "MeshReport",
    "center",
    "coarsen_mesh",
    "connected_parts",
    "diagonal",
    "edge_topology",
    "face_areas",
    "judge_mesh",
    "signed_volume",
    "surface_area",
    "weld_corners",
    "weld_mesh",
]
