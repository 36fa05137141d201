"""The thread behind `FolderWatcher`: it looks, reads and waits, so that the loop never has to."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.watching.completeness import examine
from vesselviewer.watching.digests import DigestQueue
from vesselviewer.watching.events import (
    FileSettled,
    FileVanished,
    FolderAvailable,
    FolderUnavailable,
    ScanCompleted,
    WatchLimited,
)
from vesselviewer.watching.hints import HintKind
from vesselviewer.watching.inbox import Inbox
from vesselviewer.watching.names import is_watched_path, printable
from vesselviewer.watching.network_shares import network_share_kind
from vesselviewer.watching.reconciler import Patience, Reading, Reconciler, Settled, Sign
from vesselviewer.watching.scan import look_at, scan_folder
from vesselviewer.watching.trouble import explain_refusal, explain_share, explain_subfolder, explain_trouble

if sys.platform == "linux":
    from vesselviewer.watching.inotify_hints import InotifyHints as SystemHints
else:
    from vesselviewer.watching.watchdog_hints import WatchdogHints as SystemHints

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.watching.events import FolderEvent
    from vesselviewer.watching.hints import Hint, HintSource
    from vesselviewer.watching.scan import FolderScan, Signature

RESCAN_S = 30.0  # the scan that finds what hints have missed
POLL_S = 1.0  # scans without hints, and tries for a folder that is away
PULSE_S = 2.0  # one `stat` of the root: is it still the same folder?
AFTERMATH_S = 0.5  # quiet after hints, before a scan makes sure
_SCAN_SHARE = 20  # scans take at most one part in so many of the time
_LISTED_PAUSE_S = 0.004  # between bites of files that nobody waits for

_SIGNS = {
    HintKind.CLOSED: Sign.CLOSED,
    HintKind.RENAMED: Sign.RENAMED,
    HintKind.ATTRIBUTES: Sign.ATTRIBUTES,
}


class WatchThread(threading.Thread):
    """Watches one folder until told to stop.

    Args:
        root: the folder, absolute; it need not exist yet.
        recursive: also watch subfolders.
        accept: told a file's name, returns whether it is watched; called on several threads.
        poll: seconds between scans without hints; None for hints and a scan every 30 s.
        deliver: called on this thread with events, in order.
        finished: called on this thread at its end, with what it died of, or None.
    """

    def __init__(
        self,
        root: str,
        *,
        recursive: bool,
        accept: Callable[[str], bool],
        poll: float | None,
        deliver: Callable[[list[FolderEvent]], None],
        finished: Callable[[BaseException | None], None],
    ) -> None:
        super().__init__(name=f"watching {Path(root).name}", daemon=True)
        self.inbox = Inbox()
        self._root = root
        self._recursive = recursive
        self._accept = accept
        self._poll = poll
        self._deliver = deliver
        self._finished = finished
        self._hints: HintSource | None = None
        self._identity: tuple[int, int] | None = None  # of the root that is being watched
        self._trouble: tuple[str, str] | None = None
        self._told_available = False
        self._limits: set[str] = set()
        self._digests = DigestQueue(root)
        self._reconciler = Reconciler(_patience(poll))
        self._listing = True  # the next scan tells what is there, rather than what is new
        self._pulse_at = self._scan_at = time.monotonic()
        self._scan_cost = 0.0
        self._events: list[FolderEvent] = []

    def run(self) -> None:
        """Watch until stopped."""
        error: BaseException | None = None
        try:
            while not self.inbox.stopped:
                self._turn()
        except BaseException as caught:  # noqa: BLE001 -- the boundary of the thread: raised again on the loop
            error = caught
        finally:
            self._disarm()
            self._digests.clear()
            self._finished(error)

    def _turn(self) -> None:
        hints = self.inbox.take(self._pause())
        if self.inbox.stopped:
            return
        now = time.monotonic()
        if hints and self._identity is not None:
            self._follow(hints, now)
        if self.inbox.take_nudge():
            self._pulse_at = self._scan_at = now
        if now >= self._pulse_at:
            self._check_root(now)
        if self._identity is not None:
            if now >= self._scan_at:
                self._scan()
            self._look_again()
            self._read()
        self._send()

    def _pause(self) -> float:
        """Return for how long there is nothing to do but wait for hints."""
        if self._identity is None:
            until = self._pulse_at
        else:
            urgency = self._digests.urgency
            if urgency is not None:
                return _LISTED_PAUSE_S if urgency is Reading.RECORD_LISTED else 0.0
            until = min(self._pulse_at, self._scan_at, self._reconciler.wake_at() or self._scan_at)
        return max(0.0, until - time.monotonic())

    # The root

    def _check_root(self, now: float) -> None:
        """See whether the root is there, and still the folder that the hints are about."""
        self._pulse_at = now + PULSE_S
        try:
            status = Path(self._root).stat()
            with os.scandir(self._root):
                pass
        except OSError as error:
            self._lose_root(error, now)
            return
        identity = (status.st_dev, status.st_ino)
        if identity != self._identity:
            self._gain_root(identity, now)

    def _is_root_there(self) -> bool:
        """Return whether it is still the folder that is watched; if not, see to that next."""
        try:
            status = Path(self._root).stat()
        except OSError:
            self._pulse_at = 0.0
            return False
        if (status.st_dev, status.st_ino) == self._identity:
            return True
        self._pulse_at = 0.0
        return False

    def _gain_root(self, identity: tuple[int, int], now: float) -> None:
        self._disarm()
        self._identity = identity
        self._listing = True
        self._scan_at = now
        self._trouble = None
        if not self._told_available:
            self._told_available = True
            self._events.append(FolderAvailable())
        self._arm()  # before the scan, so that nothing can fall between them

    def _lose_root(self, error: OSError, now: float) -> None:
        self._disarm()
        self._digests.clear()
        self._reconciler.interrupted(now)
        self._identity = None
        self._told_available = False
        self._pulse_at = now + POLL_S
        trouble = explain_trouble(error)
        if trouble != self._trouble:
            self._trouble = trouble
            self._events.append(FolderUnavailable(*trouble))

    def _arm(self) -> None:
        """Ask for hints; without them, poll, and say so."""
        if self._poll is not None:
            return
        share = network_share_kind(self._root)
        if share is not None:
            self._reconciler.patience = _patience(POLL_S)
            self._limit(*explain_share(share))
            return
        hints = SystemHints(
            self._root, recursive=self._recursive, accept=self._accept, deliver=self.inbox.put
        )
        try:
            hints.start()
        except OSError as error:
            self._limit(*explain_refusal(error))
        else:
            self._hints = hints

    def _disarm(self) -> None:
        hints, self._hints = self._hints, None
        if hints is not None:
            hints.stop()

    def _limit(self, reason: str, hint: str) -> None:
        if reason not in self._limits:
            self._limits.add(reason)
            self._events.append(WatchLimited(reason, hint))

    # Looking

    def _follow(self, hints: list[Hint], now: float) -> None:
        """Look at what the hints are about, and scan when they have died down."""
        latest: dict[str, HintKind] = {}
        for hint in hints:
            if hint.kind is HintKind.RESCAN:
                self._pulse_at = now  # the root itself may be the folder that went
                self._scan_at = min(self._scan_at, now + _SCAN_SHARE * self._scan_cost)
            elif hint.kind is HintKind.REFUSED:
                self._disarm()
                self._limit(*explain_refusal(hint.error or OSError("no reason given")))
                self._scan_at = now
            elif hint.kind is HintKind.MOVED_AWAY:
                self._reconciler.left(hint.relative, hint.moved_to)
                latest[hint.relative] = hint.kind
            elif hint.kind is not HintKind.ATTRIBUTES or hint.relative not in latest:
                latest[hint.relative] = hint.kind
        for relative, kind in latest.items():
            if kind is not HintKind.STIRRED:
                self._look(relative, _SIGNS.get(kind))
            elif not self._reconciler.stirred(relative, now):
                self._look(relative)
                self._reconciler.stirred(relative, now)
        self._scan_at = min(self._scan_at, now + max(AFTERMATH_S, _SCAN_SHARE * self._scan_cost))

    def _look(self, relative: str, sign: Sign | None = None) -> None:
        try:
            signature = look_at(self._root, relative)
        except OSError:  # whether it is there cannot be known now
            self._reconciler.postponed(relative, time.monotonic())
            return
        if signature is None and not self._is_root_there():
            return
        self._reconciler.seen(relative, signature, time.monotonic(), sign)

    def _look_again(self) -> None:
        for relative in self._reconciler.due(time.monotonic()):
            self._look(relative)

    def _scan(self) -> None:
        began = time.monotonic()
        try:
            scan = scan_folder(
                self._root, self._accept, recursive=self._recursive, stopped=lambda: self.inbox.stopped
            )
        except OSError as error:
            self._lose_root(error, began)
            return
        if self.inbox.stopped:
            return
        files = self._confirm_missing(scan)
        if not self._is_root_there():  # then what was missed proves nothing
            return
        now = time.monotonic()
        self._scan_cost = now - began
        wall_ns = time.time_ns() if self._listing else None
        self._reconciler.scanned(files, now, unreadable=scan.unreadable, wall_ns=wall_ns)
        for folder, reason in scan.unreadable.items():
            self._limit(*explain_subfolder(printable(folder), reason))
        if self._listing:
            self._listing = False
            self._read()
            self._collect()
            self._events.append(ScanCompleted(frozenset(printable(relative) for relative in files)))
        pause = self._poll or (RESCAN_S if self._hints is not None else POLL_S)
        self._scan_at = time.monotonic() + max(pause, _SCAN_SHARE * self._scan_cost)

    def _confirm_missing(self, scan: FolderScan) -> dict[str, Signature]:
        """Add files that a scan missed since they were renamed while it ran."""
        kept = tuple(f"{folder}/" for folder in scan.unreadable)
        files = dict(scan.files)
        for relative in self._reconciler.paths - scan.files.keys():
            if relative.startswith(kept):
                continue
            try:
                signature = look_at(self._root, relative)
            except OSError:
                continue
            if signature is not None and is_watched_path(relative, self._accept):
                files[relative] = signature
        return files

    # Reading

    def _read(self) -> None:
        """Do the readings that the reconciler asks for; hash one bite at most."""
        while readings := self._reconciler.take_readings():
            for relative, reading in readings.items():
                if reading is Reading.ENDS:
                    signature, ends = examine(f"{self._root}/{relative}")
                    self._reconciler.examined(relative, signature, ends, time.monotonic())
                else:
                    self._digests.add(relative, reading)
        if self._digests.urgency is not None:
            done = self._digests.bite()
            if done is not None:
                self._reconciler.digested(done.path, done.signature, done.digest, time.monotonic())

    # Telling

    def _collect(self) -> None:
        for change in self._reconciler.take_changes():
            path = Path(self._root, change.path)
            relative = printable(change.path)
            if isinstance(change, Settled):
                signature = change.signature
                modified = signature.modified_ns / 1e9
                self._events.append(
                    FileSettled(path, relative, signature.size, modified, change.listed, change.whole)
                )
            else:
                reason = (
                    f"moved to {printable(change.moved_to)}" if change.moved_to else "the file was deleted"
                )
                self._events.append(FileVanished(path, relative, reason))

    def _send(self) -> None:
        self._collect()
        if self._events:
            events, self._events = self._events, []
            self._deliver(events)


def _patience(poll: float | None) -> Patience:
    """Return patience to match: over a share, two looks within the age of its cache prove nothing."""
    return Patience() if poll is None else Patience(agree=max(0.3, poll), quiet=max(2.0, 2 * poll))
