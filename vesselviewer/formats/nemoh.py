"""Nemoh and Capytaine meshes (.dat, .mar): numbered vertices, then panels of four, each ended by zeros."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.panels import panel_surface
from vesselviewer.formats.words import Text

if TYPE_CHECKING:
    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.surface import Surface

_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?"
_HEAD = re.compile(
    rb"[ \t]*2[ \t]+[01][ \t]*(?:\r\n|\r|\n)[ \t]*1" + rb"(?:[ \t]+" + _NUMBER + rb"){3}[ \t]*[\r\n]"
)


def describe(head: bytes, size: int) -> str | None:
    """Return "Nemoh" if the first two lines are those of one."""
    return "Nemoh" if _HEAD.match(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read the panels, and mirror them in y = 0 where the first line says so.

    Raises:
        FormatError: with the line where it is not as it should be.
    """
    text = Text(parcel, fortran=True)
    text.integer("2", least=2, most=2)
    symmetric = text.integer("0, or 1 for a half", most=1)
    begin = text.position
    rest = text.rest("a number of a vertex or panel")
    rows = rest[: len(rest) // 4 * 4].reshape(-1, 4)
    # The vertices end with a line that begins with 0; a panel names no vertex 0.
    ends = np.flatnonzero(rows[:, 0] == 0)
    if not len(ends):
        raise parcel.fault("the vertices do not end; expected a line of zeros after them")
    count = int(ends[0])
    panels = rows[count + 1 : ends[1] if len(ends) > 1 else len(rows)]
    text.whole(rows[:count, 0], "the number of a vertex", begin)
    if not (rows[:count, 0] == np.arange(1, count + 1)).all():
        raise parcel.fault("the vertices are not numbered 1, 2, 3 …")
    corners = text.whole(panels.ravel(), "the number of a vertex", begin).reshape(-1, 4) - 1
    vertices = np.ascontiguousarray(rows[:count, 1:])
    return panel_surface(parcel, vertices, corners, (1,) if symmetric else ())
