"""Meshes to bytes and files; a file appears whole under its name, or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.errors import SourceError
from vesselviewer.formats.registry import encoder_of
from vesselviewer.formats.unpacking import COMPRESSIONS, pack

if TYPE_CHECKING:
    from vesselviewer.mesh import Mesh

_READABLE = 0o644  # as other programs make files; mkstemp makes them private


def encode_mesh(mesh: Mesh, suffix: str) -> bytes:
    """Return the bytes of a file with this mesh.

    Args:
        mesh: what to write.
        suffix: the format, for example ".stl" or ".ply.zst", in any case.

    Raises:
        FormatError: if no format with that suffix is written here.
    """
    plain = suffix.lower()
    packing = next((end for end in COMPRESSIONS if plain.endswith(end)), "")
    data = encoder_of(plain.removesuffix(packing))(mesh)
    return pack(data, COMPRESSIONS[packing]) if packing else data


def save_mesh(mesh: Mesh, path: str | os.PathLike[str]) -> None:
    """Write a mesh to a file in the format of its suffix.

    The bytes go to a hidden temporary file beside it, are flushed to the disk and renamed, so that
    nobody ever sees half a mesh.

    Raises:
        FormatError: if no format with that suffix is written here.
        SourceError: if the file cannot be written there.
    """
    target = Path(path)
    data = encode_mesh(mesh, suffix_of(target.name))
    try:
        write_whole(target, data)
    except OSError as error:
        raise SourceError(
            f"cannot be written ({error.strerror or error})",
            where=str(target),
            hint="Check that the folder exists, may be written and has room",
        ) from error


def suffix_of(name: str) -> str:
    """Return the suffix of a file name, with that of a compression where there is one."""
    suffixes = Path(name).suffixes
    return "".join(suffixes[-2:] if suffixes and suffixes[-1].lower() in COMPRESSIONS else suffixes[-1:])


def write_whole(target: Path, data: bytes) -> None:
    """Write to a temporary file, flush it to the disk, rename it.

    Raises:
        OSError: if it cannot be written there; what was there before stays.
    """
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_READABLE)
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Flush the rename to the disk, where the system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
