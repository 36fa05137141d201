"""How much memory a mesh may take: half of what is free, unless the caller says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

from vesselviewer.errors import FormatError

# Reading a mesh takes up to this many times the size of its (unpacked) file, measured on binary STL.
READING_FACTOR = 4
# Where the system does not tell what is free.
_CAUTIOUS = 2 << 30


def default_budget() -> int:
    """Return half of the memory that is free now, in bytes."""
    return _available() // 2


def refuse_beyond_budget(size: int, budget: int, name: str) -> None:
    """Raise a FormatError if a file of this size would take more memory than allowed.

    Args:
        size: of the unpacked file, bytes.
        budget: bytes.
        name: of the file.
    """
    refuse_allocation(READING_FACTOR * size, budget, name)


def refuse_allocation(need: int, budget: int, name: str) -> None:
    """Raise a FormatError if this much memory is more than allowed.

    Args:
        need: bytes.
        budget: bytes.
        name: of the file.
    """
    if need > budget:
        raise FormatError(
            f"too large to read here: it needs about {need / 1e6:,.0f} MB of memory, "
            f"{budget / 1e6:,.0f} MB may be used",
            where=name,
            hint="Close other programs, or coarsen the mesh where it was made",
        )


def _available() -> int:
    """Return the bytes of memory that can be taken without swapping."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass  # not Linux, or a jail without /proc
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _CAUTIOUS  # Windows has no sysconf, macOS not this name
