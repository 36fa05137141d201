"""What a person is told: a list with an unread count, from which toasts are only the first sight."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from vesselviewer.designs import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.designs import DesignKey
    from vesselviewer.errors import VesselViewerError

NotificationKind = Literal["arrival", "summary", "error", "info"]

_CAP = 500


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing that a person is told; all text is plain.

    Attributes:
        id: counts up.
        kind: arrival, summary, error or info.
        title: a few words.
        text: what, and where.
        hint: what to do; may be empty.
        design: the design that "View" opens; None if there is none.
        created_at: seconds since 1970 (UTC).
        read: False while it counts as unread.
        sticky: True if its toast stays until dismissed.
        count: how many designs it speaks of.
    """

    id: int
    kind: NotificationKind
    title: str
    text: str = ""
    hint: str = ""
    design: DesignKey | None = None
    created_at: float = 0.0
    read: bool = False
    sticky: bool = False
    count: int = 1


class Notifications:
    """The list behind the bell, newest first, at most 500.

    Listeners are called with no argument after each change; `subscribe_posted` ones with each new
    notification.

    Args:
        clock: seconds since 1970 (UTC).
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ids = itertools.count(1)
        self._items: tuple[Notification, ...] = ()
        self._changed: Listeners[[]] = Listeners()
        self._posted: Listeners[[Notification]] = Listeners()

    @property
    def items(self) -> tuple[Notification, ...]:
        """All notifications, newest first."""
        return self._items

    @property
    def unread(self) -> int:
        """How many have not been read."""
        return sum(not item.read for item in self._items)

    def post(
        self,
        kind: NotificationKind,
        title: str,
        text: str = "",
        *,
        hint: str = "",
        design: DesignKey | None = None,
        count: int = 1,
    ) -> Notification:
        """Tell something; errors are sticky."""
        item = Notification(
            id=next(self._ids),
            kind=kind,
            title=title,
            text=text,
            hint=hint,
            design=design,
            created_at=self._clock(),
            sticky=kind == "error",
            count=count,
        )
        self._items = (item, *self._items[: _CAP - 1])
        self._posted.tell(item)
        self._changed.tell()
        return item

    def post_error(
        self, error: VesselViewerError, *, title: str, design: DesignKey | None = None
    ) -> Notification:
        """Tell of a failure: what, where, and what to do."""
        text = f"{error.where}: {error.what}" if error.where else error.what
        return self.post("error", title, text, hint=error.hint or "", design=design)

    def mark_all_read(self) -> None:
        """Bring the unread count to zero."""
        if self.unread:
            self._items = tuple(item if item.read else replace(item, read=True) for item in self._items)
            self._changed.tell()

    def dismiss(self, notification_id: int) -> None:
        """Take a notification off the list."""
        self._keep(lambda item: item.id != notification_id)

    def settle(self, design: DesignKey) -> None:
        """Take the errors of a design off the list: it has been read well since."""
        self._keep(lambda item: item.kind != "error" or item.design != design)

    def clear(self) -> None:
        """Empty the list."""
        self._keep(lambda _: False)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of the list; returns what ends it."""
        return self._changed.add(listener)

    def subscribe_posted(self, listener: Callable[[Notification], None]) -> Callable[[], None]:
        """Call ``listener`` with each new notification; returns what ends it."""
        return self._posted.add(listener)

    def _keep(self, wanted: Callable[[Notification], bool]) -> None:
        kept = tuple(item for item in self._items if wanted(item))
        if len(kept) != len(self._items):
            self._items = kept
            self._changed.tell()
