"""What is known of one design: its identity, its revisions, and how far it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.mesh import MeshReport


class DesignState(StrEnum):
    """How far a design has come on its way into the window."""

    PENDING = "pending"  # announced, not read yet
    READY = "ready"  # read and judged
    QUARANTINED = "quarantined"  # could not be read; `Design.reason` says why
    GONE = "gone"  # its file or announcement has been withdrawn


@dataclass(frozen=True, slots=True)
class DesignKey:
    """Identity of a design: the feed that it comes from and its id in that feed.

    Attributes:
        source: ``FeedSource.key``, for example ``folder:/data/hulls`` or ``ws://host:8000``.
        design_id: the id in that feed; for a folder the path relative to it, with ``/``.
    """

    source: str
    design_id: str

    def __str__(self) -> str:
        """Return ``source#design_id``, unique and printable."""
        return f"{self.source}#{self.design_id}"


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a design's mesh file.

    Attributes:
        number: 1 for the first version seen, then 2, 3, …
        size: bytes of the file.
        created_at: when the file was written, seconds since 1970 (UTC).
        arrived_at: when it was announced here, seconds since 1970 (UTC).
        locator: where the feed finds the bytes: an absolute path, or a path-absolute url.
        sha256: hex digest of the file's bytes; None until it has been read.
        path: the local file with those bytes; None until fetched.
        report: the verdict; None until it has been read.
    """

    number: int
    size: int
    created_at: float
    arrived_at: float
    locator: str
    sha256: str | None = None
    path: str | None = None
    report: MeshReport | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """A design and its latest revision.

    Attributes:
        key: identity.
        name: what is shown; plain text.
        state: how far it has been read.
        revision: the latest version.
        seen: False while it wears the NEW badge.
        reason: why it is quarantined or gone; None otherwise.
    """

    key: DesignKey
    name: str
    state: DesignState
    revision: Revision
    seen: bool = False
    reason: str | None = None
