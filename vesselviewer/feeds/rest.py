"""The REST interface of a mesh server, as its client: blocking, for worker threads."""

from __future__ import annotations

import functools
import json
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

import httpx

from vesselviewer.errors import CancelledError, ProtocolError, SourceError
from vesselviewer.feeds.source import MeshAnnounced, MeshFailed
from vesselviewer.feeds.trouble import describe_http_trouble, describe_status
from vesselviewer.protocol import clean_text, is_safe_id, mesh_paths, parse_new_mesh, safe_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vesselviewer.protocol import ServerAddress

_LIST_PATH = "/api/meshes"
_LIST_LIMIT = 64 * 1024 * 1024
_LIST_HINT = "Designs that arrive from now on are shown"


class NoListError(SourceError):
    """The server has no list of designs: an old one, which only announces."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a server over HTTP.

    Attributes:
        server: where it is; requests go to its scheme, host and port alone.
        token: borne in ``Authorization``; None for an open server.
        connect_timeout_s: for the connection.
        read_timeout_s: for each piece of an answer.
    """

    server: ServerAddress
    token: str | None = None
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 10.0

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        bearer = {"authorization": f"Bearer {self.token}"} if self.token else {}
        # Bytes are counted and hashed as they lie on the server, so no packing on the way.
        return {"accept-encoding": "identity", **bearer}


@dataclass(frozen=True, slots=True)
class Listing:
    """What a server says it has.

    Attributes:
        announced: its designs, oldest first.
        failed: entries of the list that cannot be believed.
        complete: whether a design that is not in the list is not on the server.
    """

    announced: tuple[MeshAnnounced, ...]
    failed: tuple[MeshFailed, ...]
    complete: bool = True


@contextmanager
def open_get(access: Access, url: str) -> Iterator[httpx.Response]:
    """Request a url and give its answer, body unread; no redirect is followed.

    Raises:
        httpx.HTTPError: if the server cannot be reached.
    """
    server = access.server
    timeout = httpx.Timeout(access.read_timeout_s, connect=access.connect_timeout_s)
    with (
        httpx.Client(
            headers=access.headers,
            timeout=timeout,
            verify=_trust() if server.secure else False,  # without TLS there is nothing to verify
            trust_env=not server.is_loopback,
            follow_redirects=False,
        ) as client,
        client.stream("GET", url) as response,
    ):
        yield response


def fetch_listing(access: Access, abandoned: Callable[[], bool]) -> Listing:
    """Ask a server for all its designs.

    Args:
        access: the server.
        abandoned: whether the answer is still wanted.

    Raises:
        NoListError: if it has no list.
        SourceError: if the list cannot be had, or is none.
        CancelledError: if the answer is not wanted any more.
    """
    url = f"{access.server.http_url}{_LIST_PATH}"
    try:
        with open_get(access, url) as response:
            if response.status_code in (404, 405):
                raise NoListError("the server has no list of designs", where=url, hint=_LIST_HINT)
            if response.status_code != 200:
                raise SourceError(describe_status(response.status_code), where=url, hint=_LIST_HINT)
            body = _read_capped(response, abandoned, url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        what = f"the list of designs cannot be had: {describe_http_trouble(error, access.server)}"
        raise SourceError(what, where=url, hint=_LIST_HINT) from error
    return parse_listing(body, where=url)


def parse_listing(body: bytes, *, where: str) -> Listing:
    """Read a list of designs: an array, or an object that holds it as ``meshes``.

    Args:
        body: the JSON text.
        where: its address, for messages.

    Raises:
        SourceError: if it is no such list. An entry that is wrong spoils no other.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError("the list of designs is not JSON", where=where, hint=_LIST_HINT) from error
    entries = value.get("meshes") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise SourceError("the server answers with something else than a list", where=where, hint=_LIST_HINT)
    announced: dict[str, MeshAnnounced] = {}
    failed: list[MeshFailed] = []
    for entry in entries:
        try:
            mesh = _parse_entry(entry)
        except ProtocolError as error:
            if error.where is not None:
                failed.append(MeshFailed(safe_id(error.where), error.what))
            continue
        announced[mesh.design_id] = mesh
    ordered = sorted(announced.values(), key=lambda mesh: mesh.created_at)
    complete = not isinstance(value, dict) or value.get("complete") is not False
    return Listing(tuple(ordered), tuple(failed), complete)


def _parse_entry(entry: object) -> MeshAnnounced:
    if not isinstance(entry, dict):
        raise ProtocolError("an entry of the list is not an object")
    fields: dict[str, object] = dict(entry)
    claimed = fields.get("design_id")
    if isinstance(claimed, str) and is_safe_id(claimed):
        # The original list is not laid down: where the paths are left out, they are the usual ones.
        url, metadata_url = mesh_paths(claimed)
        fields.setdefault("url", url)
        fields.setdefault("metadata_url", metadata_url)
    mesh = parse_new_mesh(fields)
    name, digest = fields.get("name"), fields.get("sha256")
    return MeshAnnounced(
        design_id=mesh.design_id,
        name=(clean_text(name) if isinstance(name, str) else "") or mesh.design_id,
        size=mesh.file_size,
        created_at=mesh.created_at,
        locator=mesh.url,
        listed=True,
        sha256=digest if is_sha256(digest) else None,
    )


def is_sha256(value: object) -> TypeGuard[str]:
    """Whether a value is a hex digest of SHA-256 in lower case."""
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def _read_capped(response: httpx.Response, abandoned: Callable[[], bool], url: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if abandoned():
            raise CancelledError
        if len(body) > _LIST_LIMIT:
            raise SourceError("the list of designs is absurdly long", where=url, hint=_LIST_HINT)
    return bytes(body)


@functools.cache
def _trust() -> ssl.SSLContext:
    # Reading the certificates of the system takes tens of milliseconds: once is enough.
    return ssl.create_default_context()
