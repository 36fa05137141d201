"""A folder → events of files that have settled, used by the client and the server alike."""

from vesselviewer.watching.events import (
    FileSettled,
    FileVanished,
    FolderAvailable,
    FolderEvent,
    FolderUnavailable,
    ScanCompleted,
    WatchLimited,
)
from vesselviewer.watching.folder_watcher import FolderWatcher

__all__ = [
    "FileSettled",
    "FileVanished",
    "FolderAvailable",
    "FolderEvent",
    "FolderUnavailable",
    "FolderWatcher",
    "ScanCompleted",
    "WatchLimited",
]
