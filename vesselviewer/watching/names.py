"""Which file names are watched, and how odd ones are written so that they can be shown and stored."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

IGNORED_ENDINGS = (".tmp", ".part")


def is_watched_name(name: str, accept: Callable[[str], bool]) -> bool:
    """Return whether a file of this name is watched: not hidden, not temporary, and accepted."""
    return name[0] != "." and accept(name) and not name.lower().endswith(IGNORED_ENDINGS)


def is_watched_path(relative: str, accept: Callable[[str], bool]) -> bool:
    """Return whether a path below the root (with ``/``) is one that a scan would list."""
    *folders, name = relative.split("/")
    return not any(folder.startswith(".") for folder in folders) and is_watched_name(name, accept)


def printable(relative: str) -> str:
    r"""Return a path in a form that is printable and encodes as UTF-8.

    Bytes that are not UTF-8, control characters and those that reorder text become escapes such as
    ``\xff``; all else stays, so that different paths stay different.
    """
    if relative.isascii() and relative.isprintable():
        return relative
    text = os.fsencode(relative).decode("utf-8", "backslashreplace")
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char)[0] == "C" else char
        for char in text
    )
