"""A mesh server as a feed: live over a WebSocket, caught up over REST, connected again for ever."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from vesselviewer.errors import ProtocolError, SourceError
from vesselviewer.feeds.conversation import Conversation, FeedTimings
from vesselviewer.feeds.download import download_mesh, make_room, remove_leftovers
from vesselviewer.feeds.rest import Access
from vesselviewer.feeds.source import FeedState, FeedStatus
from vesselviewer.feeds.trouble import Trouble, describe_open_trouble
from vesselviewer.protocol import FRAME_LIMIT, backoff, parse_server_url, safe_mesh_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vesselviewer.feeds.source import FeedEvent, MeshAnnounced

_CLOSE_TIMEOUT_S = 1.0


class WebSocketFeed:
    """Announces what a mesh server announces, and what it has when it is reached.

    Only small JSON frames are handled on the loop; the list is read and meshes are brought on
    other threads.

    Args:
        url: of the server: ``ws://host:8000/ws/meshes``, ``http://host:8000`` or ``host:8000``.
        cache: folder for downloaded meshes, which stand in it by the digest of their bytes.
        token: for a server that wants one; sent to that server alone.
        cache_limit: bytes that the cache may hold; what was fetched longest ago goes first.
        timings: how long to wait for what.
        rng: jitters the back-off.

    Attributes:
        key: the normalized address of the live feed.
        label: host and port.

    Raises:
        SourceError: if the url is no address of a mesh server.
    """

    def __init__(
        self,
        url: str,
        cache: Path,
        *,
        token: str | None = None,
        cache_limit: int = 4_000_000_000,
        timings: FeedTimings | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._server = parse_server_url(url)
        self._access = Access(self._server, token)
        self._cache = cache
        self._cache_limit = cache_limit
        self._timings = timings or FeedTimings()
        self._rng = rng or random.Random()
        self._nudge = asyncio.Event()
        self._tidied = False
        self.key = self._server.socket_url
        self.label = self._server.authority

    async def run(self, emit: Callable[[FeedEvent], None]) -> None:
        """Emit events on the loop's thread until cancelled; trouble is a status, and it tries again."""
        delays = backoff(self._rng)
        outage_began, trouble = time.time(), Trouble("")
        while True:
            emit(FeedStatus(FeedState.CONNECTING, outage_began, trouble.reason))
            began = time.monotonic()
            trouble, was_connected = await self._connect_once(emit)
            if was_connected:
                outage_began = time.time()
                if time.monotonic() - began >= self._timings.healthy_after_s:
                    delays = backoff(self._rng)
            if trouble.final:
                emit(FeedStatus(FeedState.OFFLINE, outage_began, trouble.reason))
                await self._pause(None)
            else:
                delay = next(delays)
                retry_at = time.time() + delay
                emit(FeedStatus(FeedState.RECONNECTING, outage_began, trouble.reason, retry_at))
                await self._pause(delay)

    def fetch(self, announced: MeshAnnounced, checkpoint: Callable[[float], None] | None = None) -> Path:
        """Bring the bytes of a design into the cache; called off the loop's thread.

        Args:
            announced: the event that named it.
            checkpoint: told the fraction done, 0 to 1; raises `CancelledError` to call it off.

        Raises:
            SourceError: if the bytes cannot be had, or are not the ones announced.
        """
        try:
            url = safe_mesh_url(self._server, announced.locator)
        except ProtocolError as error:
            raise SourceError(error.what, where=announced.design_id) from error
        if not self._tidied:
            self._tidied = True
            remove_leftovers(self._cache, time.time())
        path = download_mesh(self._access, url, announced, self._cache, checkpoint)
        make_room(self._cache, self._cache_limit)
        return path

    def retry_now(self) -> None:
        """Connect at once, or, where connected, ask for the list anew; called on the loop's thread."""
        self._nudge.set()

    async def _connect_once(self, emit: Callable[[FeedEvent], None]) -> tuple[Trouble, bool]:
        """Connect and talk until the end; return why it ended, and whether it was a mesh server."""
        self._nudge.clear()
        socket = _Connect(
            self._server.socket_url,
            additional_headers=dict(self._access.headers),
            compression=None,
            max_size=FRAME_LIMIT,
            open_timeout=self._timings.open_timeout_s,
            close_timeout=_CLOSE_TIMEOUT_S,
            # The protocol has a heartbeat of its own.
            ping_interval=None,
            proxy=None if self._server.is_loopback else True,
        )
        try:
            connection = await socket
        except (OSError, WebSocketException, ValueError) as error:
            # ValueError: a redirect, or a proxy's address, that cannot be read.
            return describe_open_trouble(error, self._server), False
        conversation = Conversation(connection, self._access, emit, self._timings, self._nudge)
        try:
            return await conversation.run(), conversation.understood
        finally:
            await connection.close()

    async def _pause(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._nudge.wait()
        except TimeoutError:
            return


class _Connect(connect):
    """The library's way to connect, which follows no redirect: the token is for one server."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc
