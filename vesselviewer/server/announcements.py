"""What has been announced, as one shared list that each client reads at its own pace."""

from __future__ import annotations

import asyncio
from collections import deque


class FellBehindError(Exception):
    """A reader's position is older than what is still kept."""


class Announcements:
    """Frames in the order of their announcement; publishing wakes the readers and waits for none.

    A reader holds one integer, its position. Used on the server's loop alone.

    Args:
        kept: how many frames are kept for readers that are behind.
    """

    def __init__(self, kept: int = 65_536) -> None:
        self._frames: deque[str] = deque(maxlen=kept)
        self._end = 0
        self._news = asyncio.Event()

    @property
    def end(self) -> int:
        """The position behind the latest frame, where a new reader begins."""
        return self._end

    def publish(self, frame: str) -> None:
        """Append a frame and wake every reader."""
        self._frames.append(frame)
        self._end += 1
        # A fresh event for those who come to wait from now on: no reader can clear another's.
        self._news.set()
        self._news = asyncio.Event()

    async def after(self, position: int, limit: int = 64) -> list[str]:
        """Wait for frames at or behind a position.

        Args:
            position: how many frames the reader has had, counted from the start of the server.
            limit: most frames to return at once.

        Returns:
            At least one frame, in order.

        Raises:
            FellBehindError: if frames at the position have been dropped.
        """
        while position >= self._end:
            await self._news.wait()
        first = self._end - len(self._frames)
        if position < first:
            raise FellBehindError
        start = position - first
        stop = min(start + limit, len(self._frames))
        return [self._frames[index] for index in range(start, stop)]
