"""A mesh as an HTTP answer: one open file, streamed at its announced length."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from vesselviewer.server.opening import OpenedFile

_LOGGER = logging.getLogger(__name__)
_CHUNK = 256 * 1024


class MeshResponse(Response):
    """Streams an open file and closes it, whatever happens.

    Not `FileResponse`: that opens the path again, and by then another file may lie there.

    Args:
        opened: the file, at its beginning; this response closes it.
        sha256: hex digest of its bytes, sent as a strong ETag.
        headers: further headers.
        send_timeout: seconds that a client may leave a chunk untaken.
    """

    media_type = "model/stl"

    def __init__(
        self, opened: OpenedFile, sha256: str, headers: Mapping[str, str], send_timeout: float
    ) -> None:
        super().__init__(headers={**headers, **mesh_headers(sha256)})
        self._opened = opened
        self._send_timeout = send_timeout
        self.headers["content-length"] = str(opened.size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file; stop short, so that the client notices, if it shrinks meanwhile."""
        with self._opened.stream as stream:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            left = 0 if scope["method"] == "HEAD" else self._opened.size
            while left:
                chunk = await asyncio.to_thread(stream.read, min(_CHUNK, left))
                if not chunk:
                    _LOGGER.warning("A file shrank while it was sent; the client is cut off")
                    return
                left -= len(chunk)
                body = {"type": "http.response.body", "body": chunk, "more_body": left > 0}
                try:
                    async with asyncio.timeout(self._send_timeout):
                        await send(body)
                except TimeoutError:
                    _LOGGER.warning("A client takes nothing of its download any more; it is cut off")
                    return
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})


def mesh_headers(sha256: str) -> dict[str, str]:
    """Return the caching headers of a mesh: its digest is its strong ETag."""
    return {"etag": f'"{sha256}"', "cache-control": "no-cache", "x-content-type-options": "nosniff"}


def matches(if_none_match: str | None, sha256: str) -> bool:
    """Whether a client's ``If-None-Match`` names this version."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or f'"{sha256}"' in tags
