"""The server's side of a connection, without the connection."""

from __future__ import annotations

from vesselviewer.errors import ProtocolError
from vesselviewer.protocol.messages import PING, WELCOME, ConnectionAck, Pong, encode_message

IDLE_TIMEOUT_S = 60.0
MESSAGES_PER_S = 10.0
MESSAGE_BURST = 60.0


class ServerSession:
    """What a server has to remember of one client of the original protocol.

    Args:
        now: the time of connecting, in seconds of any clock that only goes forward.
        idle_timeout: seconds without a message after which the client is dropped.
        rate: messages a second that a client may send in the long run.
        burst: messages that it may send at once.
    """

    def __init__(
        self,
        now: float,
        *,
        idle_timeout: float = IDLE_TIMEOUT_S,
        rate: float = MESSAGES_PER_S,
        burst: float = MESSAGE_BURST,
    ) -> None:
        self._idle_timeout = idle_timeout
        self._rate = rate
        self._burst = burst
        self._allowance = burst
        self._last = now

    def greeting(self, active_connections: int) -> str:
        """Return the first frame to send.

        Args:
            active_connections: clients connected now, this one among them.
        """
        return encode_message(ConnectionAck(WELCOME, active_connections))

    def receive(self, text: str | None, now: float) -> tuple[str, ...]:
        """Take one frame from the client.

        Args:
            text: the frame; None for a binary one, which means nothing here.
            now: the time, in seconds.

        Returns:
            The frames to send in answer. Whatever is not a ping is ignored.

        Raises:
            ProtocolError: if the client sends more than it may; it is to be disconnected.
        """
        self._allowance = min(self._burst, self._allowance + (now - self._last) * self._rate)
        self._last = now
        if self._allowance < 1:
            raise ProtocolError(f"more than {self._rate:g} messages a second")
        self._allowance -= 1
        return (encode_message(Pong()),) if text == PING else ()

    @property
    def idle_at(self) -> float:
        """When the client is to be dropped unless it sends something, on the clock of ``now``."""
        return self._last + self._idle_timeout
