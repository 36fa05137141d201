"""`vesselviewer inspect`: what is in mesh files, and whether it can be trusted."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.errors import VesselViewerError

if TYPE_CHECKING:
    from vesselviewer.designs import Frame
    from vesselviewer.formats import MeshFile
    from vesselviewer.mesh import MeshReport

MESH_FILE_HELP = """\
a mesh file: STL, PLY, OBJ, OFF, glTF, 3MF, VTK legacy, VTK XML, Gmsh, WAMIT GDF, Nemoh and Capytaine, \
HydroStar; STEP and IGES with the extra "cad" installed; each also packed as .gz or .zst"""
_LOOPS_TOLD = 6
_FRAME_LABELS = {
    "unit": "unit",
    "forward": "bow toward",
    "up": "up",
    "z_zero": "z = 0 at",
    "baseline": "baseline at z",
    "aft_perpendicular": "AP at",
    "length_between_perpendiculars": "L_PP, m",
    "design_draft": "draft T, m",
}

_EXAMPLE = """\
examples:
  vesselviewer inspect hull.stl
  vesselviewer inspect --json outputs/*.stl | jq 'select(.watertight)'
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the verb."""
    parser = subparsers.add_parser(
        "inspect",
        help="say what is in mesh files, and whether it can be trusted",
        description="Read mesh files and judge them: size, bounds, openings, volume, verdict.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help=MESH_FILE_HELP)
    parser.add_argument("--json", action="store_true", help="one JSON object a line and file")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Inspect the files in turn; a bad one does not stop the others.

    Returns:
        0 if all could be read, 1 otherwise.
    """
    from vesselviewer.designs import detect_frame
    from vesselviewer.designs.sidecars import read_sidecar
    from vesselviewer.formats import read_mesh_file
    from vesselviewer.mesh import judge_mesh

    failures = 0
    for path in args.files:
        try:
            file = read_mesh_file(path)
            report = judge_mesh(file.mesh)
            declaration, trouble = read_sidecar(Path(path))
            frame = detect_frame(
                file.mesh, report, name=Path(path).name, below=declaration, by="by its sidecar"
            )
            if trouble is not None and not args.json:
                _print_failure(path, trouble, as_json=False)
        except VesselViewerError as error:
            failures += 1
            _print_failure(path, error, as_json=args.json)
            continue
        if args.json:
            _print_line(json_object(path, file, report, frame))
        else:
            _print_line(readable(path, file, report, frame) + "\n")
    return 1 if failures else 0


def json_object(path: str, file: MeshFile, report: MeshReport, frame: Frame) -> str:
    """Return what is known of a file as one line of JSON; the path as the user gave it."""
    from vesselviewer.designs.verdict import verdict_in_frame
    from vesselviewer.mesh import proposed

    return json.dumps(
        {
            "path": path,
            "format": file.format,
            "size": file.size,
            **report.as_dict(),
            "sha256": file.sha256,
            "frame": frame.as_dict(),
            "frame_verdict": verdict_in_frame(report, frame),
            "proposed": [row.id for row in proposed(report)],
        },
        ensure_ascii=True,
    )


def readable(path: str, file: MeshFile, report: MeshReport, frame: Frame) -> str:
    """Return what is known of a file as aligned lines for a person."""
    from vesselviewer.mesh import proposed

    x_min, x_max, y_min, y_max, z_min, z_max = report.bounds
    volume = "not computable" if report.volume is None else f"{report.volume:.6g} (unit of the file, cubed)"
    rows = (
        ("verdict", report.verdict),
        ("format", f"{file.format}, {file.size:,} bytes"),
        ("triangles", f"{report.triangles:,}"),
        ("vertices", f"{report.vertices:,}"),
        ("x", f"{x_min:.6g} to {x_max:.6g} ({x_max - x_min:.6g})"),
        ("y", f"{y_min:.6g} to {y_max:.6g} ({y_max - y_min:.6g})"),
        ("z", f"{z_min:.6g} to {z_max:.6g} ({z_max - z_min:.6g})"),
        ("volume", volume),
        ("watertight", "yes" if report.watertight else "no"),
        ("open edges", f"{report.open_edges:,}"),
        ("non-manifold edges", f"{report.non_manifold_edges:,}"),
        ("degenerate faces", f"{report.degenerate_faces:,}"),
        ("duplicate faces", f"{report.duplicate_faces:,}"),
        ("winding", report.winding),
        ("parts", f"{report.components:,}"),
        *_measures(report),
        *_openings(report, frame),
        ("corrections", ", ".join(row.text for row in proposed(report)) or "none needed"),
        *_frame_rows(frame),
        ("sha256", file.sha256),
    )
    width = max(len(label) for label, _ in rows)
    return "\n".join([printable(path), *(f"  {label:<{width}}  {value}" for label, value in rows)])


def _measures(report: MeshReport) -> list[tuple[str, str]]:
    """Return symmetry and resolution, where they are known."""
    rows = []
    if report.asymmetry is not None:
        rows.append(("asymmetry", f"{report.asymmetry:.3g} at most, {report.asymmetry_rms:.3g} RMS"))
    if report.resolution_error is not None:
        rows.append(("resolution", f"{report.resolution_error:+.2%} of the volume lost to flat triangles"))
    return rows


def _openings(report: MeshReport, frame: Frame) -> list[tuple[str, str]]:
    """Return the openings, relative to the waterline."""
    from vesselviewer.designs.verdict import loop_words

    rows = [("opening", loop_words(loop, frame)) for loop in report.loops[:_LOOPS_TOLD]]
    more = report.loop_count - len(rows)
    return [*rows, ("", f"and {more:,} more")] if more > 0 else rows


def _frame_rows(frame: Frame) -> list[tuple[str, str]]:
    """Return the frame, each value with where it comes from."""
    rows = []
    for name, label in _FRAME_LABELS.items():
        finding = getattr(frame, name)
        value = f"{finding.value:.6g}" if isinstance(finding.value, float) else finding.value
        rows.append((label, f"{value} ({finding.provenance}: {finding.why})"))
    return rows


def printable(text: str) -> str:
    """Return a file name fit for a terminal: no control characters, no undecodable bytes."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _print_failure(path: str, error: VesselViewerError, *, as_json: bool) -> None:
    """Say what is wrong with a file, where, and what to do."""
    if as_json:
        failure = {"path": path, "error": error.what, "where": error.where, "hint": error.hint}
        _print_line(json.dumps(failure, ensure_ascii=True))
        return
    name = Path(path).name
    where = error.where or path
    if where.startswith(name):  # errors name the file alone, the user gave a path
        where = path + where.removeprefix(name)
    line = f"{where}: {error.what}." + (f" {error.hint}." if error.hint else "")
    sys.stderr.write(f"error: {printable(line)}\n")


def _print_line(text: str) -> None:
    """Write a line at once, so that a reader on a pipe sees each file as it is done."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
