from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from vesselviewer.errors import SourceError
from vesselviewer.server import EmbeddedServer, ServerOptions, create_app
from vesselviewer.server.running import bind, make_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from websockets.asyncio.client import ClientConnection

    from vesselviewer.server.service import MeshService

TETRAHEDRON = [
    ((0, 0, 0), (0, 1, 0), (1, 0, 0)),
    ((0, 0, 0), (1, 0, 0), (0, 0, 1)),
    ((0, 0, 0), (0, 0, 1), (0, 1, 0)),
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
]


def mesh(copies: int = 1) -> bytes:
    facets = [struct.pack("<12fH", 0, 0, 0, *a, *b, *c, 0) for a, b, c in TETRAHEDRON] * copies
    return bytes(80) + struct.pack("<I", len(facets)) + b"".join(facets)


def drop(folder: Path, name: str, data: bytes | None = None) -> Path:
    """Write a mesh as a careful generator does: beside its name, then renamed."""
    path = folder / name
    temporary = folder / f".{name}.tmp"
    temporary.write_bytes(mesh() if data is None else data)
    return temporary.replace(path)


def age(path: Path, seconds: float = 60.0) -> Path:
    """Make a file look as if it had been written a while ago, so that a scan takes it at once."""
    when = time.time() - seconds
    os.utime(path, (when, when))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "current"
    path.mkdir()
    age(drop(path, "first.stl"))
    return path


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer({"current": folder}) as running:
        yield running


@pytest.fixture
def rest(server: EmbeddedServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.http_url, trust_env=False) as client:
        yield client


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


async def reached(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in the server, which sets no event
            await asyncio.sleep(0.01)


async def closing_code(client: ClientConnection) -> int | None:
    """Read until the server closes the connection; return its code."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(10):
            async for _ in client:
                pass
    return client.close_code


@asynccontextmanager
async def serving(folder: Path, **options: Any) -> AsyncIterator[tuple[str, MeshService]]:
    """A server on this loop, so that a test can reach into it."""
    chosen = ServerOptions(**options)
    app = create_app({"current": folder}, chosen)
    listening = asyncio.Event()
    listener = bind("127.0.0.1", 0)
    server = make_server(app, chosen, listening.set)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[listener]))
        await listening.wait()
        service: MeshService = app.state.service
        await service.catalog.wait_until_scanned(10)
        try:
            yield f"ws://127.0.0.1:{listener.getsockname()[1]}/ws/meshes", service
        finally:
            server.should_exit = True


# The live feed


def test_a_legacy_client_hears_the_original_transcript_key_for_key(folder: Path) -> None:
    async def transcript() -> list[dict[str, Any]]:
        async with serving(folder) as (url, _), connect(url, proxy=None) as client:
            heard = [await client.recv()]
            await client.send("ping")
            heard.append(await client.recv())
            drop(folder, "design_1763699665075.stl", mesh(100))
            heard.append(await asyncio.wait_for(client.recv(), 10))
            assert all(isinstance(frame, str) for frame in heard)
            return [json.loads(frame) for frame in heard]

    ack, pong, new_mesh = asyncio.run(transcript())
    assert ack == {
        "event": "connection_ack",
        "message": "Connected to mesh update stream",
        "active_connections": 1,
    }
    assert pong == {"event": "pong"}
    created_at = (folder / "design_1763699665075.stl").stat().st_mtime
    assert new_mesh == {
        "event": "new_mesh",
        "design_id": "design_1763699665075",
        "file_size": 84 + 50 * 400,
        "created_at": pytest.approx(created_at),
        "url": "/api/mesh/design_1763699665075",
        "metadata_url": "/api/mesh/design_1763699665075/metadata",
    }
    assert list(new_mesh) == ["event", "design_id", "file_size", "created_at", "url", "metadata_url"]
    assert type(new_mesh["created_at"]) is float
    assert list(ack) == ["event", "message", "active_connections"]


def test_a_v1_client_is_answered_without_the_subprotocol(folder: Path) -> None:
    async def main() -> None:
        offered = [Subprotocol("vv.feed.v1")]
        async with serving(folder) as (url, _), connect(url, proxy=None, subprotocols=offered) as client:
            assert client.subprotocol is None
            assert json.loads(await client.recv())["event"] == "connection_ack"

    asyncio.run(main())


def test_all_clients_hear_of_every_mesh_in_order_and_are_counted(folder: Path) -> None:
    names = [f"hull_{number:02}" for number in range(20)]

    async def listen(url: str) -> list[str]:
        async with connect(url, proxy=None) as client:
            ready.append(await client.recv())
            return [json.loads(await client.recv())["design_id"] for _ in names]

    ready: list[Any] = []

    async def main() -> None:
        async with serving(folder) as (url, service), asyncio.timeout(20):
            async with asyncio.TaskGroup() as group:
                clients = [group.create_task(listen(url)) for _ in range(5)]
                await reached(lambda: len(ready) == 5)
                assert service.clients == 5
                for name in names:
                    drop(folder, f"{name}.stl")
                    await asyncio.sleep(0.01)
            assert all(sorted(client.result()) == names for client in clients)
            assert len({tuple(client.result()) for client in clients}) == 1
            await reached(lambda: not service.clients)

    asyncio.run(main())
    assert sorted(json.loads(frame)["active_connections"] for frame in ready) == [1, 2, 3, 4, 5]


def test_a_client_that_takes_nothing_delays_nobody_and_is_cut_off(folder: Path) -> None:
    async def main() -> None:
        async with serving(folder, send_timeout_s=0.5) as (url, service), asyncio.timeout(30):
            greedy = socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0])))
            greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            key = (
                "GET /ws/meshes HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            )
            key += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            greedy.sendall(key.encode())
            await reached(lambda: service.clients == 1)
            async with connect(url, proxy=None, compression=None) as reader:
                await reader.recv()
                for number in range(400):
                    frame = f"{number:06}" + "x" * 30_000
                    service.announcements.publish(frame)
                    assert await reader.recv() == frame
                await reached(lambda: service.clients == 1)
            greedy.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("frames", "code"),
    [(["ping"] * 500, 1008), (["x" * 70_000], 1009)],
    ids=["flood", "giant frame"],
)
def test_a_client_that_asks_too_much_is_disconnected(folder: Path, frames: list[str], code: int) -> None:
    async def main() -> int | None:
        async with serving(folder) as (url, _), connect(url, proxy=None) as client:
            with contextlib.suppress(ConnectionClosed):
                for frame in frames:
                    await client.send(frame)
            return await closing_code(client)

    assert asyncio.run(main()) == code


def test_a_silent_client_is_dropped_and_one_that_pings_stays(folder: Path) -> None:
    async def main() -> None:
        async with (
            asyncio.timeout(10),
            serving(folder, idle_timeout_s=0.5) as (url, _),
            connect(url, proxy=None) as silent,
            connect(url, proxy=None) as lively,
        ):
            await lively.recv()
            began = time.monotonic()
            while time.monotonic() - began < 1.0:
                await lively.send("ping")
                assert json.loads(await lively.recv()) == {"event": "pong"}
                await asyncio.sleep(0.1)
            assert await closing_code(silent) == 1001

    asyncio.run(main())


@pytest.mark.parametrize(
    ("options", "headers", "status"),
    [
        ({}, {"Origin": "https://evil.example"}, 403),
        ({}, {"Host": "evil.example"}, 403),
        ({"token": "0123456789abcdef"}, {}, 401),
        ({"token": "0123456789abcdef"}, {"Authorization": "Bearer 0123456789abcdeX"}, 401),
    ],
)
def test_who_may_not_in_is_told_before_the_socket_opens(
    folder: Path, options: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    async def main() -> int:
        async with serving(folder, **options) as (url, service):
            # Under another name, the same place: that is what a rebound name of a web page does.
            port = int(url.split(":")[2].split("/")[0])
            uri = url.replace("127.0.0.1", headers.get("Host", "127.0.0.1"))
            others = {name: value for name, value in headers.items() if name != "Host"}
            with pytest.raises(InvalidStatus) as caught:
                await connect(uri, additional_headers=others, host="127.0.0.1", port=port, proxy=None)
            assert service.clients == 0
            return caught.value.response.status_code

    assert asyncio.run(main()) == status


def test_the_right_token_opens_the_socket(folder: Path) -> None:
    async def main() -> None:
        headers = {"Authorization": "Bearer 0123456789abcdef"}
        async with (
            serving(folder, token="0123456789abcdef") as (url, _),
            connect(url, additional_headers=headers, proxy=None) as client,
        ):
            assert json.loads(await client.recv())["event"] == "connection_ack"

    asyncio.run(main())


# REST


def test_the_list_has_the_keys_of_new_mesh_and_is_complete(rest: httpx.Client, folder: Path) -> None:
    listing = rest.get("/api/meshes").json()
    assert (listing["total"], listing["complete"]) == (1, True)
    assert listing["meshes"][0] == {
        "design_id": "first",
        "file_size": len(mesh()),
        "created_at": pytest.approx((folder / "first.stl").stat().st_mtime),
        "url": "/api/mesh/first",
        "metadata_url": "/api/mesh/first/metadata",
        "name": "first",
        "collection": "current",
    }


def test_a_mesh_comes_whole_with_a_strong_etag_and_304_after(rest: httpx.Client) -> None:
    rest.get("/api/meshes")
    answer = rest.get("/api/mesh/first")
    assert answer.content == mesh()
    assert answer.headers["content-length"] == str(len(mesh()))
    again = rest.get("/api/mesh/first", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
    head = rest.head("/api/mesh/first")
    assert (head.headers["content-length"], head.content) == (str(len(mesh())), b"")


@pytest.mark.parametrize(
    "design_id", ["nothing", "first.stl", "..", "%2e%2e%2fsecret", "first%00", "con", "x" * 5000]
)
def test_an_id_that_is_not_in_the_index_is_404(rest: httpx.Client, folder: Path, design_id: str) -> None:
    (folder.parent / "secret.stl").write_bytes(b"secret")
    rest.get("/api/meshes")
    answer = rest.get(httpx.URL(f"/api/mesh/{design_id}"))
    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_metadata_counts_and_judges(rest: httpx.Client) -> None:
    rest.get("/api/meshes")
    metadata = rest.get("/api/mesh/first/metadata").json()
    expected = {
        "design_id": "first",
        "vertex_count": 4,
        "face_count": 4,
        "file_size": len(mesh()),
        "bounds": [0.0, 1.0, 0.0, 1.0, 0.0, 1.0],
        "watertight": True,
        "open_edges": 0,
        "volume": pytest.approx(1 / 6),
    }
    assert {key: metadata[key] for key in expected} == expected
    assert len(metadata["sha256"]) == 64
    assert metadata["verdict"]
    assert metadata["report"]["winding"] == "consistent"
    assert metadata["frame"]["z_zero"] == {
        "value": "baseline", "basis": "detected", "confidence": 0.9, "why": "the keel lies at z = 0"
    }  # fmt: skip


def test_a_sidecar_is_told_in_metadata_and_with_the_mesh(rest: httpx.Client, folder: Path) -> None:
    rest.get("/api/meshes")
    assert "x-vesselviewer-frame" not in rest.get("/api/mesh/first").headers
    (folder / "first.json").write_text('{"unit": "feet", "T": 0.25}')
    declared = json.loads(rest.get("/api/mesh/first").headers["x-vesselviewer-frame"])
    assert declared == {"unit": "ft", "design_draft": 0.25}
    frame = rest.get("/api/mesh/first/metadata").json()["frame"]
    assert (frame["unit"]["value"], frame["unit"]["basis"]) == ("ft", "declared")


def test_a_bad_sidecar_is_told_and_does_no_harm(rest: httpx.Client, folder: Path) -> None:
    rest.get("/api/meshes")
    (folder / "first.json").write_text("{")
    assert rest.get("/api/mesh/first").status_code == 200
    metadata = rest.get("/api/mesh/first/metadata").json()
    assert "not JSON" in metadata["frame_trouble"]


def test_a_file_with_the_right_size_and_no_mesh_in_it_has_no_metadata(
    rest: httpx.Client, folder: Path
) -> None:
    nan = struct.pack("<12fH", *[float("nan")] * 12, 0)
    drop(folder, "nan.stl", bytes(80) + struct.pack("<I", 2) + nan * 2)
    until(lambda: rest.get("/api/mesh/nan").status_code == 200)
    answer = rest.get("/api/mesh/nan/metadata")
    assert answer.status_code == 422
    assert "not a sound mesh" in answer.json()["detail"]


def test_a_bad_file_is_named_in_health_and_never_listed(rest: httpx.Client, folder: Path) -> None:
    drop(folder, "cut.stl", mesh()[:-1])
    until(lambda: rest.get("/health").json()["rejected"])
    health = rest.get("/health").json()
    assert health["rejected"][0]["name"] == "cut.stl"
    assert "claims 4 triangles" in health["rejected"][0]["reason"]
    assert health["designs"] == rest.get("/api/meshes").json()["total"] == 1
    assert rest.get("/api/mesh/cut").status_code == 404


def test_a_deleted_file_leaves_the_list(rest: httpx.Client, folder: Path) -> None:
    assert rest.get("/api/meshes").json()["total"] == 1
    (folder / "first.stl").unlink()
    assert rest.get("/api/mesh/first").status_code == 404
    until(lambda: rest.get("/api/meshes").json()["total"] == 0)


def test_a_folder_that_goes_away_is_told_and_its_designs_stay_listed(
    rest: httpx.Client, folder: Path
) -> None:
    rest.get("/api/meshes")
    folder.rename(folder.with_name("elsewhere"))
    until(lambda: not rest.get("/health").json()["ok"])
    listing = rest.get("/api/meshes").json()
    assert (listing["total"], listing["complete"]) == (1, False)
    folder.with_name("elsewhere").rename(folder)
    until(lambda: rest.get("/health").json()["ok"])


def test_a_mesh_replaced_while_it_is_sent_arrives_as_it_was(rest: httpx.Client, folder: Path) -> None:
    old = mesh(50_000)
    drop(folder, "big.stl", old)
    until(lambda: rest.get("/api/mesh/big").status_code == 200)
    with rest.stream("GET", "/api/mesh/big") as answer:
        chunks = answer.iter_raw()
        received = next(chunks)
        drop(folder, "big.stl", mesh())
        received += b"".join(chunks)
    assert received == old


def test_a_mesh_cut_off_while_it_is_sent_is_noticed(rest: httpx.Client, folder: Path) -> None:
    drop(folder, "big.stl", mesh(200_000))
    until(lambda: rest.get("/api/mesh/big").status_code == 200)
    with rest.stream("GET", "/api/mesh/big") as answer:
        chunks = answer.iter_raw()
        next(chunks)
        os.truncate(folder / "big.stl", 1000)
        with pytest.raises(httpx.RemoteProtocolError):
            list(chunks)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_rest_is_for_this_machine_alone(rest: httpx.Client, headers: dict[str, str]) -> None:
    assert rest.get("/api/meshes", headers=headers).status_code == 403


# Starting and stopping


def test_the_server_stops_at_once_with_clients_connected_and_downloading(folder: Path) -> None:
    drop(folder, "big.stl", mesh(100_000))
    server = EmbeddedServer({"current": folder})
    server.start()
    with httpx.Client(base_url=server.http_url, trust_env=False) as rest:
        until(lambda: rest.get("/api/mesh/big").status_code == 200)

        async def main() -> int | None:
            async with connect(server.url, proxy=None) as client:
                await client.recv()
                began = time.monotonic()
                await asyncio.to_thread(server.stop)
                assert time.monotonic() - began < 5
                return await closing_code(client)

        with rest.stream("GET", "/api/mesh/big") as answer:
            next(answer.iter_raw())
            assert asyncio.run(main()) == 1012
    assert "mesh-server" not in {thread.name for thread in threading.enumerate()}
    port = server.port
    server.start()
    assert server.port == port
    server.stop()
    server.stop()


def test_a_port_in_use_is_an_error_with_a_way_out(server: EmbeddedServer, folder: Path) -> None:
    with pytest.raises(SourceError, match="in use") as caught:
        EmbeddedServer({"current": folder}, port=server.port).start()
    assert "--port" in (caught.value.hint or "")


def serve(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "vesselviewer", "serve", *arguments],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_verb_serves_until_ctrl_c_and_ends_with_0(folder: Path) -> None:
    with serve(str(folder), "--port", "0", "--json") as process:
        assert process.stdout is not None
        listening = json.loads(process.stdout.readline())
        assert listening["event"] == "listening"
        assert httpx.get(f"{listening['rest']}/api/meshes", trust_env=False).json()["total"] == 1
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, json.loads(out), err) == (0, {"event": "stopped"}, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{folder}/missing"], "there is no such folder"),
        (["{folder}/first.stl"], "is not a folder"),
        (["{folder}", "--port", "{port}"], "the port is in use already"),
        (["{folder}", "--host", "0.0.0.0"], "without a token"),
    ],
)
def test_the_verb_says_in_one_line_why_it_cannot_serve(
    server: EmbeddedServer, folder: Path, arguments: list[str], message: str
) -> None:
    filled = [argument.format(folder=folder, port=server.port) for argument in arguments]
    with serve(*filled) as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (1, "")
    assert message in err
    assert len(err.splitlines()) == 1
