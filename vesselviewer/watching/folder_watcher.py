"""A folder as a stream of events: what is there, what arrives, what changes, what goes."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from typing import TYPE_CHECKING, TypeVar

from vesselviewer.watching.watch_thread import WatchThread

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vesselviewer.watching.events import FolderEvent

_Item = TypeVar("_Item")
_FAREWELL_S = 5.0  # a thread held up by a dead network share is left behind: it ends with the process
_SLICE_S = 0.004  # events are handed on for so long before the loop gets another turn


class FolderWatcher:
    """Watches one folder; scanning, reading and waiting happen on a thread of its own.

    Hints of the system make it quick (a few milliseconds after a file is complete), scans make it
    sure: at the start, half a second after hints have died down, and every 30 s.

    Args:
        root: the folder; it need not exist yet.
        recursive: also watch subfolders.
        accept: told a file's name, returns whether it is watched; called on other threads.
        poll: seconds between scans, without hints; None for hints. Network shares are polled each
            second anyway, and so is a folder for which the system refuses hints: `WatchLimited`.
    """

    def __init__(
        self, root: Path, *, recursive: bool = True, accept: Callable[[str], bool], poll: float | None = None
    ) -> None:
        self._root = str(root.absolute())
        self._recursive = recursive
        self._accept = accept
        self._poll = poll
        self._thread: WatchThread | None = None

    async def run(self, emit: Callable[[FolderEvent], None]) -> None:
        """Emit events on the loop's thread until cancelled; trouble with the folder is an event.

        Args:
            emit: told each event, in order; an error that it raises ends the watching and is raised.
        """
        loop = asyncio.get_running_loop()
        arrivals: deque[FolderEvent] = deque()
        wake = asyncio.Event()
        ended: asyncio.Future[None] = loop.create_future()

        def arrive(events: list[FolderEvent]) -> None:
            arrivals.extend(events)
            wake.set()

        def end(error: BaseException | None) -> None:
            if error is not None:
                ended.set_exception(error)
            else:
                ended.set_result(None)
            wake.set()

        thread = WatchThread(
            self._root,
            recursive=self._recursive,
            accept=self._accept,
            poll=self._poll,
            deliver=lambda events: _post(loop, arrive, events),
            finished=lambda error: _post(loop, end, error),
        )
        self._thread = thread
        thread.start()
        try:
            while not ended.done():
                await wake.wait()
                wake.clear()
                await _hand_on(arrivals, emit)
        finally:
            self._thread = None
            error = await _farewell(thread, ended)
        if error is not None:
            raise error

    def rescan(self) -> None:
        """Look at everything now, also at a folder that was away; safe to call at any time."""
        thread = self._thread
        if thread is not None:
            thread.inbox.nudge()


def _post(loop: asyncio.AbstractEventLoop, callback: Callable[[_Item], None], item: _Item) -> None:
    """Call back on the loop's thread, unless the loop has been closed without waiting for its tasks."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(callback, item)


async def _hand_on(arrivals: deque[FolderEvent], emit: Callable[[FolderEvent], None]) -> None:
    """Emit what has arrived, in slices, so that many files at once do not hold up the loop."""
    until = time.monotonic() + _SLICE_S
    while arrivals:
        emit(arrivals.popleft())
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + _SLICE_S


async def _farewell(thread: WatchThread, ended: asyncio.Future[None]) -> BaseException | None:
    """Let the thread end, and return what ended it; one that hangs on a dead share is left behind."""
    thread.inbox.stop()
    await asyncio.wait([ended], timeout=_FAREWELL_S)
    if not ended.done():
        return None
    thread.join()
    return ended.exception()
