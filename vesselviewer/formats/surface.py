"""What a file holds: triangles, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import FormatError
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Place(StrEnum):
    """Where the values of a field stand."""

    VERTICES = "vertices"
    FACES = "faces"


@dataclass(frozen=True, slots=True)
class MeshPart:
    """A named run of faces: a solid, a group, an object.

    Attributes:
        name: as the file has it, may be empty.
        start: its first face.
        stop: the face after its last.
    """

    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True, eq=False)
class MeshField:
    """A quantity over a mesh, as a solver or a scanner wrote it.

    Attributes:
        name: as the file has it.
        place: whether there is a value a vertex or a value a face.
        values: (n,) or (n, k), read-only, of the type in the file.
    """

    name: str
    place: Place
    values: NDArray[np.number]

    def __post_init__(self) -> None:
        """Freeze the values."""
        frozen = self.values.view()
        frozen.flags.writeable = False
        object.__setattr__(self, "values", frozen)


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The triangles of a file, and what it says of them.

    Attributes:
        mesh: in the unit and frame of the file.
        is_soup: whether every face has three vertices of its own, so that welding is due; then there
            are no fields over vertices.
        parts: in the order of the faces, none overlapping; empty where the file has no parts.
        fields: over vertices or faces.
        unit: of the coordinates where the file declares one: "m", "mm", "ft", "in", "cm", "µm".
        up: the axis that points up where the format declares it: "y" for glTF.
        remarks: what was done or left out on reading, each a sentence without a period.
    """

    mesh: Mesh
    is_soup: bool = False
    parts: tuple[MeshPart, ...] = ()
    fields: tuple[MeshField, ...] = ()
    unit: str | None = None
    up: str | None = None
    remarks: tuple[str, ...] = ()


def soup(corners: NDArray[np.floating]) -> Mesh:
    """Return unwelded triangles as a mesh.

    Args:
        corners: (n, 3, 3): triangle, corner, axis. Not copied.
    """
    faces = np.arange(3 * len(corners), dtype=np.int32).reshape(-1, 3)
    return Mesh(corners.reshape(-1, 3), faces)


def in_32_bits(mesh: Mesh) -> NDArray[np.float32]:
    """Return the (n, 3) vertices for a format that has no more than 32 bits for a coordinate.

    Raises:
        FormatError: if a coordinate is too large for them.
    """
    with np.errstate(over="ignore"):
        vertices = mesh.vertices.astype(np.float32)
    if not np.isfinite(vertices).all():
        raise FormatError(
            "cannot be written in this format: coordinates are too large for its 32-bit numbers",
            hint="Write it as PLY, OBJ or VTP, which have 64 bits",
        )
    return vertices
