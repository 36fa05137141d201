"""The triangle mesh: an immutable value, and what can be measured of it."""

from vesselviewer.mesh.boundary import boundary_chain
from vesselviewer.mesh.coarsening import coarsen_mesh
from vesselviewer.mesh.corrections import CORRECTIONS, Correction, corrected, correction, proposed
from vesselviewer.mesh.extent import half_hull_side
from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.measures import center, diagonal, face_areas, signed_volume, surface_area
from vesselviewer.mesh.openings import OpenLoop
from vesselviewer.mesh.quality import judge_mesh
from vesselviewer.mesh.report import MeshReport
from vesselviewer.mesh.sewing import SewnMesh, sew_mesh
from vesselviewer.mesh.symmetry import Asymmetry, asymmetry
from vesselviewer.mesh.topology import EdgeTopology, connected_parts, edge_topology
from vesselviewer.mesh.welding import weld_corners, weld_mesh

__all__ = [
    "CORRECTIONS",
    "Asymmetry",
    "Correction",
    "EdgeTopology",
    "Mesh",
    "MeshReport",
    "OpenLoop",
    "SewnMesh",
    "asymmetry",
    "boundary_chain",
    "center",
    "coarsen_mesh",
    "connected_parts",
    "corrected",
    "correction",
    "diagonal",
    "edge_topology",
    "face_areas",
    "half_hull_side",
    "judge_mesh",
    "proposed",
    "sew_mesh",
    "signed_volume",
    "surface_area",
    "weld_corners",
    "weld_mesh",
]
