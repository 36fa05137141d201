"""What the maker of a design says of it, in a JSON file of the same name beside the mesh."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from vesselviewer.designs.sidecars import sidecar_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LARGEST = 1 << 20


def read_claims(path: Path) -> Mapping[str, float]:
    """Return all claimed numbers by their name, SI; empty if there are none.

    A file that is not there, too large or not JSON claims nothing: it is optional.

    Args:
        path: the mesh, such as ``hull.stl.gz``; looked for is ``hull.json``.
    """
    beside = sidecar_path(path)
    try:
        if beside.stat().st_size > _LARGEST:
            return {}
        found = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    nested = found.get("hydrostatics")
    claimed = {**found, **nested} if isinstance(nested, dict) else found
    return {str(name): float(value) for name, value in claimed.items() if _is_number(value)}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
