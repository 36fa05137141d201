"""How soon a finished file becomes an event, against polling every second in the same run; scan times.

Run: ``python tests/benchmarks/bench_watching.py [--files 300] [--polled 40]``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import struct
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.watching import FileSettled, FolderWatcher, ScanCompleted
from vesselviewer.watching.scan import scan_folder

if TYPE_CHECKING:
    from vesselviewer.watching import FolderEvent

TRIANGLES = 60_000


def is_stl(name: str) -> bool:
    return name.endswith(".stl")


async def measure_latency(root: Path, *, poll: float | None, files: int, pause_s: float) -> list[float]:
    """Write files of 60k triangles by temp + rename; return seconds from each rename to its event."""
    finished: dict[str, float] = {}
    told: dict[str, float] = {}
    ready, done = asyncio.Event(), asyncio.Event()

    def hear(event: FolderEvent) -> None:
        if isinstance(event, FileSettled):
            told[event.relative] = time.perf_counter()
            if len(told) == files:
                done.set()
        elif isinstance(event, ScanCompleted):
            ready.set()

    def write() -> None:
        rng = np.random.default_rng(1)
        head = b"bench".ljust(80) + struct.pack("<I", TRIANGLES)
        for number in range(files):
            name = f"hull_{number:04}.stl"
            (root / "next.tmp").write_bytes(head + rng.bytes(50 * TRIANGLES))
            finished[name] = time.perf_counter()
            (root / "next.tmp").rename(root / name)
            time.sleep(pause_s * rng.uniform(0.5, 1.5))

    task = asyncio.get_running_loop().create_task(FolderWatcher(root, accept=is_stl, poll=poll).run(hear))
    await ready.wait()
    writer = threading.Thread(target=write)
    writer.start()
    await done.wait()
    writer.join()
    task.cancel()
    await asyncio.wait([task])
    return [told[name] - finished[name] for name in finished]


def report(label: str, seconds: list[float]) -> tuple[float, float]:
    p50, p99 = (float(np.percentile(seconds, q)) * 1e3 for q in (50, 99))
    print(f"{label:<34} p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   max {max(seconds) * 1e3:8.2f} ms")
    return p50, p99


def measure_scan(root: Path, files: int = 10_000) -> None:
    """Scan a folder of 10 000 files, and list it from scratch through the watcher."""
    for number in range(files):
        path = root / f"family_{number % 10}" / f"hull_{number:05}.stl"
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (1e9, 1e9))
    times = []
    for _ in range(9):
        began = time.perf_counter()
        assert len(scan_folder(str(root), is_stl).files) == files
        times.append(time.perf_counter() - began)
    print(
        f"scan of {files} files                median {np.median(times) * 1e3:.1f} ms, "
        f"best {min(times) * 1e3:.1f} ms"
    )

    async def list_all() -> float:
        listed = asyncio.Event()
        task = asyncio.get_running_loop().create_task(
            FolderWatcher(root, accept=is_stl).run(
                lambda event: listed.set() if isinstance(event, ScanCompleted) else None
            )
        )
        began = time.perf_counter()
        await listed.wait()
        took = time.perf_counter() - began
        task.cancel()
        await asyncio.wait([task])
        return took

    print(f"start to the last of {files} events  {asyncio.run(list_all()) * 1e3:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--polled", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as hinted, tempfile.TemporaryDirectory() as polled:
        fast = report(
            "file complete → event, hints",
            asyncio.run(measure_latency(Path(hinted), poll=None, files=options.files, pause_s=0.03)),
        )
        slow = report(
            "file complete → event, polling 1 s",
            asyncio.run(measure_latency(Path(polled), poll=1.0, files=options.polled, pause_s=0.3)),
        )
        print(
            f"polling / hints                    p50 {slow[0] / fast[0]:.0f} times, "
            f"p99 {slow[1] / fast[1]:.0f} times"
        )
    with tempfile.TemporaryDirectory() as many:
        measure_scan(Path(many))


if __name__ == "__main__":
    main()
