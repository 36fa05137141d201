"""From a complete file to its event, over all deliveries: this server, and the original manner.

Run from the root of the project: ``python -m tests.benchmarks.bench_feed [files] [clients]``.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from vesselviewer.server import serve as serve_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

TRIANGLES = 6_000
MESH = bytes(80) + struct.pack("<I", TRIANGLES) + bytes(range(50)) * TRIANGLES


class PollingManager:
    """The original manner, re-implemented: look each second, announce what has a size, send one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clients: list[ServerConnection] = []
        self.known: set[str] = set()

    async def handle(self, socket: ServerConnection) -> None:
        self.clients.append(socket)
        count = len(self.clients)
        message = "Connected to mesh update stream"
        await socket.send(
            json.dumps({"event": "connection_ack", "message": message, "active_connections": count})
        )
        async for text in socket:
            if text == "ping":
                await socket.send('{"event":"pong"}')

    async def watch(self) -> None:
        while True:
            for path in sorted(self.folder.glob("*.stl")):
                status = path.stat()
                if path.stem not in self.known and status.st_size > 0:
                    self.known.add(path.stem)
                    await self.broadcast(path.stem, status.st_size, status.st_mtime)
            await asyncio.sleep(1.0)

    async def broadcast(self, design_id: str, size: int, created_at: float) -> None:
        url = f"/api/mesh/{design_id}"
        event = {"event": "new_mesh", "design_id": design_id, "file_size": size, "created_at": created_at}
        for client in list(self.clients):
            await client.send(json.dumps({**event, "url": url, "metadata_url": f"{url}/metadata"}))


async def poll(folder: Path) -> None:
    """Serve in the original manner until killed."""
    manager = PollingManager(folder)
    async with serve(manager.handle, "127.0.0.1", 0) as server:
        print(f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/ws/meshes", flush=True)
        await manager.watch()


def serve_until_killed(manner: str, folder: Path) -> None:
    """Serve in a process of its own, as a server does; the first line printed is its address."""
    if manner == "original":
        asyncio.run(poll(folder))
    else:
        serve_folders([folder], port=0, on_listening=lambda address: print(address.socket_url, flush=True))


@contextmanager
def running(manner: str, folder: Path) -> Iterator[str]:
    """A server in a process of its own; gives its address."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_feed", manner, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


async def listen(url: str, arrived: dict[str, list[float]], ready: asyncio.Semaphore) -> None:
    """Note when each event arrives."""
    async with connect(url, proxy=None, compression=None, ping_interval=None) as client:
        await client.recv()
        ready.release()
        while True:
            frame = await client.recv()
            now = time.perf_counter()
            message: dict[str, Any] = json.loads(frame)
            arrived.setdefault(message["design_id"], []).append(now)


async def measure(
    url: str, folder: Path, files: int, clients: int, pause: tuple[float, float]
) -> list[float]:
    """Return milliseconds from the rename of each file to its event, at every client."""
    arrived: dict[str, list[float]] = {}
    written: dict[str, float] = {}
    ready = asyncio.Semaphore(0)
    rng = random.Random(1)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(listen(url, arrived, ready)) for _ in range(clients)]
        for _ in tasks:
            await ready.acquire()
        for number in range(files):
            temporary = folder / f".hull_{number}.tmp"
            temporary.write_bytes(MESH)
            written[f"hull_{number}"] = time.perf_counter()
            temporary.replace(folder / f"hull_{number}.stl")
            await asyncio.sleep(rng.uniform(*pause))
        async with asyncio.timeout(30):
            while sum(map(len, arrived.values())) < files * clients:  # noqa: ASYNC110 - an event would cost time
                await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
    return [(at - written[name]) * 1000 for name, times in arrived.items() for at in times]


def show(name: str, latencies: list[float]) -> None:
    """Print the figures of one server."""
    cuts = statistics.quantiles(latencies, n=100)
    print(f"{name:28} p50 {cuts[49]:8.2f} ms   p99 {cuts[98]:8.2f} ms   max {max(latencies):8.2f} ms")


def main(files: int, clients: int) -> None:
    """Measure both, one after the other."""
    print(f"{files} files of {len(MESH)} bytes, {clients} clients on this machine")
    for manner, count, pause in (
        ("ours", files, (0.02, 0.06)),
        ("original", max(20, files // 10), (0.1, 0.5)),
    ):
        with tempfile.TemporaryDirectory() as folder, running(manner, Path(folder)) as url:
            time.sleep(1.0)
            show(manner, asyncio.run(measure(url, Path(folder), count, clients, pause)))


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["original"]):
        serve_until_killed(sys.argv[1], Path(sys.argv[2]))
    else:
        numbers = [int(argument) for argument in sys.argv[1:]]
        main(*(numbers + [300, 10][len(numbers) :]))
