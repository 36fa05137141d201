"""The verdict on a mesh: can its numbers be trusted, said in a naval architect's words.

The rule is to refuse rather than guess: a volume is given only where the surface encloses one and
its winding says which side is inside; everywhere else it is None and the verdict says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.mesh import wording
from vesselviewer.mesh.corrections import WELD_SHARE, without_collapsed
from vesselviewer.mesh.extent import half_hull_side
from vesselviewer.mesh.measures import center, diagonal, face_areas, face_volumes, signed_volume
from vesselviewer.mesh.openings import open_loops
from vesselviewer.mesh.report import MeshReport
from vesselviewer.mesh.resolution import chordal_loss
from vesselviewer.mesh.symmetry import asymmetry
from vesselviewer.mesh.topology import EdgeTopology, connected_parts, edge_topology
from vesselviewer.mesh.welding import weld_mesh, weld_near

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.mesh.geometry import Mesh

# Two vertices nearer than this share of the diagonal are one vertex written twice.
_NEAR = 1e-6
# Below this share of area·diagonal an enclosed volume is rounding, not shape.
_FLAT = 1e-7
_LOOPS_KEPT = 16


@dataclass(frozen=True, slots=True)
class _Finding:
    """What the edges and the volume say.

    Attributes:
        verdict: the first part of the line for a person.
        state: `MeshReport.volume_state`.
        winding: `MeshReport.winding`.
        volume: enclosed volume, positive, or None.
        enclosed: signed volume, closed by a cone where the mesh is open; 0 where it means nothing.
        sound: all numbers can be trusted.
    """

    verdict: str
    state: str
    winding: str
    volume: float | None = None
    enclosed: float = 0.0
    sound: bool = False


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
    kept = without_collapsed(welded)
    topology = edge_topology(kept.faces)
    tell(0.4)
    closer = _closed_by_rounding(welded, topology)
    within = 0.0 if closer is None else _NEAR * diagonal(welded)
    if closer is not None:
        welded, kept, topology = closer
    tell(0.7)
    part, parts = connected_parts(kept.faces, len(kept.vertices))
    mixed = _mixed_parts(kept, topology, part)
    finding = _finding(kept, topology, part, parts, mixed)
    tell(0.9)
    side = half_hull_side(kept, topology.open_edges) if len(kept.faces) else None
    note = f"vertices nearer than {within:.2g} taken as one" if within else ""
    report = MeshReport(
        triangles=len(mesh.faces),
        vertices=len(welded.vertices),
        bounds=welded.bounds,
        watertight=bool(len(kept.faces)) and not (len(topology.open_edges) or topology.odd_edges),
        open_edges=len(topology.open_edges),
        non_manifold_edges=topology.non_manifold_edges,
        degenerate_faces=int(np.count_nonzero(face_areas(welded) == 0)),
        volume=finding.volume,
        verdict=wording.joined(finding.verdict, side and f"half hull ({side} only)", note),
        sound=finding.sound,
        winding=finding.winding,
        components=parts,
        mixed_components=mixed,
        half=side,
        volume_state=finding.state,
        welded_within=within,
    )
    return _with_measures(report, kept, topology, finding) if len(kept.faces) else report


def _closed_by_rounding(welded: Mesh, topology: EdgeTopology) -> tuple[Mesh, Mesh, EdgeTopology] | None:
    """Weld what differs by rounding only; None if that closes no edge."""
    if not len(topology.open_edges):
        return None
    nearer = weld_near(welded, topology.open_edges.ravel(), _NEAR * diagonal(welded))
    if nearer is welded:
        return None
    kept = without_collapsed(nearer)
    closer = edge_topology(kept.faces)
    return (nearer, kept, closer) if len(closer.open_edges) < len(topology.open_edges) else None


def _unheard(_fraction: float) -> None:
    """Report progress to nobody."""


def _with_measures(report: MeshReport, kept: Mesh, topology: EdgeTopology, finding: _Finding) -> MeshReport:
    """Add what does not decide the verdict: loops, duplicates, symmetry, resolution."""
    loops = open_loops(kept) if len(topology.open_edges) else ()
    # Across the shorter horizontal axis, about the middle: a hull may stand beside its origin.
    axis = 0 if np.ptp(kept.bounds[2:4]) > np.ptp(kept.bounds[:2]) else 1
    off = asymmetry(kept, axis, center(kept)[axis]) if report.half is None else None
    error = chordal_loss(kept) / finding.enclosed if finding.enclosed else None
    return replace(
        report,
        duplicate_faces=_duplicates(kept),
        loop_count=len(loops),
        loops=loops[:_LOOPS_KEPT],
        weldable_edges=_weldable(kept, topology) if loops else 0,
        asymmetry=None if off is None else off.largest,
        asymmetry_rms=None if off is None else off.rms,
        resolution_error=error,
    )


def _weldable(kept: Mesh, topology: EdgeTopology) -> int:
    """Return how many open edges would close if they were welded as the user may ask for."""
    welded = weld_near(kept, topology.open_edges.ravel(), WELD_SHARE * diagonal(kept))
    if welded is kept:
        return 0
    return max(len(topology.open_edges) - len(edge_topology(without_collapsed(welded).faces).open_edges), 0)


def _duplicates(mesh: Mesh) -> int:
    """Return how many faces have the corners of another one."""
    low = mesh.faces.min(axis=1).astype(np.int64)
    high = mesh.faces.max(axis=1).astype(np.int64)
    middle = mesh.faces.sum(axis=1, dtype=np.int64) - low - high
    # Two sets of corners share a key only if they share the lowest and the sum of the others mixed.
    key = (low << 42) ^ (middle << 21) ^ high
    ordered = np.sort(key)
    if len(mesh.vertices) < 1 << 21:
        return int(np.count_nonzero(ordered[1:] == ordered[:-1]))
    suspect = np.isin(key, ordered[1:][ordered[1:] == ordered[:-1]])
    rows = np.sort(mesh.faces[suspect], axis=1)
    return len(rows) - len(np.unique(rows, axis=0)) if len(rows) else 0


def _mixed_parts(kept: Mesh, topology: EdgeTopology, part: np.ndarray[Any, np.dtype[np.int32]]) -> int:
    """Return how many parts have neighbors that disagree on which side is outside."""
    if not topology.clashing_edges:
        return 0
    part_of = np.zeros(len(kept.vertices), dtype=np.int32)
    part_of[kept.faces[:, 0]] = part_of[kept.faces[:, 1]] = part_of[kept.faces[:, 2]] = part
    return len(np.unique(part_of[topology.clashing_pairs[:, 0]]))


def _finding(
    kept: Mesh, topology: EdgeTopology, part: np.ndarray[Any, np.dtype[np.int32]], parts: int, mixed: int
) -> _Finding:
    """Judge edges and volume."""
    if not len(kept.faces):
        return _Finding(wording.ALL_COLLAPSED, "empty", "unknown")
    if len(topology.open_edges):
        return _open_finding(kept, topology, parts, mixed)
    if topology.odd_edges:
        return _Finding(wording.crowded_edges(topology.odd_edges), "not manifold", "unknown")
    volumes = face_volumes(kept)
    flat = _FLAT * float(face_areas(kept).sum()) * diagonal(kept)
    if not topology.balanced:
        clashing = topology.clashing_edges + topology.unbalanced_non_manifold_edges
        empty = abs(float(volumes.sum())) <= flat
        return _Finding(wording.mixed(clashing, mixed, parts, empty=empty), "mixed winding", "mixed")
    each = np.asarray(np.bincount(part, weights=volumes, minlength=parts), dtype=np.float64)
    return _closed_finding(topology, each, flat)


def _closed_finding(
    topology: EdgeTopology, each: np.ndarray[Any, np.dtype[np.float64]], flat: float
) -> _Finding:
    """Judge a mesh whose every edge is balanced: it encloses something, or nothing."""
    total, parts = float(each.sum()), len(each)
    solid = each[np.abs(each) > flat]
    if not len(solid):
        return _Finding(wording.NO_VOLUME, "empty", "consistent")
    if solid.min() < 0 < solid.max():
        minority = int(min(np.count_nonzero(solid < 0), np.count_nonzero(solid > 0)))
        return _Finding(wording.opposed_parts(minority, len(solid)), "mixed winding", "mixed")
    if total < 0:
        return _Finding(wording.inside_out(parts), "inside out", "inside out", -total, total)
    verdict = wording.closed(parts, topology.non_manifold_edges)
    return _Finding(verdict, "ok", "consistent", total, total, not topology.non_manifold_edges)


def _open_finding(kept: Mesh, topology: EdgeTopology, parts: int, mixed: int) -> _Finding:
    """Say where a mesh is open, and which way its faces look if that can be told."""
    edges = topology.open_edges
    heights = kept.vertices[edges.ravel(), 2]
    low, high = float(heights.min()), float(heights.max())
    text = wording.open_edges(len(edges), low, high, kept.bounds[4], kept.bounds[5])
    if topology.clashing_edges:
        words = wording.mixed_beside(topology.clashing_edges, mixed, parts)
        return _Finding(wording.joined(text, words), "mixed winding", "mixed")
    middle = kept.vertices[edges.ravel()].mean(axis=0, dtype=np.float64)
    enclosed = signed_volume(kept, [float(value) for value in middle])
    if enclosed < -0.01 * _box_volume(kept):
        text = wording.joined(wording.INSIDE_OUT, text[0].lower() + text[1:])
        return _Finding(text, "open", "inside out", enclosed=enclosed)
    if enclosed > 0.01 * _box_volume(kept):
        return _Finding(text, "open", "consistent", enclosed=enclosed)
    return _Finding(text, "open", "consistent")


def _box_volume(mesh: Mesh) -> float:
    """Return the volume of the bounds."""
    x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
    return (x_max - x_min) * (y_max - y_min) * (z_max - z_min)


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
        volume_state="empty",
    )
