"""The client's side of a connection, without the connection: text and time in, events out."""

from __future__ import annotations

from dataclasses import dataclass

from vesselviewer.errors import ProtocolError
from vesselviewer.protocol.messages import PING, ConnectionAck, NewMesh, Pong, parse_message
from vesselviewer.protocol.text import clean_text

PING_INTERVAL_S = 30.0
PONG_TIMEOUT_S = 15.0
ACK_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A frame that was not believed.

    Attributes:
        design_id: the design it speaks of, cleaned for display; None where it names none.
        reason: what is wrong with it.
    """

    design_id: str | None
    reason: str


ClientEvent = ConnectionAck | NewMesh | Pong | Rejected


class ClientSession:
    """What a client has to remember of one connection.

    Args:
        now: the time of connecting, in seconds of any clock that only goes forward.
        ping_interval: seconds between two pings.
        pong_timeout: seconds within which the server must give a sign of life after a ping.
        ack_timeout: seconds within which the server must prove, once, that it speaks the protocol.
    """

    def __init__(
        self,
        now: float,
        *,
        ping_interval: float = PING_INTERVAL_S,
        pong_timeout: float = PONG_TIMEOUT_S,
        ack_timeout: float = ACK_TIMEOUT_S,
    ) -> None:
        self._ping_interval = ping_interval
        self._pong_timeout = pong_timeout
        self._ack_timeout = ack_timeout
        self._next_ping = now + ping_interval
        self._deadline: float | None = now + ack_timeout
        self._understood = False

    @property
    def understood(self) -> bool:
        """Whether the server has sent at least one message of the protocol."""
        return self._understood

    def receive(self, text: str, now: float) -> tuple[ClientEvent, ...]:
        """Take one frame from the server.

        Args:
            text: the frame.
            now: the time, in seconds.

        Returns:
            What it means: at most one event; none for an event of a later version.
        """
        try:
            message = parse_message(text)
        except ProtocolError as error:
            self._alive()
            return (Rejected(error.where, clean_text(error.what)),)
        self._understood = True
        self._alive()
        return () if message is None else (message,)

    def outgoing(self, now: float) -> tuple[str, ...]:
        """Return the frames that are due to be sent now."""
        if now < self._next_ping:
            return ()
        self._next_ping = now + self._ping_interval
        if self._deadline is None:
            self._deadline = now + self._pong_timeout
        return (PING,)

    def complaint(self, now: float) -> str | None:
        """Return why the connection must be given up; None while it is in order."""
        if self._deadline is None or now < self._deadline:
            return None
        if self._understood:
            return f"the server has not answered for {self._pong_timeout:g} s"
        return f"not a mesh server: no greeting within {self._ack_timeout:g} s"

    @property
    def wakes_at(self) -> float:
        """When `outgoing` or `complaint` must be asked again, on the clock of ``now``."""
        return self._next_ping if self._deadline is None else min(self._next_ping, self._deadline)

    def _alive(self) -> None:
        # Any frame proves that the peer lives; only an understood one, that it is a mesh server.
        if self._understood:
            self._deadline = None
