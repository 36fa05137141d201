"""Where hints wait for the watching thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.watching.hints import Hint


class Inbox:
    """A mailbox with one reader, which can also be nudged and stopped; safe to use from any thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._hints: list[Hint] = []
        self._nudged = False
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Return whether the reader is to end."""
        return self._stopped

    def put(self, hint: Hint) -> None:
        """Leave a hint."""
        with self._condition:
            self._hints.append(hint)
            self._condition.notify()

    def nudge(self) -> None:
        """Ask the reader to look at everything now."""
        with self._condition:
            self._nudged = True
            self._condition.notify()

    def stop(self) -> None:
        """Ask the reader to end."""
        with self._condition:
            self._stopped = True
            self._condition.notify()

    def take(self, timeout: float) -> list[Hint]:
        """Wait up to ``timeout`` seconds for something, and return the hints that have come."""
        with self._condition:
            if timeout > 0:
                self._condition.wait_for(lambda: self._hints or self._nudged or self._stopped, timeout)
            hints, self._hints = self._hints, []
            return hints

    def take_nudge(self) -> bool:
        """Return whether there has been a nudge since the last call."""
        with self._condition:
            nudged, self._nudged = self._nudged, False
            return nudged
