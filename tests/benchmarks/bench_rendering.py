"""Figures of the rendering on a hull of a million triangles; run it under Xvfb or on a screen.

python tests/benchmarks/bench_rendering.py [triangles]
"""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pyvista as pv

from vesselviewer.designs import assumed_waterline
from vesselviewer.hullforms import vary
from vesselviewer.rendering import ViewportRenderer, prepare
from vesselviewer.scene import LIGHT_PALETTE, HullLayer, ViewportScene, render_thumbnail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vesselviewer.rendering import DisplayMesh

FRAMES = 12
SIZES = ((1600, 900), (800, 500))


class Ticker:
    """A thread that wants to run each millisecond, and notes how long it was kept from it."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._running = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick)

    def _tick(self) -> None:
        before = time.perf_counter()
        self._running.set()
        while not self._over.wait(0.001):
            now = time.perf_counter()
            self.longest, before = max(self.longest, now - before), now

    @contextmanager
    def ticking(self) -> Iterator[None]:
        self._thread.start()
        self._running.wait()
        yield
        self._over.set()
        self._thread.join()


def scene_of(hull: DisplayMesh) -> ViewportScene:
    waterline = assumed_waterline(hull.bounds)
    return ViewportScene(
        1, HullLayer("a", "a"), hull.bounds, waterline, False, True, True, True, False, LIGHT_PALETTE
    )


def finish(plotter: pv.Plotter) -> None:
    window = plotter.render_window
    if window is not None:
        window.WaitForCompletion()


def frames(viewport: ViewportRenderer, plotter: pv.Plotter) -> list[float]:
    taken = []
    for _ in range(FRAMES):
        viewport.rotate(3, 0)
        begin = time.perf_counter()
        plotter.render()
        finish(plotter)
        taken.append(1000 * (time.perf_counter() - begin))
    return taken


def bench_frames(hull: DisplayMesh, size: tuple[int, int]) -> None:
    plotter = pv.Plotter(off_screen=True, window_size=list(size))
    viewport = ViewportRenderer(plotter, lambda _: hull)
    plotter.show(auto_close=False)
    begin = time.perf_counter()
    viewport.apply(scene_of(hull))
    attached = time.perf_counter()
    plotter.render()
    finish(plotter)
    first = time.perf_counter()
    print(f"{size[0]} x {size[1]}")
    print(f"  attach (GUI thread, no drawing)   {1000 * (attached - begin):7.1f} ms")
    print(f"  first frame, with the upload      {1000 * (first - attached):7.1f} ms")
    still = frames(viewport, plotter)
    print(f"  frame, full hull                  {np.median(still):7.1f} ms, worst {max(still):.1f}")
    viewport.begin_interaction()
    plotter.render()
    moving = frames(viewport, plotter)
    print(f"  frame while the camera moves      {np.median(moving):7.1f} ms, worst {max(moving):.1f}")
    begin = time.perf_counter()
    viewport.set_pivot_under(size[0] / 2, size[1] / 2)
    print(f"  what lies under the cursor        {1000 * (time.perf_counter() - begin):7.1f} ms")
    viewport.close()
    plotter.close()


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    _, mesh = vary("container", np.random.default_rng(1), triangles=wanted)
    print(f"{len(mesh.faces):,} triangles")
    for label, work in (("prepare", prepare), ("thumbnail", render_thumbnail)):
        ticker = Ticker()
        begin = time.perf_counter()
        with ticker.ticking():
            work(mesh)
        taken = time.perf_counter() - begin
        print(f"{label:10} {taken:6.2f} s; other threads waited {1000 * ticker.longest:.1f} ms at most")
    hull = prepare(mesh)
    for size in SIZES:
        bench_frames(hull, size)


if __name__ == "__main__":
    main()
