"""Whether a folder lies on a network share, whose changes by others no system announces."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_SHARES = frozenset(
    {
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "glusterfs",
        "lustre",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
        "vboxsf",
        "vmhgfs",
    }
)
_MOUNTS = Path("/proc/self/mountinfo")


def network_share_kind(folder: str) -> str | None:
    """Return the kind of share that a folder lies on, such as ``nfs4``; None if it is a local disk."""
    if sys.platform == "win32":
        return "SMB" if folder.startswith("\\\\") else None
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # not Linux
        return None
    return find_share(os.path.realpath(folder), mounts)


def find_share(folder: str, mounts: str) -> str | None:
    """Look a folder's real path up in the text of ``/proc/self/mountinfo``."""
    best, kind = "", None
    for line in mounts.splitlines():
        fields, _, system = line.partition(" - ")
        point = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), fields.split(" ")[4])
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, system.split(" ")[0]
    if kind is None:
        return None
    return kind if kind in _SHARES or kind.startswith("fuse.") else None
