"""The frame of a file: how its numbers become meters forward of AP, to port and above the baseline."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import numpy as np

from vesselviewer.designs.waterline import Waterline
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

T = TypeVar("T")
Basis = Literal["declared", "detected", "assumed"]

UNITS: Mapping[str, float] = {"m": 1.0, "mm": 0.001, "cm": 0.01, "ft": 0.3048, "in": 0.0254}
"""Meters in each unit that a file may be in."""

DIRECTIONS = ("+x", "-x", "+y", "-y", "+z", "-z")
"""Axes of a file, with their sense."""

Z_ZEROS = ("baseline", "waterline", "deck", "elsewhere")
"""What may lie at height zero of a file."""


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """A value of the frame, and where it comes from.

    Attributes:
        value: the value.
        basis: "declared" by a person, a sidecar or a server; "detected" from the shape; "assumed".
        confidence: 0 to 1; 1 where it is declared.
        why: what it was detected or assumed from, as a phrase; who declared it.
    """

    value: T
    basis: Basis
    confidence: float
    why: str

    @property
    def provenance(self) -> str:
        """Words for the screen, such as "detected, 90 %"."""
        return self.basis if self.basis == "declared" else f"{self.basis}, {100 * self.confidence:.0f} %"


@dataclass(frozen=True, slots=True)
class Frame:
    """How the numbers of a file are to be read.

    Heights and positions of the file are in its own unit, along its own axes; lengths of the ship are
    in meters.

    Attributes:
        unit: a key of `UNITS`.
        forward: the axis of the file that points to the bow, one of `DIRECTIONS`.
        up: the axis that points up.
        z_zero: what lies at height zero, one of `Z_ZEROS`.
        baseline: height of the baseline in the file.
        centerplane: where the centerplane cuts the axis to port in the file.
        aft_perpendicular: where AP stands along ``forward`` in the file.
        length_between_perpendiculars: L_PP, meters.
        design_draft: T, meters.
    """

    unit: Finding[str]
    forward: Finding[str]
    up: Finding[str]
    z_zero: Finding[str]
    baseline: Finding[float]
    centerplane: Finding[float]
    aft_perpendicular: Finding[float]
    length_between_perpendiculars: Finding[float]
    design_draft: Finding[float]

    @property
    def scale(self) -> float:
        """Meters in the unit of the file."""
        return UNITS[self.unit.value]

    @property
    def waterline(self) -> Waterline:
        """The design waterline in the internal frame."""
        return Waterline(self.design_draft.value, f"T {self.design_draft.provenance}")

    @property
    def declared(self) -> bool:
        """Whether nothing is left that a person has not confirmed."""
        return all(getattr(self, name).basis == "declared" for name in FRAME_FIELDS)

    @property
    def digest(self) -> str:
        """Short hex digest of what decides the geometry: not of provenance, L_PP and draft."""
        names = ("unit", "forward", "up", "baseline", "centerplane", "aft_perpendicular")
        text = json.dumps([getattr(self, name).value for name in names])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_internal(self, mesh: Mesh) -> Mesh:
        """Return a mesh of the file in meters, x forward from AP, y to port, z up from the baseline."""
        rows = self.axes
        origin = (self.aft_perpendicular.value, self.centerplane.value, self.baseline.value)
        if self.scale == 1 and not any(origin) and np.array_equal(rows, np.eye(3)):
            return mesh
        vertices = mesh.vertices.astype(np.float64) @ rows.T
        vertices -= np.array(origin)
        vertices *= self.scale
        return Mesh(vertices.astype(mesh.vertices.dtype), mesh.faces)

    def level_in_file(self, z: float) -> float:
        """Return the height in the file of a height above the baseline in meters."""
        return self.baseline.value + z / self.scale

    @property
    def axes(self) -> NDArray[np.float64]:
        """(3, 3) rotation: the directions forward, to port and up, in the axes of the file."""
        forward, up = axis_vector(self.forward.value), axis_vector(self.up.value)
        return np.stack((forward, np.cross(up, forward), up))

    def as_dict(self) -> dict[str, object]:
        """Return plain values, fit for JSON."""
        return {
            name: {
                "value": finding.value,
                "basis": finding.basis,
                "confidence": round(finding.confidence, 3),
                "why": finding.why,
            }
            for name in FRAME_FIELDS
            for finding in (getattr(self, name),)
        }


FRAME_FIELDS = (
    "unit",
    "forward",
    "up",
    "z_zero",
    "baseline",
    "centerplane",
    "aft_perpendicular",
    "length_between_perpendiculars",
    "design_draft",
)
"""The fields of `Frame`, in the order in which each can be told from those before it."""


def axis_vector(direction: str) -> NDArray[np.float64]:
    """Return the unit vector of one of `DIRECTIONS`.

    Raises:
        ValueError: if it is none of them.
    """
    if direction not in DIRECTIONS:
        msg = f"no such axis: {direction}"
        raise ValueError(msg)
    vector = np.zeros(3)
    vector["xyz".index(direction[1])] = 1.0 if direction[0] == "+" else -1.0
    return vector


def declared(value: T, who: str) -> Finding[T]:
    """Return a value that somebody vouches for."""
    return Finding(value, "declared", 1.0, who)


def detected(value: T, confidence: float, why: str) -> Finding[T]:
    """Return a value that the shape speaks for."""
    return Finding(value, "detected", confidence, why)


def assumed(value: T, confidence: float, why: str) -> Finding[T]:
    """Return a value that nothing speaks against."""
    return Finding(value, "assumed", confidence, why)


def finding_from(values: Mapping[str, Any]) -> Finding[Any]:
    """Return the finding that one entry of `Frame.as_dict` was made of.

    Raises:
        KeyError: if something is missing.
    """
    return Finding(values["value"], values["basis"], float(values["confidence"]), str(values["why"]))
