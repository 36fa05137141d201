"""The application's event loop for 40 000 turns: PySide6 6.12.0 aborts here after some 5 000."""

from __future__ import annotations

import os
import subprocess
import sys

TURNS = 40_000

SOAK = """
import asyncio, sys
from vesselviewer.desktop.event_loop import make_application, run

async def chain(turns):
    # Each callback sets the next one off, as protocol and socket callbacks do.
    done = asyncio.get_running_loop().create_future()
    def turn(left):
        if left:
            asyncio.get_running_loop().call_soon(turn, left - 1)
        else:
            done.set_result(turns)
    turn(turns)
    return await done

async def naps(turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    return turns

async def timers(turns):
    for _ in range(turns):
        await asyncio.sleep(0.0001)
    return turns

async def main():
    quarter = int(sys.argv[1]) // 4
    async with asyncio.TaskGroup() as tasks:
        works = [tasks.create_task(work) for work in (chain(quarter), naps(2 * quarter), timers(quarter))]
    return sum(work.result() for work in works)

print("turns", run(make_application(["soak"]), main))
"""


def test_the_loop_outlives_40_000_turns() -> None:
    soaked = subprocess.run(
        [sys.executable, "-W", "error", "-X", "faulthandler", "-c", SOAK, str(TURNS)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert soaked.returncode == 0, soaked.stderr
    assert soaked.stdout == f"turns {TURNS}\n"
    assert soaked.stderr == ""
