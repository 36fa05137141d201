"""Designs and what is known of them: values, the evented library above, storage behind a port."""

from vesselviewer.designs.design import Design, DesignKey, DesignState, Revision
from vesselviewer.designs.events import (
    DesignAdded,
    DesignChanged,
    DesignRemoved,
    LibraryEvent,
    ThumbnailAdded,
)
from vesselviewer.designs.keeping import LibraryKeeper
from vesselviewer.designs.library import THUMBNAIL_SIZE, Library, Totals
from vesselviewer.designs.listeners import Listeners
from vesselviewer.designs.memory_storage import MemoryStorage
from vesselviewer.designs.sqlite_storage import SqliteStorage
from vesselviewer.designs.storage import (
    Change,
    Dismissal,
    DropDesign,
    PutDesign,
    PutDismissal,
    PutSource,
    PutThumbnail,
    Snapshot,
    Storage,
    StorageResetError,
)
from vesselviewer.designs.waterline import Waterline, assumed_waterline

__all__ = [
    "THUMBNAIL_SIZE",
    "Change",
    "Design",
    "DesignAdded",
    "DesignChanged",
    "DesignKey",
    "DesignRemoved",
    "DesignState",
    "Dismissal",
    "DropDesign",
    "Library",
    "LibraryEvent",
    "LibraryKeeper",
    "Listeners",
    "MemoryStorage",
    "PutDesign",
    "PutDismissal",
    "PutSource",
    "PutThumbnail",
    "Revision",
    "Snapshot",
    "SqliteStorage",
    "Storage",
    "StorageResetError",
    "ThumbnailAdded",
    "Totals",
    "Waterline",
    "assumed_waterline",
]
