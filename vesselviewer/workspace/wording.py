"""How arrivals and failures are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import humanize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.designs import Design

_NAMES_TOLD = 3


def designs(count: int) -> str:
    """Return "1 design" or "7 designs"."""
    return "1 design" if count == 1 else f"{count:,} designs"


def names(listed: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    rest = len(listed) - _NAMES_TOLD
    return ", ".join(listed[:_NAMES_TOLD]) + (f" and {rest:,} more" if rest > 0 else "")


def described(design: Design, same: Sequence[Design]) -> str:
    """Return size, triangles, verdict, and what the design is identical to."""
    parts = [humanize.naturalsize(design.revision.size)]
    if design.revision.report is not None:
        parts += [f"{design.revision.report.triangles:,} triangles", design.revision.report.verdict]
    if same:
        parts.append(f"identical to {same[0].name}")
    return " · ".join(parts)
