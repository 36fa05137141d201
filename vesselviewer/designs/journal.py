"""What the library has changed and the storage does not know yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.designs.storage import (
    DropDesign,
    PutDesign,
    PutDismissal,
    PutSource,
    PutThumbnail,
    PutTreatment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from vesselviewer.designs.storage import Change


class Journal:
    """Changes waiting to be written, the last word on each thing only, and thumbnails asked for."""

    def __init__(self) -> None:
        self._changes: dict[Hashable, Change] = {}
        self._wanted: dict[str, None] = {}
        self.wake: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        """Return how many changes wait."""
        return len(self._changes)

    @property
    def idle(self) -> bool:
        """True if nothing waits to be written or read."""
        return not self._changes and not self._wanted

    def note(self, change: Change) -> None:
        """Add a change; an earlier one on the same thing is dropped."""
        self._changes[_subject(change)] = change
        self.wake()

    def want(self, sha256: str) -> None:
        """Ask for a thumbnail from the storage."""
        self._wanted[sha256] = None
        self.wake()

    def take(self, limit: int) -> list[Change]:
        """Hand over at most ``limit`` changes, oldest first."""
        subjects = [subject for subject, _ in zip(self._changes, range(limit), strict=False)]
        return [self._changes.pop(subject) for subject in subjects]

    def give_back(self, changes: Iterable[Change]) -> None:
        """Take changes back that could not be written; a later word on the same thing wins."""
        returned = {_subject(change): change for change in changes}
        self._changes = {**returned, **self._changes}

    def take_wanted(self, limit: int) -> list[str]:
        """Hand over at most ``limit`` digests, the last asked for first: that is what is on screen."""
        digests = list(self._wanted)[-limit:][::-1]
        for digest in digests:
            del self._wanted[digest]
        return digests


def _subject(change: Change) -> Hashable:
    match change:
        case PutDesign(design):
            return ("design", design.key)
        case DropDesign(key):
            return ("design", key)
        case PutDismissal(key, _):
            return ("dismissal", key)
        case PutSource(source):
            return ("source", source)
        case PutThumbnail(sha256, _):
            return ("thumbnail", sha256)
        case PutTreatment(key, _):
            return ("treatment", key)
