"""Where designs come from: a folder, a server, a simulation, all one `FeedSource`.

Names load their module on first use (PEP 562), so that watching a folder needs no network library.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from vesselviewer.feeds.source import (
    FeedEvent,
    FeedSource,
    FeedState,
    FeedStatus,
    Listed,
    MeshAnnounced,
    MeshFailed,
    MeshRemoved,
)

if TYPE_CHECKING:
    from vesselviewer.feeds.folder import FolderFeed as FolderFeed

_HOMES = {
    "FolderFeed": "vesselviewer.feeds.folder",
}

__all__ = [
    "FeedEvent",
    "FeedSource",
    "FeedState",
    "FeedStatus",
    "FolderFeed",
    "Listed",
    "MeshAnnounced",
    "MeshFailed",
    "MeshRemoved",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use."""
    home = _HOMES.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
