"""The rows of a PLY element: columns of numbers, and lists of differing lengths."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.errors import FormatError
from vesselviewer.formats.parcel import AGAIN
from vesselviewer.formats.polygons import ragged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.ply import Element
    from vesselviewer.formats.words import Text

    # A column of numbers, or the lengths and the members of lists.
    Column = NDArray[Any] | tuple[NDArray[np.int64], NDArray[Any]]

_TELL_EVERY = 1 << 13


def text_rows(parcel: Parcel, text: Text, element: Element) -> dict[str, Column]:
    """Return the columns of an element from a text; its numbers may stand in any lines."""
    properties = element.properties
    if not any(column.length_kind for column in properties):
        table = text.numbers(element.count * len(properties), f"a property of {element.name!r}")
        table = table.reshape(element.count, len(properties))
        return {
            column.name: _narrowed(table[:, index], column.kind) for index, column in enumerate(properties)
        }
    if len(properties) == 1:
        return {properties[0].name: _text_lists(parcel, text, element)}
    rows: dict[str, list[Any]] = {column.name: [] for column in properties}
    for row in range(element.count):
        for column in properties:
            length = int(text.integers(1, "the length of a list")[0]) if column.length_kind else 1
            rows[column.name].append(text.numbers(max(0, length), f"a property of {element.name!r}"))
        if row % _TELL_EVERY == 0:
            parcel.tell(row / element.count)
    return {
        column.name: _list_column(rows[column.name], "f8")
        if column.length_kind
        else _narrowed(np.array([one[0] for one in rows[column.name]]), column.kind)
        for column in properties
    }


def _text_lists(parcel: Parcel, text: Text, element: Element) -> Column:
    """Return the lists of an element that has nothing else: fast where all are of one length."""
    begin = text.position
    if not element.count:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    width = 1 + text.integer("the length of a list")
    text.position = begin
    with suppress(FormatError):  # what is wrong is said below, if it is
        table = text.integers(width * element.count, f"a member of a list of {element.name!r}")
        if (table[::width] == width - 1).all():
            return ragged(parcel, table, element.count)
    # Lists of several lengths: whatever follows in the file is read too, and given back.
    text.position = begin
    flat = text.whole(text.rest("a member of a list"), "a member of a list", begin)
    lengths, members = ragged(parcel, flat, element.count)
    text.position = begin
    text.numbers(element.count + len(members))
    return lengths, members


def binary_rows(parcel: Parcel, element: Element, position: int, order: str) -> tuple[dict[str, Column], int]:
    """Return the columns of an element from binary data, and where they end."""
    lists = [column for column in element.properties if column.length_kind]
    if not element.count or not element.properties:
        return {column.name: np.empty(0, dtype=column.kind) for column in element.properties}, position
    lengths = _first_lengths(parcel, element, position, order) if lists else {}
    layout = np.dtype(
        [
            field
            for index, column in enumerate(element.properties)
            for field in _layout(index, column.kind, column.length_kind, lengths.get(index, 0), order)
        ]
    )
    if len(parcel.data) >= position + layout.itemsize * element.count:
        rows = parcel.array(layout, element.count, position, element.name)
        if all((rows[f"length {index}"] == length).all() for index, length in lengths.items()):
            return _uniform(element, rows, lengths), position + rows.nbytes
    if not lists:
        # The size equation does not hold: this says so.
        parcel.array(layout, element.count, position, f"{element.count:,} rows of {element.name!r}")
    return _patient_rows(parcel, element, position, order)


def _layout(index: int, kind: str, length_kind: str | None, length: int, order: str) -> list[Any]:
    """Return the fields of one column; a list is taken for one of a fixed length."""
    if length_kind is None:
        return [(f"value {index}", order + kind)]
    return [(f"length {index}", order + length_kind), (f"value {index}", order + kind, (length,))]


def _first_lengths(parcel: Parcel, element: Element, position: int, order: str) -> dict[int, int]:
    """Return the lengths of the lists in the first row."""
    lengths = {}
    for index, column in enumerate(element.properties):
        count = 1
        if column.length_kind is not None:
            kind = np.dtype(order + column.length_kind)
            count = _length(parcel, parcel.array(kind, 1, position, "the length of a list")[0], position)
            lengths[index] = count
            position += kind.itemsize
        position += count * np.dtype(column.kind).itemsize
    return lengths


def _length(parcel: Parcel, value: float, position: int) -> int:
    """Return the length of a list, seen to fit into what is left of the file."""
    if not 0 <= value <= len(parcel.data) - position:
        raise parcel.fault(f"a list of {value:,.0f} members is longer than the file", byte=position)
    return int(value)


def _uniform(element: Element, rows: NDArray[Any], lengths: dict[int, int]) -> dict[str, Column]:
    """Return the columns of rows that are all alike."""
    columns: dict[str, Column] = {}
    for index, column in enumerate(element.properties):
        values = rows[f"value {index}"]
        if index in lengths:
            columns[column.name] = (np.full(len(rows), lengths[index]), values.reshape(-1))
        else:
            columns[column.name] = values
    return columns


def _patient_rows(
    parcel: Parcel, element: Element, position: int, order: str
) -> tuple[dict[str, Column], int]:
    """Return the columns of rows whose lists differ in length, row by row."""
    kinds = [
        (
            column.name,
            np.dtype(order + column.kind),
            np.dtype(order + column.length_kind) if column.length_kind else None,
        )
        for column in element.properties
    ]
    if element.count > len(parcel.data) - position:
        raise parcel.fault(
            f"expected {element.count:,} rows of {element.name!r}, fewer bytes are left",
            byte=position,
            hint=AGAIN,
        )
    rows: dict[str, list[NDArray[Any]]] = {name: [] for name, _, _ in kinds}
    for row in range(element.count):
        for name, kind, length_kind in kinds:
            count = 1
            if length_kind is not None:
                value = parcel.array(length_kind, 1, position, "the length of a list")[0]
                position += length_kind.itemsize
                count = _length(parcel, value, position)
            rows[name].append(parcel.array(kind, count, position, f"row {row} of {element.name!r}"))
            position += count * kind.itemsize
        if row % _TELL_EVERY == 0:
            parcel.tell(position / len(parcel.data))
    columns: dict[str, Column] = {}
    for name, kind, length_kind in kinds:
        columns[name] = _list_column(rows[name], kind) if length_kind else np.concatenate(rows[name])
    return columns, position


def _list_column(rows: list[NDArray[Any]], kind: Any) -> Column:  # noqa: ANN401 - numpy's own
    """Return lists as their lengths and all their members."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    members = np.concatenate(rows) if rows else np.empty(0, dtype=kind)
    return lengths, members.astype(np.int64) if members.dtype.kind != "f" else members


def _narrowed(values: NDArray[np.float64], kind: str) -> NDArray[Any]:
    """Return numbers of a text in the type that the header gives, where they fit."""
    target = np.dtype(kind)
    if target.kind == "f":
        with np.errstate(over="ignore"):
            return values.astype(target)
    limits = np.iinfo(target)
    whole = (
        np.isfinite(values) & (values == np.floor(values)) & (values >= limits.min) & (values <= limits.max)
    )
    return values.astype(target) if whole.all() else values.copy()
