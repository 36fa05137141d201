"""Reading a million triangles, beside PyVista, trimesh, meshio and numpy-stl, in one run.

    python -m tests.benchmarks.bench_formats [--triangles 1000000] [--ascii FILE] [--formats] [--large]

Prints the best of five of each, warm cache, and the ratios to the first row; then the peak of memory in
a fresh process and the longest time for which the interpreter was held. With ``--formats`` the same mesh
in every format that is written, with a tenth of the triangles; with ``--large`` ten million triangles.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import math
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import meshio
import numpy as np
import pyvista
import trimesh
from stl import mesh as numpy_stl

from vesselviewer.formats import begin_reading, encode_mesh, read_mesh_file, save_mesh
from vesselviewer.mesh import Mesh, coarsen_mesh, judge_mesh, weld_mesh

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.formats import StagedReading

_RUNS = 5
_PEAK = """
import sys
from vesselviewer.formats import begin_reading
from pathlib import Path
def peak():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0
before = peak()
with begin_reading(sys.argv[1]) as reading:
    shown = peak()
    size = reading.finish().size
print((shown - before) / size, (peak() - before) / size)
"""


def wavy_sheet(triangles: int) -> Mesh:
    """Return a closed surface of about that many triangles, with no two alike."""
    rings = round(math.sqrt(triangles / 4))
    around = 2 * rings
    polar = np.pi * (np.arange(rings) + 0.5) / rings
    turn = np.pi * np.arange(around) / rings
    radius = 1 + 0.05 * np.outer(np.sin(9 * polar), np.cos(7 * turn))
    x = 5 * radius * np.outer(np.sin(polar), np.cos(turn))
    y = radius * np.outer(np.sin(polar), np.sin(turn))
    z = radius * np.outer(np.cos(polar), np.ones(around))
    index = np.arange(rings * around).reshape(rings, around)
    a, b = index[:-1].ravel(), index[1:].ravel()
    c, d = np.roll(index, -1, axis=1)[1:].ravel(), np.roll(index, -1, axis=1)[:-1].ravel()
    faces = np.concatenate((np.stack((a, b, c), axis=1), np.stack((a, c, d), axis=1)))
    vertices = np.stack((x, y, z), axis=-1).reshape(-1, 3).astype(np.float32)
    return Mesh(vertices, faces.astype(np.int32))


def best(action: Callable[[], object]) -> float:
    """Return the shortest of some runs, in seconds."""
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
        while _unfinished:
            _unfinished.pop().drop()
    return min(times)


def longest_hold(action: Callable[[], object]) -> float:
    """Return the longest time that another thread had to wait for its turn, in seconds."""
    done = threading.Event()
    waits = [0.0]

    def tick() -> None:
        last = time.perf_counter()
        while not done.wait(0.0005):
            now = time.perf_counter()
            waits.append(now - last)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        action()
    finally:
        done.set()
        thread.join()
    return max(waits)


def report(title: str, rows: dict[str, Callable[[], object]]) -> None:
    """Print the times of some ways to do the same, the first one being ours."""
    times = {name: best(action) for name, action in rows.items()}
    ours = next(iter(times.values()))
    print(f"\n{title}")
    for name, seconds in times.items():
        print(f"  {name:<34}{seconds * 1e3:9.1f} ms   {seconds / ours:6.2f} x ours")


def binary_rows(path: Path) -> dict[str, Callable[[], object]]:
    """Return the ways to read a binary file."""
    return {
        "begin_reading (can be shown)": lambda: preview(path),
        "read_mesh_file (digest and weld)": lambda: read_mesh_file(path),
        "bytes alone": path.read_bytes,
        "numpy-stl, no normals": lambda: numpy_stl.Mesh.from_file(str(path), calculate_normals=False),
        "numpy-stl, as it comes": lambda: numpy_stl.Mesh.from_file(str(path)),
        "pyvista.read": lambda: pyvista.read(path),
        "trimesh.load": lambda: trimesh.load(path),
        "trimesh.load, process=False": lambda: trimesh.load(path, process=False),
    }


def preview(path: Path) -> None:
    """Read a file as far as it takes to draw it; what it takes to stop hashing is not part of that."""
    reading = begin_reading(path)
    _unfinished.append(reading)


_unfinished: list[StagedReading] = []


def format_rows(path: Path) -> dict[str, Callable[[], object]]:
    """Return the ways to read a file of any format."""

    def quiet() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            meshio.read(path)

    rows: dict[str, Callable[[], object]] = {"read_mesh_file": lambda: read_mesh_file(path)}
    others: dict[str, Callable[[], object]] = {
        "meshio.read": quiet,
        "trimesh.load, process=False": lambda: trimesh.load(path, process=False),
        "pyvista.read": lambda: pyvista.read(path),
    }
    for name, action in others.items():
        try:
            action()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever another reader does is noted
            print(f"  {path.suffix}: {name} does not read it ({type(error).__name__})")
        else:
            rows[name] = action
    return rows


def peaks(path: Path) -> tuple[float, float]:
    """Return the memory that is taken until a file can be shown, and in all, as ratios to its size."""
    ran = subprocess.run([sys.executable, "-c", _PEAK, path], capture_output=True, text=True, check=True)
    shown, whole = (float(word) for word in ran.stdout.split())
    return shown, whole


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triangles", type=int, default=1_000_000)
    parser.add_argument("--ascii", type=Path, help="an ASCII STL, packed or not (the DTC)")
    parser.add_argument("--formats", action="store_true", help="every format that is written")
    parser.add_argument("--large", action="store_true", help="ten million triangles")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "surface.stl"
        save_mesh(wavy_sheet(args.triangles), path)
        mesh = read_mesh_file(path).mesh
        title = f"binary STL, {len(mesh.faces):,} triangles, {path.stat().st_size / 1e6:.1f} MB"
        report(title, binary_rows(path))
        report(
            "the same mesh, in memory",
            {
                "judge_mesh": lambda: judge_mesh(mesh),
                "weld_mesh (already welded)": lambda: weld_mesh(mesh),
                "coarsen_mesh to 100 000": lambda: coarsen_mesh(mesh, 100_000),
                "encode_mesh": lambda: encode_mesh(mesh, ".stl"),
            },
        )
        print(f"\n  interpreter held, reading: {longest_hold(lambda: read_mesh_file(path)) * 1e3:.1f} ms")
        print(f"  interpreter held, judging: {longest_hold(lambda: judge_mesh(mesh)) * 1e3:.1f} ms")
        shown, whole = peaks(path)
        print(f"  peak of memory: {shown:.2f} x the file until it can be shown, {whole:.2f} x in all")
        if args.formats:
            small = wavy_sheet(args.triangles // 10)
            for suffix in (".stl", ".ply", ".obj", ".glb", ".vtp", ".gdf"):
                own = Path(folder) / f"surface-small{suffix}"
                save_mesh(small, own)
                report(f"{suffix}, {own.stat().st_size / 1e6:.1f} MB", format_rows(own))
                print(f"  peak of memory: {peaks(own)[1]:.2f} x the file")
        if args.large:
            path.write_bytes(encode_mesh(wavy_sheet(10_000_000), ".stl"))
            start = time.perf_counter()
            with begin_reading(path) as reading:
                at = time.perf_counter() - start
                reading.finish()
            whole_s = time.perf_counter() - start
            print(f"\n10 million triangles: can be shown after {at:.2f} s, whole {whole_s:.2f} s")
            print(f"  peak of memory: {peaks(path)[1]:.2f} x the file")
        if args.ascii:
            data = args.ascii.read_bytes()
            plain = Path(folder) / "ascii.stl"
            plain.write_bytes(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
            report(f"ASCII STL, {plain.stat().st_size / 1e6:.1f} MB", binary_rows(plain))
            held = longest_hold(lambda: read_mesh_file(plain))
            print(f"\n  interpreter held, reading: {held * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
