"""`import vesselviewer` is light: no Qt, no VTK, numpy at most."""

from __future__ import annotations

import subprocess
import sys

ALLOWED = {"numpy", "vesselviewer"}

PROBE = """
import sys
before = set(sys.modules)
{statement}
print(*{{name.partition(".")[0] for name in set(sys.modules) - before}})
"""


def loaded_by(statement: str) -> set[str]:
    """Return the top-level packages, of this project and of others, that a statement loads."""
    probe = PROBE.format(statement=statement)
    ran = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=True
    )
    return {name for name in ran.stdout.split() if name not in sys.stdlib_module_names}


def test_importing_the_package_loads_numpy_at_most() -> None:
    assert loaded_by("import vesselviewer; vesselviewer.__version__; dir(vesselviewer)") <= ALLOWED


def test_reading_and_judging_a_mesh_needs_numpy_alone() -> None:
    statement = "from vesselviewer import load_mesh, save_mesh, judge_mesh, Mesh, MeshReport, FormatError"
    assert loaded_by(statement) <= ALLOWED | {"stl", "python_utils", "typing_extensions"}


def test_every_public_name_can_be_had() -> None:
    loaded_by("import vesselviewer as v; [getattr(v, name) for name in v.__all__]")
