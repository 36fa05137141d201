"""From a file to a mesh with its verdict: the work that a thread does for a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.designs import THUMBNAIL_SIZE
from vesselviewer.errors import FormatError
from vesselviewer.formats import read_mesh_file
from vesselviewer.mesh import Mesh, judge_mesh
from vesselviewer.scene import render_thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    """

    path: Path
    mesh: Mesh
    size: int
    sha256: str
    report: MeshReport

    @property
    def memory(self) -> int:
        """Bytes that the arrays take."""
        return mesh_memory(self.mesh)


def mesh_memory(mesh: Mesh) -> int:
    """Return the bytes that the arrays of a mesh take."""
    return int(mesh.vertices.nbytes + mesh.faces.nbytes)


def read_and_judge(path: Path, checkpoint: Callable[[float], None]) -> ReadMesh:
    """Read a mesh file whole and judge it; called off the loop's thread.

    Raises:
        FormatError: if it is not a mesh, or does not fit into memory.
        SourceError: if the file cannot be read.
        CancelledError: if the checkpoint calls it off.
    """
    try:
        file = read_mesh_file(path, checkpoint=lambda fraction: checkpoint(_READING_SHARE * fraction))
        checkpoint(_READING_SHARE)
        report = judge_mesh(file.mesh)
    except MemoryError as error:
        hint = "Close other programs, or make a coarser mesh"
        raise FormatError("The mesh does not fit into memory", where=str(path), hint=hint) from error
    checkpoint(1.0)
    return ReadMesh(path, file.mesh, file.size, file.sha256, report)


def draw_thumbnail(mesh: Mesh) -> bytes:
    """Return the thumbnail of a mesh, raw RGBA of `THUMBNAIL_SIZE`; called off the loop's thread."""
    return render_thumbnail(mesh, THUMBNAIL_SIZE).tobytes()
