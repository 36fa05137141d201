"""From a file to a mesh with its verdict: the work that a thread does for a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.designs import THUMBNAIL_SIZE, Declaration, detect_frame
from vesselviewer.designs.sidecars import read_sidecar, sidecar_path
from vesselviewer.errors import FormatError
from vesselviewer.formats import read_mesh_file
from vesselviewer.mesh import Mesh, judge_mesh
from vesselviewer.scene import render_thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vesselviewer.designs import Frame
    from vesselviewer.mesh import MeshReport

_READING_SHARE = 0.8  # of the time; judging takes the rest


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


def mesh_memory(mesh: Mesh) -> int:
    """Return the bytes that the arrays of a mesh take."""
    return int(mesh.vertices.nbytes + mesh.faces.nbytes)


def read_and_judge(path: Path, checkpoint: Callable[[float], None], *, name: str = "") -> ReadMesh:
    """Read a mesh file whole, judge it and find its frame; called off the loop's thread.

    A sidecar that is bad is passed over, and the result says so.

    Raises:
        FormatError: if it is not a mesh, or does not fit into memory.
        SourceError: if the file cannot be read.
        CancelledError: if the checkpoint calls it off.
    """
    try:
        file = read_mesh_file(path, checkpoint=lambda fraction: checkpoint(_READING_SHARE * fraction))
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


def draw_thumbnail(read: ReadMesh) -> bytes:
    """Return the thumbnail of a mesh in its frame, raw RGBA; called off the loop's thread."""
    return render_thumbnail(read.frame.to_internal(read.mesh), THUMBNAIL_SIZE).tobytes()
