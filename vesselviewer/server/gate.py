"""Who gets in: host, origin and token are checked before a request or a socket is accepted."""

from __future__ import annotations

import hmac
import json

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from vesselviewer.server.options import ServerOptions


class Gate:
    """ASGI middleware in front of everything the server does.

    Args:
        app: what lies behind the gate.
        options: which hosts, origins and token are accepted.
    """

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self._app = app
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 401 or 403."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope))
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await _refuse(scope, send, *refusal)

    def _refusal(self, headers: Headers) -> tuple[int, str] | None:
        options = self._options
        host = _host_name(headers.get("host", ""))
        if options.allowed_hosts is not None and host not in options.allowed_hosts:
            # A web page whose name was pointed at this machine comes with its own name as host.
            return 403, "This server does not answer to that host name"
        origins = headers.getlist("origin")
        if any(origin not in options.allowed_origins for origin in origins):
            return 403, "Web pages of that origin may not use this server"
        if options.token is not None:
            given = headers.get("authorization", "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, f"Bearer {options.token}".encode()):
                return 401, "The token is missing or wrong: send it as Authorization: Bearer"
        return None


async def _refuse(scope: Scope, send: Send, status: int, detail: str) -> None:
    body = json.dumps({"detail": detail}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    kind = "http.response"
    if scope["type"] == "websocket":
        kind = "websocket.http.response"
        if kind not in scope.get("extensions", {}):
            # To close before accepting is to answer 403.
            await send({"type": "websocket.close", "code": 1008, "reason": detail})
            return
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})


def _host_name(header: str) -> str:
    """Return the name in a Host header, without port and brackets, in lower case."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower().rstrip(".")
