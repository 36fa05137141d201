"""Finds the sidecar beside a mesh file: `hull.json` beside `hull.stl` or `hull.stl.gz`."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from vesselviewer.designs.declaration import LARGEST_SIDECAR, SIDECAR_SUFFIX, Declaration, parse_sidecar
from vesselviewer.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

_PACKED = frozenset({".gz", ".zst"})


def sidecar_path(path: Path) -> Path:
    """Return where the sidecar of a mesh file lies if it has one."""
    bare = path.with_suffix("") if path.suffix.lower() in _PACKED else path
    return bare.with_suffix(SIDECAR_SUFFIX)


def read_sidecar(path: Path) -> tuple[Declaration, FormatError | None]:
    """Return what the sidecar of a mesh file declares, and what is wrong with it; never raises for it."""
    beside = sidecar_path(path)
    try:
        status = beside.stat()
        if not stat.S_ISREG(status.st_mode):
            return Declaration(), None
        with beside.open("rb") as stream:
            data = stream.read(LARGEST_SIDECAR + 1)
        return parse_sidecar(data, beside.name), None
    except FileNotFoundError:
        return Declaration(), None
    except OSError as error:
        what = f"The sidecar cannot be read ({error.strerror or error})"
        return Declaration(), FormatError(what, where=beside.name, hint="Check that you may read it")
    except FormatError as error:
        return Declaration(), error
