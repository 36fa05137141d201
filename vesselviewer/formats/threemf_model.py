"""One model file of a 3MF archive: objects with triangles or components, and what is to be built."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.xml_text import walk_xml

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*\Z")
_SHORT = 40  # characters of a number that may be converted without a closer look
_DRAWN = frozenset({"model", "solidsupport", "surface", "support", "other", ""})


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """An object somewhere: its id, a (4, 3) matrix for row vectors or None, and another model's path."""

    object_id: str
    matrix: NDArray[np.float64] | None
    path: str | None


@dataclass(frozen=True, slots=True, eq=False)
class ModelObject:
    """An object: its name, (n, 3) vertices and (m, 3) faces, or what it is put together from."""

    name: str
    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    components: tuple[Placement, ...]


@dataclass(slots=True)
class Model:
    """A model file: its unit, its objects by id, and the items to build."""

    unit: str = "millimeter"
    objects: dict[str, ModelObject] = field(default_factory=dict)
    items: list[Placement] = field(default_factory=list)


def read_model(parcel: Parcel) -> Model:
    """Return what a model file holds.

    Raises:
        FormatError: if it is bad XML, or a number in it is none.
    """
    builder = _Builder(parcel)
    walk_xml(parcel, builder)
    return builder.model


class _Builder:
    """Notes objects as the XML is walked through."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self.model = Model()
        self._attributes: dict[str, str] = {}
        self._vertices = array("d")
        self._faces = array("q")
        self._components: list[Placement] = []

    def start(self, tag: str, attributes: dict[str, str]) -> bool:
        """Take an element."""
        if tag == "vertex":
            for axis in ("x", "y", "z"):
                self._vertices.append(self._number(attributes, axis))
        elif tag == "triangle":
            for corner in ("v1", "v2", "v3"):
                self._faces.append(self._index(attributes, corner))
        elif tag == "model":
            self.model.unit = attributes.get("unit", self.model.unit)
        elif tag == "object":
            self._attributes = attributes
            self._vertices, self._faces, self._components = array("d"), array("q"), []
        elif tag == "component":
            self._components.append(self._placement(attributes))
        elif tag == "item":
            self.model.items.append(self._placement(attributes))
        return False

    def end(self, tag: str, begin: int, end: int) -> None:
        """Take the end of an element: an object is complete."""
        if tag != "object":
            return
        drawn = self._attributes.get("type", "") in _DRAWN
        self._parcel.afford(8 * (len(self._vertices) + len(self._faces)))
        self.model.objects[self._attributes.get("id", "")] = ModelObject(
            self._attributes.get("name", ""),
            np.array(self._vertices).reshape(-1, 3),
            np.array(self._faces if drawn else array("q")).reshape(-1, 3),
            tuple(self._components),
        )

    def _number(self, attributes: dict[str, str], name: str) -> float:
        text = attributes.get(name, "")
        if len(text) <= _SHORT and _NUMBER.match(text):
            return float(text)
        raise self._parcel.fault(f"vertex {len(self._vertices) // 3} has {name}={text[:40]!r}, no number")

    def _index(self, attributes: dict[str, str], name: str) -> int:
        text = attributes.get(name, "")
        if text.isascii() and text.isdecimal() and len(text) < 19:
            return int(text)
        raise self._parcel.fault(
            f"triangle {len(self._faces) // 3} has {name}={text[:40]!r}, no number of a vertex"
        )

    def _placement(self, attributes: dict[str, str]) -> Placement:
        path = next((value for name, value in attributes.items() if name.endswith(":path")), None)
        matrix = None
        if "transform" in attributes:
            words = attributes["transform"].split()
            if len(words) != 12 or not all(len(word) <= _SHORT and _NUMBER.match(word) for word in words):
                raise self._parcel.fault("a transform is not of twelve numbers")
            matrix = np.array([float(word) for word in words]).reshape(4, 3)
        return Placement(attributes.get("objectid", ""), matrix, path)
