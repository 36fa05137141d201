"""The messages of the original protocol, key for key: text in, frozen values out, and back.

``connection_ack``, ``new_mesh`` and ``pong`` travel from the server; the client sends the bare text
``ping``. Unknown keys and unknown events are ignored, as the protocol demands of both sides.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import NoReturn, TypeGuard

from vesselviewer.errors import ProtocolError
from vesselviewer.protocol.names import is_safe_id
from vesselviewer.protocol.text import clean_text
from vesselviewer.protocol.urls import check_mesh_path

FRAME_LIMIT = 64 * 1024
PING = "ping"
WELCOME = "Connected to mesh update stream"

_LARGEST_FILE = 1 << 40
_LATEST_TIME = 253_402_300_800.0  # the year 10000, in seconds since 1970


@dataclass(frozen=True, slots=True)
class ConnectionAck:
    """The server's greeting.

    Attributes:
        message: for people.
        active_connections: clients connected now, this one among them.
    """

    message: str
    active_connections: int


@dataclass(frozen=True, slots=True)
class NewMesh:
    """A design has appeared or been rewritten.

    Attributes:
        design_id: its id; safe by `is_safe_id`.
        file_size: bytes.
        created_at: seconds since 1970 (UTC).
        url: path-absolute, of the mesh.
        metadata_url: path-absolute, of its counts and size.
    """

    design_id: str
    file_size: int
    created_at: float
    url: str
    metadata_url: str


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a ``ping``."""


ServerMessage = ConnectionAck | NewMesh | Pong


def mesh_paths(design_id: str) -> tuple[str, str]:
    """Return ``url`` and ``metadata_url`` of a design, path-absolute."""
    return f"/api/mesh/{design_id}", f"/api/mesh/{design_id}/metadata"


def encode_message(message: ServerMessage) -> str:
    """Return a message as the JSON text of one frame."""
    return json.dumps(as_wire(message), separators=(",", ":"))


def as_wire(message: ServerMessage) -> dict[str, object]:
    """Return a message as the original keys, in their original order."""
    match message:
        case ConnectionAck():
            return {
                "event": "connection_ack",
                "message": message.message,
                "active_connections": message.active_connections,
            }
        case NewMesh():
            return {
                "event": "new_mesh",
                "design_id": message.design_id,
                "file_size": message.file_size,
                "created_at": float(message.created_at),
                "url": message.url,
                "metadata_url": message.metadata_url,
            }
        case Pong():
            return {"event": "pong"}


def parse_message(text: str) -> ServerMessage | None:
    """Read one frame from a server.

    Args:
        text: the frame.

    Returns:
        The message; None for an event that this version does not know.

    Raises:
        ProtocolError: if the frame is too large, is no JSON object, or breaks the protocol. Its
            ``where`` is the design concerned, where the frame names one.
    """
    fields = parse_frame(text)
    match fields.get("event"):
        case "connection_ack":
            message, count = fields.get("message"), fields.get("active_connections")
            if not isinstance(message, str) or not _is_integer(count):
                raise ProtocolError("connection_ack without a message and a count of connections")
            return ConnectionAck(message=clean_text(message), active_connections=count)
        case "new_mesh":
            return parse_new_mesh(fields)
        case "pong":
            return Pong()
        case str():
            return None
        case _:
            raise ProtocolError("the frame names no event")


def parse_frame(text: str) -> dict[str, object]:
    """Read the JSON object of one frame.

    Raises:
        ProtocolError: if it is larger than 64 KiB, or not a JSON object.
    """
    # A character is at least one byte: the first check spares encoding a giant.
    if len(text) > FRAME_LIMIT or len(text.encode("utf-8", "surrogatepass")) > FRAME_LIMIT:
        raise ProtocolError(f"the frame is larger than {FRAME_LIMIT // 1024} KiB")
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        # ValueError covers malformed JSON and integers of thousands of digits.
        raise ProtocolError("the frame is not JSON") from error
    if not isinstance(value, dict):
        raise ProtocolError("the frame is not a JSON object")
    return value


def parse_new_mesh(fields: dict[str, object]) -> NewMesh:
    """Read the keys of ``new_mesh``, from a frame or from an entry of the REST list.

    Raises:
        ProtocolError: if a key is missing, of another type, or not to be trusted.
    """
    claimed = fields.get("design_id")
    if not isinstance(claimed, str):
        raise ProtocolError("new_mesh without a design_id")
    where = clean_text(claimed, limit=128) or "unnamed design"
    if not is_safe_id(claimed):
        raise ProtocolError("the design_id holds characters that an id must not have", where=where)
    size, created = fields.get("file_size"), fields.get("created_at")
    if not _is_integer(size) or not 0 <= size <= _LARGEST_FILE:
        raise ProtocolError("file_size is not a number of bytes", where=where)
    if not _is_time(created):
        raise ProtocolError("created_at is not a time in seconds since 1970", where=where)
    try:
        url = check_mesh_path(fields.get("url"))
        metadata_url = check_mesh_path(fields.get("metadata_url"))
    except ProtocolError as error:
        raise ProtocolError(error.what, where=where) from error
    return NewMesh(
        design_id=claimed, file_size=size, created_at=float(created), url=url, metadata_url=metadata_url
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_time(value: object) -> TypeGuard[float]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    # Compared before converting: an integer of 400 digits is no float.
    return 0 <= value < _LATEST_TIME and math.isfinite(value)
