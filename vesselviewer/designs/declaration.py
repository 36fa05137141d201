"""What a person, a sidecar file or a server says of the frame of a file."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from vesselviewer.designs.frame import DIRECTIONS, UNITS, Z_ZEROS
from vesselviewer.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Mapping

SIDECAR_SUFFIX = ".json"
FRAME_HEADER = "x-vesselviewer-frame"
"""HTTP header in which a server hands on what is declared of the frame of a mesh, as JSON."""

LARGEST_SIDECAR = 1 << 20
"""Bytes of a sidecar at most."""

_UNIT_WORDS = {
    "meter": "m", "meters": "m", "metre": "m", "metres": "m", "millimeter": "mm", "millimeters": "mm",
    "millimetre": "mm", "millimetres": "mm", "centimeter": "cm", "centimeters": "cm", "feet": "ft",
    "foot": "ft", "inch": "in", "inches": "in",
}  # fmt: skip
_FORWARD_WORDS = {"forward": "+x", "fwd": "+x", "bow": "+x", "aft": "-x", "stern": "-x"}
_ALIASES = {
    "length_unit": "unit", "units": "unit", "x_direction": "forward", "x": "forward", "z_zero": "z_zero",
    "z0": "z_zero", "ap": "aft_perpendicular", "x_ap": "aft_perpendicular",
    "l_pp": "length_between_perpendiculars", "lpp": "length_between_perpendiculars",
    "t": "design_draft", "draft": "design_draft", "draught": "design_draft",
    "design_draught": "design_draft", "up_axis": "up",
}  # fmt: skip
_NAMED_LENGTH = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)[ _-]?(mm|cm|m|ft|feet|in)(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declaration:
    """Values of the frame that somebody vouches for; None where nothing was said.

    Attributes:
        unit: a key of `UNITS`.
        forward: the axis of the file that points to the bow, one of `DIRECTIONS`.
        up: the axis that points up.
        z_zero: what lies at height zero, one of `Z_ZEROS`.
        baseline: height of the baseline in the file, in its unit.
        centerplane: where the centerplane cuts the axis to port, in the unit of the file.
        aft_perpendicular: where AP stands along ``forward``, in the unit of the file.
        length_between_perpendiculars: L_PP, meters.
        design_draft: T, meters.
    """

    unit: str | None = None
    forward: str | None = None
    up: str | None = None
    z_zero: str | None = None
    baseline: float | None = None
    centerplane: float | None = None
    aft_perpendicular: float | None = None
    length_between_perpendiculars: float | None = None
    design_draft: float | None = None

    def over(self, other: Declaration) -> Declaration:
        """Return what both say; this one where they differ."""
        return replace(other, **self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Return what was said, fit for JSON."""
        each = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in each if value is not None}


def parse_declaration(values: Mapping[str, Any], where: str) -> Declaration:
    """Return what a JSON object says of the frame.

    The object may hold the fields itself, or under the key "frame"; a value may stand by itself, or as
    ``{"value": …, "basis": …}`` as `Frame.as_dict` writes it, of which only what is declared counts.
    Unknown keys are ignored.

    Args:
        values: a decoded JSON object.
        where: what it is called, for messages.

    Raises:
        FormatError: if a value is not one that a frame can have.
    """
    inner = values.get("frame", values)
    if not isinstance(inner, dict):
        hint = 'Write {"frame": {"unit": "m", …}}'
        raise FormatError('"frame" is not an object', where=where, hint=hint)
    known = {field.name for field in fields(Declaration)}
    found: dict[str, Any] = {}
    for key, given in inner.items():
        name = _ALIASES.get(str(key).casefold(), str(key).casefold())
        value = given
        if isinstance(given, dict):
            value = given.get("value") if given.get("basis") == "declared" else None
        if name in known and value is not None:
            found[name] = checked_value(name, value, where)
    return Declaration(**found)


def parse_sidecar(data: bytes, where: str) -> Declaration:
    """Return what a sidecar file says of the frame.

    Raises:
        FormatError: if it is not a JSON object, or a value is not one that a frame can have.
    """
    hint = "Mend or remove the sidecar; until then the frame is detected"
    if len(data) > LARGEST_SIDECAR:
        raise FormatError("The sidecar is larger than 1 MiB", where=where, hint=hint)
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"The sidecar is not JSON ({error})", where=where, hint=hint) from error
    if not isinstance(values, dict):
        raise FormatError("The sidecar is not a JSON object", where=where, hint=hint)
    return parse_declaration(values, where)


def checked_value(name: str, value: object, where: str) -> str | float:
    """Return a value of the frame in its one spelling.

    Raises:
        FormatError: if a frame cannot have it.
    """
    choices: dict[str, tuple[str, ...]] = {
        "unit": tuple(UNITS), "forward": DIRECTIONS, "up": DIRECTIONS, "z_zero": Z_ZEROS
    }  # fmt: skip
    if name in choices:
        word = str(value).strip().casefold()
        word = _UNIT_WORDS.get(word, word) if name == "unit" else word
        word = _FORWARD_WORDS.get(word, word) if name == "forward" else word
        word = f"+{word}" if word in {"x", "y", "z"} else word
        if word not in choices[name]:
            hint = f"Write one of {', '.join(choices[name])}"
            raise FormatError(f"{name} is {value!r:.60}", where=where, hint=hint)
        return word
    positive = name in {"length_between_perpendiculars", "design_draft"}
    wrong = isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value)
    if wrong or not isinstance(value, int | float) or (positive and value <= 0):
        hint = "Write a positive number of meters" if positive else "Write a number in the unit of the file"
        raise FormatError(f"{name} is {value!r:.60}", where=where, hint=hint)
    return float(value)


def length_in_name(name: str) -> tuple[float, str] | None:
    """Return a length and its unit that the name of a file tells, such as "half_sailboat_30ft"."""
    found = _NAMED_LENGTH.search(name)
    if found is None:
        return None
    unit = found[2].casefold()
    return float(found[1]), _UNIT_WORDS.get(unit, unit)
