"""A file that the user names, as if a feed had announced it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.errors import SourceError
from vesselviewer.feeds.source import MeshAnnounced
from vesselviewer.formats import suffix_of

if TYPE_CHECKING:
    from pathlib import Path


def announce_file(path: Path) -> MeshAnnounced:
    """Look at a file; called off the loop's thread."""
    absolute = path.absolute()
    try:
        status = absolute.stat()
    except OSError as error:
        what = f"The file cannot be opened ({error.strerror or error})"
        raise SourceError(what, where=str(path), hint="Check its name and that you may read it") from error
    if absolute.is_dir():
        hint = "Choose Open Folder to watch it"
        raise SourceError("That is a folder", where=str(path), hint=hint)
    name = absolute.name.removesuffix(suffix_of(absolute.name)) or absolute.name
    return MeshAnnounced(
        absolute.as_posix(), name, status.st_size, status.st_mtime, str(absolute), listed=True
    )
