from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.errors import ProtocolError, SourceError
from vesselviewer.protocol import ServerAddress, is_loopback, parse_server_url, safe_mesh_url

SERVER = ServerAddress("yard.example", 8000)


@pytest.mark.parametrize(
    "url",
    [
        "/api/mesh/design_1",
        "/api/mesh/design_1/metadata",
        "/api/blob/0af3",
        "/api/mesh/hull%20one",
        "/api/meshes?at=12",
    ],
)
def test_a_path_below_api_is_joined_to_its_own_server(url: str) -> None:
    assert safe_mesh_url(SERVER, url) == f"http://yard.example:8000{url}"


@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        "",
        "api/mesh/x",
        "/apis/x",
        "/API/mesh/x",
        "//evil.example/api/mesh/x",
        "///api/mesh/x",
        "http://evil.example/api/mesh/x",
        "file:///api/mesh/x",
        "@evil.example/api/x",
        "/api",
        "/api/",
        "/api//mesh/x",
        "/api/../secret",
        "/api/mesh/..",
        "/api/./mesh",
        "/api/mesh/%2e%2e/%2e%2e/secret",
        "/api/mesh/.%2E/x",
        "/api/mesh%2f..%2fx",
        "/api/mesh%5c..%5cx",
        "/api/%252e%252e/x",
        "/api/mesh/x%00.stl",
        "/api/mesh/x%0d%0aHost:evil",
        "/api/mesh/x%zz",
        "/api/mesh/x%2",
        "/api/mesh\\..\\x",
        "/api/mesh/x\r\nHost: evil",
        "/api/mesh/a b",
        "/api/mesh/x#fragment",
        "/api/mesh/é",
        "/api/mesh/" + "x" * 4000,
        " /api/mesh/x",
        "\t/api/mesh/x",
    ],
)
def test_any_other_url_is_refused(url: object) -> None:
    with pytest.raises(ProtocolError):
        safe_mesh_url(SERVER, url)


@given(st.text() | st.text("/api.%2eE\\@:?#fc5 ").map(lambda tail: "/api/" + tail))
def test_whatever_is_accepted_stays_on_its_server_below_api(url: str) -> None:
    try:
        joined = safe_mesh_url(SERVER, url)
    except ProtocolError:
        return
    parts = urlsplit(joined)
    assert (parts.scheme, parts.hostname, parts.port, parts.username) == ("http", "yard.example", 8000, None)
    assert parts.path.startswith("/api/")
    assert ".." not in parts.path.split("/")


@pytest.mark.parametrize(
    ("typed", "live", "rest"),
    [
        ("ws://host:8000/ws/meshes", "ws://host:8000/ws/meshes", "http://host:8000"),
        ("ws://host:8000", "ws://host:8000/ws/meshes", "http://host:8000"),
        ("http://host:8000/", "ws://host:8000/ws/meshes", "http://host:8000"),
        ("host:8000", "ws://host:8000/ws/meshes", "http://host:8000"),
        ("  host ", "ws://host:8000/ws/meshes", "http://host:8000"),
        ("HOST:8000", "ws://host:8000/ws/meshes", "http://host:8000"),
        ("http://host", "ws://host:80/ws/meshes", "http://host:80"),
        ("https://host", "wss://host:443/ws/meshes", "https://host:443"),
        ("wss://host:9/other", "wss://host:9/other", "https://host:9"),
        ("127.0.0.1:8000", "ws://127.0.0.1:8000/ws/meshes", "http://127.0.0.1:8000"),
        ("[::1]:8000", "ws://[::1]:8000/ws/meshes", "http://[::1]:8000"),
    ],
)
def test_an_address_is_read_in_every_form_a_person_types(typed: str, live: str, rest: str) -> None:
    address = parse_server_url(typed)
    assert (address.socket_url, address.http_url) == (live, rest)
    assert parse_server_url(address.socket_url) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "://",
        "ws://",
        "ftp://host:8000",
        "file:///etc/passwd",
        "host:port",
        "host:0",
        "host:70000",
        "host:-1",
        "two words:8000",
        "ws://user:secret@host:8000",
        "host:8000/ws/meshes?token=secret",
        "host:8000#x",
        "ws://ho\\st:8000",
        "ws://[::1:8000",
        "ws://-x",
        "ws://höst:8000",
    ],
)
def test_what_is_no_address_is_refused_with_the_forms_that_are(typed: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_server_url(typed)
    assert "host:8000" in (caught.value.hint or "")


@given(st.text())
def test_any_text_is_an_address_or_a_source_error(typed: str) -> None:
    try:
        address = parse_server_url(typed)
    except SourceError:
        return
    assert 1 <= address.port <= 65535
    assert parse_server_url(address.socket_url) == address


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.evil.example", False),
        ("::", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
