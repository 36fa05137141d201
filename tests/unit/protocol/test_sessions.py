from __future__ import annotations

import json
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.errors import ProtocolError
from vesselviewer.protocol import (
    ClientSession,
    ConnectionAck,
    Pong,
    Rejected,
    ServerSession,
    backoff,
    describe_close,
    encode_message,
    may_reconnect,
)

ACK = encode_message(ConnectionAck("hello", 1))
PONG = encode_message(Pong())


def test_the_client_pings_every_30_seconds_and_no_sooner() -> None:
    client = ClientSession(100.0)
    client.receive(ACK, 100.1)
    assert client.wakes_at == 130.0
    assert client.outgoing(129.9) == ()
    assert client.outgoing(130.0) == ("ping",)
    assert client.outgoing(130.0) == ()
    client.receive(PONG, 130.1)
    assert client.wakes_at == 160.0


def test_a_server_that_does_not_answer_a_ping_is_given_up() -> None:
    client = ClientSession(0.0, pong_timeout=15.0)
    client.receive(ACK, 0.1)
    client.outgoing(30.0)
    assert client.wakes_at == 45.0
    assert client.complaint(44.9) is None
    assert client.complaint(45.0) == "the server has not answered for 15 s"


def test_any_frame_is_a_sign_of_life() -> None:
    client = ClientSession(0.0)
    client.receive(ACK, 0.1)
    client.outgoing(30.0)
    client.receive('{"event":"mesh_progress"}', 31.0)
    assert client.complaint(59.0) is None


def test_a_server_that_never_greets_is_no_mesh_server() -> None:
    client = ClientSession(0.0, ack_timeout=10.0)
    assert client.receive("welcome to telnet", 1.0) == (Rejected(None, "the frame is not JSON"),)
    assert not client.understood
    assert client.complaint(9.9) is None
    assert "not a mesh server" in (client.complaint(10.0) or "")


def test_after_the_greeting_garbage_is_rejected_and_the_rest_goes_on() -> None:
    client = ClientSession(0.0)
    assert client.receive(ACK, 0.1) == (ConnectionAck("hello", 1),)
    assert isinstance(client.receive("\x00", 0.2)[0], Rejected)
    assert client.receive(PONG, 0.3) == (Pong(),)
    assert client.complaint(29.0) is None


def test_a_long_sleep_costs_one_ping_and_then_the_usual_patience() -> None:
    client = ClientSession(0.0)
    client.receive(ACK, 0.1)
    assert client.outgoing(5000.0) == ("ping",)
    assert client.complaint(5000.0) is None
    assert client.wakes_at == 5015.0


def test_the_server_greets_in_the_original_words() -> None:
    assert json.loads(ServerSession(0.0).greeting(3)) == {
        "event": "connection_ack",
        "message": "Connected to mesh update stream",
        "active_connections": 3,
    }


def test_the_server_answers_ping_and_nothing_else() -> None:
    server = ServerSession(0.0)
    assert server.receive("ping", 1.0) == ('{"event":"pong"}',)
    for text in ("PING", "", '{"op":"subscribe"}', None):
        assert server.receive(text, 2.0) == ()


def test_each_message_pushes_the_idle_time_out_forward() -> None:
    server = ServerSession(0.0, idle_timeout=60.0)
    assert server.idle_at == 60.0
    server.receive("anything", 45.0)
    assert server.idle_at == 105.0


def test_a_flood_is_refused_and_a_burst_is_not() -> None:
    server = ServerSession(0.0, rate=10, burst=60)
    for _ in range(60):
        server.receive("ping", 0.0)
    with pytest.raises(ProtocolError):
        server.receive("ping", 0.05)
    server.receive("ping", 1.0)


@given(st.integers(0, 2**32))
def test_the_first_try_comes_soon_and_no_pause_is_long(seed: int) -> None:
    delays = list(islice(backoff(Random(seed)), 200))
    assert 0 <= delays[0] <= 0.5
    assert all(0 <= delay <= 30 for delay in delays)


def test_the_jitter_is_full_and_reaches_30_seconds() -> None:
    late = [delay for seed in range(50) for delay in islice(backoff(Random(seed)), 10, 20)]
    assert min(late) < 3
    assert max(late) > 27


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 1012, 1013, 4000, 4001, 4499])
def test_codes_after_which_the_client_comes_back(code: int) -> None:
    assert may_reconnect(code)


@pytest.mark.parametrize("code", [1008, 1009, 4500, 4501, 4503, 4505, 4999])
def test_codes_after_which_the_user_is_told(code: int) -> None:
    assert not may_reconnect(code)
    assert describe_close(code, "why").endswith(": why")
