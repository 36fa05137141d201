"""Hydrostatics of a million triangles on one core, beside other programs in the same run.

    python -m tests.benchmarks.bench_hydrostatics [--triangles 1000000] [--peers PYTHON] [--hull FILE]

PYTHON is the interpreter of an environment of its own in which trimesh and navaltoolbox may be
installed: they are run as separate programs, on the same file. navaltoolbox is also the oracle: what
both programs compute of HULL at random drafts, trims and heels is compared. Times are of the
processor, which a busy machine stretches less than those of the clock; the best of some runs is told,
and the median.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats import load_mesh, save_mesh
from vesselviewer.hullforms import ShipParameters, ship_hull
from vesselviewer.hydrostatics import (
    Flotation,
    ReferenceLines,
    compute_hydrostatics,
    gz_curve,
    hydrostatic_table,
    prepare_hull,
)
from vesselviewer.hydrostatics.cutting import cut
from vesselviewer.mesh import judge_mesh

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.mesh import Mesh

_TRIMESH = """
import sys, time, trimesh
mesh = trimesh.load(sys.argv[1])
times = []
for height in (7.0, 7.5, 8.0):
    start = time.process_time()
    wet = trimesh.intersections.slice_mesh_plane(mesh, (0, 0, -1), (0, 0, height), cap=False)
    wet.area
    times.append(time.process_time() - start)
print(min(times))
"""
_NAVALTOOLBOX = """
import json, sys
import navaltoolbox as naval
vessel = naval.Vessel(naval.Hull(sys.argv[1]))
vessel.ap, vessel.fp = 0.0, float(sys.argv[2])
calculator = naval.HydrostaticsCalculator(vessel, 1025.0)
out = []
for draft, trim, heel in json.loads(sys.argv[3]):
    s = calculator.from_draft(draft, trim, heel)
    out.append([s.volume, *s.cob, s.waterplane_area, s.wetted_surface_area])
print(json.dumps(out))
"""


def told(name: str, action: Callable[[int], object], runs: int, target_ms: float | None = None) -> float:
    """Run, print best and median, and return the best in seconds."""
    processor, clock = [], []
    for k in range(runs):
        begin, started = time.process_time(), time.perf_counter()
        action(k)
        processor.append(time.process_time() - begin)
        clock.append(time.perf_counter() - started)
    best = min(processor)
    verdict = ""
    if target_ms is not None:
        verdict = f"  target {target_ms:g} ms: " + ("met" if best * 1e3 <= target_ms else "MISSED")
    median = statistics.median(processor)
    print(
        f"  {name:<44}{best * 1e3:9.2f} ms best {median * 1e3:9.2f} median "
        f"{min(clock) * 1e3:9.2f} by the clock{verdict}"
    )
    return best


def speed(mesh: Mesh, lines: ReferenceLines) -> float:
    """Print the times of everything, and return that of one cut."""
    report = judge_mesh(mesh)
    told("judge_mesh (done at arrival)", lambda _: judge_mesh(mesh), 2)
    told("prepare, judged before", lambda _: prepare_hull(mesh, report=report), 5, 300)
    hull = prepare_hull(mesh, report=report)
    told("estimate of resolution, once", lambda _: hull.resolution, 1)
    told("sections for A_M and A_X, once", lambda _: hull.slices(lines.midship), 1)
    rng = np.random.default_rng(3)
    planes = [(7 + rng.uniform(-2, 2), rng.uniform(-1, 1), rng.uniform(-0.5, 0.5)) for _ in range(60)]
    up = np.array((0.0, 0.0, 1.0))
    one = told("one upright cut and its integrals", lambda k: cut(hull.tree, up, planes[k][0]), 60, 2)
    told(
        "every quantity, upright",
        lambda k: compute_hydrostatics(hull, Flotation(draft=planes[k][0], kg=6.0, reference=lines)),
        60,
        2,
    )
    told(
        "every quantity, any draft, trim and heel",
        lambda k: compute_hydrostatics(
            hull,
            Flotation(draft=planes[k][0], trim=planes[k][1], heel=planes[k][2], kg=6.0, reference=lines),
        ),
        60,
        2,
    )
    asked = Flotation(draft=7.0, kg=6.0, reference=lines)
    told("table of 50 drafts", lambda _: hydrostatic_table(hull, np.linspace(3.0, 12.0, 50), asked), 5, 50)
    told("GZ, 19 heels, free to trim", lambda _: gz_curve(hull, asked), 5, 500)
    return one


def oracle(python: str, path: Path, lines: ReferenceLines, depth: float) -> None:
    """Print the largest difference to navaltoolbox over random flotations."""
    rng = np.random.default_rng(11)
    cases = [
        (depth * rng.uniform(0.3, 0.6), math.degrees(rng.uniform(-0.02, 0.02)), rng.uniform(-25, 25))
        for _ in range(12)
    ]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "hull.stl"
        save_mesh(load_mesh(path), plain)
        arguments = [str(plain), str(lines.length_between_perpendiculars), json.dumps(cases)]
        run = subprocess.run(
            [python, "-c", _NAVALTOOLBOX, *arguments], capture_output=True, text=True, check=False
        )
        if run.returncode:
            print(f"\nnavaltoolbox: not run ({run.stderr.strip().splitlines()[-1:]})")
            return
        hull = prepare_hull(load_mesh(plain))
    theirs = np.array(json.loads(run.stdout))
    ours = []
    for draft, trim, heel in cases:
        lengths = math.tan(math.radians(trim)) * lines.length_between_perpendiculars
        result = compute_hydrostatics(
            hull, Flotation(draft=draft, trim=lengths, heel=math.radians(heel), reference=lines)
        )
        assert result.plane is not None
        # Its center of buoyancy is in the axes of the water, about the point at the draft amidships.
        pivot = np.array((lines.midship, 0.0, draft))
        center = (
            result.longitudinal_center_of_buoyancy,
            result.transverse_center_of_buoyancy,
            result.vertical_center_of_buoyancy,
        )
        ours.append(
            [
                result.displaced_volume,
                *(result.plane.axes @ (np.array(center, dtype=float) - pivot) + pivot),
                result.waterplane_area,
                result.wetted_surface_area,
            ]
        )
    length = lines.length_between_perpendiculars
    scale = np.stack([theirs[:, 0], *[np.full(len(cases), length)] * 3, theirs[:, 4], theirs[:, 5]], axis=1)
    worst = np.abs((np.array(ours, dtype=float) - theirs) / scale).max(axis=0)
    print(f"\nlargest difference to navaltoolbox, {len(cases)} drafts, trims and heels of {path.name}:")
    for name, value in zip(("∇", "LCB/L", "TCB/L", "KB/L", "A_WP", "S"), worst, strict=True):
        print(f"  {name:<8}{value:.1e}  {'agrees' if value <= 1e-5 else 'DIFFERS'} (1e-5)")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triangles", type=int, default=1_000_000)
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter with trimesh and navaltoolbox")
    parser.add_argument("--hull", type=Path, help="a closed hull, x forward from AP, z = 0 at the baseline")
    parser.add_argument("--lpp", type=float, default=150.0, help="of that hull")
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ship.stl"
        save_mesh(ship_hull(ShipParameters(), args.triangles), path)
        mesh = load_mesh(path)
        print(f"{len(mesh.faces):,} triangles, one core")
        one = speed(mesh, ReferenceLines(0.0, 150.0))
        if args.peers:
            run = subprocess.run(
                [args.peers, "-c", _TRIMESH, str(path)], capture_output=True, text=True, check=False
            )
            if run.returncode:
                print(f"  trimesh: not run ({run.stderr.strip().splitlines()[-1:]})")
            else:
                theirs = float(run.stdout)
                print(f"  {'trimesh, one clip':<44}{theirs * 1e3:9.2f} ms, {theirs / one:.0f} x one cut")
    if args.peers and args.hull:
        oracle(args.peers, args.hull, ReferenceLines(0.0, args.lpp), load_mesh(args.hull).bounds[5])


if __name__ == "__main__":
    main()
