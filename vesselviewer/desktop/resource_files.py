"""Where the files of ``resources/`` lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

import vesselviewer

_PACKAGE = Path(vesselviewer.__file__).parent


def resource_path(name: str) -> Path:
    """Return the path of a resource file, ``name`` relative to ``resources/``.

    Raises:
        FileNotFoundError: if the installation lacks it.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.is_file():
            return path
    msg = f"resource {name!r} is missing from this installation"
    raise FileNotFoundError(msg)


def resource_text(name: str) -> str:
    """Return the UTF-8 text of a resource file."""
    return resource_path(name).read_text(encoding="utf-8")
