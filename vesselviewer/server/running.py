"""Running the server under uvicorn: sockets, cutting off stalled clients, and a clean end."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from vesselviewer.errors import SourceError
from vesselviewer.protocol import FRAME_LIMIT
from vesselviewer.server.live import ABORT
from vesselviewer.server.options import ServerOptions

_WRITE_BUFFER = 16 * 1024
_BACKLOG = 2048


class AbortableSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which the application may also abort."""

    async def run_asgi(self) -> None:
        """Run the application with a way to cut the connection without waiting for the client."""
        self.transport.set_write_buffer_limits(high=_WRITE_BUFFER)
        self.scope["extensions"][ABORT] = {"abort": self.transport.abort}
        await super().run_asgi()

    def keepalive_timeout(self) -> None:
        """Cut off a client that answers no WebSocket ping: its buffer may be full for ever."""
        self.transport.abort()

    @property
    def stalled(self) -> bool:
        """Whether the client leaves what was sent to it."""
        return not self.writable.is_set()


class StoppableServer(uvicorn.Server):
    """uvicorn's server, which says when it listens and leaves the signals alone.

    Args:
        config: of uvicorn.
        on_listening: called on the server's thread once connections are accepted.
    """

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening."""
        await super().startup(sockets=sockets)
        self._on_listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; clients that take nothing are cut off first, for nobody could bid them farewell."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, AbortableSocket) and connection.stalled:
                connection.transport.abort()
        await super().shutdown(sockets=sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to whoever runs the server."""
        yield


def make_server(app: FastAPI, options: ServerOptions, on_listening: Callable[[], None]) -> StoppableServer:
    """Return a server for an application, not yet running."""
    config = uvicorn.Config(
        app,
        ws=AbortableSocket,
        ws_max_size=FRAME_LIMIT,
        ws_ping_interval=options.heartbeat_s,
        ws_ping_timeout=options.heartbeat_s,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=2,
        server_header=False,
        # Forwarded headers of a proxy are not believed: nothing here depends on them.
        proxy_headers=False,
    )
    return StoppableServer(config, on_listening)


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Args:
        host: address or name.
        port: TCP port; 0 for any free one.

    Raises:
        SourceError: if the port is taken or not allowed, or the host is not of this machine.
    """
    where = f"{host}:{port}"
    hint = "Choose another with --port, or --port 0 for any free one"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise SourceError("the host is not known", where=host, hint="Try --host 127.0.0.1") from error
    listener = socket.socket(family, kind, protocol)
    try:
        # Not on Windows: there the option would let two servers share a port.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except PermissionError as error:
        listener.close()
        raise SourceError("this port is not allowed to you", where=where, hint=hint) from error
    except OverflowError as error:
        listener.close()
        raise SourceError("a port is a number from 0 to 65535", where=where, hint=hint) from error
    except OSError as error:
        listener.close()
        raise SourceError(_bind_trouble(error), where=where, hint=hint) from error
    listener.setblocking(False)  # noqa: FBT003 - the socket's own signature
    return listener


def _bind_trouble(error: OSError) -> str:
    if error.errno in (98, 48, 10048):
        return "the port is in use already"
    if error.errno in (99, 49, 10049):
        return "this machine has no such address"
    return f"cannot listen: {error.strerror or error}"
