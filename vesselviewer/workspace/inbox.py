"""Takes what the feeds say at any rate, and hands it on in slices that do not hold the loop's thread."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SLICE_S = 0.008


class Inbox:
    """Two lanes of small steps: what is live overtakes what is listed.

    Args:
        failed: told of the unexpected exception of a step; the others go on.
    """

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._live: deque[Callable[[], None]] = deque()
        self._listed: deque[Callable[[], None]] = deque()
        self._filled = asyncio.Event()

    @property
    def listing(self) -> bool:
        """True while listed steps wait."""
        return bool(self._listed)

    def put(self, step: Callable[[], None], *, live: bool) -> None:
        """Queue a step."""
        (self._live if live else self._listed).append(step)
        self._filled.set()

    def put_next(self, steps: Iterable[Callable[[], None]]) -> None:
        """Queue listed steps before those that wait already."""
        self._listed.extendleft(reversed(list(steps)))
        self._filled.set()

    async def drain(self) -> None:
        """Take the steps one after the other until cancelled."""
        while True:
            if not self._live and not self._listed:
                self._filled.clear()
                await self._filled.wait()
            started = time.perf_counter()
            while (self._live or self._listed) and time.perf_counter() - started < _SLICE_S:
                step = self._live.popleft() if self._live else self._listed.popleft()
                try:
                    step()
                except Exception as error:  # noqa: BLE001 - a boundary: one odd event must not end the feed
                    self._failed(error)
            await asyncio.sleep(0)
