"""What a person types as the address of a mesh server, completed to the url of its stream."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit, urlunsplit

from vesselviewer.errors import ProtocolError

STREAM_PATH = "/ws/meshes"
DEFAULT_PORT = 8000
_SCHEMES = {"": "ws", "ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}
_SECURE = {"wss"}
_HINT = "Type an address such as localhost:8000 or ws://host:8000/ws/meshes"


def complete_address(text: str) -> str:
    """Return the WebSocket url of an address.

    ``host``, ``host:port``, ``http://…`` and ``ws://…`` are understood; the path of the stream and
    port 8000 are filled in where nothing is said.

    Raises:
        ProtocolError: if it is no address of a mesh server, with what to type instead.
    """
    typed = text.strip()
    if not typed:
        raise ProtocolError("No address was typed", hint=_HINT)
    if any(letter.isspace() for letter in typed):
        raise ProtocolError("An address has no spaces", where=typed, hint=_HINT)
    parts = _split(typed if "://" in typed else f"//{typed}", typed)
    if parts.scheme.lower() not in _SCHEMES:
        raise ProtocolError(f"{parts.scheme}:// is not a mesh server", where=typed, hint=_HINT)
    if parts.username or parts.password:
        raise ProtocolError("An address carries no name and no password", where=typed, hint=_HINT)
    if not parts.hostname:
        raise ProtocolError("The address names no host", where=typed, hint=_HINT)
    scheme = _SCHEMES[parts.scheme.lower()]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = parts.port or (None if scheme in _SECURE else DEFAULT_PORT)
    place = f"{host}:{port}" if port else host
    path = parts.path if parts.path.strip("/") else STREAM_PATH
    return urlunsplit((scheme, place, path, parts.query, ""))


def _split(text: str, typed: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ProtocolError(f"That is not an address ({error})", where=typed, hint=_HINT) from error
    return parts
