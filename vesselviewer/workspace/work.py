"""Work off the loop's thread, with progress and cancellation."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from vesselviewer.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_PROGRESS_EVERY_S = 0.05


class WorkRunner(Protocol):
    """Runs functions where they do not hold the loop's thread."""

    async def run(
        self,
        work: Callable[[Callable[[float], None]], T],
        *,
        label: str = "",
        progress: Callable[[float], None] | None = None,
    ) -> T:
        """Run ``work(checkpoint)`` elsewhere and return what it returns.

        Args:
            work: called off the loop's thread with a checkpoint that it should call often.
            label: what it does, for the thread's name in a traceback or a debugger.
            progress: called on the loop's thread with the fraction done, at most 20 times a second.

        Raises:
            asyncio.CancelledError: if the awaiting task was cancelled; the checkpoint raises then.
            CancelledError: if the runner is closed.
        """
        ...

    def close(self) -> None:
        """Call all work off and wait until it has ended."""
        ...


class ThreadRunner:
    """Runs work in threads.

    Threads are cheap and a slow server may hold some of them, so there are more than processors;
    those who read meshes limit for themselves how many they read at once.

    Args:
        max_workers: threads at most.
    """

    def __init__(self, max_workers: int = 8) -> None:
        self._pool = ThreadPoolExecutor(max_workers, thread_name_prefix="vesselviewer-work")
        self._closed = threading.Event()

    async def run(
        self,
        work: Callable[[Callable[[float], None]], T],
        *,
        label: str = "",
        progress: Callable[[float], None] | None = None,
    ) -> T:
        """Run ``work(checkpoint)`` in a thread; see `WorkRunner.run`."""
        if self._closed.is_set():
            raise CancelledError
        job = _Job(self._closed, asyncio.get_running_loop(), progress)
        try:
            return await asyncio.wrap_future(self._pool.submit(job.work, work, label))
        finally:
            job.call_off()

    def close(self) -> None:
        """Call all work off and wait until it has ended."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)


class _Job:
    """One piece of work: its flag, and its road back to the loop."""

    def __init__(
        self,
        closed: threading.Event,
        loop: asyncio.AbstractEventLoop,
        progress: Callable[[float], None] | None,
    ) -> None:
        self._closed = closed
        self._over = threading.Event()
        self._loop = loop
        self._progress = progress
        self._told_at = 0.0

    def call_off(self) -> None:
        """Make the next checkpoint raise."""
        self._over.set()

    def work(self, work: Callable[[Callable[[float], None]], T], label: str) -> T:
        """Run in the thread."""
        thread = threading.current_thread()
        before, thread.name = thread.name, f"{thread.name} {label}".strip()
        try:
            self._checkpoint(0.0)
            return work(self._checkpoint)
        finally:
            thread.name = before

    def _checkpoint(self, fraction: float) -> None:
        if self._over.is_set() or self._closed.is_set():
            raise CancelledError
        now = time.monotonic()
        if self._progress is not None and now - self._told_at >= _PROGRESS_EVERY_S:
            self._told_at = now
            self._loop.call_soon_threadsafe(self._tell, fraction)

    def _tell(self, fraction: float) -> None:
        """On the loop's thread; what comes after the end is dropped."""
        if self._progress is not None and not self._over.is_set():
            self._progress(fraction)
