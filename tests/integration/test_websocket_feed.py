from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import random
import struct
import threading
import time
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_socket
from websockets.datastructures import Headers
from websockets.http11 import Response

from vesselviewer.errors import CancelledError, SourceError
from vesselviewer.feeds import (
    FeedEvent,
    FeedState,
    FeedStatus,
    Listed,
    MeshAnnounced,
    MeshFailed,
    WebSocketFeed,
)
from vesselviewer.feeds.conversation import FeedTimings
from vesselviewer.server import EmbeddedServer, ServerOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from websockets.http11 import Request

ACK = '{"event":"connection_ack","message":"Connected to mesh update stream","active_connections":1}'
BYTES = bytes(80) + struct.pack("<I", 3) + bytes(range(150))
QUICK = FeedTimings(open_timeout_s=1.0, relist_s=0.3)
TOKEN = "0123456789abcdef"
Answer = tuple[int, dict[str, str], bytes]


def new_mesh(design_id: str, **changes: Any) -> str:
    return json.dumps(
        {
            "event": "new_mesh",
            "design_id": design_id,
            "file_size": len(BYTES),
            "created_at": 1763699665.075,
            "url": f"/api/mesh/{design_id}",
            "metadata_url": f"/api/mesh/{design_id}/metadata",
            **changes,
        }
    )


def drop(folder: Path, name: str, data: bytes = BYTES) -> None:
    temporary = folder / f".{name}.tmp"
    temporary.write_bytes(data)
    temporary.replace(folder / name)


class Listener:
    """A running feed, and what it told."""

    def __init__(self) -> None:
        self.events: list[FeedEvent] = []
        self._news = asyncio.Event()

    def take(self, event: FeedEvent) -> None:
        self.events.append(event)
        self._news.set()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self._news.clear()
                await self._news.wait()

    @property
    def statuses(self) -> list[FeedStatus]:
        return [event for event in self.events if isinstance(event, FeedStatus)]

    @property
    def announced(self) -> list[MeshAnnounced]:
        return [event for event in self.events if isinstance(event, MeshAnnounced)]

    @property
    def ids(self) -> set[str]:
        return {event.design_id for event in self.announced}

    @property
    def failed(self) -> list[MeshFailed]:
        return [event for event in self.events if isinstance(event, MeshFailed)]

    @property
    def listed(self) -> list[Listed]:
        return [event for event in self.events if isinstance(event, Listed)]

    def has(self, state: FeedState, reason: str = "") -> bool:
        return any(status.state is state and reason in status.reason for status in self.statuses)


@asynccontextmanager
async def following(feed: WebSocketFeed) -> AsyncIterator[Listener]:
    listener = Listener()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(feed.run(listener.take))
        try:
            yield listener
        finally:
            running.cancel()


class OldServer:
    """A server of the original protocol, scripted by a test; REST is answered from a table.

    Attributes:
        answers: path → (status, headers, body).
        frames: sent to each client as it connects.
        asked: the paths and headers that were requested.
        clients: open connections.
    """

    def __init__(self, frames: list[str | bytes], answers: dict[str, Answer]) -> None:
        self.frames = frames
        self.answers = answers
        self.asked: list[tuple[str, Headers]] = []
        self.clients: set[ServerConnection] = set()
        self.url = ""

    async def handle(self, socket: ServerConnection) -> None:
        self.clients.add(socket)
        for frame in self.frames:
            await socket.send(frame)
        with contextlib.suppress(Exception):
            async for text in socket:
                if text == "ping":
                    await socket.send('{"event":"pong"}')
        self.clients.discard(socket)

    def process(self, socket: ServerConnection, request: Request) -> Response | None:
        self.asked.append((request.path, request.headers))
        if request.path == "/ws/meshes" and "/ws/meshes" not in self.answers:
            return None
        status, headers, body = self.answers.get(request.path, (404, {}, b""))
        fields = {"content-length": str(len(body)), "connection": "close"} | headers
        return Response(status, HTTPStatus(status).phrase, Headers(fields), body)


@asynccontextmanager
async def old_server(
    *frames: str | bytes, answers: dict[str, Answer] | None = None
) -> AsyncIterator[OldServer]:
    server = OldServer(list(frames or (ACK,)), answers or {})
    async with serve_socket(
        server.handle, "127.0.0.1", 0, process_request=server.process, close_timeout=0.2
    ) as it:
        port = next(iter(it.sockets)).getsockname()[1]
        server.url = f"127.0.0.1:{port}"
        yield server


def run(main: Callable[[], Awaitable[None]]) -> None:
    async def with_limit() -> None:
        async with asyncio.timeout(30):
            await main()

    asyncio.run(with_limit())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "current"
    path.mkdir()
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


# Against the real server


def test_what_is_there_is_listed_and_what_arrives_is_announced(folder: Path, cache: Path) -> None:
    drop(folder, "a b.stl")
    # Written a while ago, so that the first scan takes it at once.
    os.utime(folder / "a b.stl", (1e9, 1e9))

    async def main() -> None:
        with EmbeddedServer({"current": folder}) as server:
            feed = WebSocketFeed(server.http_url, cache, timings=QUICK)
            assert (feed.key, feed.label) == (server.url, f"127.0.0.1:{server.port}")
            async with following(feed) as heard:
                await heard.until(lambda: heard.announced and heard.listed)
                drop(folder, "live.stl")
                await heard.until(lambda: "live" in heard.ids)
                states = [status.state for status in heard.statuses][:2]
                assert states == [FeedState.CONNECTING, FeedState.CONNECTED]
                first = heard.announced[0]
                assert (first.name, first.size, first.listed) == ("a b", len(BYTES), True)
                path = await asyncio.to_thread(feed.fetch, first)
                assert path.read_bytes() == BYTES
                assert path == cache / f"{hashlib.sha256(BYTES).hexdigest()}.stl"

    run(main)


def test_a_server_that_dies_is_followed_again_and_nothing_missed(folder: Path, cache: Path) -> None:
    drop(folder, "before.stl")

    async def main() -> None:
        server = EmbeddedServer({"current": folder})
        server.start()
        async with following(WebSocketFeed(server.url, cache, timings=QUICK, rng=random.Random(7))) as heard:
            await heard.until(lambda: "before" in heard.ids)
            await asyncio.to_thread(server.stop)
            await heard.until(lambda: heard.has(FeedState.RECONNECTING, "connection refused"))
            drop(folder, "missed.stl")
            (folder / "before.stl").unlink()
            server.start()
            began = time.monotonic()
            await heard.until(lambda: "missed" in heard.ids)
            await heard.until(lambda: heard.listed[-1] == Listed(frozenset({"missed"})))
            assert time.monotonic() - began < 6
            for listed in heard.listed:
                assert listed.design_ids, "a server that has just started must not seem empty"
        await asyncio.to_thread(server.stop)

    run(main)


def test_what_the_server_declares_of_the_frame_lies_beside_the_mesh(folder: Path, cache: Path) -> None:
    drop(folder, "hull.stl")
    (folder / "hull.json").write_text('{"unit": "mm"}')

    async def main() -> None:
        with EmbeddedServer({"current": folder}) as server:
            feed = WebSocketFeed(server.url, cache, timings=QUICK)
            async with following(feed) as heard:
                await heard.until(lambda: "hull" in heard.ids)
                path = await asyncio.to_thread(feed.fetch, heard.announced[0])
                assert json.loads(path.with_suffix(".json").read_text()) == {"unit": "mm"}

    run(main)


def test_a_deleted_design_leaves_the_next_list(folder: Path, cache: Path) -> None:
    drop(folder, "a.stl")
    drop(folder, "b.stl")

    async def main() -> None:
        with EmbeddedServer({"current": folder}) as server:
            async with following(WebSocketFeed(server.url, cache, timings=QUICK)) as heard:
                await heard.until(lambda: heard.ids == {"a", "b"})
                (folder / "a.stl").unlink()
                await heard.until(lambda: heard.listed and heard.listed[-1].design_ids == {"b"})
                # Listing again and again repeats nothing that is known.
                assert len(heard.announced) == 2

    run(main)


def test_a_server_with_a_token_lets_in_only_who_bears_it(folder: Path, cache: Path) -> None:
    drop(folder, "a.stl")

    async def main() -> None:
        with EmbeddedServer({"current": folder}, options=ServerOptions(token=TOKEN)) as server:
            async with following(WebSocketFeed(server.url, cache, timings=QUICK)) as heard:
                await heard.until(lambda: heard.has(FeedState.OFFLINE, "token"))
                assert heard.statuses[-1].retry_at is None
            feed = WebSocketFeed(server.url, cache, timings=QUICK, token=TOKEN)
            async with following(feed) as heard:
                await heard.until(lambda: heard.announced)
                await asyncio.to_thread(feed.fetch, heard.announced[0])

    run(main)


def test_a_retry_skips_the_wait(folder: Path, cache: Path) -> None:
    class Patient(random.Random):
        def uniform(self, a: float, b: float) -> float:
            return 3600.0

    async def main() -> None:
        server = EmbeddedServer({"current": folder})
        server.start()
        await asyncio.to_thread(server.stop)
        feed = WebSocketFeed(server.url, cache, timings=QUICK, rng=Patient())
        async with following(feed) as heard:
            await heard.until(lambda: heard.has(FeedState.RECONNECTING))
            assert (heard.statuses[-1].retry_at or 0) > time.time() + 3000
            server.start()
            feed.retry_now()
            await heard.until(lambda: heard.has(FeedState.CONNECTED))
        await asyncio.to_thread(server.stop)

    run(main)


# Against an old server


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_original_server_is_listed_and_heard(cache: Path, wrapped: bool) -> None:
    entry = json.loads(new_mesh("old_one", extra="ignored"))
    del entry["event"]
    body = json.dumps({"meshes": [entry]} if wrapped else [entry]).encode()

    async def main() -> None:
        answers: dict[str, Answer] = {"/api/meshes": (200, {}, body), "/api/mesh/old_one": (200, {}, BYTES)}
        async with old_server(ACK, answers=answers) as server:
            feed = WebSocketFeed(server.url, cache, timings=QUICK)
            async with following(feed) as heard:
                await heard.until(lambda: heard.listed)
                assert heard.ids == {"old_one"}
                for client in server.clients:
                    await client.send(new_mesh("live_one"))
                await heard.until(lambda: "live_one" in heard.ids)
                path = await asyncio.to_thread(feed.fetch, heard.announced[0])
                assert path.read_bytes() == BYTES

    run(main)


def test_a_server_without_a_list_is_live_only_and_says_so(cache: Path) -> None:
    async def main() -> None:
        async with (
            old_server(ACK, new_mesh("a")) as server,
            following(WebSocketFeed(server.url, cache, timings=QUICK)) as heard,
        ):
            await heard.until(lambda: heard.has(FeedState.CONNECTED, "live only"))
            await heard.until(lambda: heard.ids == {"a"})
            assert heard.listed == []

    run(main)


def test_what_is_announced_while_the_list_is_made_is_not_withdrawn_by_it(cache: Path) -> None:
    async def main() -> None:
        answers: dict[str, Answer] = {"/api/meshes": (200, {}, b"[]")}
        async with old_server(ACK, answers=answers) as server:
            feed = WebSocketFeed(server.url, cache, timings=FeedTimings(relist_s=30.0))
            async with following(feed) as heard:
                await heard.until(lambda: heard.listed)
                asked = len(server.asked)
                feed.retry_now()
                while len(server.asked) == asked:
                    for client in server.clients:
                        await client.send(new_mesh("during"))
                    await asyncio.sleep(0.001)
                await heard.until(lambda: len(heard.listed) == 2 and heard.ids)
                assert "during" in heard.listed[-1].design_ids

    run(main)


def test_hostile_messages_are_reported_once_and_the_rest_goes_on(cache: Path) -> None:
    frames: list[str | bytes] = [
        ACK,
        "garbage",
        "garbage",
        b"\x00\x01",
        new_mesh("../../etc/passwd"),
        new_mesh("stolen", url="http://evil.example/api/mesh/x"),
        new_mesh("stolen", url="http://evil.example/api/mesh/x"),
        new_mesh("sneaky", url="/api/%2e%2e/secret"),
        new_mesh("huge", file_size=10**30),
        '{"event":"from_the_future"}',
        new_mesh("good"),
    ]

    async def main() -> None:
        async with (
            old_server(*frames) as server,
            following(WebSocketFeed(server.url, cache, timings=QUICK)) as heard,
        ):
            await heard.until(lambda: heard.ids == {"good"})
            assert len(heard.failed) == 4
            assert {failed.design_id for failed in heard.failed} >= {"stolen", "sneaky", "huge"}
            assert heard.has(FeedState.CONNECTED, "ignored")
            assert not heard.has(FeedState.RECONNECTING)
            asked = {path for path, _ in server.asked}
            assert asked <= {"/ws/meshes", "/api/meshes"}

    run(main)


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        (("welcome to telnet",), "speaks garbage"),
        ((ACK, "x" * 70_000), "cannot be taken"),
    ],
)
def test_a_server_that_speaks_garbage_is_said_to(cache: Path, frames: tuple[str, ...], reason: str) -> None:
    async def main() -> None:
        timings = FeedTimings(ack_timeout_s=0.3)
        async with (
            old_server(*frames) as server,
            following(WebSocketFeed(server.url, cache, timings=timings)) as heard,
        ):
            await heard.until(lambda: heard.has(FeedState.RECONNECTING, reason))

    run(main)


@pytest.mark.parametrize(
    ("status", "headers", "state", "reason"),
    [
        (404, {}, FeedState.RECONNECTING, "not a mesh server (HTTP 404)"),
        (200, {}, FeedState.RECONNECTING, "not a mesh server (HTTP 200)"),
        (503, {}, FeedState.RECONNECTING, "HTTP 503"),
        (401, {}, FeedState.OFFLINE, "token"),
        (403, {}, FeedState.OFFLINE, "refuses"),
        (302, {"location": "ws://evil.example/ws/meshes"}, FeedState.RECONNECTING, "HTTP 302"),
        (302, {"location": "/elsewhere"}, FeedState.RECONNECTING, "HTTP 302"),
    ],
)
def test_a_server_that_does_not_open_the_socket_is_named_for_what_it_is(
    cache: Path, status: int, headers: dict[str, str], state: FeedState, reason: str
) -> None:
    async def main() -> None:
        async with old_server(answers={"/ws/meshes": (status, headers, b"no")}) as server:
            feed = WebSocketFeed(server.url, cache, timings=QUICK, token=TOKEN)
            async with following(feed) as heard:
                await heard.until(lambda: heard.has(state, reason))
                assert {path for path, _ in server.asked} == {"/ws/meshes"}

    run(main)


@pytest.mark.parametrize("hello", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00\xff" * 500])
def test_what_is_no_web_server_at_all_is_named_too(cache: Path, hello: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(hello)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with following(WebSocketFeed(f"127.0.0.1:{port}", cache, timings=QUICK)) as heard:
                await heard.until(lambda: heard.has(FeedState.RECONNECTING))
                assert "127.0.0.1" in heard.statuses[-1].reason

    run(main)


def test_a_server_that_goes_silent_is_given_up(cache: Path) -> None:
    class Deaf(OldServer):
        async def handle(self, socket: ServerConnection) -> None:
            await socket.send(ACK)
            await socket.wait_closed()

    async def main() -> None:
        server = Deaf([], {})
        timings = FeedTimings(ping_interval_s=0.2, pong_timeout_s=0.2)
        async with serve_socket(server.handle, "127.0.0.1", 0, process_request=server.process) as it:
            port = next(iter(it.sockets)).getsockname()[1]
            async with following(WebSocketFeed(f"127.0.0.1:{port}", cache, timings=timings)) as heard:
                await heard.until(lambda: heard.has(FeedState.RECONNECTING, "has not answered for 0.2 s"))

    run(main)


# Closing


@pytest.mark.parametrize("moment", ["connecting", "listing", "waiting"])
def test_closing_at_any_moment_ends_at_once(cache: Path, moment: str) -> None:
    async def main() -> None:
        asked = asyncio.Event()
        released = asyncio.Event()

        async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            asked.set()
            await released.wait()
            writer.close()

        async with await asyncio.start_server(mute, "127.0.0.1", 0) as deaf, old_server(ACK) as server:
            url = f"127.0.0.1:{deaf.sockets[0].getsockname()[1]}"
            feed = WebSocketFeed(url if moment == "connecting" else server.url, cache)
            if moment == "listing":
                redirect = WebSocketFeed(url, cache)
                feed._access = redirect._access
            if moment == "waiting":
                server.answers["/ws/meshes"] = (403, {}, b"")
            async with following(feed) as heard:
                if moment == "waiting":
                    await heard.until(lambda: heard.has(FeedState.OFFLINE))
                else:
                    await asked.wait()
                began = time.monotonic()
            assert time.monotonic() - began < 2
            released.set()

    run(main)
    for thread in threading.enumerate():
        if thread.name == "feed-listing":
            thread.join(5)


# Fetching


def fetch(
    answers: dict[str, Answer],
    cache: Path,
    announced: MeshAnnounced,
    checkpoint: Callable[[float], None] | None = None,
) -> tuple[Path | SourceError, list[str]]:
    """Fetch from a scripted server; return the file or the error, and the paths asked for."""

    async def main() -> tuple[Path | SourceError, list[str]]:
        async with old_server(answers=answers) as server:
            feed = WebSocketFeed(server.url, cache)
            try:
                result: Path | SourceError = await asyncio.to_thread(feed.fetch, announced, checkpoint)
            except SourceError as error:
                result = error
            return result, [path for path, _ in server.asked]

    return asyncio.run(main())


def announced(**changes: Any) -> MeshAnnounced:
    fields = {"design_id": "a", "name": "a", "size": len(BYTES), "created_at": 1.0, "locator": "/api/mesh/a"}
    return MeshAnnounced(**{**fields, **changes})


@pytest.mark.parametrize(
    ("answer", "changes", "tries", "message"),
    [
        ((404, {}, b"no"), {}, 1, "does not have it any more"),
        ((302, {"location": "http://evil.example/"}, b""), {}, 1, "points elsewhere"),
        ((302, {"location": "/api/mesh/b"}, b""), {}, 1, "points elsewhere"),
        ((401, {}, b""), {}, 1, "token"),
        ((200, {}, BYTES + b"!"), {}, 1, "were announced"),
        ((200, {}, BYTES[:-1]), {}, 1, "were announced"),
        ((200, {}, BYTES), {"sha256": "0" * 64}, 1, "not the ones announced"),
        ((200, {"etag": f'"{"0" * 64}"'}, BYTES), {}, 3, "changed on the way"),
        ((500, {}, b""), {}, 3, "HTTP 500"),
        ((200, {"content-length": str(len(BYTES))}, BYTES[:50]), {}, 3, "failed 3 times"),
        ((200, {}, BYTES), {"size": 10**12}, 0, "too many"),
        ((200, {}, BYTES), {"locator": "/api/../secret"}, 0, ".."),
        ((200, {}, BYTES), {"locator": "http://evil.example/"}, 0, "/api/"),
        ((200, {}, BYTES), {"locator": "/elsewhere/x.stl"}, 0, "/api/"),
    ],
)
def test_what_is_not_the_announced_mesh_is_an_error_and_leaves_nothing(
    cache: Path,
    answer: tuple[int, dict[str, str], bytes],
    changes: dict[str, Any],
    tries: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vesselviewer.feeds.download._PAUSES_S", (0.0, 0.0))
    result, asked = fetch({"/api/mesh/a": answer}, cache, announced(**changes))
    assert isinstance(result, SourceError)
    assert message in str(result)
    assert len(asked) == tries
    assert not cache.exists() or list(cache.iterdir()) == []


def test_a_mesh_with_a_known_digest_is_brought_once(cache: Path) -> None:
    digest = hashlib.sha256(BYTES).hexdigest()
    answers = {"/api/mesh/a": (200, {"etag": f'"{digest}"'}, BYTES)}
    first, asked = fetch(answers, cache, announced(sha256=digest))
    again, asked_again = fetch(answers, cache, announced(sha256=digest))
    assert first == again == cache / f"{digest}.stl"
    assert (asked, asked_again) == (["/api/mesh/a"], [])


def test_a_spoiled_file_in_the_cache_is_brought_again(cache: Path) -> None:
    digest = hashlib.sha256(BYTES).hexdigest()
    cache.mkdir()
    (cache / f"{digest}.stl").write_bytes(b"spoiled")
    result, asked = fetch({"/api/mesh/a": (200, {}, BYTES)}, cache, announced(sha256=digest))
    assert result == cache / f"{digest}.stl"
    assert (cache / f"{digest}.stl").read_bytes() == BYTES
    assert asked == ["/api/mesh/a"]


def test_progress_runs_from_0_to_1_and_cancelling_leaves_nothing(cache: Path) -> None:
    told: list[float] = []
    fetch({"/api/mesh/a": (200, {}, BYTES)}, cache, announced(), told.append)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert told == sorted(told)

    def cancel(fraction: float) -> None:
        if fraction:
            raise CancelledError

    other = cache / "other"
    with pytest.raises(CancelledError):
        fetch({"/api/mesh/a": (200, {}, BYTES)}, other, announced(), cancel)
    assert list(other.iterdir()) == []


def test_a_server_that_is_down_is_named_with_a_way_out(cache: Path) -> None:
    feed = WebSocketFeed("127.0.0.1:9", cache)
    with pytest.raises(SourceError, match="connection refused: is the mesh server running"):
        feed.fetch(announced())


@pytest.mark.parametrize("url", ["", "ftp://host", "http://user:pw@host", "host:99999"])
def test_a_url_that_is_none_is_refused_at_once(cache: Path, url: str) -> None:
    with pytest.raises(SourceError):
        WebSocketFeed(url, cache)
