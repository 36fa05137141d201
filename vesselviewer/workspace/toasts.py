"""Which toasts are on screen, when: logic without a screen and without a clock."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.designs import DesignKey
    from vesselviewer.workspace.notifications import Notification, NotificationKind

MAX_VISIBLE = 3
TOAST_S = 4.0
_AFTER_HOVER_S = 1.0
_MAX_ERRORS = 2  # so that there is always room for an arrival
_NAMES_TOLD = 2
_MERGED_TITLES = {"arrival": "{count} new designs", "error": "{count} problems"}


@dataclass(frozen=True, slots=True)
class Toast:
    """One card on screen; it speaks for one notification, or for a burst of them.

    Attributes:
        id: counts up; a merged toast keeps the id of its oldest part.
        kind: as in `Notification`.
        title: a few words.
        text: what, and where.
        hint: what to do; may be empty.
        design: what "View" opens: the newest design it speaks of; None if there is none.
        sticky: True if it stays until dismissed.
        count: how many designs it speaks of.
        members: the notifications that it speaks for, oldest first.
        until: when it leaves; meaningless while it is sticky or the pointer rests on the toasts.
    """

    id: int
    kind: NotificationKind
    title: str
    text: str
    hint: str
    design: DesignKey | None
    sticky: bool
    count: int
    members: tuple[Notification, ...]
    until: float


class ToastQueue:
    """At most three toasts, 4 s each; errors stay, bursts merge, a resting pointer stops the time.

    All times are seconds of any one clock that does not run backwards.
    """

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._visible: list[Toast] = []
        self._waiting: list[Toast] = []
        self._paused_at: float | None = None

    @property
    def visible(self) -> tuple[Toast, ...]:
        """What is on screen, oldest first."""
        return tuple(self._visible)

    @property
    def waiting(self) -> tuple[Toast, ...]:
        """What comes when there is room."""
        return tuple(self._waiting)

    def add(self, notification: Notification, now: float) -> None:
        """Show a notification, merge it into a burst, or let it wait for room."""
        self.advance(now)
        toast = _toast(next(self._ids), (notification,), now)
        if notification.kind == "error":
            self._add_error(toast, now)
        elif notification.kind == "arrival":
            self._add_arrival(toast, now)
        elif len(self._visible) < MAX_VISIBLE:
            self._visible.append(toast)
        else:
            self._waiting.append(toast)

    def dismiss(self, toast_id: int, now: float) -> None:
        """Take a toast off the screen."""
        self._visible = [toast for toast in self._visible if toast.id != toast_id]
        self.advance(now)

    def withdraw(self, notification_id: int, now: float) -> None:
        """Forget a notification that has been dismissed elsewhere."""
        self._visible = _without(self._visible, notification_id)
        self._waiting = _without(self._waiting, notification_id)
        self.advance(now)

    def pause(self, now: float) -> None:
        """Stop the time: the pointer rests on a toast."""
        self.advance(now)
        self._paused_at = now if self._paused_at is None else self._paused_at

    def resume(self, now: float) -> None:
        """Let the time go on: the pointer has left."""
        if self._paused_at is not None:
            rested = now - self._paused_at
            self._paused_at = None
            self._visible = [
                replace(toast, until=max(toast.until + rested, now + _AFTER_HOVER_S))
                for toast in self._visible
            ]
        self.advance(now)

    def advance(self, now: float) -> None:
        """Let those leave whose time is over, and those come that waited."""
        if self._paused_at is None:
            self._visible = [toast for toast in self._visible if toast.sticky or toast.until > now]
        while self._waiting and len(self._visible) < MAX_VISIBLE:
            self._visible.append(replace(self._waiting.pop(0), until=now + TOAST_S))

    def next_wake(self) -> float | None:
        """Return when `advance` is due next; None if nothing will change by itself."""
        leaving = [toast.until for toast in self._visible if not toast.sticky]
        return min(leaving) if leaving and self._paused_at is None else None

    def _add_arrival(self, toast: Toast, now: float) -> None:
        arrivals = [shown for shown in self._visible if shown.kind == "arrival"]
        burst = next((shown for shown in arrivals if len(shown.members) > 1), None)
        if burst is not None:
            self._merge([burst], toast, now)
        elif len(self._visible) < MAX_VISIBLE:
            self._visible.append(toast)
        elif arrivals:
            self._merge(arrivals, toast, now)
        else:
            self._wait_merged(toast, now)

    def _wait_merged(self, toast: Toast, now: float) -> None:
        for index, waiting in enumerate(self._waiting):
            if waiting.kind == toast.kind:
                self._waiting[index] = _toast(waiting.id, waiting.members + toast.members, now)
                return
        self._waiting.append(toast)

    def _add_error(self, toast: Toast, now: float) -> None:
        errors = [shown for shown in self._visible if shown.kind == "error"]
        burst = next((shown for shown in errors if len(shown.members) > 1), None)
        if burst is not None:
            self._merge([burst], toast, now)
        elif len(errors) >= _MAX_ERRORS:
            self._merge(errors, toast, now)
        else:
            self._make_room(now)
            self._visible.append(toast)

    def _make_room(self, now: float) -> None:
        """An error never waits: arrivals merge for it, or else the oldest passing toast steps back."""
        if len(self._visible) < MAX_VISIBLE:
            return
        arrivals = [shown for shown in self._visible if shown.kind == "arrival"]
        if len(arrivals) > 1:
            self._merge(arrivals[:-1], arrivals[-1], now)
            return
        passing = next(shown for shown in self._visible if not shown.sticky)
        self._visible.remove(passing)
        self._waiting.insert(0, passing)

    def _merge(self, parts: list[Toast], newest: Toast, now: float) -> None:
        """Put one toast in the place of the oldest part."""
        members = tuple(member for part in [*parts, newest] for member in part.members)
        merged = _toast(parts[0].id, members, now)
        gone = {newest.id, *(part.id for part in parts[1:])}
        self._visible = [
            merged if toast.id == merged.id else toast for toast in self._visible if toast.id not in gone
        ]


def _toast(toast_id: int, members: tuple[Notification, ...], now: float) -> Toast:
    newest = members[-1]
    count = sum(member.count for member in members)
    title, text, hint = newest.title, newest.text, newest.hint
    if len(members) > 1:
        names = [member.title for member in reversed(members)]
        told, rest = names[:_NAMES_TOLD], len(names) - _NAMES_TOLD
        title = _MERGED_TITLES[newest.kind].format(count=count)
        text = ", ".join(told) + (f" and {rest} more" if rest > 0 else "")
        hint = "Each stands in the notification list"
    return Toast(
        id=toast_id,
        kind=newest.kind,
        title=title,
        text=text,
        hint=hint,
        design=newest.design,
        sticky=newest.sticky,
        count=count,
        members=members,
        until=now + TOAST_S,
    )


def _without(toasts: list[Toast], notification_id: int) -> list[Toast]:
    kept: list[Toast] = []
    for toast in toasts:
        members = tuple(member for member in toast.members if member.id != notification_id)
        if len(members) == len(toast.members):
            kept.append(toast)
        elif members:
            kept.append(replace(_toast(toast.id, members, 0.0), until=toast.until))
    return kept
