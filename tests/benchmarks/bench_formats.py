"""Reading a million triangles, beside PyVista and numpy-stl, in one run.

    python -m tests.benchmarks.bench_formats [--triangles 1000000] [--ascii FILE]

Prints the best of five of each, warm cache, and the ratios; then the peak of memory in a fresh
process and the longest time for which the interpreter was held.
"""

from __future__ import annotations

import argparse
import gzip
import math
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyvista
from stl import mesh as numpy_stl

from vesselviewer.formats import encode_mesh, read_mesh_file, save_mesh
from vesselviewer.mesh import Mesh, coarsen_mesh, judge_mesh, weld_mesh

if TYPE_CHECKING:
    from collections.abc import Callable

_RUNS = 5
_PEAK = """
import sys
from vesselviewer.formats import read_mesh_file
from vesselviewer.mesh import judge_mesh
from pathlib import Path
def peak():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0
before = peak()
file = read_mesh_file(sys.argv[1])
print((peak() - before) / file.size)
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
        "read_mesh_file (digest and weld)": lambda: read_mesh_file(path),
        "bytes alone": path.read_bytes,
        "numpy-stl, no normals": lambda: numpy_stl.Mesh.from_file(str(path), calculate_normals=False),
        "numpy-stl, as it comes": lambda: numpy_stl.Mesh.from_file(str(path)),
        "pyvista.read": lambda: pyvista.read(path),
    }


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triangles", type=int, default=1_000_000)
    parser.add_argument("--ascii", type=Path, help="an ASCII STL, packed or not (the DTC)")
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
        peak = subprocess.run([sys.executable, "-c", _PEAK, path], capture_output=True, text=True, check=True)
        print(f"  peak of memory, reading: {float(peak.stdout):.2f} x the file")
        if args.ascii:
            data = args.ascii.read_bytes()
            plain = Path(folder) / "ascii.stl"
            plain.write_bytes(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
            report(f"ASCII STL, {plain.stat().st_size / 1e6:.1f} MB", binary_rows(plain))
            held = longest_hold(lambda: read_mesh_file(plain))
            print(f"\n  interpreter held, reading: {held * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
