"""A generator that writes real hulls into a folder, well behaved or, on request, badly.

It stands in for the pipeline that makes designs: `vesselviewer demo` shows its hulls, and its
faults show how a viewer takes files that are half there or wrong.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import SourceError
from vesselviewer.formats import encode_mesh, save_mesh
from vesselviewer.hullforms import HULL_FAMILIES, vary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from vesselviewer.mesh import Mesh

SUFFIX = ".stl"
CHUNKS = 8
# A slow writer waits at most so long between two chunks.
LONGEST_PAUSE_S = 0.25
# A file cut here ends inside a triangle, as a copy that ran out of disk does.
KEPT_OF_TRUNCATED = 0.61803
_NUMBERED = re.compile(r"_(\d+)\.[^.]+$")


class Fault(StrEnum):
    """How a hull is written badly."""

    CHUNKS = "chunks"  # whole in the end, but written slowly under its final name
    TRUNCATED = "truncated"  # the end is missing for good
    CORRUPTED = "corrupted"  # of the right size, with not-a-numbers and garbage inside
    IN_PLACE = "in-place"  # a good file, then another hull over it under the same name


@dataclass(frozen=True, slots=True)
class HullWritten:
    """A file is there as far as the generator is concerned.

    Attributes:
        path: the file.
        family: the key in `vesselviewer.hullforms.HULL_FAMILIES`.
        size: bytes in the file.
        triangles: faces of the hull that was meant, also where the file is spoiled.
        seconds: from the first point of the hull to the last byte of the file.
        fault: how it was spoiled; None for a good file.
    """

    path: Path
    family: str
    size: int
    triangles: int
    seconds: float
    fault: Fault | None = None


async def simulate(
    folder: Path,
    *,
    interval_s: float = 4.0,
    count: int | None = None,
    seed: int | None = None,
    families: Sequence[str] = (),
    triangles: int = 60_000,
    faults: Sequence[Fault] = (),
    on_written: Callable[[HullWritten], None] | None = None,
) -> None:
    """Write a hull every few seconds, each of another family than the one before, until cancelled.

    Files are named ``{family}_{number:04d}.stl``; numbering goes on after what the folder holds.

    Args:
        folder: where to; made if it is not there.
        interval_s: from the start of one hull to the start of the next, seconds.
        count: stop after so many; None for never.
        seed: the same seed gives the same hulls; None for other hulls at each run.
        families: which to choose from, keys of `HULL_FAMILIES`; all if empty.
        triangles: about how many faces a hull has.
        faults: ways to write badly, taken in turn for the first, third, fifth … hull.
        on_written: told each file on the loop's thread.

    Raises:
        SourceError: if the folder cannot be written.
        KeyError: if there is no such family.
    """
    choices = [HULL_FAMILIES[name].name for name in families] or list(HULL_FAMILIES)
    rng = np.random.default_rng(seed)
    pause_s = min(LONGEST_PAUSE_S, interval_s / (2 * CHUNKS))
    number = await asyncio.to_thread(_next_number, folder)
    family = ""
    written = 0
    while count is None or written < count:
        started = time.monotonic()
        family = _another(choices, family, rng)
        fault = faults[written // 2 % len(faults)] if faults and written % 2 == 0 else None
        path = folder / f"{family}_{number + written:04d}{SUFFIX}"
        mesh = await asyncio.to_thread(_hull, family, rng, triangles)
        size = await _write(_Order(path, mesh, rng, pause_s), fault)
        written += 1
        if on_written is not None:
            seconds = time.monotonic() - started
            on_written(HullWritten(path, family, size, len(mesh.faces), seconds, fault))
        if count is None or written < count:
            await asyncio.sleep(max(0.0, started + interval_s - time.monotonic()))


@dataclass(frozen=True, slots=True)
class _Order:
    """What a writer is to write, and how long it waits between two pieces, in seconds."""

    path: Path
    mesh: Mesh
    rng: np.random.Generator
    pause_s: float


async def _write(order: _Order, fault: Fault | None) -> int:
    """Write a hull well or badly; return how many bytes are there."""
    try:
        await _WRITERS[fault](order)
        return (await asyncio.to_thread(order.path.stat)).st_size
    except OSError as error:
        raise _unwritable(order.path.parent, error) from error


def _hull(family: str, rng: np.random.Generator, triangles: int) -> Mesh:
    """Draw a hull by lot."""
    return vary(family, rng, triangles=triangles)[1]


def _another(choices: Sequence[str], last: str, rng: np.random.Generator) -> str:
    """Choose a family, another than the last one where there is a choice."""
    others = [name for name in choices if name != last] or list(choices)
    return others[int(rng.integers(len(others)))]


def _next_number(folder: Path) -> int:
    """Make the folder if need be; return one more than the highest number in its file names."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = [_NUMBERED.search(entry.name) for entry in folder.iterdir()]
    except OSError as error:
        raise _unwritable(folder, error) from error
    return 1 + max((int(match[1]) for match in found if match), default=0)


def _unwritable(folder: Path, error: OSError) -> SourceError:
    return SourceError(
        f"hulls cannot be written here ({error.strerror or error})",
        where=str(folder),
        hint="Name a folder that you may write to, on a disk with room",
    )


async def _write_well(order: _Order) -> None:
    """Write to a temporary file and rename it."""
    await asyncio.to_thread(save_mesh, order.mesh, order.path)


async def _write_in_chunks(order: _Order) -> None:
    """Write piece by piece into the final name, with pauses."""
    data = await asyncio.to_thread(encode_mesh, order.mesh, SUFFIX)
    step = -(-len(data) // CHUNKS)
    with order.path.open("wb", buffering=0) as file:
        for start in range(0, len(data), step):
            if start:
                await asyncio.sleep(order.pause_s)
            await asyncio.to_thread(file.write, data[start : start + step])


async def _write_truncated(order: _Order) -> None:
    """Leave the end out."""
    data = await asyncio.to_thread(encode_mesh, order.mesh, SUFFIX)
    await asyncio.to_thread(order.path.write_bytes, data[: int(len(data) * KEPT_OF_TRUNCATED)])


async def _write_corrupted(order: _Order) -> None:
    """Overwrite a stretch with not-a-numbers and another with garbage; the size stays right."""
    data = bytearray(await asyncio.to_thread(encode_mesh, order.mesh, SUFFIX))
    stretch = max(1, len(data) // 20)
    data[len(data) // 2 : len(data) // 2 + stretch] = b"\xff" * stretch
    data[len(data) // 4 : len(data) // 4 + stretch] = order.rng.bytes(stretch)
    await asyncio.to_thread(order.path.write_bytes, bytes(data))


async def _write_in_place(order: _Order) -> None:
    """Write a good file, then another hull of the family over it without a rename."""
    family = order.path.stem.rpartition("_")[0]
    earlier = await asyncio.to_thread(_hull, family, order.rng, len(order.mesh.faces))
    await asyncio.to_thread(save_mesh, earlier, order.path)
    await asyncio.sleep(order.pause_s * CHUNKS)
    await asyncio.to_thread(order.path.write_bytes, await asyncio.to_thread(encode_mesh, order.mesh, SUFFIX))


_WRITERS = {
    None: _write_well,
    Fault.CHUNKS: _write_in_chunks,
    Fault.TRUNCATED: _write_truncated,
    Fault.CORRUPTED: _write_corrupted,
    Fault.IN_PLACE: _write_in_place,
}
