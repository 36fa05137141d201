"""Panels of hydrodynamic codes: quadrilaterals, half of them triangles, mirrored in planes of symmetry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.parcel import refuse_not_finite
from vesselviewer.formats.polygons import refuse_no_faces, refuse_strangers, triangulate
from vesselviewer.formats.surface import MeshPart, Surface, soup
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_STORED = "as stored"


def panel_surface(
    parcel: Parcel,
    vertices: NDArray[np.float64],
    panels: NDArray[np.int64],
    mirrored: tuple[int, ...],
    *,
    unit: str | None = None,
    remarks: tuple[str, ...] = (),
    shared: bool = True,
) -> Surface:
    """Return the whole surface of some panels.

    Args:
        parcel: the file, for errors.
        vertices: (n, 3).
        panels: (p, 4) vertex indices; a triangle names one corner twice in a row.
        mirrored: the axes normal to the planes of symmetry: 0 for x = 0, 1 for y = 0.
        unit: of the coordinates, where the file tells.
        remarks: what else is to be said.
        shared: whether panels share vertices; if not, the result is a soup.
    """
    refuse_not_finite(parcel, vertices)
    refuse_strangers(parcel, panels, len(vertices))
    sizes, corners = _without_repeats(panels)
    faces, _ = triangulate(parcel, sizes, corners, vertices)
    refuse_no_faces(parcel, faces)
    parcel.afford(2 ** len(mirrored) * (vertices.nbytes + 4 * faces.nbytes))
    count = len(faces)
    parts = [MeshPart(_STORED, 0, count)]
    for axis in mirrored:
        plane = f"{'xyz'[axis]} = 0"
        parts += [
            MeshPart(f"{part.name}, mirrored in {plane}", part.start + len(faces), part.stop + len(faces))
            for part in parts
        ]
        flipped = vertices.copy()
        flipped[:, axis] = -flipped[:, axis]
        faces = np.concatenate((faces, faces[:, ::-1] + np.int32(len(vertices))))
        vertices = np.concatenate((vertices, flipped))
        remarks = (*remarks, f"Stored on one side of {plane} alone, and mirrored in it")
    mesh = Mesh(vertices, faces) if shared else soup(vertices[faces])
    return Surface(
        mesh, is_soup=not shared, parts=tuple(parts) if mirrored else (), unit=unit, remarks=remarks
    )


def _without_repeats(panels: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sizes and corners of panels as polygons: a corner repeated is a triangle."""
    a, b, c, d = panels.T
    # The corner that is left out: where none is repeated, none.
    drop = np.select([d == c, d == a, b == a, b == c], [3, 3, 1, 2], default=4)
    keep = np.arange(4) != drop[:, None]
    return np.where(drop < 4, 3, 4), panels[keep]
