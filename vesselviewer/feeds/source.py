"""The port through which designs arrive: a WebSocket, a folder, a replay are all one `FeedSource`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class MeshAnnounced:
    """A design is there, new or rewritten.

    Attributes:
        design_id: its id within the feed.
        name: what to show; plain text from outside, already cleaned.
        size: bytes.
        created_at: seconds since 1970 (UTC); of the file, not of the announcement.
        locator: absolute path, or path-absolute url, that `FeedSource.fetch` understands.
        listed: True if it comes from a listing (start, catch-up), False if it was announced live.
        sha256: hex digest of the bytes where the feed knows it.
    """

    design_id: str
    name: str
    size: int
    created_at: float
    locator: str
    listed: bool = False
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class MeshRemoved:
    """A design has been withdrawn; ``reason`` is a phrase such as "the file was deleted"."""

    design_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class MeshFailed:
    """The feed itself reports that a design cannot be had, and why."""

    design_id: str
    message: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing is complete: every design that the feed holds now has been announced.

    Attributes:
        design_ids: all ids in the listing; what is known and not among them is gone.
    """

    design_ids: frozenset[str]


class FeedState(StrEnum):
    """What the connection badge says."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """The state of a feed, with why and what comes next.

    Attributes:
        state: the badge.
        since: when this state began, seconds since 1970 (UTC).
        reason: what is wrong and what to check; empty while connected.
        retry_at: when the next try is due, seconds since 1970 (UTC); None if none is planned.
    """

    state: FeedState
    since: float
    reason: str = ""
    retry_at: float | None = None


FeedEvent = MeshAnnounced | MeshRemoved | MeshFailed | Listed | FeedStatus


class FeedSource(Protocol):
    """Where designs come from. It knows no library and no window.

    Attributes:
        key: stable identity between starts, for example ``folder:/data/hulls``.
        label: short name for the badge, for example ``hulls`` or ``localhost:8000``.
    """

    key: str
    label: str

    async def run(self, emit: Callable[[FeedEvent], None]) -> None:
        """Emit events on the loop's thread until cancelled; trouble is a `FeedStatus`, not a raise."""
        ...

    def fetch(self, announced: MeshAnnounced, checkpoint: Callable[[float], None] | None = None) -> Path:
        """Bring the bytes of a design to a local file; called off the loop's thread.

        Args:
            announced: the event that named it.
            checkpoint: told the fraction done, 0 to 1; raises `CancelledError` to call it off.

        Raises:
            SourceError: if the bytes cannot be had, or are not the ones announced.
        """
        ...

    def retry_now(self) -> None:
        """Try to connect at once instead of at `FeedStatus.retry_at`."""
        ...
