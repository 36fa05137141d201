"""A mesh server in the foreground, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from vesselviewer.protocol import ServerAddress
from vesselviewer.server.application import create_app
from vesselviewer.server.options import ServerOptions
from vesselviewer.server.running import StoppableServer, bind, make_server


def serve(
    folders: Mapping[str, Path] | Sequence[Path],
    *,
    port: int = 8000,
    options: ServerOptions | None = None,
    on_listening: Callable[[ServerAddress], None] | None = None,
) -> None:
    """Serve folders until SIGINT or SIGTERM; to be called on the main thread.

    Args:
        folders: the folders to serve, by name or in order.
        port: TCP port; 0 for any free one.
        options: what the server allows, and the address to bind.
        on_listening: told the address once connections are accepted.

    Raises:
        SourceError: if the port is taken or the options are refused.
    """
    chosen = options or ServerOptions()
    app = create_app(folders, chosen)
    with bind(chosen.host, port) as listener:
        address = ServerAddress(chosen.host, listener.getsockname()[1])

        def listening() -> None:
            if on_listening is not None:
                on_listening(address)

        server = make_server(app, chosen, listening)
        with _stopped_by_signals(server):
            asyncio.run(server.serve(sockets=[listener]))


@contextmanager
def _stopped_by_signals(server: StoppableServer) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        # A second Ctrl-C does not wait for the clients.
        server.force_exit = server.should_exit
        server.should_exit = True

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
