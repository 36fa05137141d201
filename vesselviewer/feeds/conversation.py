"""One connection to a mesh server: frames in, feed events out, until it ends."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from websockets.exceptions import ConnectionClosed

from vesselviewer.errors import CancelledError, SourceError
from vesselviewer.feeds.off_loop import off_loop
from vesselviewer.feeds.rest import NoListError, fetch_listing
from vesselviewer.feeds.source import FeedState, FeedStatus, Listed, MeshAnnounced, MeshFailed
from vesselviewer.feeds.trouble import Trouble, describe_close_trouble
from vesselviewer.protocol import ClientSession, NewMesh, Pong, Rejected, safe_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from websockets.asyncio.client import ClientConnection

    from vesselviewer.feeds.rest import Access, Listing
    from vesselviewer.feeds.source import FeedEvent
    from vesselviewer.protocol import ClientEvent

_SLICE_S = 0.004
_CHUNK = 100
_COMPLAINTS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class FeedTimings:
    """How long a feed waits, in seconds.

    Attributes:
        open_timeout_s: for the WebSocket to open.
        ping_interval_s: between two pings.
        pong_timeout_s: for a sign of life after a ping.
        ack_timeout_s: for the server's greeting.
        relist_s: between two listings while connected; they tell what was withdrawn.
        healthy_after_s: a connection that lasted so long resets the back-off.
    """

    open_timeout_s: float = 10.0
    ping_interval_s: float = 30.0
    pong_timeout_s: float = 15.0
    ack_timeout_s: float = 10.0
    relist_s: float = 30.0
    healthy_after_s: float = 30.0


class Conversation:
    """What one connection has told so far.

    Args:
        socket: the open WebSocket.
        access: the same server over HTTP.
        emit: takes the feed's events; called on the loop's thread.
        timings: how long to wait for what.
        nudge: set by the user who wants the list anew at once.
    """

    def __init__(
        self,
        socket: ClientConnection,
        access: Access,
        emit: Callable[[FeedEvent], None],
        timings: FeedTimings,
        nudge: asyncio.Event,
    ) -> None:
        self._socket = socket
        self._access = access
        self._emit = emit
        self._timings = timings
        self._nudge = nudge
        self._session = ClientSession(
            time.monotonic(),
            ping_interval=timings.ping_interval_s,
            pong_timeout=timings.pong_timeout_s,
            ack_timeout=timings.ack_timeout_s,
        )
        self._greeted = asyncio.Event()
        self._since = time.time()
        self._garbage = ""
        self._list_note = ""
        self._frame_note = ""
        self._complained: set[tuple[str, str]] = set()
        self._versions: dict[str, tuple[int, float]] = {}
        self._names: dict[str, str] = {}
        self._live_since_request: set[str] = set()

    @property
    def understood(self) -> bool:
        """Whether the server has proven that it speaks the protocol."""
        return self._session.understood

    async def run(self) -> Trouble:
        """Talk until the connection ends, and return why."""
        async with asyncio.TaskGroup() as group:
            listing = group.create_task(self._keep_listed())
            trouble = await self._listen()
            listing.cancel()
        return trouble

    async def _listen(self) -> Trouble:
        slice_began = time.monotonic()
        while True:
            now = time.monotonic()
            complaint = self._session.complaint(now)
            if complaint is not None:
                return Trouble(self._garbage or complaint)
            try:
                async with asyncio.timeout(self._timings.pong_timeout_s):
                    for frame in self._session.outgoing(now):
                        await self._socket.send(frame)
                async with asyncio.timeout(max(0.0, self._session.wakes_at - now)):
                    frame_in = await self._socket.recv()
            except TimeoutError:
                slice_began = time.monotonic()
                continue
            except ConnectionClosed as error:
                trouble = describe_close_trouble(error)
                return trouble if self._session.understood or not self._garbage else Trouble(self._garbage)
            # Frames that are there already come without waiting: the window must get its turn.
            if time.monotonic() - slice_began > _SLICE_S:
                await asyncio.sleep(0)
                slice_began = time.monotonic()
            self._take(frame_in)

    def _take(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            self._complain(Rejected(None, "the frame is not text"))
            return
        for event in self._session.receive(frame, time.monotonic()):
            if self._session.understood and not self._greeted.is_set():
                self._greeted.set()
                self._tell_connected()
            self._handle(event)

    def _handle(self, event: ClientEvent) -> None:
        match event:
            case NewMesh():
                self._live_since_request.add(event.design_id)
                self._versions[event.design_id] = (event.file_size, event.created_at)
                self._emit(
                    MeshAnnounced(
                        design_id=event.design_id,
                        name=self._names.get(event.design_id, event.design_id),
                        size=event.file_size,
                        created_at=event.created_at,
                        locator=event.url,
                    )
                )
            case Rejected():
                self._complain(event)
            case Pong():
                pass

    def _complain(self, rejected: Rejected) -> None:
        """Report a frame that cannot be believed, once; the rest goes on."""
        if not self._session.understood:
            self._garbage = f"not a mesh server: it speaks garbage ({rejected.reason})"
            return
        key = (rejected.design_id or "", rejected.reason)
        if key in self._complained or len(self._complained) >= _COMPLAINTS_KEPT:
            return
        self._complained.add(key)
        if rejected.design_id is not None:
            self._emit(MeshFailed(safe_id(rejected.design_id), f"refused: {rejected.reason}"))
        else:
            self._frame_note = f"the server sent a message that was ignored: {rejected.reason}"
            self._tell_connected()

    def _tell_connected(self) -> None:
        notes = "; ".join(note for note in (self._list_note, self._frame_note) if note)
        self._emit(FeedStatus(FeedState.CONNECTED, self._since, notes))

    # The list

    async def _keep_listed(self) -> None:
        await self._greeted.wait()
        while True:
            self._nudge.clear()
            await self._list_once()
            try:
                async with asyncio.timeout(self._timings.relist_s):
                    await self._nudge.wait()
            except TimeoutError:
                continue

    async def _list_once(self) -> None:
        self._live_since_request.clear()
        note = ""
        try:
            listing = await off_loop(lambda abandoned: fetch_listing(self._access, abandoned))
        except NoListError:
            note = "live only: the server has no list, so what came before is not shown"
        except CancelledError:
            return
        except SourceError as error:
            note = f"connected, but {error.what}"
        else:
            await self._tell_listing(listing)
            if not listing.complete:
                note = "the server cannot see all of its designs now; see /health there"
        if note != self._list_note:
            self._list_note = note
            self._tell_connected()

    async def _tell_listing(self, listing: Listing) -> None:
        for number, mesh in enumerate(listing.announced, start=1):
            self._names[mesh.design_id] = mesh.name
            version = (mesh.size, mesh.created_at)
            # What was announced since the list was asked for is newer than the list.
            if (
                mesh.design_id not in self._live_since_request
                and self._versions.get(mesh.design_id) != version
            ):
                self._versions[mesh.design_id] = version
                self._emit(mesh)
            if number % _CHUNK == 0:
                await asyncio.sleep(0)
        for failed in listing.failed:
            self._complain(Rejected(failed.design_id, failed.message))
        if not listing.complete:
            return
        present = {mesh.design_id for mesh in listing.announced} | self._live_since_request
        for design_id in self._versions.keys() - present:
            del self._versions[design_id]
            self._names.pop(design_id, None)
        self._emit(Listed(frozenset(present)))
