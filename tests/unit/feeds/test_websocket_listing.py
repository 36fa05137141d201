from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.errors import SourceError
from vesselviewer.feeds.rest import parse_listing

ENTRY = {
    "design_id": "a",
    "file_size": 84,
    "created_at": 5.0,
    "url": "/api/mesh/a",
    "metadata_url": "/api/mesh/a/metadata",
}


def parse(value: object) -> Any:
    return parse_listing(json.dumps(value).encode(), where="http://host/api/meshes")


@pytest.mark.parametrize("wrap", [lambda entries: entries, lambda entries: {"meshes": entries}])
def test_an_array_and_an_object_are_read_alike_oldest_first(wrap: Any) -> None:
    entries = [ENTRY, {**ENTRY, "design_id": "b", "created_at": 3, "future": [1]}]
    listing = parse(wrap(entries))
    assert [mesh.design_id for mesh in listing.announced] == ["b", "a"]
    assert all(mesh.listed for mesh in listing.announced)
    assert listing.complete


def test_paths_that_are_left_out_are_the_usual_ones() -> None:
    listing = parse([{"design_id": "a", "file_size": 84, "created_at": 5.0}])
    assert listing.announced[0].locator == "/api/mesh/a"


def test_a_name_is_cleaned_and_a_digest_is_believed_only_if_it_is_one() -> None:
    listing = parse(
        [
            {**ENTRY, "name": "hull\u202e 7\n", "sha256": "ab" * 32},
            {**ENTRY, "design_id": "b", "name": 7, "sha256": "AB" * 32},
        ]
    )
    first, second = listing.announced
    assert (first.name, first.sha256) == ("hull 7", "ab" * 32)
    assert (second.name, second.sha256) == ("b", None)


def test_a_bad_entry_spoils_no_other() -> None:
    listing = parse(
        [7, None, {"design_id": 1}, {**ENTRY, "design_id": "../x"}, {**ENTRY, "url": "//evil"}, ENTRY]
    )
    assert [mesh.design_id for mesh in listing.announced] == ["a"]
    assert len(listing.failed) == 2


def test_a_list_that_is_not_complete_says_so() -> None:
    assert not parse({"meshes": [], "complete": False}).complete


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe\x00", b"7", b"{}", b'{"meshes":{}}', b"[" * 9999]
)
def test_what_is_no_list_is_an_error(body: bytes) -> None:
    with pytest.raises(SourceError, match="http://host/api/meshes"):
        parse_listing(body, where="http://host/api/meshes")


@given(st.binary())
def test_any_bytes_are_a_list_or_an_error(body: bytes) -> None:
    with contextlib.suppress(SourceError):
        parse_listing(body, where="here")
