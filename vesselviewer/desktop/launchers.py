"""What the window may ask of the composition root: to attach another source of designs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Launchers:
    """Callables that return at once and bring designs in; trouble becomes a notification.

    Attributes:
        open_folder: watch a folder, for as long as the window lives or until disconnected.
        connect_to: connect to a mesh server at a WebSocket url, ``ws://host:8000/ws/meshes``.
        start_demo: start the embedded server and the simulated generator.
        open_file: read one mesh file and show it in the active viewport.
    """

    open_folder: Callable[[Path], None]
    connect_to: Callable[[str], None]
    start_demo: Callable[[], None]
    open_file: Callable[[Path], None]
