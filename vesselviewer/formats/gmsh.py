"""Gmsh meshes (.msh) of versions 2.2 and 4.1, as text and binary: their surface triangles and quads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.gmsh_blocks import Blocks, Elements, read_v2, read_v4
from vesselviewer.formats.parcel import refuse_not_finite
from vesselviewer.formats.polygons import refuse_no_faces, triangulate
from vesselviewer.formats.surface import MeshPart, Surface
from vesselviewer.formats.words import Text
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_HEAD = re.compile(rb"\s*\$MeshFormat\s+(\d+(?:\.\d+)?)\s+([01])\s+(\d+)[ \t]*\r?\n")


def describe(head: bytes, size: int) -> str | None:
    """Return "Gmsh" with its version if the bytes begin like one."""
    found = _HEAD.match(head)
    if not found:
        return "Gmsh" if head.lstrip().startswith(b"$MeshFormat") else None
    return f"Gmsh {found.group(1).decode()} {'binary' if found.group(2) == b'1' else 'ASCII'}"


def parse(parcel: Parcel) -> Surface:
    """Read nodes and surface elements; lines and volumes are left out, curved elements made straight.

    Raises:
        FormatError: with the line or byte where it is not as it should be.
    """
    found = _HEAD.match(parcel.data)
    if not found:
        raise parcel.fault("expected '$MeshFormat', a version, 0 or 1, and the size of a number")
    version, binary = found.group(1), found.group(2) == b"1"
    if version not in {b"2", b"2.0", b"2.1", b"2.2", b"4.1"}:
        raise parcel.fault(f"a Gmsh file of version {version.decode()}", hint="Save it as version 4.1 or 2.2")
    blocks = Blocks(parcel, Text(parcel, found.end()), binary=binary)
    nodes, points, elements, names = (read_v4 if version == b"4.1" else read_v2)(blocks)
    refuse_not_finite(parcel, points)
    if not len(elements.sizes):
        raise parcel.fault(
            "no surface elements in it", hint="Mesh the surface (2D) and save all elements, or mark the hull"
        )
    corners = _placed(parcel, nodes, elements.corners)
    faces, source = triangulate(parcel, elements.sizes, corners, points)
    refuse_no_faces(parcel, faces)
    return Surface(Mesh(points, faces), parts=_parts(elements, source, names))


def _placed(parcel: Parcel, nodes: NDArray[np.int64], corners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of nodes that are called by their numbers."""
    if len(nodes) and (nodes == np.arange(1, len(nodes) + 1)).all():
        return corners - 1
    order = np.argsort(nodes, kind="stable")
    places = np.searchsorted(nodes, corners, sorter=order)
    known = (
        order[np.minimum(places, len(order) - 1)] if len(order) else np.zeros(len(corners), dtype=np.int64)
    )
    if not len(order) or (nodes[known] != corners).any():
        raise parcel.fault("an element names a node that is not in the file")
    return known


def _parts(elements: Elements, source: NDArray[np.int64], names: dict[int, str]) -> tuple[MeshPart, ...]:
    """Return runs of faces with the same physical group; none where there is one run alone without name."""
    groups = elements.groups[source]
    edges = np.flatnonzero(np.diff(groups)) + 1
    starts, stops = [0, *edges.tolist()], [*edges.tolist(), len(groups)]
    parts = tuple(
        MeshPart(names.get(int(groups[start]), str(groups[start])), start, stop)
        for start, stop in zip(starts, stops, strict=True)
    )
    return parts if names or len(parts) > 1 else ()
