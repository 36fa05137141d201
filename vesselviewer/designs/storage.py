"""The port through which the library is kept between starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from vesselviewer.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vesselviewer.designs.design import Design, DesignKey
    from vesselviewer.designs.treatment import Treatment


class StorageResetError(StorageError):
    """The storage was damaged and has been begun anew; what it held must be written again."""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """The version of a design that the user removed from the list.

    Attributes:
        size: bytes of the file.
        created_at: when the file was written, seconds since 1970 (UTC).
    """

    size: int
    created_at: float


@dataclass(frozen=True, slots=True)
class PutDesign:
    """Add or replace a design."""

    design: Design


@dataclass(frozen=True, slots=True)
class DropDesign:
    """Delete a design; no error if it is not there."""

    key: DesignKey


@dataclass(frozen=True, slots=True)
class PutDismissal:
    """Remember that the user does not want this version of a design; None forgets it again."""

    key: DesignKey
    dismissal: Dismissal | None


@dataclass(frozen=True, slots=True)
class PutSource:
    """Remember that a source has been listed once."""

    source: str


@dataclass(frozen=True, slots=True)
class PutThumbnail:
    """Add or replace a thumbnail: raw RGBA bytes, rows from the top."""

    sha256: str
    rgba: bytes


@dataclass(frozen=True, slots=True)
class PutTreatment:
    """Remember what the user has decided about a design; a treatment without steps is forgotten."""

    key: DesignKey
    treatment: Treatment


Change = PutDesign | DropDesign | PutDismissal | PutSource | PutThumbnail | PutTreatment


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a storage holds, but the thumbnails themselves.

    Attributes:
        designs: in no particular order.
        dismissed: versions that the user removed from the list.
        sources: keys of the sources that have been listed at least once.
        thumbnails: digests whose thumbnail can be had.
        treatments: what the user has decided, the last decision last.
        trouble: what went wrong on the way and was repaired; None if nothing did.
    """

    designs: tuple[Design, ...] = ()
    dismissed: Mapping[DesignKey, Dismissal] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    thumbnails: frozenset[str] = frozenset()
    treatments: Mapping[DesignKey, Treatment] = field(default_factory=dict)
    trouble: str | None = None


class Storage(Protocol):
    """Keeps the library. Its methods block and are called from one worker lane, one at a time."""

    def load(self) -> Snapshot:
        """Read everything but the thumbnails.

        Raises:
            StorageError: if the storage cannot be read.
        """
        ...

    def apply(self, changes: Sequence[Change]) -> None:
        """Write a batch, all of it or nothing.

        Raises:
            StorageResetError: if it was damaged and has been begun anew; the batch is not written.
            StorageError: if it cannot be written now; the batch is not written.
        """
        ...

    def thumbnails(self, digests: Sequence[str]) -> dict[str, bytes]:
        """Read the raw RGBA bytes of those thumbnails that are there.

        Raises:
            StorageError: if the storage cannot be read.
        """
        ...

    def close(self) -> None:
        """Release files and locks; a later call opens them again."""
        ...
