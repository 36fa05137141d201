"""The meshes as they are drawn: prepared off the loop's thread, and kept while there is room."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from vesselviewer.workspace.cache import SizedCache

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from vesselviewer.mesh import Mesh
    from vesselviewer.workspace.reading import ReadMesh
    from vesselviewer.workspace.state import Bounds
    from vesselviewer.workspace.work import WorkRunner

T = TypeVar("T")

_BUDGET = 512 * 2**20
_COST = 5  # the bare arrays, and what is drawn, which takes about four times their memory


class Displays(Generic[T]):
    """Prepared meshes by the digest of their file.

    Args:
        runner: where they are prepared.
        prepare: makes what is drawn of a mesh; called off the loop's thread with a checkpoint.
        pinned: gives the digests that are on screen.
    """

    def __init__(
        self,
        runner: WorkRunner,
        prepare: Callable[[Mesh, Callable[[float], None]], T],
        pinned: Callable[[], Container[str]],
    ) -> None:
        self._runner = runner
        self._prepare = prepare
        self._cache: SizedCache[tuple[T, ReadMesh]] = SizedCache(_BUDGET, pinned)
        self._under_way: dict[str, asyncio.Lock] = {}

    def get(self, sha256: str) -> T | None:
        """Return what is drawn, or None if it is not prepared."""
        entry = self._cache.get(sha256)
        return None if entry is None else entry[0]

    def bounds(self, sha256: str) -> Bounds | None:
        """Return the extent of a prepared mesh, or None if it is not prepared."""
        entry = self._cache.get(sha256)
        return None if entry is None else entry[1].mesh.bounds

    def read(self, sha256: str) -> ReadMesh | None:
        """Return the mesh behind what is drawn, or None if it is not prepared."""
        entry = self._cache.get(sha256)
        return None if entry is None else entry[1]

    async def make(self, read: ReadMesh, progress: Callable[[float], None]) -> None:
        """Prepare a mesh unless that has been done; two who ask at once wait for one preparation.

        Raises:
            RenderingError: if it cannot be drawn.
            CancelledError: if the work was called off.
        """
        lock = self._under_way.setdefault(read.sha256, asyncio.Lock())
        try:
            async with lock:
                if read.sha256 in self._cache:
                    return
                display = await self._runner.run(
                    lambda checkpoint: self._prepare(read.mesh, checkpoint),
                    label="prepare",
                    progress=progress,
                )
                self._cache.put(read.sha256, (display, read), read.memory * _COST)
        finally:
            if not lock.locked():
                self._under_way.pop(read.sha256, None)
