"""Whether a file can be a whole mesh at all: judged by its frame, without reading it through."""

from __future__ import annotations

import os
from pathlib import Path

from vesselviewer.errors import SourceError
from vesselviewer.server.opening import OpenedFile, open_inside

_HEADER = 84
_RECORD = 50
_TAIL = 512


def find_flaw(root: Path, path: Path) -> str | None:
    """Return why a file is not to be announced; None if it may be a mesh.

    A binary STL has exactly 84 + 50·n bytes, an ASCII one begins with ``solid`` and ends in
    ``endsolid``. What lies between is judged by whoever reads it.

    Args:
        root: the watched folder.
        path: the file, as the watcher gave it.
    """
    try:
        opened = open_inside(root, path)
    except SourceError as error:
        return error.what
    try:
        with opened.stream:
            return _judge(opened)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"


def _judge(opened: OpenedFile) -> str | None:
    size = opened.size
    if size == 0:
        return "the file is empty"
    head = opened.stream.read(_HEADER)
    if head.startswith(b"\x1f\x8b"):
        return None if size > 18 else "the gzip file is cut off"
    count = int.from_bytes(head[80:84], "little") if len(head) == _HEADER else None
    if count is not None and size == _HEADER + _RECORD * count:
        return None if count else "the file holds no triangles"
    if head.lstrip().lower().startswith(b"solid"):
        opened.stream.seek(max(0, size - _TAIL), os.SEEK_SET)
        tail = opened.stream.read(_TAIL).lower()
        # A file that holds "endsolid" only as its "solid" line would be too short to matter.
        return None if b"endsolid" in tail else "the ASCII file is cut off: endsolid is missing"
    if count is None:
        return f"{size} bytes are too few for an STL file"
    expected = _HEADER + _RECORD * count
    return f"the header claims {count} triangles, {expected} bytes, but the file has {size}"
