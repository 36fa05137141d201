"""What is drawn of a floating hull: the tilt of the water, its line on the hull, sections and marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CenterKind = Literal["buoyancy", "flotation", "metacenter", "gravity"]


@dataclass(frozen=True, slots=True)
class Tilt:
    """How the surface of the water leans: z rises by the slopes from (x, 0) on.

    Attributes:
        x: where the water stands at the level of the scene, in the frame of the mesh.
        forward: dz/dx.
        port: dz/dy.
    """

    x: float
    forward: float
    port: float


@dataclass(frozen=True, slots=True)
class Center:
    """A center, drawn as its standard mark.

    Attributes:
        kind: which center.
        letter: what stands beside it: B, F, M or G.
        position: in the frame of the mesh.
    """

    kind: CenterKind
    letter: str
    position: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Lines on the hull, compared by identity.

    Attributes:
        ends: (n, 2, 3) end points, in the frame of the mesh.
    """

    ends: NDArray[np.float64]
