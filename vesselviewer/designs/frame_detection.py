"""Find out the frame of a file from the shape in it, with a stated confidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.designs.bow_and_stern import Ends, forward_evidence
from vesselviewer.designs.declaration import Declaration, length_in_name
from vesselviewer.designs.frame import (
    UNITS,
    Finding,
    Frame,
    assumed,
    axis_vector,
    declared,
    detected,
)
from vesselviewer.designs.perpendiculars import find_perpendiculars
from vesselviewer.mesh import Mesh, asymmetry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh import MeshReport

_FEET_RATIO = 1 / UNITS["ft"]
_LONGEST_SHIP = 500.0  # meters
_MILLIMETERS_ABOVE = 1500.0
_LEVEL = 0.02  # of the depth: nearer to zero than this is at zero
_HALF = 0.02  # of the breadth: a half hull reaches no further over the centerplane
_MIRRORED = 0.01  # of the breadth: a hull is symmetric if it leaves its mirror image by less
_ASSUMED_DRAFT = 0.55  # of the depth, as `assumed_waterline`


@dataclass(frozen=True, slots=True)
class _Body:
    """A hull with its axes turned: columns along forward (unsigned yet), to port, up; in file units."""

    points: NDArray[np.float64]
    length: float
    depth: float
    low: float
    high: float


def detect_frame(
    mesh: Mesh,
    report: MeshReport,
    declaration: Declaration | None = None,
    *,
    name: str = "",
    below: Declaration | None = None,
    by: str = "",
) -> Frame:
    """Return the frame of a file; what is declared is taken, the rest is found from it and the shape.

    Hints, strongest first: a length in the name, the ratio of the length to a declared L_PP (1, 3.28 for
    feet, 1000 for millimeters), a length no ship has; the longest axis and the one across which the hull
    is symmetric; heights on both sides of zero (waterline), at zero (baseline) or below it (deck); the
    fuller end with a flat closing area (stern); an origin at AP, midship or FP.

    Args:
        mesh: as read from the file.
        report: the verdict on it.
        declaration: what the user vouches for.
        name: of the file or design.
        below: what somebody else vouches for; the user's word counts where both speak.
        by: who that is, for the screen, such as "by the sidecar".
    """
    own, other = declaration or Declaration(), below or Declaration()
    frame = _frame(mesh, report, own.over(other), name)
    others = {field: by for field in other.as_dict() if getattr(own, field) is None and by}
    named = {field: replace(getattr(frame, field), why=words) for field, words in others.items()}
    return replace(frame, **named)


def _frame(mesh: Mesh, report: MeshReport, said: Declaration, name: str) -> Frame:
    who = "by the user"
    up = _up(mesh, report, said, who)
    forward = _forward(mesh, said, who, up.value)
    rotation = _rotation(forward.value, up.value)
    turned = mesh.vertices.astype(np.float64) @ rotation.T
    low, high = float(turned[:, 2].min()), float(turned[:, 2].max())
    length = float(np.ptp(turned[:, 0]))
    unit = _unit(length, said, who, name)
    z_zero, baseline, draft = _heights(low, high, UNITS[unit.value], said, who)
    center = _centerplane(turned, report, said, who)
    ends = find_perpendiculars(turned, mesh.faces, baseline.value + draft.value / UNITS[unit.value])
    ap, lpp = ends.findings(UNITS[unit.value], said, who)
    return Frame(unit, forward, up, z_zero, baseline, center, ap, lpp, draft)


def _rotation(forward: str, up: str) -> NDArray[np.float64]:
    ahead, above = axis_vector(forward), axis_vector(up)
    return np.stack((ahead, np.cross(above, ahead), above))


def _unit(length: float, said: Declaration, who: str, name: str) -> Finding[str]:
    if said.unit is not None:
        return declared(said.unit, who)
    named = length_in_name(name)
    if named is not None and 0.85 <= length / max(named[0], 1e-300) <= 1.15:
        return detected(named[1], 0.95, f"the name says {named[0]:g} {named[1]}")
    if said.length_between_perpendiculars is not None:
        ratio = length / said.length_between_perpendiculars
        for unit, meters in UNITS.items():
            if 0.97 <= ratio * meters <= 1.15:
                return detected(unit, 0.9, f"the length is {ratio:.4g} times the declared L_PP")
    if length > _MILLIMETERS_ABOVE:
        return detected("mm", 0.9, f"no ship is {length:.0f} m long")
    if length > _LONGEST_SHIP:
        return detected("ft", 0.5, f"no ship is {length:.0f} m long; it may be feet or millimeters")
    return assumed("m", 0.8, f"{length:.4g} m is a possible length")


def _up(mesh: Mesh, report: MeshReport, said: Declaration, who: str) -> Finding[str]:
    if said.up is not None:
        return declared(said.up, who)
    extents = np.array([high - low for low, high in zip(mesh.bounds[::2], mesh.bounds[1::2], strict=True)])
    longest = int(np.argmax(extents))
    if longest == 2:
        return detected("+y", 0.5, "the hull is longest along z")
    across = 1 - longest
    # The verdict has measured this one already; a report of an earlier version has not.
    known = report.asymmetry is not None and report.asymmetry < _MIRRORED * float(extents[across])
    if report.half is not None or known or _mirrors(mesh, across, extents):
        return detected("+z", 0.9, "the hull is symmetric across a horizontal axis")
    if _mirrors(mesh, 2, extents):
        return detected(f"+{'xyz'[across]}", 0.7, f"the hull is symmetric across {'xyz'[2]}")
    return assumed("+z", 0.7, "z is up in most files")


def _mirrors(mesh: Mesh, axis: int, extents: NDArray[np.float64]) -> bool:
    """Tell whether the hull is the mirror image of itself across an axis, about zero or its middle."""
    middle = (mesh.bounds[2 * axis] + mesh.bounds[2 * axis + 1]) / 2
    return asymmetry(mesh, axis, middle).largest < _MIRRORED * float(extents[axis] or 1.0)


def _forward(mesh: Mesh, said: Declaration, who: str, up: str) -> Finding[str]:
    if said.forward is not None and said.forward[1] != up[1]:
        return declared(said.forward, who)
    horizontal = [axis for axis in range(3) if "xyz"[axis] != up[1]]
    extents = {axis: mesh.bounds[2 * axis + 1] - mesh.bounds[2 * axis] for axis in horizontal}
    longest = max(horizontal, key=lambda axis: extents[axis])
    axis = f"+{'xyz'[longest]}"
    turned = Mesh(mesh.vertices.astype(np.float64) @ _rotation(axis, up).T, mesh.faces)
    evidence: Ends = forward_evidence(turned)
    turn = "" if longest == 0 else f"longest along {'xyz'[longest]}; "
    if not evidence.telling:
        return assumed(axis, 0.5, f"{turn}both ends are alike")
    sense = "+" if evidence.score >= 0 else "-"
    return detected(f"{sense}{'xyz'[longest]}", evidence.confidence, turn + evidence.words)


def _heights(
    low: float, high: float, scale: float, said: Declaration, who: str
) -> tuple[Finding[str], Finding[float], Finding[float]]:
    """Return what lies at zero, the height of the baseline in the file, and the draft in meters."""
    depth = high - low
    zero = _z_zero(low, high, said, who)
    draft = said.design_draft
    if said.baseline is not None:
        baseline = declared(said.baseline, who)
    elif zero.value == "baseline":
        baseline = Finding(0.0, zero.basis, zero.confidence, "z = 0 is the baseline")
    elif zero.value == "waterline" and draft is not None:
        baseline = declared(-draft / scale, "the declared draft below the waterline")
    else:
        baseline = detected(low, min(zero.confidence, 0.85), "the lowest point of the hull")
    if draft is not None:
        return zero, baseline, declared(draft, who)
    if zero.value == "waterline":
        measured = -baseline.value * scale
        return zero, baseline, detected(measured, zero.confidence, "from the baseline up to z = 0")
    level = low + _ASSUMED_DRAFT * depth - baseline.value
    return zero, baseline, assumed(level * scale, 0.3, "55 % of the depth")


def _z_zero(low: float, high: float, said: Declaration, who: str) -> Finding[str]:
    if said.z_zero is not None:
        return declared(said.z_zero, who)
    near = _LEVEL * (high - low)
    if abs(low) <= near:
        return detected("baseline", 0.9, "the keel lies at z = 0")
    if abs(high) <= near:
        return detected("deck", 0.8, "the deck lies at z = 0")
    if low < 0 < high:
        return detected("waterline", 0.85, "the keel is below z = 0 and the body on both sides of it")
    return assumed("elsewhere", 0.5, "z = 0 lies off the hull")


def _centerplane(
    turned: NDArray[np.float64], report: MeshReport, said: Declaration, who: str
) -> Finding[float]:
    if said.centerplane is not None:
        return declared(said.centerplane, who)
    port, starboard = float(turned[:, 1].max()), float(turned[:, 1].min())
    breadth = port - starboard
    if report.half is not None or abs(port + starboard) <= _HALF * breadth:
        return detected(0.0, 0.95, "the hull is cut by, or symmetric about, zero")
    return detected((port + starboard) / 2, 0.7, "the middle of the breadth")
