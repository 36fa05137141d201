"""Metadata of a design: read through once for each version of its file, off the loop."""

from __future__ import annotations

import asyncio

from vesselviewer.designs import Declaration, detect_frame, parse_sidecar
from vesselviewer.designs.declaration import LARGEST_SIDECAR
from vesselviewer.designs.sidecars import sidecar_path
from vesselviewer.errors import FormatError, SourceError
from vesselviewer.formats import parse_mesh
from vesselviewer.mesh import judge_mesh
from vesselviewer.server.catalog import CatalogEntry
from vesselviewer.server.opening import Digests, Signature, open_inside

_LARGEST = 1 << 30
_KEPT = 4096
_Stamp = tuple[Signature, int]  # of the mesh, and when its sidecar was written


class Measurements:
    """Counts, bounds and verdicts, computed on demand and kept.

    Args:
        digests: where the SHA-256 of files are known.
    """

    def __init__(self, digests: Digests) -> None:
        self._digests = digests
        self._known: dict[str, tuple[_Stamp, dict[str, object]]] = {}
        # One at a time: parsing is heavy, and the live feed shares these processors.
        self._turn = asyncio.Lock()

    async def of(self, entry: CatalogEntry) -> dict[str, object]:
        """Return the metadata of a design as the JSON object of the REST interface.

        Raises:
            SourceError: if the file is gone or too large.
            FormatError: if it is no mesh.
        """
        async with self._turn:
            known = self._known.get(entry.design_id)
            signature, metadata = await asyncio.to_thread(_measure, entry, self._digests, known)
            if len(self._known) >= _KEPT and entry.design_id not in self._known:
                del self._known[next(iter(self._known))]
            self._known[entry.design_id] = (signature, metadata)
            return metadata


def _measure(
    entry: CatalogEntry, digests: Digests, known: tuple[_Stamp, dict[str, object]] | None
) -> tuple[_Stamp, dict[str, object]]:
    opened = open_inside(entry.root, entry.path)
    with opened.stream:
        stamp = (opened.signature, _sidecar_stamp(entry))
        if known is not None and known[0] == stamp:
            return known
        if opened.size > _LARGEST:
            raise SourceError(f"too large to be measured: {opened.size} bytes", where=entry.relative)
        sha256 = digests.of(opened)
        data = opened.stream.read(opened.size)
    if len(data) != opened.size:
        raise FormatError("the file is being rewritten", where=entry.relative)
    mesh = parse_mesh(data, name=entry.relative)
    report = judge_mesh(mesh)
    declaration, trouble = declared_frame(entry)
    frame = detect_frame(mesh, report, name=entry.label, below=declaration, by="by the server")
    return stamp, {
        "design_id": entry.design_id,
        "name": entry.label,
        "collection": entry.collection,
        "vertex_count": report.vertices,
        "face_count": report.triangles,
        "file_size": opened.size,
        "created_at": opened.signature[3] / 1e9,
        "bounds": list(report.bounds),
        "watertight": report.watertight,
        "open_edges": report.open_edges,
        "non_manifold_edges": report.non_manifold_edges,
        "volume": report.volume,
        "verdict": report.verdict,
        "sha256": sha256,
        "report": report.as_dict(),
        "frame": frame.as_dict(),
        "frame_trouble": None if trouble is None else str(trouble),
    }


def _sidecar_stamp(entry: CatalogEntry) -> int:
    """Return when the sidecar was last written; 0 where there is none."""
    try:
        return sidecar_path(entry.path).stat().st_mtime_ns
    except OSError:
        return 0


def declared_frame(entry: CatalogEntry) -> tuple[Declaration, FormatError | None]:
    """Return what the sidecar beside a mesh declares; opened inside the root, as the mesh itself is."""
    try:
        opened = open_inside(entry.root, sidecar_path(entry.path))
    except (SourceError, OSError):
        return Declaration(), None
    with opened.stream:
        data = opened.stream.read(LARGEST_SIDECAR + 1)
    try:
        return parse_sidecar(data, sidecar_path(entry.path).name), None
    except FormatError as error:
        return Declaration(), error
