"""From looks at a folder to settled versions of its files: no clock, no disk, no thread.

Whoever drives it looks at files, says what was seen and when, does the readings that it asks for
(`take_readings`), and collects what follows from it (`take_changes`). Hints make it quicker and are
never needed: whatever they miss, the next scan finds, because versions are compared with ``!=``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from vesselviewer.watching.completeness import Completeness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from vesselviewer.watching.scan import Signature


class Sign(Enum):
    """What a hint says of a file's writer."""

    CLOSED = "closed"  # it closed the file
    RENAMED = "renamed"  # it put the finished file under this name
    ATTRIBUTES = "attributes"  # times or permissions changed, not the content


class Reading(Enum):
    """A reading of a file's content that the reconciler asks for."""

    ENDS = "ends"  # is it whole? answer with `examined`
    COMPARE = "compare"  # is it what it was before? answer with `digested`
    RECORD = "record"  # for a later comparison, soon; answer with `digested`
    RECORD_LISTED = "record listed"  # the same for a file that was there already: if and when it suits


@dataclass(frozen=True, slots=True)
class Settled:
    """A new version of ``path`` is complete."""

    path: str
    signature: Signature
    listed: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Vanished:
    """A file that had settled is gone, to ``moved_to`` if that is known."""

    path: str
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before a file counts as finished, in seconds.

    Attributes:
        agree: two looks so far apart that agree stand for a writer that closed the file.
        quiet: a file quiet for so long is reported even if it is not whole, and a whole one even if
            its writer keeps it open.
        quiet_open: the same for one that is not whole while its writer keeps it open.
    """

    agree: float = 0.3
    quiet: float = 2.0
    quiet_open: float = 30.0


@dataclass(slots=True)
class _Track:
    """What is known of one path."""

    signature: Signature
    since: float  # when this signature was first seen
    last: float  # when it was last seen
    age: float = 0.0  # how long before `since` it had been quiet, by its own time
    listed: bool = False
    closed: bool = False
    renamed: bool = False
    open: bool = False  # written to and not closed since
    stirred: bool = False  # written to or closed since the last settled version
    ends: Completeness | None = None
    emitted: Signature | None = None
    digest: bytes | None = None  # of the emitted version
    comparing: bool = False

    @property
    def still(self) -> float:
        """Return for how long nothing has changed, as far as looks tell; rounding errors forgiven."""
        return self.age + self.last - self.since + 1e-6

    def restart(self, signature: Signature, now: float) -> None:
        """Begin to wait for a new version."""
        self.signature, self.since, self.last, self.age = signature, now, now, 0.0
        self.listed = self.closed = self.renamed = self.comparing = False
        self.ends = None


@dataclass(slots=True)
class Reconciler:
    """The table of one folder: what settled, what is being written, what is due for a look."""

    patience: Patience = field(default_factory=Patience)
    _tracks: dict[str, _Track] = field(default_factory=dict, init=False)
    _waiting: dict[str, None] = field(default_factory=dict, init=False)  # a set that keeps its order
    _fresh: set[str] = field(default_factory=set, init=False)  # new paths, for pairing renames
    _lost: dict[str, tuple[Signature, bytes | None, str | None]] = field(default_factory=dict, init=False)
    _changes: list[Settled | Vanished] = field(default_factory=list, init=False)
    _readings: dict[str, Reading] = field(default_factory=dict, init=False)

    @property
    def paths(self) -> Collection[str]:
        """Return every path that is there as far as is known, settled or not."""
        return self._tracks.keys()

    def scanned(
        self,
        files: Mapping[str, Signature],
        now: float,
        *,
        unreadable: Iterable[str] = (),
        wall_ns: int | None = None,
    ) -> None:
        """Take in a scan of the whole folder.

        Args:
            files: path → signature.
            now: seconds on the clock that all calls share.
            unreadable: subfolders that could not be listed; what is below them is left as it was.
            wall_ns: for a listing (at the start, or after the folder was away), the time of day in
                nanoseconds since 1970: files older than `Patience.quiet` need no second look.
        """
        kept = tuple(f"{folder}/" for folder in unreadable)
        for path in [path for path in self._tracks if path not in files and not path.startswith(kept)]:
            self._lose(path)
        for path, signature in files.items():
            track = self._tracks.get(path)
            if track is not None and track.signature == track.emitted == signature:
                continue  # nothing new: nearly all of them, nearly always
            before = None if track is None else track.signature
            track = self._sight(path, signature, now)
            if wall_ns is not None and before != signature:
                track.listed = True
                age = (wall_ns - signature.modified_ns) / 1e9
                track.age = age if age >= self.patience.quiet else 0.0
        self._settle_all()

    def seen(self, path: str, signature: Signature | None, now: float, sign: Sign | None = None) -> None:
        """Take in a look at one file, None if it is gone, and what a hint said of its writer."""
        if signature is None:
            self._lose(path)
            return
        track = self._sight(path, signature, now)
        if sign is Sign.ATTRIBUTES:
            self._overlook_touch(path, track)
        elif sign is not None:
            track.closed, track.open, track.stirred = True, False, True
            track.renamed = sign is Sign.RENAMED

    def stirred(self, path: str, now: float) -> bool:
        """Take in a hint that a file is being written to; False if it is not known and needs a look."""
        track = self._tracks.get(path)
        if track is None:
            return False
        track.restart(track.signature, now)
        track.open = track.stirred = True
        self._waiting[path] = None
        return True

    def postponed(self, path: str, now: float) -> None:
        """Take in that a look failed without saying whether the file is there: wait anew."""
        track = self._tracks.get(path)
        if track is not None and path in self._waiting:
            track.restart(track.signature, now)

    def interrupted(self, now: float) -> None:
        """Take in that no reading asked for so far will be answered: the folder is away."""
        self._readings.clear()
        for path in list(self._waiting):
            self.postponed(path, now)

    def left(self, path: str, moved_to: str | None) -> None:
        """Take in a hint that a file was renamed; follow it with a look at both names."""
        track = self._tracks.get(path)
        if track is not None and track.emitted is not None:
            self._lost[path] = (track.emitted, track.digest, moved_to)

    def examined(self, path: str, signature: Signature | None, ends: Completeness, now: float) -> None:
        """Answer `Reading.ENDS`.

        Args:
            path: the file.
            signature: of what was read; None if the file was not there, which only a look can settle:
                a hint or a scan that is on its way may know where it went.
            ends: what its ends say.
            now: the time.
        """
        track = self._tracks.get(path)
        if track is None or signature is None:
            self.postponed(path, now)
        elif signature != track.signature:
            self._sight(path, signature, now)
        else:
            track.ends = ends

    def digested(self, path: str, signature: Signature | None, digest: bytes | None, now: float) -> None:
        """Answer `Reading.COMPARE`, `Reading.RECORD` or `Reading.RECORD_LISTED`.

        Args:
            path: the file.
            signature: of what was read; None if the file was not there.
            digest: of its content; None if it changed meanwhile or could not be read.
            now: the time.
        """
        track = self._tracks.get(path)
        if track is None or signature is None:
            self.postponed(path, now)
        elif signature == track.emitted:
            track.digest = digest
        elif not track.comparing or signature != track.signature:
            track.comparing = False
            self._sight(path, signature, now)
        elif digest is not None and digest == track.digest:
            self._adopt(path, track)
        else:
            self._emit(path, track, digest)

    def due(self, now: float) -> list[str]:
        """Return the unsettled files at which another look is worth while."""
        return [path for path in self._waiting if self._due_at(self._tracks[path]) <= now]

    def wake_at(self) -> float | None:
        """Return when `due` will next have something to say; None if all is settled."""
        return min((self._due_at(self._tracks[path]) for path in self._waiting), default=None)

    def take_readings(self) -> dict[str, Reading]:
        """Return the readings now wanted, and forget them."""
        self._settle_all()
        readings, self._readings = self._readings, {}
        return readings

    def take_changes(self) -> list[Settled | Vanished]:
        """Return what came of all that since the last call, vanished files first, and forget it."""
        self._settle_all()
        gone = [
            Vanished(path, moved_to)
            for path, (_, _, moved_to) in self._lost.items()
            if path not in self._tracks
        ]
        self._lost.clear()
        self._fresh.clear()
        changes, self._changes = self._changes, []
        return gone + changes

    def _sight(self, path: str, signature: Signature, now: float) -> _Track:
        track = self._tracks.get(path)
        if track is None:
            track = self._tracks[path] = _Track(signature, now, now)
            self._fresh.add(path)
            if path in self._lost:  # deleted and written anew between two looks: a version, not a loss
                track.emitted, track.digest, _ = self._lost[path]
        elif signature != track.signature:
            track.restart(signature, now)
            self._fresh.add(path)
        track.last = now
        if track.emitted == signature:
            self._waiting.pop(path, None)
        else:
            self._waiting[path] = None
        return track

    def _lose(self, path: str) -> None:
        track = self._tracks.pop(path, None)
        self._waiting.pop(path, None)
        self._readings.pop(path, None)
        if track is not None and track.emitted is not None:
            known = self._lost.get(path)
            self._lost[path] = (track.emitted, track.digest, known[2] if known else None)

    def _settle_all(self) -> None:
        self._pair_renames()
        for path in list(self._waiting):
            track = self._tracks[path]
            if track.comparing or self._readings.get(path) is Reading.ENDS:
                continue
            if track.still >= self._wanted(track):
                self._settle(path, track)

    def _pair_renames(self) -> None:
        """Recognize lost files under their new names, so that these settle at once."""
        if not self._lost or not self._fresh:
            return
        lost = {
            _identity(signature): path
            for path, (signature, _, _) in self._lost.items()
            if path not in self._tracks and signature.inode
        }
        for path in self._fresh & self._waiting.keys():
            track = self._tracks[path]
            old = lost.get(_identity(track.signature))
            if old is not None:
                track.closed = track.renamed = True
                signature, digest, _ = self._lost[old]
                self._lost[old] = (signature, digest, path)

    def _wanted(self, track: _Track) -> float:
        """Return how long a track must be still before the next step; 0 if there is nothing to wait for."""
        patience = self.patience
        finished = 0.0 if track.closed else patience.quiet if track.open else patience.agree
        if track.ends is Completeness.PARTIAL:
            return patience.quiet_open if track.open else patience.quiet
        if track.ends is Completeness.UNKNOWN and not track.renamed:
            return max(finished, patience.agree)
        return finished

    def _due_at(self, track: _Track) -> float:
        return math.inf if track.comparing else track.since - track.age + self._wanted(track)

    def _settle(self, path: str, track: _Track) -> None:
        """Take the next step with a file that has been still for long enough."""
        if track.ends is None and track.age < self.patience.quiet_open:
            self._readings[path] = Reading.ENDS
        elif track.emitted and track.digest and track.emitted[:2] == track.signature[:2]:
            track.comparing = True
            self._readings[path] = Reading.COMPARE
        else:
            self._emit(path, track, None)

    def _emit(self, path: str, track: _Track, digest: bytes | None) -> None:
        whole = track.ends is not Completeness.PARTIAL
        self._changes.append(Settled(path, track.signature, track.listed, whole))
        self._adopt(path, track)
        track.digest = digest
        track.stirred = False
        if digest is None:
            self._readings[path] = Reading.RECORD_LISTED if track.listed else Reading.RECORD

    def _adopt(self, path: str, track: _Track) -> None:
        track.emitted = track.signature
        track.comparing = False
        self._waiting.pop(path, None)

    def _overlook_touch(self, path: str, track: _Track) -> None:
        """Take new times of unchanged content for granted, where a hint vouches for it."""
        if track.emitted and not track.stirred and track.emitted[:2] == track.signature[:2]:
            self._adopt(path, track)


def _identity(signature: Signature) -> tuple[int, int, int]:
    """Return what stays the same when a file is renamed; the time of change does not."""
    return signature.inode, signature.size, signature.modified_ns
