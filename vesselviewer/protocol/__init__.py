"""The feed protocol, both ends, without sockets and without a clock."""

from vesselviewer.protocol.backoff import HEALTHY_AFTER_S, backoff
from vesselviewer.protocol.client import ClientEvent, ClientSession, Rejected
from vesselviewer.protocol.closing import (
    GOING_AWAY,
    POLICY_VIOLATION,
    TRY_AGAIN_LATER,
    describe_close,
    may_reconnect,
)
from vesselviewer.protocol.messages import (
    FRAME_LIMIT,
    PING,
    WELCOME,
    ConnectionAck,
    NewMesh,
    Pong,
    ServerMessage,
    as_wire,
    encode_message,
    mesh_paths,
    parse_frame,
    parse_message,
    parse_new_mesh,
)
from vesselviewer.protocol.names import is_safe_id, safe_id
from vesselviewer.protocol.server import ServerSession
from vesselviewer.protocol.text import clean_text
from vesselviewer.protocol.urls import (
    SOCKET_PATH,
    ServerAddress,
    check_mesh_path,
    is_loopback,
    parse_server_url,
    safe_mesh_url,
)

__all__ = [
    "FRAME_LIMIT",
    "GOING_AWAY",
    "HEALTHY_AFTER_S",
    "PING",
    "POLICY_VIOLATION",
    "SOCKET_PATH",
    "TRY_AGAIN_LATER",
    "WELCOME",
    "ClientEvent",
    "ClientSession",
    "ConnectionAck",
    "NewMesh",
    "Pong",
    "Rejected",
    "ServerAddress",
    "ServerMessage",
    "ServerSession",
    "as_wire",
    "backoff",
    "check_mesh_path",
    "clean_text",
    "describe_close",
    "encode_message",
    "is_loopback",
    "is_safe_id",
    "may_reconnect",
    "mesh_paths",
    "parse_frame",
    "parse_message",
    "parse_new_mesh",
    "parse_server_url",
    "safe_id",
    "safe_mesh_url",
]
