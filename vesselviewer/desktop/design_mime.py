"""How a design travels while it is dragged."""

from __future__ import annotations

from vesselviewer.designs import DesignKey

DESIGN_MIME_TYPE = "application/x-vesselviewer-design"


def encode_key(key: DesignKey) -> bytes:
    """Return the payload of a dragged design."""
    return f"{key.source}\n{key.design_id}".encode()


def decode_key(data: bytes) -> DesignKey | None:
    """Return the dragged design, or None if the payload is not one of ours."""
    source, newline, design_id = data.decode(errors="replace").partition("\n")
    return DesignKey(source, design_id) if newline else None
