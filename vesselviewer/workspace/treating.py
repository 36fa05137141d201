"""From a mesh as read to the hull as shown: corrected, and in the internal frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.designs import detect_frame
from vesselviewer.designs.verdict import verdict_in_frame
from vesselviewer.mesh import corrected, judge_mesh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vesselviewer.designs import Frame, Treatment
    from vesselviewer.mesh import Mesh, MeshReport
    from vesselviewer.workspace.reading import ReadMesh


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of a hull as it is shown.

    Attributes:
        original: the verdict on the file.
        report: the verdict on the mesh as corrected, in the numbers of the file.
        frame: how the file is read.
        treatment: what the user has decided.
        verdict: one line, in the frame.
        trouble: what is wrong with the sidecar; None if nothing is.
    """

    original: MeshReport
    report: MeshReport
    frame: Frame
    treatment: Treatment
    verdict: str
    trouble: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TreatedMesh:
    """A hull as it is shown.

    Attributes:
        key: `Shown.display` of it.
        path: the local file that it was read from.
        mesh: corrected, in meters in the internal frame.
        inspection: what is known of it.
    """

    key: str
    path: Path
    mesh: Mesh
    inspection: Inspection


def treat(
    read: ReadMesh, treatment: Treatment, checkpoint: Callable[[float], None]
) -> tuple[Mesh, Inspection]:
    """Correct a mesh and bring it into the internal frame; called off the loop's thread.

    Raises:
        CancelledError: if the checkpoint raised it.
    """
    mesh, report, frame = read.mesh, read.report, read.frame
    if treatment.corrections:
        mesh = corrected(mesh, treatment.corrections, lambda fraction: checkpoint(fraction / 2))
        checkpoint(0.5)
        report = judge_mesh(mesh)
    said = treatment.declaration
    if said.as_dict():
        frame = detect_frame(read.mesh, read.report, said, name=read.name, below=read.declaration, by=read.by)
    checkpoint(0.8)
    verdict = verdict_in_frame(report, frame, treatment.corrections)
    return frame.to_internal(mesh), Inspection(read.report, report, frame, treatment, verdict, read.trouble)
