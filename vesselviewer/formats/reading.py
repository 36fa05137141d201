"""Files and bytes to meshes, in two stages: what can be drawn at once, then what was welded and hashed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from vesselviewer.errors import FormatError, SourceError
from vesselviewer.formats.memory import default_budget, refuse_beyond_budget
from vesselviewer.formats.opening import open_and_read
from vesselviewer.formats.parcel import Parcel
from vesselviewer.formats.registry import PROBE, format_of
from vesselviewer.formats.unpacking import compression_of, unpacked
from vesselviewer.mesh import weld_corners

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from vesselviewer.formats.opening import Digest
    from vesselviewer.formats.surface import MeshField, MeshPart, Surface
    from vesselviewer.mesh import Mesh

    Checkpoint = Callable[[float], None] | None
    Bytes = bytes | memoryview

_READ, _UNPACKED, _PARSED = 0.3, 0.5, 0.7  # shares of the work done, where somebody asks


@dataclass(frozen=True, slots=True)
class MeshFile:
    """A mesh and the file that it was read from.

    Attributes:
        mesh: in the unit and frame of the file; welded where the format stores triangles one by one,
            with the vertices of the file where it shares them.
        format: the variant, for example "STL binary" or "STL ASCII, gzip".
        size: bytes of the file as it lies there.
        sha256: hex digest of the file as it lies there.
        parts: named runs of faces, in order; empty where the file has none.
        fields: quantities over vertices or faces, as the file has them.
        unit: of the coordinates where the file declares one: "m", "mm", "cm", "µm", "ft", "in".
        up: the axis that the format declares to point up: "y" for glTF; None where it says nothing.
        remarks: what was done or left out on reading, in sentences without a period.
    """

    mesh: Mesh
    format: str
    size: int
    sha256: str
    parts: tuple[MeshPart, ...] = ()
    fields: tuple[MeshField, ...] = ()
    unit: str | None = None
    up: str | None = None
    remarks: tuple[str, ...] = ()


class StagedReading:
    """A file that can be shown already, and be finished in a moment.

    Use it as a context manager, or call `finish` or `drop`, so that no thread goes on hashing.

    Attributes:
        preview: the triangles as they stand in the file, each with corners of its own where the format
            stores them so. Drawn flat it looks like the finished mesh.
        format: the variant.
        size: bytes of the file.
    """

    def __init__(self, surface: Surface, variant: str, size: int, digest: Digest) -> None:
        self.preview = surface.mesh
        self.format = variant
        self.size = size
        self._surface = surface
        self._digest = digest

    def finish(self, *, checkpoint: Checkpoint = None) -> MeshFile:
        """Weld, wait for the digest, and return the file.

        Raises:
            CancelledError: if the checkpoint raised it.
            FormatError: if there is not enough memory.
        """
        surface = self._surface
        try:
            mesh = _finished(surface, self.format, checkpoint)
        except BaseException:
            self.drop()
            raise
        return MeshFile(
            mesh,
            self.format,
            self.size,
            self._digest.hexdigest(),
            surface.parts,
            surface.fields,
            surface.unit,
            surface.up,
            surface.remarks,
        )

    def drop(self) -> None:
        """Give up: stop hashing."""
        self._digest.drop()

    def __enter__(self) -> Self:
        """Do nothing more."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what still runs."""
        self.drop()


def load_mesh(path: str | os.PathLike[str], *, checkpoint: Checkpoint = None) -> Mesh:
    """Return the mesh in a file; see `read_mesh_file`."""
    return read_mesh_file(path, checkpoint=checkpoint).mesh


def read_mesh_file(
    path: str | os.PathLike[str], *, checkpoint: Checkpoint = None, budget: int | None = None
) -> MeshFile:
    """Read a mesh file once: bytes, digest, mesh.

    Args:
        path: of a regular file, or a link to one.
        checkpoint: called with the fraction done several times a second; may raise to call it off.
        budget: bytes of memory that may be used; half of what is free by default.

    Returns:
        The welded mesh with format, size and digest of the file.

    Raises:
        FormatError: if the bytes are not a mesh, or need more memory than allowed.
        SourceError: if the path cannot be read as a regular file.
    """
    with begin_reading(path, checkpoint=_part(checkpoint, 0.0, _PARSED), budget=budget) as reading:
        return reading.finish(checkpoint=_part(checkpoint, _PARSED, 1.0))


def begin_reading(
    path: str | os.PathLike[str], *, checkpoint: Checkpoint = None, budget: int | None = None
) -> StagedReading:
    """Read a mesh file as far as it takes to draw it.

    Args:
        path: of a regular file, or a link to one.
        checkpoint: called with the fraction done; may raise to call it off.
        budget: bytes of memory that may be used; half of what is free by default.

    Returns:
        The triangles, and the way to finish. Its digest is still being computed.

    Raises:
        FormatError: if the bytes are not a mesh, or need more memory than allowed.
        SourceError: if the path cannot be read as a regular file.
    """
    path = Path(path)
    budget = default_budget() if budget is None else budget
    tell = checkpoint or (lambda _: None)
    data, digest = open_and_read(path, budget, lambda fraction: tell(_READ * fraction))
    try:
        parcel = Parcel(
            data, path.name or str(path), budget, checkpoint, lambda name: _neighbor(path, name, budget)
        )
        surface, variant = _opened(parcel.within(_READ, 1.0))
    except BaseException:
        digest.drop()
        raise
    return StagedReading(surface, variant, len(data), digest)


def parse_mesh(data: Bytes, *, name: str, checkpoint: Checkpoint = None, budget: int | None = None) -> Mesh:
    """Return the mesh that some bytes of a file hold, compressed or not.

    Args:
        data: the whole file.
        name: of the file; errors begin with it, and its suffix helps where the content is unclear.
        checkpoint: called with the fraction done; may raise to call the work off.
        budget: bytes of memory that may be used; half of what is free by default.

    Raises:
        FormatError: if they are not a mesh.
    """
    surface, variant = parse_surface(
        data, name=name, checkpoint=_part(checkpoint, 0.0, _PARSED), budget=budget
    )
    return _finished(surface, variant, _part(checkpoint, _PARSED, 1.0))


def parse_surface(
    data: Bytes, *, name: str, checkpoint: Checkpoint = None, budget: int | None = None
) -> tuple[Surface, str]:
    """Return what some bytes of a file hold, not yet welded, and the variant; see `parse_mesh`."""
    budget = default_budget() if budget is None else budget
    return _opened(Parcel(memoryview(data), name, budget, checkpoint))


def _opened(parcel: Parcel) -> tuple[Surface, str]:
    """Return what a parcel holds, compressed or not, and its variant."""
    compression = compression_of(parcel.data)
    if compression is not None:
        parcel = unpacked(parcel.within(0.0, _UNPACKED), compression)
    refuse_beyond_budget(len(parcel.data), parcel.budget, parcel.name)
    format_, variant = format_of(bytes(parcel.data[:PROBE]), len(parcel.data), parcel.name)
    try:
        surface = format_.parse(parcel.within(_UNPACKED if compression else 0.0, 1.0))
    except MemoryError as error:
        raise _starved(parcel.name) from error
    return surface, f"{variant}, {compression}" if compression else variant


def _finished(surface: Surface, name: str, checkpoint: Checkpoint) -> Mesh:
    """Return the mesh of a surface, welded where that is due."""
    if not surface.is_soup:
        return surface.mesh
    try:
        return weld_corners(surface.mesh.vertices.reshape(-1, 3, 3), checkpoint=checkpoint)
    except MemoryError as error:
        raise _starved(name) from error


def _neighbor(path: Path, name: str, budget: int) -> bytes:
    """Return the bytes of a file in the same folder, no link and of a plain name."""
    if not name.strip(". ") or any(letter in name for letter in "/\\:\0"):
        raise SourceError(
            "a file is asked for that does not lie beside the mesh",
            where=f"{path.name}: {name!r}",
            hint="Export it again with all data in one file",
        )
    data, digest = open_and_read(path.with_name(name), budget, lambda _: None, link=False)
    digest.drop()
    return bytes(data)


def _starved(name: str) -> FormatError:
    """Return the error for when memory runs out in spite of the budget."""
    return FormatError(
        "there is not enough memory to read it", where=name, hint="Close other programs and try again"
    )


def _part(checkpoint: Checkpoint, start: float, end: float) -> Checkpoint:
    """Return a checkpoint for a part of the work."""
    if checkpoint is None:
        return None
    return lambda fraction: checkpoint(start + (end - start) * fraction)
