"""From a mesh as it comes to a hull that can be floated: mirrored, turned right side out, put in a tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import VesselViewerError
from vesselviewer.hydrostatics.cutting import cut
from vesselviewer.hydrostatics.flotation import ReferenceLines
from vesselviewer.hydrostatics.openings import Openings, find_openings
from vesselviewer.hydrostatics.resolution import Resolution, estimate_resolution
from vesselviewer.hydrostatics.results import State
from vesselviewer.hydrostatics.slicing import StationSlices, slice_stations
from vesselviewer.hydrostatics.tree import HullTree, build_tree
from vesselviewer.mesh import Mesh, half_hull_side, judge_mesh, sew_mesh, signed_volume

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vesselviewer.mesh import MeshReport

# How near to the centerplane the cut of a half hull is drawn onto it, as a share of its breadth.
_CUT = 1e-3
# Stations at which sections are kept, to find the largest.
_STATIONS = 31
# Sets of sections that are kept: of the form, of the sectional area curve, of a Bonjean.
_MOST_SLICES = 4


@dataclass(frozen=True, eq=False, repr=False)
class PreparedHull:
    """A hull ready to float: whole, right side out, in ship axes. What is dear is made at first use.

    Not slotted, so that what is derived can be kept.

    Attributes:
        mesh: the whole hull, x forward, y to port, z up, meters.
        tree: the boxes over its triangles.
        openings: where its skin is open.
        state: what had to be done to it.
        reason: why, in words; why nothing can be computed, if so.
    """

    mesh: Mesh
    tree: HullTree
    openings: Openings
    state: State
    reason: str

    @cached_property
    def resolution(self) -> Resolution:
        """What the flat triangles cost against a smooth surface."""
        return estimate_resolution(self.mesh, self.tree)

    @cached_property
    def _slices(self) -> dict[bytes, StationSlices]:
        """Sections that were asked for lately, by their positions."""
        return {}

    def slices_at(self, positions: NDArray[np.float64]) -> StationSlices:
        """Return the sections at some x (coordinates of the mesh); they hold for any water."""
        key = np.asarray(positions, dtype=np.float64).tobytes()
        found = self._slices.pop(key, None) or slice_stations(self.tree, positions)
        while len(self._slices) >= _MOST_SLICES:
            self._slices.pop(next(iter(self._slices)), None)
        self._slices[key] = found
        return found

    def slices(self, midship: float) -> StationSlices:
        """Return sections at even distances along the hull, and last of all the one at midship."""
        x_min, x_max = self.mesh.bounds[:2]
        inner = np.linspace(x_min, x_max, _STATIONS + 2)[1:-1]
        return self.slices_at(np.append(inner, midship))


def prepare_hull(
    mesh: Mesh,
    *,
    report: MeshReport | None = None,
    checkpoint: Callable[[float], None] | None = None,
) -> PreparedHull:
    """Prepare a mesh in ship axes and meters; the slow part, to be done once a revision.

    Args:
        mesh: x forward, y to port, z up, meters; whole or half, welded or not.
        report: of `judge_mesh` on it, if there is one: a sound hull then needs no second look.
        checkpoint: called with the fraction done; may raise to call the work off.

    Raises:
        VesselViewerError: if there are no triangles.
    """
    if not len(mesh.faces):
        raise VesselViewerError("the mesh has no triangles", hint="Check what was exported")
    report = report or judge_mesh(mesh, checkpoint=checkpoint and (lambda done: checkpoint(0.6 * done)))
    if report.sound and half_hull_side(mesh, _NO_EDGES) not in _SIDES:
        tree = build_tree(mesh, checkpoint)
        return PreparedHull(mesh, tree, find_openings(_nothing(mesh)), State.OK, "")
    surface = sew_mesh(mesh)
    side = half_hull_side(surface.mesh, surface.topology.open_edges)
    whole, state, reason = surface.mesh, State.OK, ""
    if side in _SIDES:
        whole = mirrored_whole(surface.mesh, surface.topology.open_edges)
        state, reason = State.MIRRORED, f"the file has the {side} only"
    openings = find_openings(whole)
    if _enclosed(whole, openings) < 0:
        whole = Mesh(whole.vertices, whole.faces[:, ::-1])
        openings = find_openings(whole)
        reason = "; ".join(filter(None, (reason, "the faces looked inward and were turned")))
        state = State.CORRECTED
    if side is not None and side not in _SIDES:
        reason = f"half a hull ({side}) that lies along y: say how its frame is turned"
        state = State.NOT_COMPUTABLE
    if report.watertight and report.volume is None:
        state, reason = State.NOT_COMPUTABLE, report.verdict.removeprefix("Not computable: ")
    return PreparedHull(whole, build_tree(whole, checkpoint), openings, state, reason)


_SIDES = ("port side", "starboard side")
_NO_EDGES = np.empty((0, 2), dtype=np.int32)


def mirrored_whole(half: Mesh, open_edges: NDArray[np.int32]) -> Mesh:
    """Return a half hull with its mirror image, welded along the centerplane.

    Faces in the centerplane are left out; vertices on open edges next to it are drawn onto it.
    """
    vertices = half.vertices.astype(np.float64)
    breadth = float(np.ptp(vertices[:, 1]))
    cut = np.zeros(len(vertices), dtype=bool)
    cut[open_edges] = True
    vertices[cut & (np.abs(vertices[:, 1]) <= _CUT * breadth), 1] = 0.0
    wall = (np.abs(vertices[half.faces, 1]) <= 1e-6 * breadth).all(axis=1)
    faces = half.faces[~wall]
    other = vertices * (1.0, -1.0, 1.0)
    both = Mesh(
        np.concatenate((vertices, other)),
        np.concatenate((faces, faces[:, ::-1] + np.int32(len(vertices)))),
    )
    return sew_mesh(both).mesh


def assumed_reference(hull: PreparedHull, waterline_z: float | None = None) -> ReferenceLines:
    """Assume perpendiculars at the ends of the waterline, and the baseline.

    Args:
        hull: prepared.
        waterline_z: height of the water upright, in the coordinates of the mesh; None for the ends of
            the hull itself.

    Returns:
        AP and FP at the ends of the waterline; the baseline at z = 0, or at the lowest point where
        that lies below z = 0 by more than 2 % of the depth.
    """
    x_min, x_max, _, _, z_min, z_max = hull.mesh.bounds
    basis = "L_PP taken as the length of the hull"
    if waterline_z is not None:
        skin = cut(hull.tree, np.array((0.0, 0.0, 1.0)), waterline_z)
        along = skin.edge[..., 0] + hull.tree.origin[0]
        if along.size and np.ptp(along) > 0:
            x_min, x_max = float(along.min()), float(along.max())
            basis = "L_PP taken as the length of the waterline"
    sunk = z_min < -0.02 * (z_max - z_min)
    baseline = z_min if sunk else 0.0
    basis += ", the baseline at the lowest point" if sunk else ", the baseline at z = 0"
    return ReferenceLines(x_min, max(x_max - x_min, 1e-9), baseline, basis)


def _nothing(mesh: Mesh) -> Mesh:
    """Return the mesh without its faces: it has no openings."""
    return Mesh(mesh.vertices[:1], np.empty((0, 3), dtype=np.int32))


def _enclosed(mesh: Mesh, openings: Openings) -> float:
    """Return the signed volume, openings closed by cones to their middle."""
    if not openings.count:
        return signed_volume(mesh)
    middle = openings.ends.reshape(-1, 3).mean(axis=0)
    return signed_volume(mesh, [float(value) for value in middle])
