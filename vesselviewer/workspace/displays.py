"""The meshes as they are drawn: prepared off the loop's thread, and kept while there is room."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from vesselviewer.workspace.cache import SizedCache
from vesselviewer.workspace.treating import treat

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from vesselviewer.designs import Treatment
    from vesselviewer.mesh import Mesh
    from vesselviewer.workspace.reading import ReadMesh
    from vesselviewer.workspace.state import Bounds
    from vesselviewer.workspace.treating import Inspection
    from vesselviewer.workspace.work import WorkRunner

T = TypeVar("T")

_BUDGET = 512 * 2**20
_COST = 4  # what is drawn takes about four times the memory of the bare arrays


class Displays(Generic[T]):
    """Prepared meshes by a key: the digest of their file, and what has been done about it.

    Args:
        runner: where they are prepared.
        prepare: makes what is drawn of a mesh; called off the loop's thread with a checkpoint.
        pinned: gives the keys that are on screen.
        at_waterline: adds to a prepared mesh what is drawn of it at a draft; called in the same thread.
    """

    def __init__(
        self,
        runner: WorkRunner,
        prepare: Callable[[Mesh, Callable[[float], None]], T],
        pinned: Callable[[], Container[str]],
        at_waterline: Callable[[T, float], T] | None = None,
    ) -> None:
        self._runner = runner
        self._prepare = prepare
        self._at_waterline = at_waterline
        self._cache: SizedCache[tuple[T, Bounds, Inspection]] = SizedCache(_BUDGET, pinned)
        self._under_way: dict[str, asyncio.Lock] = {}

    def get(self, key: str) -> T | None:
        """Return what is drawn, or None if it is not prepared."""
        entry = self._cache.get(key)
        return None if entry is None else entry[0]

    def facts(self, key: str) -> tuple[Bounds, Inspection] | None:
        """Return the extent of a prepared mesh and what is known of it, or None if it is not prepared."""
        entry = self._cache.get(key)
        return None if entry is None else (entry[1], entry[2])

    async def make(
        self, key: str, read: ReadMesh, treatment: Treatment, progress: Callable[[float], None]
    ) -> None:
        """Treat and prepare a mesh unless that has been done; two who ask at once wait for one preparation.

        Raises:
            RenderingError: if it cannot be drawn.
            CancelledError: if the work was called off.
        """
        lock = self._under_way.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                if key in self._cache:
                    return
                entry = await self._runner.run(
                    lambda checkpoint: self._work(read, treatment, checkpoint),
                    label="prepare",
                    progress=progress,
                )
                self._cache.put(key, entry, read.memory * _COST)
        finally:
            if not lock.locked():
                self._under_way.pop(key, None)

    def _work(
        self, read: ReadMesh, treatment: Treatment, checkpoint: Callable[[float], None]
    ) -> tuple[T, Bounds, Inspection]:
        """In a thread."""
        mesh, inspection = treat(read, treatment, lambda fraction: checkpoint(0.3 * fraction))
        display = self._prepare(mesh, lambda fraction: checkpoint(0.3 + 0.7 * fraction))
        if self._at_waterline is not None:
            display = self._at_waterline(display, inspection.frame.design_draft.value)
        return display, mesh.bounds, inspection
