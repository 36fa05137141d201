"""Hulls ready to float, by the digest of their file: made off the loop's thread, kept while there is room."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vesselviewer.designs import assumed_waterline
from vesselviewer.hydrostatics import assumed_reference, prepare_hull
from vesselviewer.workspace.cache import SizedCache
from vesselviewer.workspace.claims import read_claims

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from vesselviewer.hydrostatics import PreparedHull, ReferenceLines
    from vesselviewer.workspace.progress import ProgressBoard
    from vesselviewer.workspace.reading import ReadMesh
    from vesselviewer.workspace.state import Bounds
    from vesselviewer.workspace.work import WorkRunner

_BUDGET = 512 * 2**20
_COST = 8  # the tree holds the corners again, with 31 sums for each eight triangles


@dataclass(frozen=True, slots=True, eq=False)
class FloatableHull:
    """A hull with all that does not depend on how it floats.

    Attributes:
        sha256: hex digest of its file.
        bounds: extent of its mesh as it is shown.
        hull: for the engine.
        lines: perpendiculars at the ends of the assumed waterline; they stay where the draft moves.
        claims: values that a file beside it claims, SI, by the name of the quantity.
    """

    sha256: str
    bounds: Bounds
    hull: PreparedHull
    lines: ReferenceLines
    claims: Mapping[str, float]


class PreparedHulls:
    """Prepares hulls once.

    Args:
        runner: where they are prepared.
        find: gives the mesh with a digest, if it is in memory.
        board: told of what lasts.
        pinned: gives the digests that are on screen.
    """

    def __init__(
        self,
        runner: WorkRunner,
        find: Callable[[str], ReadMesh | None],
        board: ProgressBoard,
        pinned: Callable[[], Container[str]],
    ) -> None:
        self._runner = runner
        self._find = find
        self._board = board
        self._cache: SizedCache[FloatableHull] = SizedCache(_BUDGET, pinned)
        self._under_way: dict[str, asyncio.Lock] = {}

    async def get(self, sha256: str) -> FloatableHull | None:
        """Return a hull; None if its mesh is not in memory. Two who ask at once wait for one.

        Raises:
            VesselViewerError: if it cannot float at all, in words.
        """
        lock = self._under_way.setdefault(sha256, asyncio.Lock())
        try:
            async with lock:
                found = self._cache.get(sha256)
                read = None if found is not None else self._find(sha256)
                if found is None and read is not None:
                    found = await self._make(read)
                    self._cache.put(sha256, found, read.memory * _COST)
                return found
        finally:
            if not lock.locked():
                self._under_way.pop(sha256, None)

    async def _make(self, read: ReadMesh) -> FloatableHull:
        entry = self._board.begin(f"Hydrostatics of {read.path.name}", urgent=False)
        try:
            return await self._runner.run(
                lambda checkpoint: _floatable(read, checkpoint),
                label="hydrostatics",
                progress=entry.update,
            )
        finally:
            entry.end()


def _floatable(read: ReadMesh, checkpoint: Callable[[float], None]) -> FloatableHull:
    hull = prepare_hull(read.mesh, report=read.report, checkpoint=checkpoint)
    lines = assumed_reference(hull, assumed_waterline(read.mesh.bounds).z)
    length = lines.basis.partition(", ")[0]
    basis = f"{length}, the baseline at the lowest point"
    lines = replace(lines, baseline=read.mesh.bounds[4], basis=basis)
    return FloatableHull(read.sha256, read.mesh.bounds, hull, lines, read_claims(read.path))
