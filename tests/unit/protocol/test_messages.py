from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.errors import ProtocolError
from vesselviewer.protocol import (
    FRAME_LIMIT,
    ConnectionAck,
    NewMesh,
    Pong,
    encode_message,
    is_safe_id,
    mesh_paths,
    parse_message,
)

GOLDEN = (
    '{"event":"new_mesh","design_id":"design_1763699665075","file_size":295280,"created_at":1763699665.075,'
    '"url":"/api/mesh/design_1763699665075","metadata_url":"/api/mesh/design_1763699665075/metadata"}'
)


def new_mesh(**changes: Any) -> str:
    return json.dumps({**json.loads(GOLDEN), **changes})


def test_the_original_example_survives_both_ways_byte_for_byte() -> None:
    message = parse_message(GOLDEN)
    assert message == NewMesh(
        design_id="design_1763699665075",
        file_size=295280,
        created_at=1763699665.075,
        url="/api/mesh/design_1763699665075",
        metadata_url="/api/mesh/design_1763699665075/metadata",
    )
    assert encode_message(message) == GOLDEN


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            ConnectionAck("Connected to mesh update stream", 3),
            '{"event":"connection_ack","message":"Connected to mesh update stream","active_connections":3}',
        ),
        (Pong(), '{"event":"pong"}'),
    ],
)
def test_greeting_and_pong_have_exactly_the_original_keys(message: Any, text: str) -> None:
    assert encode_message(message) == text
    assert parse_message(text) == message


def test_a_whole_second_is_still_sent_as_a_float() -> None:
    sent = json.loads(encode_message(NewMesh("a", 1, 1763699665, "/api/mesh/a", "/api/mesh/a/metadata")))
    assert type(sent["created_at"]) is float


def test_unknown_keys_and_events_are_ignored() -> None:
    assert parse_message(new_mesh(seq=7, prev=6, collection="current")) == parse_message(GOLDEN)
    assert parse_message('{"event":"mesh_removed","design_id":"x"}') is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not JSON"),
        ("pong", "not JSON"),
        ("[" * 5000, "not JSON"),
        ('{"event":"new_mesh","file_size":' + "9" * 5000 + "}", "not JSON"),
        ("[]", "not a JSON object"),
        ("null", "not a JSON object"),
        ("{}", "names no event"),
        ('{"event":7}', "names no event"),
        ('{"event":"connection_ack"}', "connection_ack"),
        ('{"event":"connection_ack","message":"x","active_connections":true}', "connection_ack"),
        ('{"event":"connection_ack","message":["x"],"active_connections":1}', "connection_ack"),
        (new_mesh(design_id=None), "design_id"),
        (new_mesh(design_id="../../etc/passwd"), "design_id"),
        (new_mesh(design_id="con"), "design_id"),
        (new_mesh(file_size="295280"), "file_size"),
        (new_mesh(file_size=-1), "file_size"),
        (new_mesh(file_size=1.5), "file_size"),
        (new_mesh(file_size=True), "file_size"),
        (new_mesh(file_size=1 << 60), "file_size"),
        (new_mesh(created_at="2025-11-21"), "created_at"),
        (new_mesh(created_at=-1.0), "created_at"),
        (new_mesh(created_at=False), "created_at"),
        (new_mesh(created_at=1e300), "created_at"),
        (new_mesh(created_at=10**400), "created_at"),
        (GOLDEN.replace("1763699665.075", "NaN"), "not JSON"),
        (GOLDEN.replace("1763699665.075", "Infinity"), "not JSON"),
        (GOLDEN.replace("1763699665.075", "1e999"), "created_at"),
        (new_mesh(url="http://evil.example/x.stl"), "url"),
        (new_mesh(url=None), "url"),
        (new_mesh(metadata_url="//evil.example/api/"), "url"),
        (new_mesh(padding="x" * FRAME_LIMIT), "larger than 64 KiB"),
        (new_mesh(padding="é" * (FRAME_LIMIT // 2)).encode().decode("unicode_escape"), "larger than 64 KiB"),
    ],
)
def test_what_breaks_the_protocol_is_refused_with_the_reason(text: str, what: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_message(text)
    assert what in caught.value.what


def test_a_refusal_names_the_design_in_harmless_text() -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_message(new_mesh(design_id="evil\u202egnp.exe\x1b[31m" + "x" * 500))
    assert caught.value.where is not None
    assert caught.value.where.isprintable()
    assert len(caught.value.where) <= 128


@given(
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", fullmatch=True).filter(is_safe_id),
    st.integers(0, 1 << 40),
    st.floats(0, 4e9, allow_nan=False),
)
def test_every_mesh_survives_the_wire(design_id: str, size: int, created_at: float) -> None:
    message = NewMesh(design_id, size, created_at, *mesh_paths(design_id))
    assert parse_message(encode_message(message)) == message


@given(
    st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps)
)
def test_any_text_is_a_message_or_a_protocol_error(text: str) -> None:
    with contextlib.suppress(ProtocolError):
        parse_message(text)


@given(
    st.dictionaries(
        st.sampled_from(["design_id", "file_size", "created_at", "url", "metadata_url"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_any_value_under_the_original_keys_is_a_message_or_a_protocol_error(changes: dict[str, Any]) -> None:
    try:
        message = parse_message(new_mesh(**changes))
    except ProtocolError:
        return
    assert isinstance(message, NewMesh)
    assert is_safe_id(message.design_id)
    assert message.url.startswith("/api/")
