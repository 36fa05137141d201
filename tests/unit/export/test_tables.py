"""Tables: on the clipboard, in files."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from vesselviewer.errors import FormatError
from vesselviewer.export import TABLE_FORMATS, Table, encode_table, table_html, table_tsv

TABLE = Table(
    "Particulars of a/b: [x]",
    ("Quantity", "Value", "Unit"),
    (("Displaced volume", 0.1234567890123, "m³"), ("=1+1 & <b>", None, ""), ("Trim", -0.5, "m")),
    ("draft assumed",),
)


def test_a_clipboard_holds_every_digit_and_leaves_what_is_missing_empty() -> None:
    lines = table_tsv(TABLE).split("\n")
    assert lines[0] == "Quantity\tValue\tUnit"
    assert lines[1] == "Displaced volume\t0.1234567890123\tm³"
    assert lines[2] == "=1+1 & <b>\t\t"


def test_a_page_escapes_names_and_sets_numbers_to_the_right() -> None:
    page = table_html(TABLE)
    assert "&lt;b&gt;" in page
    assert "<td align='right'>0.1234567890123</td>" in page


def test_csv_is_read_back_and_names_are_no_formulas() -> None:
    text = encode_table(TABLE, ".CSV").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["Displaced volume", "0.1234567890123", "m³"]
    assert rows[2][0] == "'=1+1 & <b>"
    assert rows[3][1] == "-0.5"


def test_json_is_read_back_with_null_for_what_is_missing() -> None:
    found = json.loads(encode_table(TABLE, ".json"))
    assert found["rows"][0] == {"Quantity": "Displaced volume", "Value": 0.1234567890123, "Unit": "m³"}
    assert found["rows"][1]["Value"] is None
    assert found["notes"] == ["draft assumed"]


def test_a_workbook_holds_numbers_as_numbers_and_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(encode_table(TABLE, ".xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<v>0.1234567890123</v>" in sheet
    assert "<f>" not in sheet
    assert "m³" in words


def test_another_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(FormatError) as caught:
        encode_table(TABLE, ".ods")
    assert all(suffix in str(caught.value.hint) for suffix in TABLE_FORMATS)
