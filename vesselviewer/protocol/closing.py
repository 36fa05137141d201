"""WebSocket close codes: what they mean, and whether to come back."""

from __future__ import annotations

GOING_AWAY = 1001
POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013

_MEANINGS = {
    1000: "the server closed the connection",
    1001: "the server is going away, or dropped an idle connection",
    1002: "the server found fault with the WebSocket protocol",
    1006: "the connection was lost",
    1008: "the server refuses this client",
    1009: "a message was too large",
    1011: "the server failed",
    1012: "the server has stopped or is restarting",
    1013: "the server is overloaded",
    4501: "the server does not accept the token",
    4503: "the server forbids this",
    4505: "the server speaks another version of the protocol",
}


def may_reconnect(code: int) -> bool:
    """Whether a connection that the server closed with this code may be tried again unasked."""
    return code not in (1008, 1009) and not 4500 <= code <= 4999


def describe_close(code: int, reason: str = "") -> str:
    """Return in plain words why a connection was closed.

    Args:
        code: of the close frame; 1006 where none came.
        reason: what the server said; already cleaned.
    """
    meaning = _MEANINGS.get(code, f"the server closed the connection (code {code})")
    return f"{meaning}: {reason}" if reason else meaning
