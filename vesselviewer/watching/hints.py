"""Hints that something changed in a folder: quick, and never trusted to be all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class HintKind(Enum):
    """What happened, as far as the system tells."""

    CLOSED = "closed"  # a writer closed the file
    RENAMED = "renamed"  # a file was put under this name
    MOVED_AWAY = "moved away"  # the file has another name now
    STIRRED = "stirred"  # it is being written to
    ATTRIBUTES = "attributes"  # its times or permissions changed
    TOUCHED = "touched"  # created, deleted, or it is not known what: look
    RESCAN = "rescan"  # a folder came or went, or hints were lost: look at everything
    REFUSED = "refused"  # the system gives no more hints: poll


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint.

    Attributes:
        kind: what happened.
        relative: the file, as a path below the root with ``/``; empty if it is not about one file.
        moved_to: for `HintKind.MOVED_AWAY`, its new path below the root, if it is known.
        error: for `HintKind.REFUSED`, why.
    """

    kind: HintKind
    relative: str = ""
    moved_to: str | None = None
    error: OSError | None = None


class HintSource(Protocol):
    """Where hints come from; they are delivered on a thread of its own."""

    def start(self) -> None:
        """Begin; raises `OSError` if the system refuses."""
        ...

    def stop(self) -> None:
        """End, and wait until nothing more will be delivered."""
        ...
