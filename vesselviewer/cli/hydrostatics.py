"""`vesselviewer hydrostatics`: what a hull displaces, how it floats, and how far that can be trusted."""

from __future__ import annotations

import argparse
import math
import sys
from typing import TYPE_CHECKING

from vesselviewer.errors import VesselViewerError

if TYPE_CHECKING:
    from vesselviewer.hydrostatics import Flotation, PreparedHull, ReferenceLines

_EXAMPLE = """\
examples:
  vesselviewer hydrostatics hull.stl --draft 0.244 --lpp 5.976
  vesselviewer hydrostatics kcs.stl --frame x-aft --waterline-z 0 --draft 0.3418 --json
  vesselviewer hydrostatics hull.stl --displacement 850 --trim free --lcg 2.93 --kg 0.3
  vesselviewer hydrostatics hull.stl --draft 7.5 --kg 6 --gz --csv
  vesselviewer hydrostatics hull.stl --draft 7.5 --table 4:9:0.5

Lengths are in meters, trim is positive by the bow, heel positive to starboard. Until a file carries
its frame, --frame, --unit, --ap, --lpp and --baseline-z say what it is; they are in meters in ship
axes (x forward), and what is not said is assumed and named in the output.
"""
_FREE = "free"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the verb."""
    parser = subparsers.add_parser(
        "hydrostatics",
        help="compute displacement, centers, stability and form of a hull",
        description="Compute the hydrostatics of a hull at a draft, a height of the water or a displacement.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="a mesh file (.stl, .stl.gz)")
    floating = parser.add_argument_group("how it floats")
    floating.add_argument("--draft", type=float, metavar="M", help="at midship, above the baseline")
    floating.add_argument(
        "--waterline-z", type=float, metavar="Z", help="height of the water in the file's own coordinates"
    )
    floating.add_argument("--displacement", type=float, metavar="KG", help="mass; the draft is solved for")
    floating.add_argument("--trim", type=_number_or_free, default=0.0, metavar="M", help="over L_PP, or free")
    floating.add_argument(
        "--heel-deg", type=_number_or_free, default=0.0, metavar="DEG", help="degrees, or free"
    )
    floating.add_argument(
        "--density", type=_density, default=1025.0, metavar="RHO", help="salt, fresh or kg/m³ (salt)"
    )
    floating.add_argument("--kg", type=float, metavar="M", help="center of gravity above the baseline")
    floating.add_argument("--lcg", type=float, metavar="M", help="center of gravity from AP")
    floating.add_argument("--tcg", type=float, default=0.0, metavar="M", help="center of gravity to port")
    _add_frame(parser)
    output = parser.add_argument_group("what to print")
    output.add_argument("--table", metavar="FROM:TO:STEP", help="over drafts, both ends included")
    output.add_argument("--gz", action="store_true", help="righting levers, needs --kg")
    form = output.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object, SI")
    form.add_argument("--csv", action="store_true", help="comma-separated, SI")
    parser.set_defaults(func=run)


def _add_frame(parser: argparse.ArgumentParser) -> None:
    """Add what says in which coordinates a file is."""
    frame = parser.add_argument_group("the frame of the file")
    directions = ("x-forward", "x-aft", "y-forward", "y-aft")
    frame.add_argument("--frame", choices=directions, default="x-forward", help="where the bow is")
    frame.add_argument("--unit", choices=("m", "mm", "cm", "ft", "in"), default="m", help="of the file")
    frame.add_argument("--ap", type=float, metavar="X", help="x of the aft perpendicular")
    frame.add_argument("--lpp", type=float, metavar="M", help="length between perpendiculars")
    frame.add_argument("--baseline-z", type=float, metavar="Z", help="z of the baseline")


def run(args: argparse.Namespace) -> int:
    """Compute and print.

    Returns:
        0 if there is a displaced volume, 1 if it is not computable.
    """
    from vesselviewer.cli import hydrostatics_output as output
    from vesselviewer.formats import load_mesh
    from vesselviewer.hydrostatics import (
        compute_hydrostatics,
        gz_curve,
        hydrostatic_table,
        in_ship_axes,
        prepare_hull,
    )

    hull = prepare_hull(in_ship_axes(load_mesh(args.file), frame=args.frame, unit=args.unit))
    flotation = _flotation(args, hull)
    result = compute_hydrostatics(hull, flotation)
    rows = hydrostatic_table(hull, _drafts(args.table), flotation) if args.table else ()
    curve = gz_curve(hull, flotation) if args.gz else None
    if args.json:
        text = output.as_json(args.file, result, rows, curve)
    elif args.csv:
        text = output.as_csv(result, rows, curve)
    else:
        text = output.readable(args.file, result, rows, curve)
    sys.stdout.write(text + "\n")
    return 0 if result.displaced_volume is not None else 1


def _flotation(args: argparse.Namespace, hull: PreparedHull) -> Flotation:
    """Return the flotation that the arguments ask for.

    Raises:
        VesselViewerError: if they contradict each other, or leave the depth open.
    """
    from vesselviewer.hydrostatics import Flotation
    from vesselviewer.units import METERS_PER_UNIT

    water = None if args.waterline_z is None else args.waterline_z * METERS_PER_UNIT[args.unit]
    try:
        return Flotation(
            draft=args.draft,
            displacement=args.displacement,
            waterline_z=water,
            trim=None if args.trim == _FREE else args.trim,
            heel=None if args.heel_deg == _FREE else math.radians(args.heel_deg),
            density=args.density,
            kg=args.kg,
            lcg=args.lcg,
            tcg=args.tcg,
            reference=_reference(args, hull, water),
        )
    except ValueError as error:
        hint = "Use --draft, --waterline-z or --displacement"
        raise VesselViewerError(str(error), hint=hint) from error


def _reference(args: argparse.Namespace, hull: PreparedHull, water: float | None) -> ReferenceLines | None:
    """Return the declared lines, what is not declared being assumed; None where nothing is."""
    from vesselviewer.hydrostatics import ReferenceLines, assumed_reference

    if args.ap is None and args.lpp is None and args.baseline_z is None:
        return None
    level = water
    if level is None and args.draft is not None:
        level = (args.baseline_z or 0.0) + args.draft
    assumed = assumed_reference(hull, level)
    told = {"AP": args.ap, "L_PP": args.lpp, "the baseline": args.baseline_z}
    missing = [name for name, value in told.items() if value is None]
    length = args.lpp or assumed.length_between_perpendiculars
    aft = args.ap
    if aft is None:
        # The forward perpendicular is where the stem meets the water; the stern overhangs.
        aft = assumed.forward_perpendicular - length if args.lpp else assumed.aft_perpendicular
    baseline = assumed.baseline if args.baseline_z is None else args.baseline_z
    basis = f"{' and '.join(missing)} taken from the waterline" if missing else "declared"
    return ReferenceLines(aft, length, baseline, basis)


def _drafts(text: str) -> list[float]:
    """Parse ``4:9:0.5`` into drafts, both ends included.

    Raises:
        VesselViewerError: if it is not three numbers that rise.
    """
    try:
        low, high, step = (float(part) for part in text.split(":"))
    except ValueError:
        low = high = step = math.nan
    if not (step > 0 and low <= high <= low + 10_000 * step):
        raise VesselViewerError(f"--table {text!r} is not FROM:TO:STEP", hint="For example 4:9:0.5")
    return [low + k * step for k in range(int((high - low) / step + 1 + 1e-9))]


def _number_or_free(text: str) -> float | str:
    """Parse a number or the word free."""
    return _FREE if text == _FREE else float(text)


def _density(text: str) -> float:
    """Parse salt, fresh or a number."""
    return {"salt": 1025.0, "fresh": 1000.0}.get(text) or float(text)
