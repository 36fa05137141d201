"""What the feed tool says: one line an event, for a person or, as JSON, for a program."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vesselviewer.feeds.source import FeedState, FeedStatus, Listed, MeshAnnounced, MeshFailed, MeshRemoved
from vesselviewer.protocol import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesselviewer.feeds import FeedEvent, HullWritten

GREEN, YELLOW, RED, FAINT = "32", "33", "31", "2"
_COLORS = {"✓": GREEN, "+": GREEN, "·": FAINT, "-": YELLOW, "…": YELLOW, "!": RED}
_STATES = {
    FeedState.CONNECTING: "…",
    FeedState.CONNECTED: "✓",
    FeedState.RECONNECTING: "…",
    FeedState.OFFLINE: "!",
}


class LineWriter:
    """Writes the events of the feed tool to standard output, each at once.

    Args:
        as_json: one JSON object a line instead of text for a person.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._colored = not as_json and sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def serving(self, http_url: str) -> None:
        """Say that the embedded server is up."""
        self._write("✓", f"serving {http_url}", {"event": "serving", "url": http_url})

    def written(self, hull: HullWritten) -> None:
        """Say that the generator has written a file."""
        facts = {
            "event": "written",
            "name": hull.path.name,
            "path": str(hull.path),
            "family": hull.family,
            "file_size": hull.size,
            "triangles": hull.triangles,
            "seconds": round(hull.seconds, 4),
            "fault": None if hull.fault is None else hull.fault.value,
        }
        text = (
            f"wrote {hull.path.name:<22} {size_text(hull.size):>9}  {hull.triangles:,} triangles"
            f"  {hull.seconds:.2f} s"
        )
        if hull.fault is not None:
            text += f"  badly: {hull.fault.value}"
        self._write("·" if hull.fault is None else "!", text, facts)

    def heard(self, event: FeedEvent, url: str) -> None:
        """Say what a feed has told.

        Args:
            event: what it told.
            url: the address of the feed.
        """
        match event:
            case MeshAnnounced():
                self._announced(event)
            case MeshRemoved(design_id, reason):
                name, why = clean_text(design_id), clean_text(reason)
                facts = {"event": "mesh_removed", "design_id": design_id, "reason": reason}
                self._write("-", f"{name} is gone: {why}", facts)
            case MeshFailed(design_id, message):
                name, why = clean_text(design_id), clean_text(message)
                facts = {"event": "mesh_failed", "design_id": design_id, "message": message}
                self._write("!", f"{name} cannot be had: {why}", facts)
            case Listed(design_ids):
                count = len(design_ids)
                text = f"the list is complete: {count} design{'' if count == 1 else 's'}"
                self._write("·", text, {"event": "listed", "designs": count})
            case FeedStatus():
                self._status(event, url)

    def _announced(self, event: MeshAnnounced) -> None:
        facts = {
            "event": "new_mesh",
            "design_id": event.design_id,
            "name": event.name,
            "file_size": event.size,
            "created_at": event.created_at,
            "url": event.locator,
            "listed": event.listed,
        }
        made = _clock(event.created_at)
        name, where = clean_text(event.name), clean_text(event.locator)
        text = f"{name:<22} {size_text(event.size):>9}  made {made}  {where}"
        self._write("·" if event.listed else "+", text, facts)

    def _status(self, event: FeedStatus, url: str) -> None:
        facts = {
            "event": event.state.value,
            "url": url,
            "reason": event.reason,
            "retry_at": event.retry_at,
        }
        if event.state is FeedState.CONNECTING and event.reason and not self._as_json:
            return  # the line before it said when the next try is due
        text = f"{event.state.value}: {url}"
        if event.reason:
            text += f" ({clean_text(event.reason)})"
        if event.retry_at is not None:
            text += f", next try in {max(0.0, event.retry_at - time.time()):.1f} s"
        self._write(_STATES[event.state], text, facts)

    def _write(self, mark: str, text: str, facts: Mapping[str, object]) -> None:
        now = datetime.now(UTC)
        if self._as_json:
            line = json.dumps({"time": now.isoformat(timespec="milliseconds"), **facts})
        else:
            shown = f"\x1b[{_COLORS[mark]}m{mark}\x1b[0m" if self._colored else mark
            line = f"{now.astimezone():%H:%M:%S}  {shown} {text}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def size_text(size: int) -> str:
    """Return a number of bytes for a person, for example ``3.1 MB``."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000.0:
            return f"{amount:.0f} B" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000.0
    return f"{amount:.1f} GB"


def _clock(seconds: float) -> str:
    """Return the local time of day; a question mark where the feed names no time that there is."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%H:%M:%S}"
    except (OverflowError, OSError, ValueError):
        return "?"
