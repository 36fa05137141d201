"""What a watched folder tells: files that are whole, files that went, and trouble with the folder itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileSettled:
    """A new version of a file is whole and no longer being written.

    Attributes:
        path: absolute path, usable as it is.
        relative: path below the root with ``/``; always printable and encodable as UTF-8.
        size: bytes.
        modified: when it was written, seconds since 1970 (UTC).
        listed: True if it was there when the folder was listed, False if it arrived since.
        whole: False if it has been quiet for long without ever becoming whole: reading it will say why.
    """

    path: Path
    relative: str
    size: int
    modified: float
    listed: bool
    whole: bool = True


@dataclass(frozen=True, slots=True)
class FileVanished:
    """A file that had settled is gone; ``reason`` is a phrase such as "the file was deleted"."""

    path: Path
    relative: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScanCompleted:
    """The folder has been listed; sent after the events of that listing.

    Attributes:
        relatives: every watched file in the folder now, also those still being written.
    """

    relatives: frozenset[str]


@dataclass(frozen=True, slots=True)
class FolderUnavailable:
    """The folder cannot be read; what was known of it stays known, and it is tried again each second."""

    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class FolderAvailable:
    """The folder can be read: sent at the start, and whenever it is back."""


@dataclass(frozen=True, slots=True)
class WatchLimited:
    """The folder is watched, but less well than asked for: by polling, or without a subfolder.

    Attributes:
        reason: what is limited, as a sentence without a final period.
        hint: what the user can do about it.
    """

    reason: str
    hint: str


FolderEvent = FileSettled | FileVanished | ScanCompleted | FolderUnavailable | FolderAvailable | WatchLimited
