"""How a mesh server is set up, and which set-ups are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vesselviewer.errors import SourceError
from vesselviewer.protocol import is_loopback

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """A file in a watched folder that is not announced.

    Attributes:
        folder: name of the folder.
        name: the file's path in it, cleaned for display.
        reason: what is wrong with it.
    """

    folder: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What a mesh server allows, and for how long it waits.

    Attributes:
        host: the address to bind; beyond loopback a token is required.
        token: what clients must bear in ``Authorization``; None for an open server.
        allowed_origins: web pages that may talk to it; a desktop client sends no origin at all.
        recursive: whether folders below the watched ones count.
        poll: seconds between scans for shares that give no hints; None for hints and a slow rescan.
        idle_timeout_s: a client that sends nothing for so long is disconnected.
        send_timeout_s: a client that takes no frame for so long is cut off.
        heartbeat_s: seconds between two WebSocket pings of the server's own.
        on_reject: told of each file that is not announced; called on the server's thread.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    allowed_origins: frozenset[str] = frozenset()
    recursive: bool = False
    poll: float | None = None
    idle_timeout_s: float = 60.0
    send_timeout_s: float = 10.0
    heartbeat_s: float = 30.0
    on_reject: Callable[[RejectedFile], None] | None = None

    @property
    def allowed_hosts(self) -> frozenset[str] | None:
        """Host names that a request may carry; None where a token guards against rebinding."""
        return None if self.token else LOOPBACK_NAMES | {self.host.lower()}

    def check(self) -> None:
        """Refuse a set-up that would lay the designs open.

        Raises:
            SourceError: if the server would be reachable from other machines without a token.
        """
        if self.token is not None and (len(self.token) < 16 or not self.token.isascii()):
            raise SourceError(
                "the token is too weak",
                hint="Use at least 16 ASCII characters, for example from `openssl rand -hex 32`",
            )
        if self.token is None and not is_loopback(self.host):
            raise SourceError(
                "refusing to serve beyond this machine without a token",
                where=self.host,
                hint="Give --token-file FILE or set VESSELVIEWER_TOKEN, or bind 127.0.0.1",
            )
