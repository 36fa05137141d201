"""Digests of files, a bite at a time, so that whoever takes the bites can turn to more urgent things."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.watching.completeness import open_plainly
from vesselviewer.watching.reconciler import Reading
from vesselviewer.watching.scan import Signature

if TYPE_CHECKING:
    from io import FileIO

BITE = 1 << 20
LISTED_BUDGET = 1 << 30  # bytes of files that were there already; beyond it a touch counts as a version


@dataclass(frozen=True, slots=True)
class Digested:
    """A file has been hashed.

    Attributes:
        path: as it was asked for.
        signature: of the file that was read; None if it is gone.
        digest: its SHA-256; None if it changed meanwhile or cannot be read.
    """

    path: str
    signature: Signature | None
    digest: bytes | None


@dataclass(slots=True)
class DigestQueue:
    """Files waiting to be hashed: comparisons first, then new files, then those that were there already.

    Attributes:
        root: the folder that paths are relative to.
    """

    root: str
    _queues: dict[Reading, deque[str]] = field(
        default_factory=lambda: {
            reading: deque() for reading in (Reading.COMPARE, Reading.RECORD, Reading.RECORD_LISTED)
        },
        init=False,
    )
    _job: _Job | None = field(default=None, init=False)
    _budget: int = field(default=LISTED_BUDGET, init=False)

    def add(self, path: str, reading: Reading) -> None:
        """Queue a file of the folder."""
        self._queues[reading].append(path)

    @property
    def urgency(self) -> Reading | None:
        """Return what the next bite is for; None if nothing is queued."""
        if self._job is not None:
            return self._job.reading
        return next((reading for reading, queue in self._queues.items() if queue), None)

    def bite(self) -> Digested | None:
        """Read and hash up to one MiB; return a result when a file is finished."""
        if self._job is None:
            reading = self.urgency
            if reading is None:
                return None
            path = self._queues[reading].popleft()
            job = _Job(path, reading, f"{self.root}/{path}")
            if reading is Reading.RECORD_LISTED:
                self._budget -= job.size
                if self._budget < 0:
                    self._queues[reading].clear()
                    job.close()
                    return None
            self._job = job
        result = self._job.bite()
        if result is not None:
            self._job = None
        return result

    def clear(self) -> None:
        """Drop all that is queued."""
        if self._job is not None:
            self._job.close()
            self._job = None
        for queue in self._queues.values():
            queue.clear()


class _Job:
    """One file being hashed."""

    def __init__(self, path: str, reading: Reading, absolute: str) -> None:
        self.path = path
        self.reading = reading
        self._absolute = absolute
        self._hasher = hashlib.sha256()
        self._file: FileIO | None = None
        self._signature: Signature | None = None
        try:
            self._file = open(absolute, "rb", buffering=0, opener=open_plainly)  # noqa: SIM115 -- kept open between bites
            self._signature = Signature.of(os.fstat(self._file.fileno()))
        except OSError:
            self._signature = _signature_of(absolute)

    @property
    def size(self) -> int:
        return 0 if self._signature is None else self._signature.size

    def bite(self) -> Digested | None:
        if self._file is None:
            return Digested(self.path, self._signature, None)
        try:
            data = self._file.read(BITE)
            if data:
                self._hasher.update(data)
                return None
            after = Signature.of(os.fstat(self._file.fileno()))
        except OSError:
            self.close()
            return Digested(self.path, _signature_of(self._absolute), None)
        self.close()
        # The name may lead to another file by now; what was read belongs to the one that was opened.
        digest = self._hasher.digest() if after == self._signature else None
        return Digested(self.path, after if digest else _signature_of(self._absolute), digest)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _signature_of(path: str) -> Signature | None:
    try:
        return Signature.of(Path(path).stat())
    except OSError:
        return None
