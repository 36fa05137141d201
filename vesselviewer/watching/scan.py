"""One look at a folder: which files are there, and what tells two versions of a file apart."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vesselviewer.watching.names import is_watched_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Signature(NamedTuple):
    """What the file system says of a file's version; compared with ``!=``, never ordered."""

    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Signature:
        """Take the signature out of a ``stat`` result."""
        return cls(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class FolderScan:
    """One scan of a folder.

    Attributes:
        files: path below the root with ``/`` → signature.
        unreadable: subfolder below the root → why it could not be listed.
    """

    files: dict[str, Signature] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)


def scan_folder(
    root: str,
    accept: Callable[[str], bool],
    *,
    recursive: bool = True,
    stopped: Callable[[], bool] = lambda: False,
) -> FolderScan:
    """List the watched files below a folder, without opening any.

    Hidden and temporary names, pipes and devices are left out. A link to a folder is not followed;
    a link to a file counts if the file lies below the root.

    Args:
        root: the folder.
        accept: told a file's name, returns whether it is watched.
        recursive: also list subfolders.
        stopped: asked at each folder; True ends the scan with what has been found.

    Raises:
        OSError: if the root itself cannot be listed.
    """
    scan = FolderScan()
    real_root = os.path.realpath(root)
    waiting = [("", root)]
    while waiting and not stopped():
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                subfolders = list(_list_entries(entries, prefix, real_root, accept, scan.files))
            if recursive:
                waiting.extend((f"{prefix}{name}/", f"{folder}/{name}") for name in subfolders)
        except (FileNotFoundError, NotADirectoryError):
            if not prefix:
                raise
        except OSError as error:
            if not prefix:
                raise
            scan.unreadable[prefix[:-1]] = error.strerror or str(error)
    return scan


def _list_entries(
    entries: Iterator[os.DirEntry[str]],
    prefix: str,
    real_root: str,
    accept: Callable[[str], bool],
    files: dict[str, Signature],
) -> Iterator[str]:
    """Put the watched files of one folder into ``files``; yield the names of its subfolders."""
    for entry in entries:  # once a file, so written for speed
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if name[0] != ".":
                yield name
        elif is_watched_name(name, accept):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:  # gone between the listing and the look
                continue
            if stat.S_ISREG(status.st_mode):
                files[prefix + name] = Signature(
                    status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
                )
            elif stat.S_ISLNK(status.st_mode) and (signature := _look(entry.path, real_root)):
                files[prefix + name] = signature


def look_at(root: str, relative: str) -> Signature | None:
    """Return the signature of one file now; None if it is gone, not a plain file, or outside the root.

    Raises:
        OSError: if it cannot be known whether it is there (no permission, device error).
    """
    return _look(f"{root}/{relative}", os.path.realpath(root))


def _look(path: str, real_root: str) -> Signature | None:
    """Return the signature of a plain file whose real path lies below ``real_root``."""
    try:
        real = os.path.realpath(path, strict=True)
        if not real.startswith(real_root.rstrip(os.sep) + os.sep):
            return None
        status = Path(real).stat(follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if Path(path).is_symlink():  # a loop of links
            return None
        raise error from None
    return Signature.of(status) if stat.S_ISREG(status.st_mode) else None
