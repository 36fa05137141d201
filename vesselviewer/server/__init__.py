"""The mesh server: folders over REST and over a WebSocket."""

from vesselviewer.server.application import create_app
from vesselviewer.server.embedded import EmbeddedServer
from vesselviewer.server.options import RejectedFile, ServerOptions
from vesselviewer.server.serving import serve

__all__ = ["EmbeddedServer", "RejectedFile", "ServerOptions", "create_app", "serve"]
