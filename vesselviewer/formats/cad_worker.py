"""What the process does that reads a CAD file; nothing here is imported elsewhere but by its name."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

# Of the diagonal: the resolution at which a volume is right to about 0.01 %.
_DEVIATION = 1e-4
_ANGLE = 0.2  # radians between neighboring triangles of a curved face
_OWN_NEED = 4 << 30  # addresses that the libraries take before anything is read


def tessellate_file(source: str, folder: str, kind: str, budget: int) -> None:
    """Read a CAD file and leave its triangles in a folder, or a failure.txt with the reason.

    Args:
        source: path of the file.
        folder: where vertices.npy, faces.npy, deviation.npy and parts.npy are written, the last at last.
        kind: "STEP" or "IGES".
        budget: bytes of memory that it may take.
    """
    _be_quiet()
    _limit_memory(budget + _OWN_NEED)
    target = Path(folder)
    try:
        vertices, faces, stops, deviation = _tessellated(source, kind)
    except Exception as error:  # noqa: BLE001 - the boundary of the process: any failure becomes its message
        text = (
            str(error)
            if isinstance(error, _UnreadableError)
            else f"OpenCASCADE failed over it ({error!r:.200})"
        )
        (target / "failure.txt").write_text(text, "utf-8")
        return
    np.save(target / "vertices.npy", vertices)
    np.save(target / "faces.npy", faces)
    np.save(target / "deviation.npy", np.float64(deviation))
    np.save(target / "parts.npy", np.array(stops, dtype=np.int64))


class _UnreadableError(Exception):
    """The library says that it cannot read the file."""


def _be_quiet() -> None:
    """Send what the library prints nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _limit_memory(size: int) -> None:
    """Let the system refuse more memory than this, where it can."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _tessellated(source: str, kind: str) -> tuple[np.ndarray, np.ndarray, list[int], float]:
    """Return vertices, faces, the end of each face's triangles, and the deviation, in millimeters."""
    from OCP.Bnd import Bnd_Box  # noqa: PLC0415 - an optional extra
    from OCP.BRepBndLib import BRepBndLib  # noqa: PLC0415 - the same
    from OCP.BRepBuilderAPI import BRepBuilderAPI_Sewing  # noqa: PLC0415 - the same
    from OCP.BRepMesh import BRepMesh_IncrementalMesh  # noqa: PLC0415 - the same

    shape = _shape(source, kind)
    box = Bnd_Box()
    BRepBndLib.Add_s(shape, box)
    if box.IsVoid():
        raise _UnreadableError("there is no shape in it")
    low, high = np.array(box.CornerMin().Coord()), np.array(box.CornerMax().Coord())
    deviation = max(1e-6, _DEVIATION * float(np.linalg.norm(high - low)))
    if kind == "IGES":
        # Its faces know nothing of each other; sewn, they share their edges and look the same way.
        sewing = BRepBuilderAPI_Sewing(deviation)
        sewing.Add(shape)
        sewing.Perform()
        shape = sewing.SewedShape()
    BRepMesh_IncrementalMesh(shape, deviation, False, _ANGLE, True)  # noqa: FBT003 - OpenCASCADE's own
    vertices, faces, stops = _triangles(shape)
    if not stops:
        raise _UnreadableError("there are no faces in it, only curves or points")
    return np.concatenate(vertices), np.concatenate(faces), stops, deviation


def _shape(source: str, kind: str) -> Any:  # noqa: ANN401 - OpenCASCADE has no types here
    """Return all shapes of the file as one."""
    from OCP.IFSelect import IFSelect_ReturnStatus  # noqa: PLC0415 - an optional extra
    from OCP.IGESControl import IGESControl_Reader  # noqa: PLC0415 - the same
    from OCP.STEPControl import STEPControl_Reader  # noqa: PLC0415 - the same

    reader = STEPControl_Reader() if kind == "STEP" else IGESControl_Reader()
    if reader.ReadFile(source) != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise _UnreadableError(f"OpenCASCADE cannot read it as {kind}")
    reader.TransferRoots()
    shape = reader.OneShape()
    if shape.IsNull():
        raise _UnreadableError("there is no shape in it")
    return shape


def _triangles(shape: Any) -> tuple[list[np.ndarray], list[np.ndarray], list[int]]:  # noqa: ANN401
    """Return the triangles of all faces; reversed faces are turned."""
    from OCP.BRep import BRep_Tool  # noqa: PLC0415 - an optional extra
    from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum  # noqa: PLC0415 - the same
    from OCP.TopExp import TopExp_Explorer  # noqa: PLC0415 - the same
    from OCP.TopLoc import TopLoc_Location  # noqa: PLC0415 - the same
    from OCP.TopoDS import TopoDS  # noqa: PLC0415 - the same

    vertices: list[np.ndarray] = []
    faces: list[np.ndarray] = []
    stops: list[int] = []
    count = total = 0
    explorer = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE)
    while explorer.More():
        face = (
            TopoDS.Face_s(explorer.Current())
            if hasattr(TopoDS, "Face_s")
            else TopoDS.Face(explorer.Current())
        )
        explorer.Next()
        location = TopLoc_Location()
        pieces = BRep_Tool.Triangulation_s(face, location)
        if pieces is None:
            continue
        move = location.Transformation()
        points = [pieces.Node(index).Transformed(move).Coord() for index in range(1, pieces.NbNodes() + 1)]
        corners = np.array([pieces.Triangle(index).Get() for index in range(1, pieces.NbTriangles() + 1)])
        corners = corners.reshape(-1, 3) - 1 + count
        if face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED:
            corners = corners[:, ::-1]
        vertices.append(np.array(points).reshape(-1, 3))
        faces.append(corners.astype(np.int32))
        count += len(points)
        total += len(corners)
        stops.append(total)
    return vertices, faces, stops
