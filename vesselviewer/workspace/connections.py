"""The feeds that are attached, and how they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from vesselviewer.designs import Listeners
from vesselviewer.feeds.source import FeedState, FeedStatus

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from vesselviewer.feeds.source import FeedEvent, FeedSource
    from vesselviewer.workspace.jobs import Job, Jobs
    from vesselviewer.workspace.notifications import Notifications


@dataclass(slots=True)
class _Connection:
    source: FeedSource
    status: FeedStatus
    job: Job | None = None
    told: int | None = None  # the notification that says it is offline


class Connections:
    """Runs each attached feed as a job, and tells how it is.

    Args:
        notifications: told when a feed goes offline and when it is back.
        jobs: the task group.
        clock: seconds since 1970 (UTC).
        receive: takes every event that is not a status.
        ready: set once the library has been loaded; feeds begin then.
    """

    def __init__(
        self,
        notifications: Notifications,
        jobs: Jobs,
        *,
        clock: Callable[[], float],
        receive: Callable[[FeedSource, FeedEvent], None],
        ready: asyncio.Event,
    ) -> None:
        self._notifications = notifications
        self._jobs = jobs
        self._clock = clock
        self._receive = receive
        self._ready = ready
        self._connections: dict[str, _Connection] = {}
        self._listeners: Listeners[[]] = Listeners()

    @property
    def statuses(self) -> Mapping[str, tuple[str, FeedStatus]]:
        """Label and state of each attached feed by its key, in the order in which they came."""
        return {
            key: (connection.source.label, connection.status) for key, connection in self._connections.items()
        }

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of `statuses`; returns what ends it."""
        return self._listeners.add(listener)

    def attach(self, source: FeedSource) -> bool:
        """Run a feed; False if one with its key is attached already."""
        if source.key in self._connections:
            self.retry(source.key)
            return False
        status = FeedStatus(FeedState.CONNECTING, self._clock())
        self._connections[source.key] = connection = _Connection(source, status)
        self._start(connection)
        self._listeners.tell()
        return True

    def detach(self, key: str) -> bool:
        """End a feed; False if it is not attached."""
        connection = self._connections.pop(key, None)
        if connection is None:
            return False
        if connection.job is not None:
            connection.job.cancel()
        if connection.told is not None:
            self._notifications.dismiss(connection.told)
        self._listeners.tell()
        return True

    def retry(self, key: str) -> None:
        """Let a feed try again at once; one that has ended is begun anew."""
        connection = self._connections.get(key)
        if connection is None:
            return
        if connection.job is None or connection.job.over:
            self._start(connection)
        else:
            connection.source.retry_now()

    def _start(self, connection: _Connection) -> None:
        name = f"The feed {connection.source.label}"
        connection.job = self._jobs.start(name, partial(self._serve, connection))

    async def _serve(self, connection: _Connection) -> None:
        await self._ready.wait()
        reason = "it has ended by itself"
        try:
            await connection.source.run(partial(self._on_event, connection))
        except Exception as error:
            reason = f"it has failed: {error}"
            raise
        finally:
            # Not an end that a feed should come to; the badge says so and offers to try again.
            offline = FeedStatus(FeedState.OFFLINE, self._clock(), f"{reason}. Choose Try now to begin anew")
            self._on_status(connection, offline, tell=False)

    def _on_event(self, connection: _Connection, event: FeedEvent) -> None:
        if isinstance(event, FeedStatus):
            self._on_status(connection, event)
        elif self._connections.get(connection.source.key) is connection:
            self._receive(connection.source, event)

    def _on_status(self, connection: _Connection, status: FeedStatus, *, tell: bool = True) -> None:
        if self._connections.get(connection.source.key) is not connection:
            return
        before, connection.status = connection.status, status
        label = connection.source.label
        if status.state is FeedState.OFFLINE and before.state is not FeedState.OFFLINE and tell:
            if connection.told is None:
                told = self._notifications.post("error", f"{label} is offline", status.reason)
                connection.told = told.id
        elif status.state is FeedState.CONNECTED and connection.told is not None:
            self._notifications.dismiss(connection.told)
            connection.told = None
            self._notifications.post("info", f"{label} is back")
        self._listeners.tell()
