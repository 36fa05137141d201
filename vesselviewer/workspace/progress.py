"""What the status bar says of work that lasts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.designs import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable

SHOW_AFTER_S = 0.3


@dataclass(frozen=True, slots=True)
class Progress:
    """Work under way.

    Attributes:
        label: what is done, for example "Reading KCS.stl".
        fraction: how far it is, 0 to 1 in steps of a hundredth; None if unknown.
        cancellable: whether it can be called off.
    """

    label: str
    fraction: float | None
    cancellable: bool = True


class ProgressEntry:
    """One piece of work on the board."""

    def __init__(self, board: ProgressBoard, label: str, *, urgent: bool) -> None:
        self._board = board
        self.label = label
        self.fraction: float | None = None
        self.urgent = urgent
        self.due = False

    def update(self, fraction: float | None, label: str | None = None) -> None:
        """Say how far it is."""
        self.fraction = None if fraction is None else round(min(max(fraction, 0.0), 1.0), 2)
        self.label = label or self.label
        self._board.refresh()

    def end(self) -> None:
        """Take it off the board; harmless to call twice."""
        self._board.drop(self)


class ProgressBoard:
    """All work under way, of which one piece is told: the latest that the user waits for."""

    def __init__(self) -> None:
        self._entries: dict[ProgressEntry, asyncio.TimerHandle] = {}
        self._listeners: Listeners[[]] = Listeners()
        self.current: Progress | None = None

    def begin(self, label: str, *, urgent: bool) -> ProgressEntry:
        """Put work on the board; it is told only if it lasts longer than 0.3 s.

        Args:
            label: what is done.
            urgent: True if the user waits for it.
        """
        entry = ProgressEntry(self, label, urgent=urgent)
        self._entries[entry] = asyncio.get_running_loop().call_later(SHOW_AFTER_S, self._come_due, entry)
        return entry

    def drop(self, entry: ProgressEntry) -> None:
        """Take work off the board."""
        timer = self._entries.pop(entry, None)
        if timer is not None:
            timer.cancel()
            self.refresh()

    def refresh(self) -> None:
        """Choose what is told, and tell it if it has changed."""
        due = [entry for entry in self._entries if entry.due]
        chosen = max(due, key=lambda entry: entry.urgent, default=None)
        now = None if chosen is None else Progress(chosen.label, chosen.fraction)
        if now != self.current:
            self.current = now
            self._listeners.tell()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of `current`; returns what ends it."""
        return self._listeners.add(listener)

    def _come_due(self, entry: ProgressEntry) -> None:
        entry.due = True
        self.refresh()
