"""The source of designs whose feed is not attached, and of files opened one by one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.feeds.source import FeedEvent, MeshAnnounced

FILES_KEY = "file:"


class KeptFiles:
    """Finds the bytes of a design on this machine, or says whose feed would have them.

    Args:
        key: the source that it stands in for.
    """

    def __init__(self, key: str = FILES_KEY) -> None:
        self.key = key
        self.label = "Files"

    async def run(self, emit: Callable[[FeedEvent], None]) -> None:
        """Wait for ever: nothing is announced here."""
        await asyncio.Event().wait()

    def fetch(self, announced: MeshAnnounced, checkpoint: Callable[[float], None] | None = None) -> Path:
        """Return the local file.

        Raises:
            SourceError: if it is not there.
        """
        path = Path(announced.locator)
        if path.is_file():
            return path
        if self.key == FILES_KEY or self.key.startswith("folder:"):
            what, hint = (
                "The file is not there any more",
                "Check that it was not moved and its drive is mounted",
            )
        else:
            what, hint = "The mesh has not been kept on this machine", f"Connect to {self.key} and try again"
        raise SourceError(what, where=announced.locator, hint=hint)

    def retry_now(self) -> None:
        """Do nothing: there is no connection."""
