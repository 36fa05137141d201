"""GDF, the panels of WAMIT (low order): four corners a panel, in one or two planes of symmetry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.number_text import rows_of_numbers
from vesselviewer.formats.panels import panel_surface
from vesselviewer.formats.words import Text

if TYPE_CHECKING:
    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.surface import Surface
    from vesselviewer.mesh import Mesh

_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?"
# A line of any text, then ULEN GRAV, ISX ISY, NPAN, each possibly with a remark behind it.
_HEAD = re.compile(
    rb"[^\r\n]*(?:\r\n|\r|\n)[ \t]*" + _NUMBER + rb"[ \t,]+" + _NUMBER + rb"(?:[ \t][^\r\n]*)?(?:\r\n|\r|\n)"
    rb"[ \t]*[01][ \t,]+[01](?:[ \t][^\r\n]*)?(?:\r\n|\r|\n)[ \t]*\d+(?:[ \t][^\r\n]*)?(?:\r\n|\r|\n)"
)
# The gravity in the header tells the unit.
_UNITS = ((9.7, 9.9, "m"), (32.0, 32.4, "ft"))


def describe(head: bytes, size: int) -> str | None:
    """Return "GDF" if the first four lines are those of one."""
    return "GDF" if b"\0" not in head and _HEAD.match(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read the panels and mirror them as the header says; the corners are welded.

    Raises:
        FormatError: with the line where it is not as it should be.
    """
    text = Text(parcel, fortran=True)
    text.line()
    length, gravity = text.numbers(2, "ULEN and GRAV")
    text.line()
    symmetry = [text.integer("ISX or ISY", most=1) for _ in "xy"]
    text.line()
    count = text.integer("NPAN, the number of panels")
    if text.line()[:1].isdigit():
        raise parcel.fault(
            "a higher-order GDF, of patches instead of panels", hint="Export low-order panels (ILOWHI = 0)"
        )
    corners = text.numbers(12 * count, "a coordinate").reshape(-1, 3)
    # A panel has four corners of its own; equal ones make it a triangle.
    quads = corners.reshape(-1, 4, 3)
    index = np.arange(4 * count).reshape(-1, 4)
    for one, other in ((1, 0), (2, 1), (3, 2), (3, 0)):
        same = (quads[:, one] == quads[:, other]).all(axis=1)
        index[same, one] = index[same, other]
    unit = next((name for low, high, name in _UNITS if low < gravity < high), None)
    mirrored = tuple(axis for axis in (0, 1) if symmetry[axis])
    remarks = () if length == 1 else (f"Characteristic length ULEN {length:g}",)
    return panel_surface(parcel, corners, index, mirrored, unit=unit, remarks=remarks, shared=False)


def encode(mesh: Mesh, suffix: str) -> bytes:
    """Return the mesh as low-order GDF without symmetry; a triangle is a panel with its last corner twice."""
    corners = mesh.vertices[mesh.faces[:, (0, 1, 2, 2)]].reshape(-1, 3)
    header = f"written by VesselViewer\n1 9.80665\n0 0\n{len(mesh.faces)}\n"
    return (header + rows_of_numbers(corners)).encode()
