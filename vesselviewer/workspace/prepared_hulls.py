"""Hulls ready to float, by the key of what is drawn: made off the loop's thread, kept while there is room."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.hydrostatics import ReferenceLines, prepare_hull
from vesselviewer.workspace.cache import SizedCache
from vesselviewer.workspace.claims import read_claims
from vesselviewer.workspace.flotation_choice import water_level
from vesselviewer.workspace.reading import mesh_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from vesselviewer.designs import Frame
    from vesselviewer.hydrostatics import PreparedHull
    from vesselviewer.workspace.flotation_choice import FlotationChoice, WaterLevel
    from vesselviewer.workspace.progress import ProgressBoard
    from vesselviewer.workspace.state import Bounds
    from vesselviewer.workspace.treating import TreatedMesh
    from vesselviewer.workspace.work import WorkRunner

_BUDGET = 512 * 2**20
_COST = 8  # the tree holds the corners again, with 31 sums for each eight triangles


@dataclass(frozen=True, slots=True, eq=False)
class FloatableHull:
    """A hull with all that does not depend on how it floats.

    Attributes:
        key: `Shown.display_key` of it.
        bounds: extent of its mesh as it is shown.
        frame: how its file is read; the design draft is taken from there.
        hull: for the engine, as it is shown.
        lines: perpendiculars and baseline of the frame; they stay where the draft moves.
        claims: values that a file beside it claims, SI, by the name of the quantity.
    """

    key: str
    bounds: Bounds
    frame: Frame
    hull: PreparedHull
    lines: ReferenceLines
    claims: Mapping[str, float]

    def level(self, choice: FlotationChoice) -> WaterLevel:
        """Return where the water stands on it."""
        return water_level(self.bounds, choice, self.frame)


class PreparedHulls:
    """Prepares hulls once.

    Args:
        runner: where they are prepared.
        find: gives the hull that is shown under a key, if it is in memory.
        board: told of what lasts.
        pinned: gives the keys that are on screen.
    """

    def __init__(
        self,
        runner: WorkRunner,
        find: Callable[[str], TreatedMesh | None],
        board: ProgressBoard,
        pinned: Callable[[], Container[str]],
    ) -> None:
        self._runner = runner
        self._find = find
        self._board = board
        self._cache: SizedCache[FloatableHull] = SizedCache(_BUDGET, pinned)
        self._under_way: dict[str, asyncio.Lock] = {}

    async def get(self, key: str) -> FloatableHull | None:
        """Return a hull; None if its mesh is not in memory. Two who ask at once wait for one.

        Raises:
            VesselViewerError: if it cannot float at all, in words.
        """
        lock = self._under_way.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                found = self._cache.get(key)
                treated = None if found is not None else self._find(key)
                if found is None and treated is not None:
                    found = await self._make(treated)
                    self._cache.put(key, found, mesh_memory(treated.mesh) * _COST)
                return found
        finally:
            if not lock.locked():
                self._under_way.pop(key, None)

    async def _make(self, treated: TreatedMesh) -> FloatableHull:
        entry = self._board.begin(f"Hydrostatics of {treated.path.name}", urgent=False)
        try:
            return await self._runner.run(
                lambda checkpoint: _floatable(treated, checkpoint),
                label="hydrostatics",
                progress=entry.update,
            )
        finally:
            entry.end()


def _floatable(treated: TreatedMesh, checkpoint: Callable[[float], None]) -> FloatableHull:
    mesh, inspection = treated.mesh, treated.inspection
    hull = prepare_hull(mesh, report=inspection.report, checkpoint=checkpoint)
    length = inspection.frame.length_between_perpendiculars
    lines = ReferenceLines(0.0, length.value, 0.0, f"L_PP {length.provenance}")
    return FloatableHull(treated.key, mesh.bounds, inspection.frame, hull, lines, read_claims(treated.path))
