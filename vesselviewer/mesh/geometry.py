"""The immutable triangle mesh that every other room speaks of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles over shared vertices; both arrays are read-only.

    Not slotted, so that the digest can be computed once and kept.

    Attributes:
        vertices: (n, 3) float32 or float64, in the unit and frame of the file it came from.
        faces: (m, 3) int32 indices into ``vertices``, counter-clockwise seen from outside.
    """

    vertices: NDArray[np.floating]
    faces: NDArray[np.int32]

    def __post_init__(self) -> None:
        """Freeze the arrays.

        Raises:
            ValueError: if an array has another shape or type, or a face points beyond the vertices.
        """
        vertices = np.asarray(self.vertices)
        faces = np.asarray(self.faces)
        if vertices.dtype not in (np.float32, np.float64):
            vertices = vertices.astype(np.float64)
        if faces.dtype != np.int32:
            faces = faces.astype(np.int32)
        if vertices.ndim != 2 or vertices.shape[1] != 3:
            msg = f"vertices must be (n, 3), got {vertices.shape}"
            raise ValueError(msg)
        if faces.ndim != 2 or faces.shape[1] != 3:
            msg = f"faces must be (m, 3), got {faces.shape}"
            raise ValueError(msg)
        if faces.size and (int(faces.min()) < 0 or int(faces.max()) >= len(vertices)):
            msg = "a face points beyond the vertices"
            raise ValueError(msg)
        for name, array in (("vertices", vertices), ("faces", faces)):
            frozen = np.ascontiguousarray(array).view()
            frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the geometry: equal for equal arrays of equal type."""
        sha = hashlib.sha256()
        for array in (self.vertices, self.faces):
            sha.update(f"{array.dtype.str}{array.shape}".encode())
            sha.update(array.data)
        return sha.hexdigest()

    @cached_property
    def bounds(self) -> tuple[float, float, float, float, float, float]:
        """(x_min, x_max, y_min, y_max, z_min, z_max) over all vertices; zeros for no vertices."""
        if not len(self.vertices):
            return (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        low = self.vertices.min(axis=0)
        high = self.vertices.max(axis=0)
        return (
            float(low[0]),
            float(high[0]),
            float(low[1]),
            float(high[1]),
            float(low[2]),
            float(high[2]),
        )

    def __eq__(self, other: object) -> bool:
        """Compare by digest."""
        if not isinstance(other, Mesh):
            return NotImplemented
        return self is other or self.digest == other.digest

    def __hash__(self) -> int:
        """Hash by digest."""
        return hash(self.digest)
