"""Where the one `WorkspaceState` lives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vesselviewer.designs import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.workspace.state import ViewportState, WorkspaceState


class StateStore:
    """Holds the state, and tells of each change once, after it."""

    def __init__(self, state: WorkspaceState) -> None:
        self.state = state
        self._listeners: Listeners[[WorkspaceState, WorkspaceState]] = Listeners()

    def change(self, new: WorkspaceState) -> None:
        """Replace the state."""
        old, self.state = self.state, new
        if old != new:
            self._listeners.tell(old, new)

    def change_viewport(self, viewport_id: int, **changes: Any) -> ViewportState | None:  # noqa: ANN401 - fields
        """Replace fields of a viewport; None if it is closed."""
        viewport = self.state.viewport(viewport_id)
        if viewport is None:
            return None
        changed = replace(viewport, **changes)
        self.change(self.state.with_viewport(changed))
        return changed

    def subscribe(self, listener: Callable[[WorkspaceState, WorkspaceState], None]) -> Callable[[], None]:
        """Call ``listener(old, new)`` after each change; returns what ends it."""
        return self._listeners.add(listener)
