"""From a file to a mesh with its verdict: the work that a thread does for a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.designs import THUMBNAIL_SIZE, Declaration, detect_frame
from vesselviewer.designs.sampled_frame import sampled_frame
from vesselviewer.designs.sidecars import read_sidecar, sidecar_path
from vesselviewer.errors import FormatError
from vesselviewer.formats import begin_reading
from vesselviewer.mesh import Mesh, judge_mesh
from vesselviewer.scene import render_thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vesselviewer.designs import Frame
    from vesselviewer.formats import MeshFile
    from vesselviewer.mesh import MeshReport

PREVIEW_ABOVE, PREVIEW_UP_TO = 300_000, 4_000_000
"""How many triangles are worth a preview: fewer are judged before it would stand, and to hand more of them
to the graphics card twice would hold the window."""

_OPENING_SHARE, _READING_SHARE = 0.5, 0.8  # of the time; judging takes the rest


@dataclass(frozen=True, slots=True, eq=False)
class ReadMesh:
    """A file that has been read and judged.

    Attributes:
        path: the local file.
        mesh: its triangles.
        size: its bytes.
        sha256: hex digest of its bytes.
        report: the verdict.
        frame: as declared beside the file, and for the rest as detected.
        name: what it is called.
        declaration: what is declared beside the file.
        by: who declares it, in words.
        trouble: what is wrong with the sidecar; None if nothing is.
    """

    path: Path
    mesh: Mesh
    size: int
    sha256: str
    report: MeshReport
    frame: Frame
    name: str = ""
    declaration: Declaration = Declaration()  # noqa: RUF009 - frozen
    by: str = ""
    trouble: str | None = None

    @property
    def memory(self) -> int:
        """Bytes that the arrays take."""
        return mesh_memory(self.mesh)


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """A file whose triangles are there, and not yet welded and judged.

    Attributes:
        path: the local file.
        mesh: its triangles as they stand there.
        name: what it is called.
    """

    path: Path
    mesh: Mesh
    name: str


def mesh_memory(mesh: Mesh) -> int:
    """Return the bytes that the arrays of a mesh take."""
    return int(mesh.vertices.nbytes + mesh.faces.nbytes)


def read_and_judge(
    path: Path,
    checkpoint: Callable[[float], None],
    *,
    name: str = "",
    glimpsed: Callable[[Glimpse], None] | None = None,
) -> ReadMesh:
    """Read a mesh file whole, judge it and find its frame; called off the loop's thread.

    A sidecar that is bad is passed over, and the result says so.

    Args:
        path: the local file.
        checkpoint: called with the fraction done; raises `CancelledError` to cancel.
        name: what it is called.
        glimpsed: given the triangles of a large file as soon as they are there.

    Raises:
        FormatError: if it is not a mesh, or does not fit into memory.
        SourceError: if the file cannot be read.
        CancelledError: if the checkpoint calls it off.
    """
    try:
        file = _read_in_stages(path, checkpoint, name or path.name, glimpsed)
        checkpoint(_READING_SHARE)
        report = judge_mesh(file.mesh)
        declaration, trouble = read_sidecar(path)
        by = f"by {sidecar_path(path).name}" if declaration.as_dict() else ""
        frame = detect_frame(file.mesh, report, name=name or path.name, below=declaration, by=by)
    except MemoryError as error:
        hint = "Close other programs, or make a coarser mesh"
        raise FormatError("The mesh does not fit into memory", where=str(path), hint=hint) from error
    checkpoint(1.0)
    return ReadMesh(
        path,
        file.mesh,
        file.size,
        file.sha256,
        report,
        frame,
        name=name or path.name,
        declaration=declaration,
        by=by,
        trouble=None if trouble is None else str(trouble),
    )


def glimpse_in_frame(glimpse: Glimpse, declaration: Declaration) -> tuple[Mesh, Frame]:
    """Return the triangles of a file in the internal frame, as far as it can be told yet, and that frame.

    Args:
        glimpse: the file.
        declaration: what the user vouches for.
    """
    below, _ = read_sidecar(glimpse.path)
    frame = sampled_frame(glimpse.mesh, declaration, name=glimpse.name, below=below)
    return frame.to_internal(glimpse.mesh), frame


def _read_in_stages(
    path: Path,
    checkpoint: Callable[[float], None],
    name: str,
    glimpsed: Callable[[Glimpse], None] | None,
) -> MeshFile:
    """Hand out the triangles, then finish; on return the bare ones are nobody's here any more."""
    with begin_reading(path, checkpoint=_part(checkpoint, 0.0, _OPENING_SHARE)) as reading:
        triangles = len(reading.preview.faces)
        if glimpsed is not None and PREVIEW_ABOVE < triangles <= PREVIEW_UP_TO:
            glimpsed(Glimpse(path, reading.preview, name))
        return reading.finish(checkpoint=_part(checkpoint, _OPENING_SHARE, _READING_SHARE))


def _part(checkpoint: Callable[[float], None], start: float, end: float) -> Callable[[float], None]:
    return lambda fraction: checkpoint(start + (end - start) * fraction)


def draw_thumbnail(read: ReadMesh) -> bytes:
    """Return the thumbnail of a mesh in its frame, raw RGBA; called off the loop's thread."""
    return render_thumbnail(read.frame.to_internal(read.mesh), THUMBNAIL_SIZE).tobytes()
