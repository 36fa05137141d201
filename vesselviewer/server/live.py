"""The live feed: one reader of the announcements for each connected client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Never

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from vesselviewer.errors import ProtocolError
from vesselviewer.protocol import (
    GOING_AWAY,
    POLICY_VIOLATION,
    SOCKET_PATH,
    TRY_AGAIN_LATER,
    ServerSession,
)
from vesselviewer.server.announcements import FellBehindError
from vesselviewer.server.service import MeshService

router = APIRouter()

ABORT = "vesselviewer.abort"
_CLOSE_GRACE_S = 12.0


class _StalledError(Exception):
    """The client takes nothing any more."""


class _IdleError(Exception):
    """The client has not been heard for too long."""


@router.websocket(SOCKET_PATH)
async def follow_meshes(websocket: WebSocket) -> None:
    """Greet a client, answer its pings, and send it every design announced from now on."""
    service: MeshService = websocket.app.state.service
    await websocket.accept()
    service.clients += 1
    try:
        await _Follower(websocket, service).run()
    finally:
        service.clients -= 1


class _Follower:
    def __init__(self, websocket: WebSocket, service: MeshService) -> None:
        self._websocket = websocket
        self._service = service
        # Taken before the greeting, so that a client that lists after it can miss nothing.
        self._position = service.announcements.end
        self._session = ServerSession(time.monotonic(), idle_timeout=service.options.idle_timeout_s)

    async def run(self) -> None:
        try:
            await self._send(self._session.greeting(self._service.clients))
            async with asyncio.TaskGroup() as group:
                group.create_task(self._announce())
                await self._listen()
        except* WebSocketDisconnect:
            pass
        except* _StalledError:
            self._abort()
        except* _IdleError:
            idle = self._service.options.idle_timeout_s
            await self._close(GOING_AWAY, f"idle: nothing heard for {idle:g} s; send ping")
        except* ProtocolError as errors:
            await self._close(POLICY_VIOLATION, str(errors.exceptions[0]))
        except* FellBehindError:
            await self._close(TRY_AGAIN_LATER, "too far behind: connect again and list")

    async def _listen(self) -> Never:
        while True:
            wait = max(0.0, self._session.idle_at - time.monotonic())
            try:
                async with asyncio.timeout(wait):
                    event = await self._websocket.receive()
            except TimeoutError as error:
                raise _IdleError from error
            if event["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(event.get("code", 1006))
            for answer in self._session.receive(event.get("text"), time.monotonic()):
                await self._send(answer)

    async def _announce(self) -> Never:
        while True:
            for frame in await self._service.announcements.after(self._position):
                await self._send(frame)
                self._position += 1

    async def _send(self, frame: str) -> None:
        try:
            async with asyncio.timeout(self._service.options.send_timeout_s):
                await self._websocket.send_text(frame)
        except TimeoutError as error:
            raise _StalledError from error

    async def _close(self, code: int, reason: str) -> None:
        # A polite close waits for ever on a client whose buffer is full.
        asyncio.get_running_loop().call_later(_CLOSE_GRACE_S, self._abort)
        try:
            async with asyncio.timeout(self._service.options.send_timeout_s):
                await self._websocket.close(code, reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            # RuntimeError: the client closed in the same moment.
            self._abort()

    def _abort(self) -> None:
        abort: Callable[[], None] | None = (
            self._websocket.scope.get("extensions", {}).get(ABORT, {}).get("abort")
        )
        if abort is not None:
            abort()
