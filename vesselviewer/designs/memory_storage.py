"""A storage that forgets everything when the process ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.designs.storage import (
    Change,
    Dismissal,
    DropDesign,
    PutDesign,
    PutDismissal,
    PutSource,
    PutThumbnail,
    PutTreatment,
    Snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.designs.design import Design, DesignKey
    from vesselviewer.designs.treatment import Treatment


class MemoryStorage:
    """Keeps the library in dictionaries: for tests, and for a session without a data folder."""

    def __init__(self) -> None:
        self._designs: dict[DesignKey, Design] = {}
        self._dismissed: dict[DesignKey, Dismissal] = {}
        self._sources: set[str] = set()
        self._thumbnails: dict[str, bytes] = {}
        self._treatments: dict[DesignKey, Treatment] = {}

    def load(self) -> Snapshot:
        """Return what has been applied so far."""
        return Snapshot(
            designs=tuple(self._designs.values()),
            dismissed=dict(self._dismissed),
            sources=frozenset(self._sources),
            thumbnails=frozenset(self._thumbnails),
            treatments=dict(self._treatments),
        )

    def apply(self, changes: Sequence[Change]) -> None:
        """Write a batch."""
        for change in changes:
            self._apply_one(change)

    def _apply_one(self, change: Change) -> None:
        match change:
            case PutDesign(design):
                self._designs[design.key] = design
            case DropDesign(key):
                self._designs.pop(key, None)
            case PutDismissal(key, dismissal):
                if dismissal is None:
                    self._dismissed.pop(key, None)
                else:
                    self._dismissed[key] = dismissal
            case PutSource(source):
                self._sources.add(source)
            case PutThumbnail(sha256, rgba):
                self._thumbnails[sha256] = rgba
            case PutTreatment(key, treatment):
                self._treatments.pop(key, None)
                if treatment.steps:
                    self._treatments[key] = treatment

    def thumbnails(self, digests: Sequence[str]) -> dict[str, bytes]:
        """Return the raw RGBA bytes of those thumbnails that are there."""
        return {digest: self._thumbnails[digest] for digest in digests if digest in self._thumbnails}

    def close(self) -> None:
        """Do nothing: there is nothing to release."""
