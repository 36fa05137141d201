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
    from vesselviewer.feeds.simulation import Fault as Fault
    from vesselviewer.feeds.simulation import HullWritten as HullWritten
    from vesselviewer.feeds.simulation import simulate as simulate
    from vesselviewer.feeds.websocket import WebSocketFeed as WebSocketFeed

_HOMES = {
    "Fault": "vesselviewer.feeds.simulation",
    "FolderFeed": "vesselviewer.feeds.folder",
    "HullWritten": "vesselviewer.feeds.simulation",
    "WebSocketFeed": "vesselviewer.feeds.websocket",
    "simulate": "vesselviewer.feeds.simulation",
}

__all__ = [
    "Fault",
    "FeedEvent",
    "FeedSource",
    "FeedState",
    "FeedStatus",
    "FolderFeed",
    "HullWritten",
    "Listed",
    "MeshAnnounced",
    "MeshFailed",
    "MeshRemoved",
    "WebSocketFeed",
    "simulate",
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
