"""STEP and IGES, by OpenCASCADE where it is installed (``pip install vesselviewer[cad]``).

A large library of C++ reads them, so it does in a process of its own: what crashes there, hangs or eats
memory takes nothing else along.
"""

from __future__ import annotations

import importlib.util
import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.cad_worker import tessellate_file
from vesselviewer.formats.parcel import refuse_not_finite
from vesselviewer.formats.polygons import refuse_no_faces, refuse_strangers
from vesselviewer.formats.surface import MeshPart, Surface
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from vesselviewer.formats.parcel import Parcel

_STEP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:/\*.*?\*/\s*)*ISO-10303-21\s*;", re.DOTALL)
# The first record of an IGES file has an S in column 73, and a number.
_IGES = re.compile(rb"[^\r\n]{72}S {0,6}0*1[ \t]*[\r\n]")
_LONGEST_S = 600.0
_LOOK_EVERY_S = 0.05


def describe(head: bytes, size: int) -> str | None:
    """Return "STEP" or "IGES" if the bytes begin like one."""
    if _STEP.match(head):
        return "STEP"
    return "IGES" if _IGES.match(head) else None


def parse(parcel: Parcel) -> Surface:
    """Read the faces of all solids and shells, in millimeters, cut into triangles.

    Raises:
        FormatError: if OpenCASCADE is not installed, cannot read the file, or takes too much.
    """
    if importlib.util.find_spec("OCP") is None:
        raise parcel.fault(
            "a CAD file (STEP or IGES), for which OpenCASCADE is not installed",
            hint="Install it with: pip install 'vesselviewer[cad]' (about 110 MB), or export the hull as STL",
        )
    import multiprocessing  # noqa: PLC0415 - for these files alone

    kind = describe(bytes(parcel.data[:4096]), len(parcel.data)) or "STEP"
    with tempfile.TemporaryDirectory(prefix="vesselviewer-cad-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"model.{kind.lower()}"
        source.write_bytes(parcel.data)
        context = multiprocessing.get_context("spawn")
        process = context.Process(
            target=tessellate_file, args=(str(source), folder, kind, parcel.budget), daemon=True
        )
        process.start()
        try:
            _wait(parcel, process)
        finally:
            process.kill()
            process.join()
        return _result(parcel, Path(folder), process.exitcode)


def _wait(parcel: Parcel, process: BaseProcess) -> None:
    """Wait for the process, for as long as nobody calls it off."""
    begun = time.monotonic()
    while process.is_alive():
        passed = time.monotonic() - begun
        if passed > _LONGEST_S:
            raise parcel.fault(
                f"OpenCASCADE did not finish it within {_LONGEST_S / 60:.0f} minutes",
                hint="Export the hull alone, as STL or as a smaller STEP",
            )
        # How far it is nobody knows: the bar slows down as it goes.
        parcel.tell(passed / (passed + 10.0))
        process.join(_LOOK_EVERY_S)


def _result(parcel: Parcel, folder: Path, code: int | None) -> Surface:
    """Return what the process left behind."""
    failure = folder / "failure.txt"
    if failure.exists():
        raise parcel.fault(failure.read_text("utf-8"))
    if not (folder / "parts.npy").exists():
        raise parcel.fault(
            f"OpenCASCADE broke down over it (exit code {code})",
            hint="The file is damaged or too large; export the hull as STL",
        )
    vertices = np.load(folder / "vertices.npy", allow_pickle=False)
    faces = np.load(folder / "faces.npy", allow_pickle=False)
    stops = np.load(folder / "parts.npy", allow_pickle=False).tolist()
    deviation = float(np.load(folder / "deviation.npy", allow_pickle=False))
    parcel.afford(2 * (vertices.nbytes + faces.nbytes))
    refuse_strangers(parcel, faces, len(vertices))
    refuse_no_faces(parcel, faces)
    refuse_not_finite(parcel, vertices)
    starts = [0, *stops[:-1]]
    parts = tuple(
        MeshPart(f"face {index + 1}", start, stop)
        for index, (start, stop) in enumerate(zip(starts, stops, strict=True))
        if stop > start
    )
    remark = f"Cut into triangles that lie within {deviation:.3g} mm of the surface"
    # The faces of a model meet in equal points, which belong together.
    return Surface(
        Mesh(vertices[faces].reshape(-1, 3), np.arange(3 * len(faces), dtype=np.int32).reshape(-1, 3)),
        is_soup=True,
        parts=parts,
        unit="mm",
        remarks=(remark,),
    )
