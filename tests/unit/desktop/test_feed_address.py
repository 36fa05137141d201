"""Addresses of mesh servers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.desktop.feed_address import complete_address
from vesselviewer.errors import ProtocolError


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("localhost", "ws://localhost:8000/ws/meshes"),
        (" localhost:9000 ", "ws://localhost:9000/ws/meshes"),
        ("10.0.0.7:8000/", "ws://10.0.0.7:8000/ws/meshes"),
        ("http://ship.example:8080", "ws://ship.example:8080/ws/meshes"),
        ("https://ship.example", "wss://ship.example/ws/meshes"),
        ("ws://host:8000/ws/meshes", "ws://host:8000/ws/meshes"),
        ("wss://host/behind/a/proxy/ws/meshes", "wss://host/behind/a/proxy/ws/meshes"),
        ("[::1]:8000", "ws://[::1]:8000/ws/meshes"),
    ],
)
def test_what_is_missing_is_filled_in(typed: str, url: str) -> None:
    assert complete_address(typed) == url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "ftp://host",
        "ws://",
        "host:notaport",
        "host:99999",
        "two words",
        "http://[::1",
        "user:pw@host",
    ],
)
def test_what_is_no_address_is_refused_with_a_hint(typed: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        complete_address(typed)
    assert caught.value.hint


@given(st.text(max_size=40))
def test_nothing_typed_ends_in_another_error(typed: str) -> None:
    try:
        url = complete_address(typed)
    except ProtocolError:
        return
    assert url.startswith(("ws://", "wss://"))
    assert complete_address(url) == url
