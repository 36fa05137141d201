"""Designs and what is known of them: values, the evented library above, storage behind a port."""

from vesselviewer.designs.declaration import (
    SIDECAR_SUFFIX,
    Declaration,
    parse_declaration,
    parse_sidecar,
)
from vesselviewer.designs.design import Design, DesignKey, DesignState, Revision
from vesselviewer.designs.events import (
    DesignAdded,
    DesignChanged,
    DesignRemoved,
    LibraryEvent,
    ThumbnailAdded,
    TreatmentChanged,
)
from vesselviewer.designs.frame import (
    DIRECTIONS,
    FRAME_FIELDS,
    UNITS,
    Z_ZEROS,
    Finding,
    Frame,
)
from vesselviewer.designs.frame_detection import detect_frame
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
    PutTreatment,
    Snapshot,
    Storage,
    StorageResetError,
)
from vesselviewer.designs.treatment import Step, Treatment, family_of, parse_treatment
from vesselviewer.designs.waterline import Waterline, assumed_waterline

__all__ = [
    "DIRECTIONS",
    "FRAME_FIELDS",
    "SIDECAR_SUFFIX",
    "THUMBNAIL_SIZE",
    "UNITS",
    "Z_ZEROS",
    "Change",
    "Declaration",
    "Design",
    "DesignAdded",
    "DesignChanged",
    "DesignKey",
    "DesignRemoved",
    "DesignState",
    "Dismissal",
    "DropDesign",
    "Finding",
    "Frame",
    "Library",
    "LibraryEvent",
    "LibraryKeeper",
    "Listeners",
    "MemoryStorage",
    "PutDesign",
    "PutDismissal",
    "PutSource",
    "PutThumbnail",
    "PutTreatment",
    "Revision",
    "Snapshot",
    "SqliteStorage",
    "Step",
    "Storage",
    "StorageResetError",
    "ThumbnailAdded",
    "Totals",
    "Treatment",
    "TreatmentChanged",
    "Waterline",
    "assumed_waterline",
    "detect_frame",
    "family_of",
    "parse_declaration",
    "parse_sidecar",
    "parse_treatment",
]
