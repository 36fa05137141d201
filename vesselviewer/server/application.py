"""The server as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from vesselviewer import __version__
from vesselviewer.server import live, rest
from vesselviewer.server.gate import Gate
from vesselviewer.server.options import ServerOptions
from vesselviewer.server.service import MeshService


def create_app(folders: Mapping[str, Path] | Sequence[Path], options: ServerOptions | None = None) -> FastAPI:
    """Build the mesh server for some folders.

    Args:
        folders: the folders to serve, by name or in order. The plain ``*.stl`` files of the first
            one keep their names as ids; all other files get ids of their own.
        options: what it allows; by default an open server for this machine alone.

    Returns:
        An application for any ASGI server; stalled clients can be cut off only under `serve` and
        `EmbeddedServer`.

    Raises:
        SourceError: if the options would lay the designs open, or a folder is named twice.
    """
    chosen = options or ServerOptions()
    chosen.check()
    service = MeshService(folders, chosen)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service.catalog.watching():
            yield

    # The interactive pages load scripts from elsewhere; the schema itself stays.
    app = FastAPI(
        title="VesselViewer mesh server",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service
    app.include_router(rest.router)
    app.include_router(live.router)
    app.add_middleware(Gate, options=chosen)
    return app
