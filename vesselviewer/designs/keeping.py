"""Brings the library to its storage and back, behind the back of the loop."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from vesselviewer.designs.storage import StorageResetError
from vesselviewer.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.designs.library import Library
    from vesselviewer.designs.storage import Snapshot

T = TypeVar("T")

_SLICE_S = 0.008  # how long the loop's thread may be held at a time
_BATCH = 500
_THUMBNAILS_AT_ONCE = 32
_GATHER_S = 0.1  # a burst becomes a few transactions
_RETRY_S = 5.0
_log = logging.getLogger(__name__)


class LibraryKeeper:
    """Write-behind of a `Library`: one worker lane, batches, retries; nothing blocks the loop.

    Args:
        library: the library, with its storage.
        tell: called on the loop's thread with each trouble that a person should know of; the
            library goes on in memory meanwhile.
        retry_s: seconds between tries after a failed write.
    """

    def __init__(
        self, library: Library, tell: Callable[[StorageError], None], *, retry_s: float = _RETRY_S
    ) -> None:
        self._library = library
        self._storage = library.storage
        self._tell = tell
        self._retry_s = retry_s
        self._lane = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vesselviewer-storage")
        self._failing = False
        self._reset_before = False

    async def load(self) -> None:
        """Fill the library from the storage, in slices; trouble is told, not raised."""
        try:
            snapshot = await self._in_lane(self._storage.load)
        except StorageError as error:
            self._trouble(error)
            return
        if snapshot.trouble is not None:
            self._tell(StorageError(snapshot.trouble))
        await self._restore(snapshot)

    async def _restore(self, snapshot: Snapshot) -> None:
        self._library.restore_memory(
            snapshot.dismissed, snapshot.sources, snapshot.thumbnails, snapshot.treatments
        )
        started = time.perf_counter()
        for design in snapshot.designs:
            self._library.restore(design)
            if time.perf_counter() - started > _SLICE_S:
                await asyncio.sleep(0)
                started = time.perf_counter()

    async def run(self) -> None:
        """Write what changes and read what is asked for, until cancelled."""
        journal = self._library.journal
        dirty = asyncio.Event()
        journal.wake = dirty.set
        try:
            while True:
                if journal.idle:
                    dirty.clear()
                    await dirty.wait()
                    await asyncio.sleep(_GATHER_S)
                await self._read_wanted()
                written = await self._write_batch()
                if not written:
                    await asyncio.sleep(self._retry_s)
        finally:
            journal.wake = lambda: None

    async def close(self) -> None:
        """Write what is left, and release the storage."""
        journal = self._library.journal
        while len(journal) and await self._write_batch():
            pass
        await self._in_lane(self._storage.close)
        self._lane.shutdown(wait=True)

    async def _write_batch(self) -> bool:
        """Write one batch; False if it failed and waits in the journal again."""
        journal = self._library.journal
        batch = journal.take(_BATCH)
        if not batch:
            return True
        try:
            await self._in_lane(lambda: self._storage.apply(batch))
        except asyncio.CancelledError:
            # The lane may still write it; writing it twice does no harm, losing it would.
            journal.give_back(batch)
            raise
        except StorageResetError as error:
            journal.give_back(batch)
            self._library.note_everything()
            self._tell(error)
            # Once is an accident; a disk that damages the new file as well is not hammered.
            first, self._reset_before = not self._reset_before, True
            return first
        except StorageError as error:
            journal.give_back(batch)
            self._trouble(error)
            return False
        self._failing = False
        return True

    async def _read_wanted(self) -> None:
        digests = self._library.journal.take_wanted(_THUMBNAILS_AT_ONCE)
        if not digests:
            return
        try:
            found = await self._in_lane(lambda: self._storage.thumbnails(digests))
        except StorageError as error:
            _log.warning("Thumbnails cannot be read: %s", error)
            found = {}
        self._library.receive_thumbnails(found, asked=digests)

    def _trouble(self, error: StorageError) -> None:
        """Tell of a lasting trouble once, until something has worked again."""
        _log.warning("%s", error)
        if not self._failing:
            self._tell(error)
        self._failing = True

    async def _in_lane(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._lane.submit(work))
