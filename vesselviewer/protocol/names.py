"""Ids of designs: what may stand in a message, and how any other name becomes one."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_UNSAFE_RUN = re.compile(r"[^A-Za-z0-9._-]+")
# Windows opens a device for these names, whatever suffix follows.
_DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}
_STEM_LIMIT = 96


def is_safe_id(text: str) -> bool:
    """Whether a text may be a ``design_id``: letters, digits, ``.``, ``_``, ``-``; no device name."""
    return _SAFE_ID.fullmatch(text) is not None and text.split(".", 1)[0].lower() not in _DEVICES


def safe_id(name: str) -> str:
    """Return the ``design_id`` for a name: the name itself where it is safe, else a stand-in.

    The stand-in keeps what is legible of the name and ends in a digest of the whole of it, so that
    it is the same at each start, and differs for different names.

    Args:
        name: a file's stem or relative path; any text.
    """
    if is_safe_id(name):
        return name
    # A file name that is no UTF-8 reaches Python with lone surrogates.
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    stem = _UNSAFE_RUN.sub("-", plain).strip("-._")[:_STEM_LIMIT].rstrip("-._")
    candidate = f"{stem}-{digest}" if stem else f"design-{digest}"
    # "con.x" keeps its device name in front of the first dot.
    return candidate if is_safe_id(candidate) else f"design-{candidate}"
