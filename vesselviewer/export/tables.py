"""A table as text, page, sheet or JSON."""

from __future__ import annotations

import csv
import html
import io
import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from vesselviewer.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Cell = float | str | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of numbers and words, numbers with all their digits.

    Attributes:
        title: name of the sheet.
        header: one word a column.
        rows: cells, as many as the header has.
        notes: lines that say how the numbers were made.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def table_tsv(table: Table) -> str:
    """Return tab-separated text, which spreadsheets take from the clipboard."""
    lines = [table.header, *table.rows]
    return "\n".join("\t".join(_flat(cell) for cell in line) for line in lines)


def table_html(table: Table) -> str:
    """Return a page with the table, numbers to the right, which documents take from the clipboard."""
    head = "".join(f"<th>{html.escape(word)}</th>" for word in table.header)
    body = "".join("<tr>" + "".join(_html_cell(cell) for cell in row) + "</tr>" for row in table.rows)
    return f"<meta charset='utf-8'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def encode_table(table: Table, suffix: str) -> bytes:
    """Return the bytes of a file.

    Args:
        table: what to write.
        suffix: a key of `TABLE_FORMATS`.

    Raises:
        FormatError: if there is no such format.
    """
    encode = _ENCODERS.get(suffix.lower())
    if encode is None:
        hint = f"Choose one of {', '.join(TABLE_FORMATS)}"
        raise FormatError(f"There is no table format {suffix or 'without a suffix'}", hint=hint)
    return encode(table)


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.header)
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    # With a mark at its start, or spreadsheets on Windows take ∇ and m³ for something else.
    return text.getvalue().encode("utf-8-sig")


def _json(table: Table) -> bytes:
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    found = {"title": table.title, "notes": list(table.notes), "rows": rows}
    return (json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _xlsx(table: Table) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - loaded only where a sheet is written

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_sheet_name(table.title))
        strong = book.add_format({"bold": True, "bottom": 1})
        for column, word in enumerate(table.header):
            sheet.write_string(0, column, word, strong)
            cells = [_flat(row[column]) for row in table.rows[:200]]
            sheet.set_column(column, column, min(max(len(cell) for cell in [word, *cells]) + 2, 42))
        for number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        for number, note in enumerate(table.notes, start=len(table.rows) + 2):
            sheet.write_string(number, 0, note)
        sheet.freeze_panes(1, 0)
    return target.getvalue()


_ENCODERS: Mapping[str, Callable[[Table], bytes]] = {".csv": _csv, ".json": _json, ".xlsx": _xlsx}

TABLE_FORMATS: Mapping[str, str] = MappingProxyType(
    {".csv": "Comma-separated values", ".json": "JSON", ".xlsx": "Excel workbook"}
)
"""What a table can be written as: the suffix and its words."""


def _flat(cell: Cell) -> str:
    if cell is None:
        return ""
    return repr(cell) if isinstance(cell, float) else " ".join(str(cell).split())


def _harmless(cell: Cell) -> str:
    """Return a cell that no spreadsheet takes for a formula; names of designs come from outside."""
    flat = _flat(cell)
    return f"'{flat}" if isinstance(cell, str) and flat.startswith(_FORMULA_STARTS) else flat


def _html_cell(cell: Cell) -> str:
    side = "left" if isinstance(cell, str) else "right"
    return f"<td align='{side}'>{html.escape(_flat(cell))}</td>"


def _sheet_name(title: str) -> str:
    """Return a name that a workbook accepts: 31 letters, without signs of its own."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "Table"
