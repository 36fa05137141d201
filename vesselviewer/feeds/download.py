"""Bringing a mesh from a server into the cache: verified, or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx

from vesselviewer.designs.declaration import FRAME_HEADER
from vesselviewer.designs.sidecars import sidecar_path
from vesselviewer.errors import SourceError
from vesselviewer.feeds.rest import open_get
from vesselviewer.feeds.trouble import describe_http_trouble, describe_status

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vesselviewer.feeds.rest import Access
    from vesselviewer.feeds.source import MeshAnnounced

_LARGEST = 4 << 30
_CHUNK = 256 * 1024
_PAUSES_S = (0.2, 0.8)
_SLOWEST_BYTES_PER_S = 10_000
_PATIENCE_S = 60.0
_STALE_S = 24 * 3600.0
_ETAG = re.compile(r'"([0-9a-f]{64})"')
_REPLACED_HINT = "It was replaced meanwhile; its new version will be announced"


class _BrokenOffError(Exception):
    """This try failed in a way that another may not."""


@dataclass(frozen=True, slots=True)
class _Received:
    sha256: str
    packed: bool
    frame: str = ""  # what the server declares of the frame, as JSON


def download_mesh(
    access: Access,
    url: str,
    announced: MeshAnnounced,
    cache: Path,
    checkpoint: Callable[[float], None] | None = None,
) -> Path:
    """Download a mesh into the cache, under the digest of its bytes.

    Args:
        access: the server that announced it.
        url: absolute, on that server.
        announced: what it is said to be.
        cache: folder of the cache; made if it is missing.
        checkpoint: told the fraction done, 0 to 1; raises `CancelledError` to call it off.

    Returns:
        The file in the cache.

    Raises:
        SourceError: if the bytes cannot be had, are not the ones announced, or cannot be kept.
    """
    where = f"{announced.design_id} at {url}"
    if announced.size > _LARGEST:
        raise SourceError(f"{announced.size} bytes are too many for a mesh", where=where)
    tell = checkpoint or (lambda _fraction: None)
    tell(0.0)
    kept = _find_kept(cache, announced)
    if kept is not None:
        tell(1.0)
        return kept
    temporary = cache / f"{uuid.uuid4().hex}.part"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        received = _receive_with_patience(access, url, announced, temporary, tell, where)
        path = cache / f"{received.sha256}{'.stl.gz' if received.packed else '.stl'}"
        temporary.replace(path)
        _keep_frame(path, received.frame)
    except OSError as error:
        hint = "Free some space, or check the permissions of the cache"
        raise SourceError(
            f"the mesh cannot be kept: {error.strerror or error}", where=str(cache), hint=hint
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    tell(1.0)
    return path


def remove_leftovers(cache: Path, now: float) -> None:
    """Remove half downloads that a crash left behind.

    Args:
        cache: folder of the cache.
        now: seconds since 1970.
    """
    with contextlib.suppress(OSError):
        for leftover in cache.glob("*.part"):
            if now - leftover.stat().st_mtime > _STALE_S:
                leftover.unlink()


def make_room(cache: Path, limit: int) -> None:
    """Remove the meshes that were fetched longest ago, until the cache is within its limit.

    A mesh that is wanted again is fetched again.

    Args:
        cache: folder of the cache.
        limit: bytes.
    """
    kept: list[tuple[float, int, Path]] = []
    with contextlib.suppress(OSError):
        for path in cache.iterdir():
            if path.name.endswith((".stl", ".stl.gz")):
                with contextlib.suppress(OSError):  # another instance may have removed it
                    status = path.stat()
                    kept.append((status.st_mtime, status.st_size, path))
    total = sum(size for _, size, _ in kept)
    for _, size, path in sorted(kept):
        if total <= limit:
            return
        with contextlib.suppress(OSError):  # on Windows a mesh that is being read stays for now
            path.unlink()
            total -= size
            sidecar_path(path).unlink(missing_ok=True)


def _find_kept(cache: Path, announced: MeshAnnounced) -> Path | None:
    """Return the file of an earlier download, if its digest is known and still right."""
    if announced.sha256 is None:
        return None
    for suffix in (".stl", ".stl.gz"):
        path = cache / f"{announced.sha256}{suffix}"
        with contextlib.suppress(OSError), path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() == announced.sha256:
                return path
    return None


def _receive_with_patience(
    access: Access,
    url: str,
    announced: MeshAnnounced,
    temporary: Path,
    tell: Callable[[float], None],
    where: str,
) -> _Received:
    failure: _BrokenOffError | None = None
    for pause in (*_PAUSES_S, None):
        try:
            return _receive(access, url, announced, temporary, tell, where)
        except _BrokenOffError as error:
            failure = error
        if pause is not None:
            tell(0.0)
            time.sleep(pause)
    raise SourceError(
        f"the download failed {len(_PAUSES_S) + 1} times: {failure}",
        where=where,
        hint="Check the server and the network, then retry",
    ) from failure


def _receive(
    access: Access,
    url: str,
    announced: MeshAnnounced,
    temporary: Path,
    tell: Callable[[float], None],
    where: str,
) -> _Received:
    try:
        with open_get(access, url) as response:
            _check_answer(response, announced, where)
            etag = _ETAG.fullmatch(response.headers.get("etag", ""))
            received = _store(response, announced.size, temporary, tell)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _BrokenOffError(describe_http_trouble(error, access.server)) from error
    if announced.sha256 is not None and received.sha256 != announced.sha256:
        raise SourceError("its bytes are not the ones announced", where=where, hint=_REPLACED_HINT)
    if etag is not None and received.sha256 != etag[1]:
        raise _BrokenOffError("the bytes changed on the way")
    return replace(received, frame=response.headers.get(FRAME_HEADER, ""))


def _keep_frame(path: Path, frame: str) -> None:
    """Keep what the server declares of the frame as a sidecar of the mesh in the cache."""
    beside = sidecar_path(path)
    if frame:
        beside.write_text(frame, "utf-8")
    else:
        beside.unlink(missing_ok=True)


def _check_answer(response: httpx.Response, announced: MeshAnnounced, where: str) -> None:
    status = response.status_code
    if status in (404, 410):
        hint = "It was deleted, moved or spoiled after it was announced"
        raise SourceError(f"the server does not have it any more (HTTP {status})", where=where, hint=hint)
    if status in (408, 429) or status >= 500:
        raise _BrokenOffError(describe_status(status))
    if status != 200:
        raise SourceError(describe_status(status), where=where, hint="Check the address and the token")
    length = response.headers.get("content-length")
    if length is not None and length != str(announced.size):
        what = f"the server sends {length} bytes where {announced.size} were announced"
        raise SourceError(what, where=where, hint=_REPLACED_HINT)


def _store(response: httpx.Response, size: int, temporary: Path, tell: Callable[[float], None]) -> _Received:
    sha, count, head = hashlib.sha256(), 0, b""
    # A server that sends a byte now and then must not hold a worker for ever.
    deadline = time.monotonic() + _PATIENCE_S + size / _SLOWEST_BYTES_PER_S
    with temporary.open("wb") as stream:
        for chunk in response.iter_raw(_CHUNK):
            count += len(chunk)
            if count > size:
                raise _BrokenOffError(f"more than the {size} bytes announced")
            if time.monotonic() > deadline:
                raise _BrokenOffError("the server is too slow")
            head = head or chunk[:2]
            sha.update(chunk)
            stream.write(chunk)
            tell(count / size)
    if count != size:
        raise _BrokenOffError(f"{count} of {size} bytes came")
    return _Received(sha.hexdigest(), packed=head == b"\x1f\x8b")
