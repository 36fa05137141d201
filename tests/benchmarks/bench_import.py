"""How long `import vesselviewer` and `vesselviewer --help` take, in processes of their own.

Run: .venv/bin/python tests/benchmarks/bench_import.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 15
STATEMENTS = {
    "python itself": "pass",
    "import vesselviewer": "import vesselviewer",
    "… and its Mesh": "from vesselviewer import Mesh",
    "… and reading and judging": "from vesselviewer import load_mesh, judge_mesh",
    "vesselviewer --help": "import sys; sys.argv[1:] = ['--help']; from vesselviewer.cli import main; main()",
}


def seconds(statement: str) -> float:
    """Return the wall time of one process that runs a statement."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Print median and worst of each statement; the first run of each warms the disk cache."""
    print(f"{'':<28}{'median':>10}{'worst':>10}")
    for name, statement in STATEMENTS.items():
        times = [seconds(statement) for _ in range(RUNS + 1)][1:]
        print(f"{name:<28}{statistics.median(times):>8.3f} s{max(times):>8.3f} s")


if __name__ == "__main__":
    main()
