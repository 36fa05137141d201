"""The demo: a mesh server on a loopback port, and a generator that drops a new hull every few seconds."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vesselviewer.designs import Library
    from vesselviewer.server import EmbeddedServer
    from vesselviewer.workspace import Workspace

INTERVAL_S = 4.0
KEPT_FILES = 60  # at 3 MB each the demo stays below 200 MB of disk however long it runs
CACHE_BYTES = 200_000_000
TRIANGLES = 60_000


async def run_demo(workspace: Workspace[Any], library: Library, *, interval_s: float = INTERVAL_S) -> None:
    """Run the server and the generator, with the window connected, until cancelled.

    The designs live in a temporary folder and leave the library when the demo ends.
    """
    from vesselviewer.feeds import WebSocketFeed, simulate  # noqa: PLC0415 - dear, and only for the demo

    with tempfile.TemporaryDirectory(prefix="vesselviewer-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "meshes"
        cache = Path(name) / "cache"
        folder.mkdir()
        server = await asyncio.to_thread(_started_server, folder)
        feed = WebSocketFeed(server.url, cache, cache_limit=CACHE_BYTES)
        feed.label = "demo"
        workspace.attach_feed(feed)
        written: list[Path] = []

        def prune(path: Path) -> None:
            written.append(path)
            for old in written[:-KEPT_FILES]:
                old.unlink(missing_ok=True)
            del written[:-KEPT_FILES]

        try:
            await simulate(
                folder,
                interval_s=interval_s,
                triangles=TRIANGLES,
                on_written=lambda hull: prune(hull.path),
            )
        finally:
            workspace.detach_feed(feed.key)
            for key in library.of_source(feed.key):
                library.purge(key)
            await asyncio.to_thread(server.stop)


def _started_server(folder: Path) -> EmbeddedServer:
    """Load the server, which is dear, and start it; called off the loop's thread."""
    from vesselviewer.server import EmbeddedServer  # noqa: PLC0415 - as the docstring says

    server = EmbeddedServer({"current": folder})
    server.start()
    return server
