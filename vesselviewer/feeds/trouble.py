"""Trouble with a server, in plain words: what is wrong and what to check."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
)

from vesselviewer.protocol import clean_text, describe_close, may_reconnect

if TYPE_CHECKING:
    from vesselviewer.protocol import ServerAddress


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a connection ended.

    Attributes:
        reason: for people.
        final: True if trying again unasked is no use.
    """

    reason: str
    final: bool = False


def describe_open_trouble(error: BaseException, server: ServerAddress) -> Trouble:
    """Say why a WebSocket could not be opened."""
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        if status in (401, 403):
            return Trouble(describe_status(status), final=True)
        if status in (429, 503):
            return Trouble(describe_status(status))
        return Trouble(f"not a mesh server (HTTP {status}): check the address {server.socket_url}")
    if isinstance(error, InvalidMessage):
        return Trouble(f"not a mesh server: {server.authority} does not speak HTTP")
    if isinstance(error, InvalidHandshake):
        return Trouble(f"not a mesh server: {server.authority} speaks no WebSocket")
    if isinstance(error, OSError):
        return Trouble(_describe_os_error(error, server))
    return Trouble(f"cannot connect: {clean_text(str(error)) or type(error).__name__}")


def describe_close_trouble(error: ConnectionClosed) -> Trouble:
    """Say why a WebSocket was closed."""
    if error.rcvd is not None:
        code, reason = error.rcvd.code, clean_text(error.rcvd.reason)
        return Trouble(describe_close(code, reason), final=not may_reconnect(code))
    if error.sent is not None and error.sent.code in (1002, 1007, 1009):
        return Trouble(f"the server sent what cannot be taken: {clean_text(error.sent.reason)}")
    return Trouble("the connection was lost")


def describe_http_trouble(error: Exception, server: ServerAddress) -> str:
    """Say why an HTTP request failed."""
    if isinstance(error, httpx.TimeoutException):
        return f"{server.authority} does not answer in time"
    if isinstance(error, httpx.ConnectError):
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, OSError):
                return _describe_os_error(cause, server)
            cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.RemoteProtocolError):
        return "the connection broke off, or the server does not speak HTTP"
    return clean_text(str(error)) or type(error).__name__


def describe_status(status: int) -> str:
    """Say in plain words what an HTTP status means here."""
    if status == 401:
        return "the server wants a token, or does not accept this one (HTTP 401)"
    if status == 403:
        return "the server refuses this client (HTTP 403)"
    if 300 <= status < 400:
        return f"the server points elsewhere, which is not followed (HTTP {status})"
    if status == 429:
        return "the server asks for patience (HTTP 429)"
    if status >= 500:
        return f"the server failed (HTTP {status})"
    return f"the server answers HTTP {status}"


def _describe_os_error(error: OSError, server: ServerAddress) -> str:
    if isinstance(error, ssl.SSLError):
        return f"no secure connection to {server.authority}: {clean_text(str(error.reason or error))}"
    if isinstance(error, socket.gaierror):
        return f"the host {server.host} is not known: check the name and the network"
    if isinstance(error, TimeoutError):
        return f"{server.authority} does not answer: check the address and the network"
    # A name with several addresses fails with one error for all of them, and no number of its own.
    if isinstance(error, ConnectionRefusedError) or "refused" in str(error).lower():
        return f"connection refused: is the mesh server running on {server.authority}?"
    if isinstance(error, ConnectionError):
        return f"{server.authority} broke the connection off"
    return f"{server.authority} cannot be reached: {clean_text(error.strerror or str(error))}"
