"""The sections of Gmsh files: nodes and elements, in the ways of version 2 and of version 4.1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from vesselviewer.formats.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

# Nodes of every kind of element, and the corners of those that are surfaces.
_NODES = {
    1: 2, 2: 3, 3: 4, 4: 4, 5: 8, 6: 6, 7: 5, 8: 3, 9: 6, 10: 9, 11: 10, 12: 27, 13: 18, 14: 14, 15: 1,
    16: 8, 17: 20, 18: 15, 19: 13, 20: 9, 21: 10, 22: 12, 23: 15, 24: 15, 25: 21, 26: 4, 27: 5, 28: 6,
    29: 20, 30: 35, 31: 56, 36: 16, 37: 25, 38: 36, 92: 64, 93: 125,
}  # fmt: skip
_CORNERS = {2: 3, 3: 4, 9: 3, 10: 4, 16: 4, 20: 3, 21: 3, 22: 3, 23: 3, 24: 3, 25: 3, 36: 4, 37: 4, 38: 4}
_SURFACE = 2
_TELL_EVERY = 1 << 12
_MOST_TAGS = 1 << 10
_END_ELEMENTS = re.compile(rb"\$EndElements")
_NAME = re.compile(rb'\s*(\d+)\s+(-?\d+)\s+"([^"\r\n]*)"')


@dataclass(frozen=True, slots=True, eq=False)
class Elements:
    """Surface elements: corners of each, all corners by the numbers of nodes, and their groups."""

    sizes: NDArray[np.int64]
    corners: NDArray[np.int64]
    groups: NDArray[np.int64]


Found = tuple["NDArray[np.int64]", "NDArray[np.float64]", Elements, dict[int, str]]


class Blocks:
    """Numbers of a file, as text or binary.

    Args:
        parcel: the file.
        text: behind the header.
        binary: whether numbers are binary; the byte order is found out at once.
    """

    def __init__(self, parcel: Parcel, text: Text, *, binary: bool) -> None:
        self.parcel = parcel
        self.text = text
        self.binary = binary
        self.order: Literal["<", ">"] = "<"
        if binary:
            one = parcel.array("<i4", 1, text.position, "the number one")[0]
            self.order = "<" if one == 1 else ">"
            text.position += 4
            if one not in {1, 0x01000000}:
                raise parcel.fault(
                    "expected the number 1, which tells the byte order", byte=text.position - 4
                )

    def take(self, kind: str, count: int, what: str) -> NDArray[Any]:
        """Return the next numbers: "i4", "u8" or "f8"."""
        if not self.binary:
            return self.text.numbers(count, what) if kind[0] == "f" else self.text.integers(count, what)
        values = self.parcel.array(self.order + kind, count, self.text.position, what)
        self.text.position += values.nbytes
        return values.astype(np.float64 if kind[0] == "f" else np.int64)

    def count(self, kind: str, what: str) -> int:
        """Return the next number, as a count that the file can hold."""
        value = int(self.take(kind, 1, what)[0])
        if not 0 <= value <= len(self.parcel.data):
            raise self.parcel.fault(f"{value:,} {what} are more than the file can hold")
        return value

    def sections(self, readers: dict[bytes, Callable[[], None]]) -> None:
        """Walk through the sections; those without a reader are passed over."""
        text = self.text
        while True:
            word = text.word()
            if not word:
                return
            if not word.startswith(b"$"):
                raise text.fault("the name of a section, which begins with '$'", word)
            if word.startswith(b"$End"):
                continue
            text.line()
            reader = readers.get(word)
            if reader is not None:
                reader()
            else:
                end = re.compile(re.escape(b"$End" + word[1:])).search(self.parcel.data, text.position)
                if not end:
                    raise text.fault(f"'$End{word[1:40].decode('ascii', 'replace')}'", b"")
                text.position = end.start()
            self.parcel.tell(text.position / len(self.parcel.data))

    def names(self) -> dict[int, str]:
        """Return the names of the surface groups out of $PhysicalNames, which is always text."""
        found = {}
        for _ in range(self.text.integer("the number of names", most=1 << 20)):
            match = _NAME.match(self.parcel.data, self.text.position)
            if not match:
                raise self.parcel.fault_in_line(
                    'expected a dimension, a number and a "name"', self.text.position
                )
            self.text.position = match.end()
            if match.group(1) == b"2":
                found[int(match.group(2))] = match.group(3).decode("utf-8", "replace")
        return found


def read_v2(blocks: Blocks) -> Found:
    """Return nodes, points, elements and names of a file of version 2."""
    tags: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    points: list[NDArray[np.float64]] = [np.empty((0, 3))]
    rows: list[_Rows] = []
    names: dict[int, str] = {}

    def nodes() -> None:
        # The number of nodes and of elements is text even in binary files.
        count = blocks.text.integer("the number of nodes")
        if blocks.binary:
            blocks.text.line()
            kind = np.dtype([("tag", "i4"), ("point", "f8", 3)]).newbyteorder(blocks.order)
            table = blocks.parcel.array(kind, count, blocks.text.position, "nodes")
            blocks.text.position += table.nbytes
            tags.append(table["tag"].astype(np.int64))
            points.append(table["point"].astype(np.float64))
        else:
            table = blocks.text.numbers(4 * count, "a node").reshape(-1, 4)
            tags.append(blocks.text.whole(table[:, 0], "the number of a node", blocks.text.position))
            points.append(np.ascontiguousarray(table[:, 1:]))

    def elements() -> None:
        count = blocks.text.integer("the number of elements")
        if blocks.binary:
            blocks.text.line()
            rows.extend(_binary_elements(blocks, count))
        else:
            rows.extend(_text_elements(blocks, count))

    blocks.sections(
        {
            b"$Nodes": nodes,
            b"$Elements": elements,
            b"$PhysicalNames": lambda: names.update(blocks.names()),
        }
    )
    return np.concatenate(tags), np.concatenate(points), _elements(rows), names


def read_v4(blocks: Blocks) -> Found:
    """Return nodes, points, elements and names of a file of version 4.1."""
    tags: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    points: list[NDArray[np.float64]] = [np.empty((0, 3))]
    rows: list[_Rows] = []
    names: dict[int, str] = {}
    groups: dict[int, int] = {}

    def nodes() -> None:
        for _ in range(_header(blocks, "blocks of nodes")):
            dimension, _, parametric = blocks.take("i4", 3, "a block of nodes").tolist()
            count = blocks.count("u8", "nodes")
            if not 0 <= dimension <= 3:
                raise blocks.parcel.fault(f"nodes of dimension {dimension}")
            tags.append(blocks.take("u8", count, "the number of a node"))
            width = 3 + (dimension if parametric == 1 else 0)
            values = blocks.take("f8", width * count, "a coordinate").reshape(-1, width)
            points.append(values[:, :3])

    def elements() -> None:
        for _ in range(_header(blocks, "blocks of elements")):
            dimension, entity, kind = blocks.take("i4", 3, "a block of elements").tolist()
            count = blocks.count("u8", "elements")
            if kind not in _NODES:
                raise blocks.parcel.fault(f"elements of the unknown kind {kind}")
            width = 1 + _NODES[kind]
            table = blocks.take("u8", width * count, "an element").reshape(-1, width)
            if dimension == _SURFACE and kind in _CORNERS:
                group = np.full(count, groups.get(entity, entity))
                rows.append((table[:, 1 : 1 + _CORNERS[kind]], group))

    blocks.sections(
        {
            b"$Nodes": nodes,
            b"$Elements": elements,
            b"$PhysicalNames": lambda: names.update(blocks.names()),
            b"$Entities": lambda: groups.update(_surface_groups(blocks)),
        }
    )
    return np.concatenate(tags), np.concatenate(points), _elements(rows), names


_Rows = tuple["NDArray[np.int64]", "NDArray[np.int64]"]  # (n, 3 or 4) corners, (n,) groups


def _header(blocks: Blocks, what: str) -> int:
    """Return how many blocks follow; the other three counts follow from them."""
    count = blocks.count("u8", what)
    blocks.take("u8", 3, "a count")
    return count


def _surface_groups(blocks: Blocks) -> dict[int, int]:
    """Return the first physical group of every surface out of $Entities."""
    groups = {}
    counts = [blocks.count("u8", "entities") for _ in range(4)]
    for dimension, count in enumerate(counts):
        for _ in range(count):
            entity = int(blocks.take("i4", 1, "an entity")[0])
            blocks.take("f8", 3 if dimension == 0 else 6, "the bounds of an entity")
            physical = blocks.take("i4", blocks.count("u8", "groups of an entity"), "a group")
            if dimension:
                blocks.take("i4", blocks.count("u8", "bounds of an entity"), "a bound")
            if dimension == _SURFACE and len(physical):
                groups[entity] = abs(int(physical[0]))
    return groups


def _text_elements(blocks: Blocks, count: int) -> list[_Rows]:
    """Return the surface elements of a text of version 2, one a line: number, kind, tags, nodes."""
    begin = blocks.text.position
    found = _END_ELEMENTS.search(blocks.parcel.data, begin)
    inner = Text(blocks.parcel, begin, found.start() if found else None)
    flat = inner.whole(inner.rest("a number of an element"), "a number of an element", begin)
    blocks.text.position = inner.position
    rows: dict[int, tuple[list[int], list[int]]] = {}
    position = 0
    for index in range(count):
        if position + 3 > len(flat):
            raise blocks.parcel.fault(f"{count:,} elements are promised, {index:,} are there")
        kind, tags = int(flat[position + 1]), int(flat[position + 2])
        nodes = _NODES.get(kind, 0)
        stop = position + 3 + tags + nodes
        if not nodes or not 0 <= tags <= _MOST_TAGS or stop > len(flat):
            raise blocks.parcel.fault(
                f"element {index} of {count:,} is of the unknown kind {kind} or cut off"
            )
        if kind in _CORNERS:
            starts, groups = rows.setdefault(_CORNERS[kind], ([], []))
            starts.append(position + 3 + tags)
            groups.append(int(flat[position + 3]) if tags else 0)
        position = stop
        if index % _TELL_EVERY == 0:
            blocks.parcel.tell(index / count)
    return [
        (flat[np.array(starts)[:, None] + np.arange(corners)], np.array(groups, dtype=np.int64))
        for corners, (starts, groups) in rows.items()
    ]


def _binary_elements(blocks: Blocks, count: int) -> list[_Rows]:
    """Return the surface elements of a binary file of version 2, in blocks of one kind."""
    rows = []
    while count > 0:
        kind, follow, tags = blocks.take("i4", 3, "a block of elements").tolist()
        if kind not in _NODES or not 0 < follow <= count or not 0 <= tags <= _MOST_TAGS:
            raise blocks.parcel.fault(
                f"a block of {follow:,} elements of kind {kind}", byte=blocks.text.position
            )
        width = 1 + tags + _NODES[kind]
        table = blocks.take("i4", width * follow, "elements").reshape(-1, width)
        if kind in _CORNERS:
            begin = 1 + tags
            group = table[:, 1] if tags else np.zeros(follow, dtype=np.int64)
            rows.append((table[:, begin : begin + _CORNERS[kind]], group))
        count -= follow
    return rows


def _elements(rows: list[_Rows]) -> Elements:
    """Return blocks of elements as one."""
    nothing = np.empty(0, dtype=np.int64)
    return Elements(
        np.concatenate([nothing, *(np.full(len(corners), corners.shape[1]) for corners, _ in rows)]),
        np.concatenate([nothing, *(corners.ravel() for corners, _ in rows)]),
        np.concatenate([nothing, *(group for _, group in rows)]),
    )
