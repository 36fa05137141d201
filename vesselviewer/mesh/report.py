"""What is known of the soundness of a mesh, as a value that can be kept."""

from __future__ import annotations

from dataclasses import MISSING, asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from vesselviewer.mesh.openings import OpenLoop

if TYPE_CHECKING:
    from collections.abc import Mapping


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
        duplicate_faces: faces whose corners another face has as well.
        winding: "consistent", "mixed", "inside out", or "unknown".
        components: parts that share no vertex; 0 in a report of an earlier version.
        mixed_components: how many of them have neighbors that disagree.
        loop_count: how many open loops there are.
        loops: the longest of them.
        weldable_edges: open edges that would close if vertices on them were welded within 1e-4 of the
            diagonal.
        half: the side that a half hull is of, in words; None for a whole one.
        asymmetry: largest distance between a whole hull and its mirror image about the middle of its
            breadth, in the unit of the mesh; None where it was not measured.
        asymmetry_rms: the same, root mean square.
        volume_state: "ok", "inside out", "open", "mixed winding", "empty" or "not manifold": whether
            and why not the volume can be trusted.
        resolution_error: share of the volume that is estimated to be lost to flat triangles, positive
            where the smooth hull is larger; None where it cannot be told.
        welded_within: distance within which vertices on open edges were taken as one; 0 for none.
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
    duplicate_faces: int = 0
    winding: str = "unknown"
    components: int = 0
    mixed_components: int = 0
    loop_count: int = 0
    loops: tuple[OpenLoop, ...] = ()
    weldable_edges: int = 0
    half: str | None = None
    asymmetry: float | None = None
    asymmetry_rms: float | None = None
    volume_state: str = "unknown"
    resolution_error: float | None = None
    welded_within: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """Return plain values, fit for JSON."""
        loops = [loop.as_dict() for loop in self.loops]
        return {**asdict(self), "bounds": list(self.bounds), "loops": loops}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> MeshReport:
        """Return the report that `as_dict` was made of; unknown keys are ignored.

        What earlier versions did not know takes its default.

        Raises:
            ValueError: if a key is missing or the bounds are not six numbers.
        """
        known = {field.name for field in fields(cls)}
        missing = {field.name for field in fields(cls) if field.default is MISSING} - values.keys()
        if missing:
            msg = f"a mesh report lacks {', '.join(sorted(missing))}"
            raise ValueError(msg)
        chosen = {name: values[name] for name in known & values.keys()}
        bounds = tuple(float(value) for value in chosen["bounds"])
        if len(bounds) != 6:
            msg = f"the bounds of a mesh report are {len(bounds)} numbers, not 6"
            raise ValueError(msg)
        loops = tuple(OpenLoop.from_dict(loop) for loop in chosen.get("loops", ()))
        return cls(**{**chosen, "bounds": bounds, "loops": loops})
