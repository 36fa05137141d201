"""The evented store of all designs that are known; changed on the loop's thread only."""

from __future__ import annotations

import bisect
import gc
import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vesselviewer.designs.design import Design, DesignKey, DesignState
from vesselviewer.designs.events import (
    DesignAdded,
    DesignChanged,
    DesignRemoved,
    ThumbnailAdded,
    TreatmentChanged,
)
from vesselviewer.designs.journal import Journal
from vesselviewer.designs.listeners import Listeners
from vesselviewer.designs.storage import (
    Dismissal,
    DropDesign,
    PutDesign,
    PutDismissal,
    PutSource,
    PutThumbnail,
    PutTreatment,
)
from vesselviewer.designs.treatment import Treatment, latest_of_family
from vesselviewer.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from vesselviewer.designs.events import LibraryEvent
    from vesselviewer.designs.storage import Storage

THUMBNAIL_SIZE = (160, 100)
"""Width and height of a thumbnail in pixels."""

_THUMBNAIL_BYTES = THUMBNAIL_SIZE[0] * THUMBNAIL_SIZE[1] * 4
_THUMBNAILS_IN_MEMORY = 512  # 32 MB; the others come back from the storage when they are asked for
_HOUR_S = 3600.0
_FREEZE_EVERY = 500
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the line above the history says; designs that are gone do not count.

    Attributes:
        designs: how many there are.
        last_hour: how many of them were written within the last hour.
        bytes: the sum of their sizes.
        unseen: how many wear the NEW badge.
    """

    designs: int
    last_hour: int
    bytes: int
    unseen: int


def _order_key(design: Design) -> tuple[float, str, str]:
    return (-design.revision.created_at, design.key.source, design.key.design_id)


class Library:
    """All designs that are known, newest first, with their thumbnails.

    It never touches the disk itself: what changes is noted in `journal`, which a `LibraryKeeper`
    brings to the storage off the loop's thread.

    Args:
        storage: where the keeper finds and leaves what the library holds.
    """

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.journal = Journal()
        self._designs: dict[DesignKey, Design] = {}
        self._order: list[tuple[float, str, str]] = []
        self._sorted: list[Design] = []  # in step with `_order`
        self._newest_first: tuple[Design, ...] | None = ()
        self._by_source: dict[str, dict[str, None]] = {}
        self._by_digest: dict[str, dict[DesignKey, None]] = {}
        self._dismissed: dict[DesignKey, Dismissal] = {}
        self._sources: set[str] = set()
        self._thumbnails: OrderedDict[str, bytes] = OrderedDict()
        self._stored_thumbnails: set[str] = set()
        self._treatments: dict[DesignKey, Treatment] = {}  # the last decision last
        self._listeners: Listeners[[LibraryEvent]] = Listeners()
        self._count = self._bytes = self._unseen = 0

    def __len__(self) -> int:
        """Return the number of designs, those that are gone included."""
        return len(self._designs)

    def get(self, key: DesignKey) -> Design | None:
        """Return a design, or None if it is not known."""
        return self._designs.get(key)

    @property
    def designs(self) -> tuple[Design, ...]:
        """All designs, newest first, by `Revision.created_at` and then by key."""
        if self._newest_first is None:
            self._newest_first = tuple(self._sorted)
        return self._newest_first

    def of_source(self, source: str) -> tuple[DesignKey, ...]:
        """Return the keys of all designs of a source, in no particular order."""
        return tuple(DesignKey(source, design_id) for design_id in self._by_source.get(source, ()))

    def put(self, design: Design) -> None:
        """Add a design, or replace the one with its key; the same value again changes nothing."""
        old = self._designs.get(design.key)
        if old == design:
            return
        self._place(old, design)
        self.journal.note(PutDesign(design))
        if self._dismissed.pop(design.key, None) is not None:
            self.journal.note(PutDismissal(design.key, None))
        self._listeners.tell(DesignAdded(design) if old is None else DesignChanged(old, design))

    def remove(self, key: DesignKey) -> None:
        """Take a design off the list, and remember that this version of it is not wanted."""
        old = self._designs.get(key)
        if old is None:
            return
        self._place(old, None)
        dismissal = Dismissal(old.revision.size, old.revision.created_at)
        self._dismissed[key] = dismissal
        self.journal.note(DropDesign(key))
        self.journal.note(PutDismissal(key, dismissal))
        self._listeners.tell(DesignRemoved(old))

    def purge(self, key: DesignKey) -> None:
        """Take a design off the list without remembering that; a listing may bring it back."""
        old = self._designs.get(key)
        if old is not None:
            self._place(old, None)
            self.journal.note(DropDesign(key))
            self._listeners.tell(DesignRemoved(old))

    def is_dismissed(self, key: DesignKey, size: int, created_at: float) -> bool:
        """Return True if the user has removed just this version of the design from the list."""
        return self._dismissed.get(key) == Dismissal(size, created_at)

    def mark_seen(self, key: DesignKey) -> None:
        """Take the NEW badge off a design."""
        design = self._designs.get(key)
        if design is not None and not design.seen:
            self.put(replace(design, seen=True))

    def mark_all_seen(self) -> None:
        """Take the NEW badge off all designs."""
        for key in self.unseen():
            self.mark_seen(key)

    def unseen(self) -> tuple[DesignKey, ...]:
        """Return the keys of all designs that wear the NEW badge."""
        return tuple(key for key, design in self._designs.items() if not design.seen)

    def same_bytes(self, design: Design) -> tuple[Design, ...]:
        """Return the other designs whose file has the very same bytes, newest first."""
        keys = self._by_digest.get(design.revision.sha256 or "", {})
        return tuple(sorted((self._designs[key] for key in keys if key != design.key), key=_order_key))

    def is_known_source(self, source: str) -> bool:
        """Return True if the source has been listed before, in this session or an earlier one."""
        return source in self._sources

    def mark_source_known(self, source: str) -> None:
        """Remember that a source has been listed."""
        if source not in self._sources:
            self._sources.add(source)
            self.journal.note(PutSource(source))

    def treatment(self, key: DesignKey) -> Treatment:
        """Return what the user has decided about a design; without steps if that is nothing."""
        return self._treatments.get(key, Treatment())

    def put_treatment(self, key: DesignKey, treatment: Treatment) -> None:
        """Keep what the user has decided about a design; the same again changes nothing."""
        if treatment == self.treatment(key):
            return
        self._treatments.pop(key, None)
        if treatment.steps:
            self._treatments[key] = treatment
        self.journal.note(PutTreatment(key, treatment))
        self._listeners.tell(TreatmentChanged(key, treatment))

    def family_treatment(self, key: DesignKey) -> Treatment | None:
        """Return what was last decided about another design of the family; None if that is nothing."""
        return latest_of_family(self._treatments, key)

    def thumbnail(self, sha256: str) -> bytes | None:
        """Return a thumbnail as raw RGBA, rows from the top, `THUMBNAIL_SIZE` pixels.

        One that is only in the storage is None at first; `ThumbnailAdded` tells when it is here.
        """
        rgba = self._thumbnails.get(sha256)
        if rgba is not None:
            self._thumbnails.move_to_end(sha256)
        elif sha256 in self._stored_thumbnails:
            self.journal.want(sha256)
        return rgba

    def has_thumbnail(self, sha256: str) -> bool:
        """Return True if the thumbnail need not be drawn again."""
        return sha256 in self._thumbnails or sha256 in self._stored_thumbnails

    def put_thumbnail(self, sha256: str, rgba: bytes) -> None:
        """Add a thumbnail, raw RGBA, rows from the top.

        Raises:
            ValueError: if it has not `THUMBNAIL_SIZE` pixels.
        """
        if len(rgba) != _THUMBNAIL_BYTES:
            msg = f"a thumbnail has {_THUMBNAIL_BYTES} bytes, got {len(rgba)}"
            raise ValueError(msg)
        self.journal.note(PutThumbnail(sha256, rgba))
        self.receive_thumbnails({sha256: rgba}, asked=(sha256,))

    def receive_thumbnails(self, found: Mapping[str, bytes], *, asked: Iterable[str]) -> None:
        """Take thumbnails over from the storage; those asked for and not found are forgotten."""
        for sha256 in asked:
            rgba = found.get(sha256)
            if rgba is None or len(rgba) != _THUMBNAIL_BYTES:
                self._stored_thumbnails.discard(sha256)
                continue
            self._stored_thumbnails.add(sha256)
            self._thumbnails[sha256] = rgba
            self._thumbnails.move_to_end(sha256)
            if len(self._thumbnails) > _THUMBNAILS_IN_MEMORY:
                self._thumbnails.popitem(last=False)
            self._listeners.tell(ThumbnailAdded(sha256))

    def totals(self, now: float) -> Totals:
        """Count what is there.

        Args:
            now: seconds since 1970 (UTC).
        """
        end = bisect.bisect_right(self._order, (_HOUR_S - now, "\U0010ffff", ""))
        last_hour = sum(design.state is not DesignState.GONE for design in self._sorted[:end])
        return Totals(self._count, last_hour, self._bytes, self._unseen)

    def subscribe(self, listener: Callable[[LibraryEvent], None]) -> Callable[[], None]:
        """Call ``listener`` after each change; returns what ends it."""
        return self._listeners.add(listener)

    def restore(self, design: Design) -> None:
        """Take a design over from the storage, unless a newer word on it is here already."""
        if design.key not in self._designs and design.key not in self._dismissed:
            self._place(None, design)
            self._listeners.tell(DesignAdded(design))

    def restore_memory(
        self,
        dismissed: Mapping[DesignKey, Dismissal],
        sources: Iterable[str],
        thumbnails: Iterable[str],
        treatments: Mapping[DesignKey, Treatment],
    ) -> None:
        """Take over from the storage what is not a design."""
        self._dismissed = {**dismissed, **self._dismissed}
        self._sources.update(sources)
        self._stored_thumbnails.update(thumbnails)
        self._treatments = {**treatments, **self._treatments}

    def note_everything(self) -> None:
        """Note all there is in the journal, for a storage that has been begun anew."""
        for design in self._designs.values():
            self.journal.note(PutDesign(design))
        for key, dismissal in self._dismissed.items():
            self.journal.note(PutDismissal(key, dismissal))
        for source in self._sources:
            self.journal.note(PutSource(source))
        for key, treatment in self._treatments.items():
            self.journal.note(PutTreatment(key, treatment))
        self._stored_thumbnails.clear()
        for sha256, rgba in self._thumbnails.items():
            self._stored_thumbnails.add(sha256)
            self.journal.note(PutThumbnail(sha256, rgba))

    def close(self) -> None:
        """Write what no keeper has written, and release the storage. Blocks; for the end of the process."""
        try:
            while changes := self.journal.take(len(self.journal)):
                self.storage.apply(changes)
        except StorageError as error:
            _log.warning("%s", error)
        self.storage.close()

    def _place(self, old: Design | None, new: Design | None) -> None:
        """Swap one design for another in the table and in all indexes."""
        if old is not None:
            self._index(old, -1)
        if new is not None:
            self._index(new, 1)
            if old is None and len(self._designs) % _FREEZE_EVERY == 0:
                # They live as long as the process and have no cycles: a full collection, which would
                # go through all of them and hold the window for 60 ms, need not look at them again.
                gc.freeze()
        self._newest_first = None

    def _index(self, design: Design, sign: int) -> None:
        key, digest, place = design.key, design.revision.sha256, _order_key(design)
        if sign > 0:
            self._designs[key] = design
            index = bisect.bisect_left(self._order, place)
            self._order.insert(index, place)
            self._sorted.insert(index, design)
            self._by_source.setdefault(key.source, {})[key.design_id] = None
            if digest is not None:
                self._by_digest.setdefault(digest, {})[key] = None
        else:
            del self._designs[key]
            index = bisect.bisect_left(self._order, place)
            del self._order[index], self._sorted[index]
            del self._by_source[key.source][key.design_id]
            if digest is not None:
                del self._by_digest[digest][key]
                if not self._by_digest[digest]:
                    del self._by_digest[digest]
        self._unseen += sign * (not design.seen and design.state is not DesignState.GONE)
        if design.state is not DesignState.GONE:
            self._count += sign
            self._bytes += sign * design.revision.size
