from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vesselviewer.errors import SourceError
from vesselviewer.server import ServerOptions
from vesselviewer.server.gate import Gate

TOKEN = "0123456789abcdef0123"


def status_of(options: ServerOptions, headers: dict[str, str], *, kind: str = "http") -> int:
    """Return the status that a request is answered with; 200 if it passes the gate."""
    sent: list[Any] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "inside", "status": 200})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("the gate reads no body")

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": kind, "headers": raw, "extensions": {"websocket.http.response": {}}}
    asyncio.run(Gate(inside, options)(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:8000"}, 200),
        ({"host": "localhost:8000"}, 200),
        ({"host": "LOCALHOST."}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({}, 403),
        ({"host": ""}, 403),
        ({"host": "evil.example:8000"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"host": "evil.example:8000@127.0.0.1"}, 403),
        ({"host": "localhost:8000", "origin": "https://evil.example"}, 403),
        ({"host": "localhost:8000", "origin": "null"}, 403),
        ({"host": "localhost:8000", "origin": "http://localhost:8000"}, 403),
        ({"host": "localhost:8000", "origin": "https://yard.example"}, 200),
    ],
)
def test_an_open_server_lets_in_only_this_machine_and_known_origins(
    headers: dict[str, str], status: int, kind: str
) -> None:
    options = ServerOptions(allowed_origins=frozenset({"https://yard.example"}))
    assert status_of(options, headers, kind=kind) == status


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (None, 401),
        ("", 401),
        (TOKEN, 401),
        (f"Basic {TOKEN}", 401),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer ÿ", 401),
    ],
)
def test_a_token_is_asked_of_everyone(authorization: str | None, status: int, kind: str) -> None:
    headers = {"host": "yard.example"} | (
        {"authorization": authorization} if authorization is not None else {}
    )
    assert status_of(ServerOptions(host="0.0.0.0", token=TOKEN), headers, kind=kind) == status


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "yard.example", ""])
def test_a_bind_beyond_loopback_without_a_token_is_refused_and_says_how(host: str) -> None:
    with pytest.raises(SourceError) as caught:
        ServerOptions(host=host).check()
    assert "--token-file" in (caught.value.hint or "")


@pytest.mark.parametrize("token", ["", "short", "ü" * 20])
def test_a_weak_token_is_refused(token: str) -> None:
    with pytest.raises(SourceError, match="weak"):
        ServerOptions(token=token).check()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_needs_no_token(host: str) -> None:
    ServerOptions(host=host).check()
