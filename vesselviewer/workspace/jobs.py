"""The one task group of the workspace: what fails in it is told, and takes nothing else down."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from vesselviewer.errors import CancelledError, VesselViewerError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from vesselviewer.designs import DesignKey
    from vesselviewer.workspace.notifications import Notifications

    Work = Callable[[], Coroutine[Any, Any, None]]
    Done = Callable[["Job"], None]

_log = logging.getLogger(__name__)
_SLICE_S = 0.008


class Job:
    """One task, started or waiting for the group to open."""

    def __init__(self, name: str, work: Work, ended: Callable[[], None] | None) -> None:
        self.name = name
        self.work = work
        self._ended = ended
        self._task: asyncio.Task[None] | None = None
        self._called_off = False

    @property
    def over(self) -> bool:
        """True if it has ended or has been called off."""
        return self._called_off or (self._task is not None and self._task.done())

    def cancel(self) -> None:
        """Call it off; harmless if it is over."""
        if self.over:
            return
        self._called_off = True
        if self._task is not None:
            self._task.cancel()
        else:
            self.tell_ended()

    def begin(self, group: asyncio.TaskGroup, guarded: Coroutine[Any, Any, None], done: Done) -> None:
        """Become a task of the group; ``done`` is told when it is over, even if it never ran."""
        self._task = group.create_task(guarded, name=self.name)
        self._task.add_done_callback(lambda _: done(self))

    def tell_ended(self) -> None:
        """Tell who asked for it that it is over."""
        if self._ended is not None:
            self._ended()


class Jobs:
    """Starts jobs; those asked for before the group is open start with it, those after it is closed never.

    Args:
        notifications: where failures are told.
    """

    def __init__(self, notifications: Notifications) -> None:
        self._notifications = notifications
        self._group: asyncio.TaskGroup | None = None
        self._jobs: dict[Job, None] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        """True once no job begins any more."""
        return self._closed

    def start(self, name: str, work: Work, *, ended: Callable[[], None] | None = None) -> Job:
        """Run ``work`` as a task of the group.

        Args:
            name: what it does, in words that fit "… failed".
            work: makes the coroutine.
            ended: called on the loop's thread when it is over, however that came about.
        """
        job = Job(name, work, ended)
        if self._closed:
            job.cancel()
            return job
        self._jobs[job] = None
        self._begin(job)
        return job

    async def run(self, stopped: asyncio.Event) -> None:
        """Hold the group open until ``stopped`` is set, then cancel what is left and wait for it."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                for job in tuple(self._jobs):
                    self._begin(job)
                await stopped.wait()
                self._closed = True
                for job in tuple(self._jobs):
                    job.cancel()
        finally:
            self._closed = True
            self._group = None

    def _begin(self, job: Job) -> None:
        if self._group is None:
            return
        if job.over:
            self._jobs.pop(job, None)
        else:
            job.begin(self._group, self._guarded(job), self._done)

    def _done(self, job: Job) -> None:
        self._jobs.pop(job, None)
        job.tell_ended()

    def tell_internal(self, name: str, error: Exception) -> None:
        """Log an unexpected exception with its traceback, and say that something is wrong here."""
        _log.error("%s failed", name, exc_info=error)
        self._notifications.post(
            "error",
            "Internal error",
            f"{name} failed: {type(error).__name__}: {error}",
            hint="Please report it with the log; the rest goes on",
        )

    async def _guarded(self, job: Job) -> None:
        try:
            await job.work()
        except CancelledError:
            _log.debug("%s was called off", job.name)
        except VesselViewerError as error:
            self._notifications.post_error(error, title=f"{job.name} failed")
        except Exception as error:  # noqa: BLE001 - a boundary: no single job may take the application down
            self.tell_internal(job.name, error)


async def in_slices(step: Callable[[DesignKey], None], keys: Iterable[DesignKey]) -> None:
    """Do something with each design without holding the loop's thread."""
    started = time.perf_counter()
    for key in keys:
        step(key)
        if time.perf_counter() - started > _SLICE_S:
            await asyncio.sleep(0)
            started = time.perf_counter()
