"""Which arrivals the view goes along with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.designs import Design, DesignState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.designs import DesignKey
    from vesselviewer.workspace.ingest import Arrival


class Following:
    """Remembers what the followed viewport was brought to last, and whether an arrival is newer.

    A live arrival is newer than all that was announced before it, whatever the date of its file; of
    listed ones the date decides.
    """

    def __init__(self) -> None:
        self._created_at: float | None = None
        self._order = 0

    def restart(self, design: Design | None) -> None:
        """Begin from what stands in the viewport now; None if nothing does."""
        self._created_at = None if design is None else design.revision.created_at
        self._order = 0

    def takes(self, arrival: Arrival) -> bool:
        """Return True, and remember the arrival, if the view should go to it."""
        created_at = arrival.design.revision.created_at
        if arrival.design.state is not DesignState.READY:
            return False
        if self._created_at is not None:
            newer = arrival.order > self._order if arrival.live else created_at > self._created_at
            if not newer:
                return False
        self._created_at = created_at
        self._order = arrival.order if arrival.live else self._order
        return True


def neighbor(designs: Sequence[Design], key: DesignKey | None, step: int) -> Design | None:
    """Return the next design that can be opened.

    Args:
        designs: newest first.
        key: where to start; the newest one if it is None or not in the list.
        step: 1 for older, -1 for newer.
    """
    places = (index for index, design in enumerate(designs) if design.key == key)
    start = next(places, None)
    index = 0 if start is None else start + step
    while 0 <= index < len(designs):
        if designs[index].state in (DesignState.READY, DesignState.PENDING):
            return designs[index]
        index += step
    return None


def newest_ready(designs: Sequence[Design]) -> Design | None:
    """Return the newest design that can be shown at once; None if there is none."""
    return next((design for design in designs if design.state is DesignState.READY), None)
