"""HydroStar meshes (.hst): keywords, coordinates, panels of three or four corners, line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.panels import panel_surface
from vesselviewer.formats.words import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.surface import Surface

_MARK = re.compile(rb"(?:^|[\r\n])[ \t]*(?:COORDINATES|SYMMETRY(?:_BODY)?|NBBODY)\b")
_WORDS_ONLY = re.compile(rb"[^\0\x01-\x08\x0e-\x1f]*\Z")
_PLANES: dict[int, tuple[int, ...]] = {0: (), 1: (1,), 2: (0, 1)}


def describe(head: bytes, size: int) -> str | None:
    """Return "HydroStar" if a keyword of one stands at the start of a line."""
    return "HydroStar" if _MARK.search(head) and _WORDS_ONLY.match(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read the panels of all bodies, and mirror them as SYMMETRY says: 1 in y = 0, 2 in x = 0 too.

    Raises:
        FormatError: with the line where it is not as it should be.
    """
    text = Text(parcel)
    numbers: dict[float, int] = {}
    points: list[NDArray[np.float64]] = []
    panels: list[NDArray[np.int64]] = []
    symmetry = 0
    while text.peek():
        place = text.position
        line = text.line().upper()
        if line.startswith(b"COORDINATES"):
            rows = _rows(parcel, text, b"ENDCOORDINATES", (3, 4))
            for row in rows:
                name = row[0] if len(row) == 4 else len(numbers) + 1
                if name in numbers or name != name // 1:
                    raise parcel.fault_in_line(f"vertex {name:g} stands twice or is no whole number", place)
                numbers[name] = len(numbers)
            points.append(np.array([row[-3:] for row in rows]).reshape(-1, 3))
        elif line.startswith(b"PANEL"):
            panels.append(_panels(parcel, text, line, place, numbers))
        elif line.startswith(b"SYMMETRY"):
            symmetry = _symmetry(parcel, line, place)
        elif line.startswith(b"ENDFILE"):
            break
    if not points or not panels:
        raise parcel.fault("no COORDINATES or no PANEL in it")
    return panel_surface(parcel, np.concatenate(points), np.concatenate(panels), _PLANES[symmetry])


def _rows(parcel: Parcel, text: Text, end: bytes, widths: tuple[int, ...]) -> list[list[float]]:
    """Return the numbers of each line up to the keyword."""
    rows: list[list[float]] = []
    while True:
        place = text.position
        if not text.peek():
            raise text.fault(f"'{end.decode()}'", b"")
        line = text.line()
        if line.upper().startswith(end):
            return rows
        words = line.split()
        if not words:
            continue
        row = _numbers(words)
        if row is None or len(row) not in widths:
            expected = " or ".join(str(width) for width in widths)
            raise parcel.fault_in_line(f"expected {expected} numbers or '{end.decode()}'", place)
        rows.append(row)
        if len(rows) % 4096 == 0:
            parcel.tell(text.position / len(parcel.data))


def _numbers(words: list[bytes]) -> list[float] | None:
    """Return words as numbers, or None if one is none; underscores are not for numbers of a file."""
    try:
        return (
            None
            if any(b"_" in word for word in words)
            else [float(word.upper().replace(b"D", b"E")) for word in words]
        )
    except ValueError:
        return None


def _panels(
    parcel: Parcel, text: Text, line: bytes, place: int, numbers: dict[float, int]
) -> NDArray[np.int64]:
    """Return the (n, 4) corners of a block of panels; type 1 numbers each panel."""
    found = re.fullmatch(rb"PANELS?(?:[ \t]+TYPE[ \t]*([01]))?.*", line, re.DOTALL)
    if not found:
        raise parcel.fault_in_line("expected 'PANEL TYPE 0' or 'PANEL TYPE 1'", place)
    extra = 1 if found.group(1) == b"1" else 0
    rows = _rows(parcel, text, b"ENDPANEL", (3 + extra, 4 + extra))
    panels = np.empty((len(rows), 4), dtype=np.int64)
    for index, row in enumerate(rows):
        corners = row[extra:] if len(row) == 4 + extra else [*row[extra:], row[-1]]
        try:
            panels[index] = [numbers[corner] for corner in corners]
        except KeyError:
            raise parcel.fault_in_line(f"panel {index + 1} after this line names no vertex", place) from None
    return panels


def _symmetry(parcel: Parcel, line: bytes, place: int) -> int:
    """Return 0, 1 or 2: the last word of the line."""
    words = line.replace(b":", b" ").replace(b"=", b" ").split()
    if len(words) < 2 or words[-1] not in {b"0", b"1", b"2"}:
        raise parcel.fault_in_line("expected SYMMETRY 0, 1 or 2", place)
    return int(words[-1])
