"""Addresses: of a mesh server as a person types it, and of a mesh as a message claims it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from vesselviewer.errors import ProtocolError, SourceError

SOCKET_PATH = "/ws/meshes"
DEFAULT_PORT = 8000

_URL_LIMIT = 2048
_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]+")
# What a percent sign may hide: dots, slashes, percent signs, control characters.
_TRICKS = re.compile(r"%(?:2e|2f|5c|25|[01][0-9a-f]|7f)", re.IGNORECASE)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?")
_SECURE = {"ws": False, "http": False, "wss": True, "https": True}
_HINT = "Give it as ws://host:8000/ws/meshes, http://host:8000 or host:8000"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a mesh server is.

    Attributes:
        host: name or number; an IPv6 number without brackets.
        port: TCP port.
        secure: whether TLS is spoken.
        path: of the WebSocket; the REST interface always begins at ``/api/``.
    """

    host: str
    port: int
    secure: bool = False
    path: str = SOCKET_PATH

    @property
    def authority(self) -> str:
        """``host:port``, with brackets around an IPv6 number."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this machine, so that no proxy stands between."""
        return is_loopback(self.host)

    @property
    def socket_url(self) -> str:
        """Address of the live feed, for example ``ws://localhost:8000/ws/meshes``."""
        return f"{'wss' if self.secure else 'ws'}://{self.authority}{self.path}"

    @property
    def http_url(self) -> str:
        """Scheme, host and port of the REST interface, without a final slash."""
        return f"{'https' if self.secure else 'http'}://{self.authority}"


def is_loopback(host: str) -> bool:
    """Whether an address is reachable from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def parse_server_url(text: str) -> ServerAddress:
    """Read the address of a mesh server in any form that a person may type.

    Args:
        text: ``ws://host:8000/ws/meshes``, ``http://host:8000``, ``host:8000`` or ``host``.

    Raises:
        SourceError: if it is no such address.
    """
    typed = text.strip()
    bare = "://" not in typed
    parts, port = _split(f"ws://{typed}" if bare else typed, where=text)
    if parts.scheme not in _SECURE:
        raise SourceError(f"{parts.scheme} is not a scheme of a mesh server", where=text, hint=_HINT)
    if parts.username is not None or parts.password is not None:
        raise SourceError("a password or token does not belong in an address", where=text, hint=_HINT)
    if parts.query or parts.fragment:
        raise SourceError("the address has a query or a fragment", where=text, hint=_HINT)
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        raise SourceError("the address names no host", where=text, hint=_HINT)
    secure = _SECURE[parts.scheme]
    if port is None:
        port = DEFAULT_PORT if bare else 443 if secure else 80
    path = parts.path if parts.path not in ("", "/") else SOCKET_PATH
    return ServerAddress(host=host, port=port, secure=secure, path=path)


def _split(url: str, *, where: str) -> tuple[SplitResult, int | None]:
    if not _VISIBLE_ASCII.fullmatch(url) or "\\" in url:
        raise SourceError(
            "the address is empty or holds a space or a special character", where=where, hint=_HINT
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SourceError("the address or its port is malformed", where=where, hint=_HINT) from error
    if port == 0:
        raise SourceError("port 0 is no port to connect to", where=where, hint=_HINT)
    return parts, port


def check_mesh_path(url: object) -> str:
    """Return a path-absolute url of a message if it can only mean the server's own ``/api/``.

    Args:
        url: the value of ``url`` or ``metadata_url`` as it came.

    Raises:
        ProtocolError: if it could lead anywhere else.
    """
    if not isinstance(url, str):
        raise ProtocolError(f"the url is {type(url).__name__}, not text")
    if len(url) > _URL_LIMIT:
        raise ProtocolError(f"the url is longer than {_URL_LIMIT} characters")
    if not url.startswith("/api/"):
        raise ProtocolError("the url does not begin with /api/ on its own server")
    if not _VISIBLE_ASCII.fullmatch(url) or "\\" in url or "#" in url:
        raise ProtocolError("the url holds a space, a backslash, a fragment or a special character")
    if _BROKEN_ESCAPE.search(url) or _TRICKS.search(url):
        raise ProtocolError("the url hides a dot, a slash or a control character behind a percent sign")
    path = unquote(url.partition("?")[0])
    segments = path.split("/")[1:]
    if any(segment in ("", ".", "..") for segment in segments):
        raise ProtocolError("the url has an empty, . or .. segment")
    return url


def safe_mesh_url(server: ServerAddress, url: object) -> str:
    """Join a url of a message to the server that sent it.

    Args:
        server: the server that the message came from.
        url: the value of ``url`` as it came.

    Returns:
        An absolute http or https url on that server's scheme, host and port.

    Raises:
        ProtocolError: if the url could lead anywhere else.
    """
    return f"{server.http_url}{check_mesh_path(url)}"
