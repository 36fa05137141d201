"""A mesh server in a thread of its own: for the demo inside the window, and for tests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from vesselviewer.errors import SourceError
from vesselviewer.protocol import ServerAddress
from vesselviewer.server.application import create_app
from vesselviewer.server.options import ServerOptions
from vesselviewer.server.running import bind, make_server

_START_TIMEOUT_S = 15.0
_STOP_TIMEOUT_S = 10.0


class EmbeddedServer:
    """A mesh server beside the caller's own loop.

    Args:
        folders: the folders to serve, by name or in order.
        host: the address to bind.
        port: TCP port; 0 for any free one.
        options: what it allows; its host is replaced by ``host``.
    """

    def __init__(
        self,
        folders: Mapping[str, Path] | Sequence[Path],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        options: ServerOptions | None = None,
    ) -> None:
        self._folders = folders
        self._options = replace(options or ServerOptions(), host=host)
        self._host = host
        self._port = port
        self._thread: threading.Thread | None = None
        self._listening = threading.Event()
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Start, and return once connections are accepted.

        Raises:
            SourceError: if the port is taken, the options are refused, or the server fails to start.
        """
        if self._thread is not None:
            raise SourceError("the server is running already", where=self.http_url)
        self._options.check()
        app = create_app(self._folders, self._options)
        listener = bind(self._host, self._port)
        self._port = listener.getsockname()[1]
        self._listening.clear()
        self._failure = None
        self._server = make_server(app, self._options, self._listening.set)

        def work() -> None:
            try:
                asyncio.run(self._server.serve(sockets=[listener]))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a thread's boundary; told by start()
                self._failure = error
            finally:
                listener.close()
                self._listening.set()

        self._thread = threading.Thread(target=work, name="mesh-server", daemon=True)
        self._thread.start()
        if not self._listening.wait(_START_TIMEOUT_S) or not self._server.started:
            self.stop()
            raise self._start_failure()

    def stop(self) -> None:
        """Stop and wait for the end, whoever is connected; the port stays the same for a new start."""
        if self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(_STOP_TIMEOUT_S)
        if self._thread.is_alive():
            raise SourceError("the server did not stop", where=self.http_url)
        self._thread = None

    def _start_failure(self) -> SourceError:
        failure = SourceError(
            f"the server did not start: {self._failure or 'no answer'}", where=self.http_url
        )
        failure.__cause__ = self._failure
        return failure

    @property
    def port(self) -> int:
        """The TCP port; known once started."""
        return self._port

    @property
    def url(self) -> str:
        """Address of the live feed."""
        return ServerAddress(self._host, self._port).socket_url

    @property
    def http_url(self) -> str:
        """Address of the REST interface, without a final slash."""
        return ServerAddress(self._host, self._port).http_url

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
