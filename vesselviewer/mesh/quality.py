"""The verdict on a mesh: can its numbers be trusted, said in a naval architect's words.

The rule is to refuse rather than guess: a volume is given only where the surface encloses one and
its winding says which side is inside; everywhere else it is None and the verdict says why.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.mesh import wording
from vesselviewer.mesh.extent import half_hull_side
from vesselviewer.mesh.geometry import Mesh
from vesselviewer.mesh.measures import diagonal, face_areas, face_volumes, signed_volume
from vesselviewer.mesh.topology import EdgeTopology, connected_parts, edge_topology
from vesselviewer.mesh.welding import weld_mesh, weld_near

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Two vertices nearer than this share of the diagonal are one vertex written twice.
_NEAR = 1e-6
# Below this share of area·diagonal an enclosed volume is rounding, not shape.
_FLAT = 1e-7


@dataclass(frozen=True, slots=True)
class MeshReport:
    """What is wrong or right with a mesh.

    Attributes:
        triangles: faces in the file.
        vertices: different vertices, after welding.
        bounds: (x_min, x_max, y_min, y_max, z_min, z_max) in the unit of the mesh.
        watertight: every edge has two faces, or an even number of them that fit in pairs.
        open_edges: edges with one face only.
        non_manifold_edges: edges with three faces or more.
        degenerate_faces: faces that name a vertex twice or have no area.
        volume: enclosed volume, positive, in the cube of the mesh's unit; None when it cannot be
            computed. A mesh that is inside out has its volume all the same, and says so.
        verdict: one line for a person.
        sound: closed, manifold, consistently wound, right side out: all numbers can be trusted.
    """

    triangles: int
    vertices: int
    bounds: tuple[float, float, float, float, float, float]
    watertight: bool
    open_edges: int
    non_manifold_edges: int
    degenerate_faces: int
    volume: float | None
    verdict: str
    sound: bool

    def as_dict(self) -> dict[str, object]:
        """Return plain values, fit for JSON."""
        return {**asdict(self), "bounds": list(self.bounds)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> MeshReport:
        """Return the report that `as_dict` was made of; unknown keys are ignored.

        Raises:
            ValueError: if a key is missing or the bounds are not six numbers.
        """
        known = {field.name for field in fields(cls)}
        missing = known - values.keys()
        if missing:
            msg = f"a mesh report lacks {', '.join(sorted(missing))}"
            raise ValueError(msg)
        chosen = {name: values[name] for name in known}
        bounds = tuple(float(value) for value in chosen["bounds"])
        if len(bounds) != 6:
            msg = f"the bounds of a mesh report are {len(bounds)} numbers, not 6"
            raise ValueError(msg)
        return cls(**{**chosen, "bounds": bounds})


def judge_mesh(mesh: Mesh, *, checkpoint: Callable[[float], None] | None = None) -> MeshReport:
    """Return the verdict on a mesh.

    Vertices are welded where they are exactly equal; only if that leaves edges open, those on them
    are welded within 1e-6 of the diagonal, and the verdict says so where it helped.

    Args:
        mesh: welded or not; not changed.
        checkpoint: called with the fraction done; may raise to call the work off.
    """
    tell = checkpoint or _unheard
    welded = weld_mesh(mesh)
    tell(0.1)
    if not len(welded.faces):
        return _empty_report(mesh)
    kept = _without_collapsed(welded)
    topology = edge_topology(kept.faces)
    tell(0.4)
    note = ""
    if len(topology.open_edges):
        nearer = weld_near(welded, topology.open_edges.ravel(), _NEAR * diagonal(welded))
        closer = _without_collapsed(nearer)
        closer_topology = topology if nearer is welded else edge_topology(closer.faces)
        if len(closer_topology.open_edges) < len(topology.open_edges):
            note = f"vertices nearer than {_NEAR * diagonal(welded):.2g} taken as one"
            welded, kept, topology = nearer, closer, closer_topology
    tell(0.7)
    volume, finding, sound = _finding(kept, topology)
    tell(0.9)
    side = half_hull_side(kept, topology.open_edges)
    verdict = wording.joined(finding, side and f"half hull ({side} only)", note)
    return MeshReport(
        triangles=len(mesh.faces),
        vertices=len(welded.vertices),
        bounds=welded.bounds,
        watertight=bool(len(kept.faces)) and not (len(topology.open_edges) or topology.odd_edges),
        open_edges=len(topology.open_edges),
        non_manifold_edges=topology.non_manifold_edges,
        degenerate_faces=int(np.count_nonzero(face_areas(welded) == 0)),
        volume=volume,
        verdict=verdict,
        sound=sound,
    )


def _unheard(_fraction: float) -> None:
    """Report progress to nobody."""


def _finding(kept: Mesh, topology: EdgeTopology) -> tuple[float | None, str, bool]:
    """Return the volume or None, what is found, and whether all is sound."""
    if not len(kept.faces):
        return None, wording.ALL_COLLAPSED, False
    if len(topology.open_edges):
        return None, _open_finding(kept, topology), False
    if topology.odd_edges:
        return None, wording.crowded_edges(topology.odd_edges), False
    volumes = face_volumes(kept)
    flat = _FLAT * float(face_areas(kept).sum()) * diagonal(kept)
    if not topology.balanced:
        clashing = topology.clashing_edges + topology.unbalanced_non_manifold_edges
        return None, wording.mixed(clashing, empty=abs(float(volumes.sum())) <= flat), False
    return _closed_finding(kept, topology, volumes, flat)


def _closed_finding(
    kept: Mesh, topology: EdgeTopology, volumes: np.ndarray[Any, np.dtype[np.float64]], flat: float
) -> tuple[float | None, str, bool]:
    """Judge a mesh whose every edge is balanced: it encloses something, or nothing."""
    part, parts = connected_parts(kept.faces, len(kept.vertices))
    each = np.bincount(part, weights=volumes, minlength=parts)
    total = float(each.sum())
    solid = each[np.abs(each) > flat]
    if not len(solid):
        return None, wording.NO_VOLUME, False
    if solid.min() < 0 < solid.max():
        minority = int(min(np.count_nonzero(solid < 0), np.count_nonzero(solid > 0)))
        return None, wording.opposed_parts(minority, len(solid)), False
    manifold = not topology.non_manifold_edges
    if total < 0:
        return -total, wording.inside_out(parts), False
    return total, wording.closed(parts, topology.non_manifold_edges), manifold


def _open_finding(kept: Mesh, topology: EdgeTopology) -> str:
    """Say where a mesh is open, and which way its faces look if that can be told."""
    edges = topology.open_edges
    heights = kept.vertices[edges.ravel(), 2]
    low, high = float(heights.min()), float(heights.max())
    bottom, top = kept.bounds[4], kept.bounds[5]
    text = wording.open_edges(len(edges), low, high, bottom, top)
    if topology.clashing_edges:
        return wording.joined(text, wording.mixed_beside(topology.clashing_edges))
    middle = kept.vertices[edges.ravel()].mean(axis=0, dtype=np.float64)
    enclosed = signed_volume(kept, [float(value) for value in middle])
    if enclosed < -0.01 * _box_volume(kept):
        return wording.joined(wording.INSIDE_OUT, text[0].lower() + text[1:])
    return text


def _box_volume(mesh: Mesh) -> float:
    """Return the volume of the bounds."""
    x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
    return (x_max - x_min) * (y_max - y_min) * (z_max - z_min)


def _without_collapsed(mesh: Mesh) -> Mesh:
    """Return the mesh without the faces that name a vertex twice: they have no edges of their own."""
    a, b, c = mesh.faces.T
    collapsed = (a == b) | (b == c) | (c == a)
    return Mesh(mesh.vertices, mesh.faces[~collapsed]) if collapsed.any() else mesh


def _empty_report(mesh: Mesh) -> MeshReport:
    """Return the report on a mesh without faces."""
    return MeshReport(
        triangles=0,
        vertices=0,
        bounds=mesh.bounds,
        watertight=False,
        open_edges=0,
        non_manifold_edges=0,
        degenerate_faces=0,
        volume=None,
        verdict="Empty: no triangles",
        sound=False,
    )
