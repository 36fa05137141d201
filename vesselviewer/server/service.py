"""The parts of a running mesh server, as its routes see them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from vesselviewer.protocol import NewMesh, encode_message
from vesselviewer.server.announcements import Announcements
from vesselviewer.server.catalog import Catalog, CatalogEntry
from vesselviewer.server.measuring import Measurements
from vesselviewer.server.opening import Digests
from vesselviewer.server.options import ServerOptions


class MeshService:
    """Catalog, announcements and caches of one server.

    Args:
        folders: the folders to serve, by name or in order.
        options: what the server allows.

    Attributes:
        clients: live connections now.
    """

    def __init__(self, folders: Mapping[str, Path] | Sequence[Path], options: ServerOptions) -> None:
        self.options = options
        self.announcements = Announcements()
        self.catalog = Catalog(folders, options, self._announce)
        self.digests = Digests()
        self.measurements = Measurements(self.digests)
        self.clients = 0
        self._started = time.monotonic()

    def list_meshes(self) -> list[dict[str, object]]:
        """Return every design, newest first, with the keys of ``new_mesh`` and what else is known."""
        entries = sorted(self.catalog, key=lambda entry: (-entry.modified, entry.design_id))
        return [_list_entry(entry) for entry in entries]

    def health(self) -> dict[str, object]:
        """Return how the server fares, as the JSON object of ``/health``."""
        counts: dict[str, int] = {}
        for entry in self.catalog:
            counts[entry.collection] = counts.get(entry.collection, 0) + 1
        return {
            "ok": not any(folder.trouble for folder in self.catalog.folders),
            "designs": len(self.catalog),
            "clients": self.clients,
            "uptime_s": round(time.monotonic() - self._started, 3),
            "folders": [
                {
                    "name": folder.name,
                    "path": str(folder.root),
                    "state": _state(scanned=folder.scanned, trouble=folder.trouble),
                    "reason": folder.trouble,
                    "limits": list(folder.limits),
                    "designs": counts.get(folder.name, 0),
                }
                for folder in self.catalog.folders
            ],
            "rejected": [
                {"folder": file.folder, "name": file.name, "reason": file.reason}
                for file in self.catalog.rejected
            ],
        }

    def _announce(self, message: NewMesh) -> None:
        self.announcements.publish(encode_message(message))


def _list_entry(entry: CatalogEntry) -> dict[str, object]:
    message = entry.announcement()
    return {
        "design_id": message.design_id,
        "file_size": message.file_size,
        "created_at": message.created_at,
        "url": message.url,
        "metadata_url": message.metadata_url,
        "name": entry.label,
        "collection": entry.collection,
    }


def _state(*, scanned: bool, trouble: str) -> str:
    if trouble:
        return "unavailable"
    return "watching" if scanned else "scanning"
