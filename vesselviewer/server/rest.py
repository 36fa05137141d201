"""The REST interface: list, mesh, metadata, health."""

from __future__ import annotations

import asyncio
import json

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import JSONResponse, Response

from vesselviewer.designs.declaration import FRAME_HEADER
from vesselviewer.errors import FormatError, SourceError
from vesselviewer.server.catalog import CatalogEntry
from vesselviewer.server.measuring import declared_frame
from vesselviewer.server.opening import OpenedFile, open_inside
from vesselviewer.server.sending import MeshResponse, matches, mesh_headers
from vesselviewer.server.service import MeshService

router = APIRouter()

_SCAN_PATIENCE_S = 2.0


@router.get("/api/meshes")
async def list_meshes(request: Request) -> JSONResponse:
    """List every design, newest first; ``complete`` says whether what is missing is really gone."""
    service = _service(request)
    # Just started: a list from before the first scan would look as if all designs were gone.
    await service.catalog.wait_until_scanned(_SCAN_PATIENCE_S)
    # Ten thousand entries take long enough to encode for the live feed to notice.
    return await asyncio.to_thread(_encode_list, service)


@router.api_route("/api/mesh/{design_id}", methods=["GET", "HEAD"], operation_id="get_mesh")
async def get_mesh(request: Request, design_id: str) -> Response:
    """Send the mesh file of a design, as it lies in the folder."""
    service = _service(request)
    entry = _find(service, design_id)
    try:
        opened, sha256 = await asyncio.to_thread(_open_hashed, service, entry)
    except SourceError as error:
        raise HTTPException(404, f"The file of {design_id} {error.what}") from error
    except OSError as error:
        raise HTTPException(503, f"The file of {design_id} cannot be read: {error.strerror}") from error
    if matches(request.headers.get("if-none-match"), sha256):
        opened.stream.close()
        return Response(status_code=304, headers=mesh_headers(sha256))
    declared = await asyncio.to_thread(_frame_header, entry)
    suffix = ".stl.gz" if entry.relative.lower().endswith(".gz") else ".stl"
    headers = {"content-disposition": f'attachment; filename="{design_id}{suffix}"', **declared}
    return MeshResponse(opened, sha256, headers, service.options.send_timeout_s)


@router.get("/api/mesh/{design_id}/metadata")
async def get_metadata(request: Request, design_id: str) -> JSONResponse:
    """Return counts, bounds, size, date and verdict of a design."""
    service = _service(request)
    entry = _find(service, design_id)
    try:
        return JSONResponse(await service.measurements.of(entry))
    except FormatError as error:
        raise HTTPException(422, f"The file of {design_id} is not a sound mesh: {error.what}") from error
    except SourceError as error:
        raise HTTPException(404, f"The file of {design_id} {error.what}") from error
    except OSError as error:
        raise HTTPException(503, f"The file of {design_id} cannot be read: {error.strerror}") from error


@router.get("/health")
async def get_health(request: Request) -> JSONResponse:
    """Say how the server and its folders fare."""
    return JSONResponse(_service(request).health())


def _encode_list(service: MeshService) -> JSONResponse:
    # Asked first: what is dropped in between is then missing from a list that was complete.
    complete = service.catalog.complete
    meshes = service.list_meshes()
    return JSONResponse({"meshes": meshes, "total": len(meshes), "complete": complete})


def _service(request: Request) -> MeshService:
    service = request.app.state.service
    if not isinstance(service, MeshService):
        raise TypeError("the application was not made by create_app")
    return service


def _find(service: MeshService, design_id: str) -> CatalogEntry:
    # The id is a key of the index and nothing else: it is never joined to a path.
    entry = service.catalog.find(design_id)
    flaw = service.catalog.flaw(design_id)
    if flaw is not None:
        raise HTTPException(404, f"The file of this design cannot be used now: {flaw.reason}")
    if entry is None:
        raise HTTPException(404, "There is no design with this id; GET /api/meshes lists them")
    return entry


def _frame_header(entry: CatalogEntry) -> dict[str, str]:
    """Return what a sidecar declares as a header; none for a sidecar that is bad or not there."""
    declaration = declared_frame(entry)[0].as_dict()
    return {FRAME_HEADER: json.dumps(declaration)} if declaration else {}


def _open_hashed(service: MeshService, entry: CatalogEntry) -> tuple[OpenedFile, str]:
    opened = open_inside(entry.root, entry.path)
    try:
        return opened, service.digests.of(opened)
    except BaseException:
        opened.stream.close()
        raise
