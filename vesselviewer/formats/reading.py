"""Files and bytes to meshes: opened without ever blocking, hashed while read, unpacked with care."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import zlib
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import FormatError, SourceError
from vesselviewer.formats.memory import default_budget, refuse_beyond_budget
from vesselviewer.formats.registry import PROBE, format_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.mesh import Mesh

    Checkpoint = Callable[[float], None] | None
    Bytes = bytes | memoryview

_CHUNK = 4 << 20
_PACKED_CHUNK = 1 << 20
_PADDING_PROBE = 1 << 16
_GZIP = b"\x1f\x8b"
# The ASCII file of the DTC packs 6 times, and deflate can at most 1032 times; what unpacks to more
# than this is no surface that somebody drew, but made to do harm.
_MAX_EXPANSION = 200
_FREE_EXPANSION = 64 << 20

_HINTS = {
    errno.ENOENT: ("no such file", "It may have been moved or deleted; refresh the folder"),
    errno.EACCES: ("permission denied", "Ask its owner for the right to read it"),
    errno.EPERM: ("permission denied", "Ask its owner for the right to read it"),
    errno.ELOOP: ("a symbolic link that leads back to itself", "Mend or remove the link"),
    errno.ENOTDIR: ("a part of the path is not a folder", "Check the path"),
    errno.ENAMETOOLONG: ("the name is too long", "Check the path"),
    errno.ENXIO: ("not a regular file", "Choose a mesh file"),
}


@dataclass(frozen=True, slots=True)
class MeshFile:
    """A mesh and the file that it was read from.

    Attributes:
        mesh: welded, in the unit and frame of the file.
        format: the variant, for example "STL binary" or "STL ASCII, gzip".
        size: bytes of the file as it lies there.
        sha256: hex digest of the file as it lies there.
    """

    mesh: Mesh
    format: str
    size: int
    sha256: str


def load_mesh(path: str | os.PathLike[str], *, checkpoint: Checkpoint = None) -> Mesh:
    """Return the mesh in a file; see `read_mesh_file`."""
    return read_mesh_file(path, checkpoint=checkpoint).mesh


def read_mesh_file(
    path: str | os.PathLike[str], *, checkpoint: Checkpoint = None, budget: int | None = None
) -> MeshFile:
    """Read a mesh file once: bytes, digest, mesh.

    Args:
        path: of a regular file, or a link to one.
        checkpoint: called with the fraction done several times a second; may raise to call it off.
        budget: bytes of memory that may be used; half of what is free by default.

    Returns:
        The welded mesh with format, size and digest of the file.

    Raises:
        FormatError: if the bytes are not a mesh, or need more memory than allowed.
        SourceError: if the path cannot be read as a regular file.
    """
    name = Path(path).name or str(path)
    budget = default_budget() if budget is None else budget
    data, sha256 = _read(Path(path), budget, _part(checkpoint, 0.0, 0.3))
    size = len(data)
    packed = data[:2] == _GZIP
    if packed:
        data = _unpacked(data, name, budget, _part(checkpoint, 0.1, 0.3))
    mesh, variant = _parse(data, name, _part(checkpoint, 0.3, 1.0))
    return MeshFile(mesh, f"{variant}, gzip" if packed else variant, size, sha256)


def parse_mesh(data: Bytes, *, name: str, checkpoint: Checkpoint = None, budget: int | None = None) -> Mesh:
    """Return the welded mesh that some bytes of a file hold, packed by gzip or not.

    Args:
        data: the whole file.
        name: of the file; errors begin with it, and its suffix helps where the content is unclear.
        checkpoint: called with the fraction done; may raise to call the work off.
        budget: bytes of memory that may be used; half of what is free by default.

    Raises:
        FormatError: if they are not a mesh.
    """
    budget = default_budget() if budget is None else budget
    if data[:2] == _GZIP:
        data = _unpacked(data, name, budget, _part(checkpoint, 0.0, 0.3))
    refuse_beyond_budget(len(data), budget, name)
    return _parse(data, name, _part(checkpoint, 0.3, 1.0))[0]


def _parse(data: Bytes, name: str, checkpoint: Checkpoint) -> tuple[Mesh, str]:
    """Return the mesh and its variant."""
    format_, variant = format_of(bytes(data[:PROBE]), len(data), name)
    try:
        return format_.parse(data, name=name, checkpoint=checkpoint), variant
    except MemoryError as error:
        raise FormatError(
            "there is not enough memory to read it", where=name, hint="Close other programs and try again"
        ) from error


def _read(path: Path, budget: int, checkpoint: Checkpoint) -> tuple[memoryview, str]:
    """Return the bytes of a regular file and their digest."""
    try:
        # A FIFO without a writer would block for ever, were it opened in the usual way.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        _refuse_irregular(path.stat(), path)
        with FileIO(os.open(path, flags)) as file:
            status = os.fstat(file.fileno())
            _refuse_irregular(status, path)
            refuse_beyond_budget(status.st_size, budget, path.name)
            return _read_open(file, status.st_size, path, checkpoint)
    except OSError as error:
        what, hint = _HINTS.get(error.errno or 0, (error.strerror or str(error), "Check the path"))
        raise SourceError(what, where=str(path), hint=hint) from error
    except ValueError as error:  # a NUL in the name
        raise SourceError("not a file name", where=repr(str(path)), hint="Check the path") from error


def _refuse_irregular(status: os.stat_result, path: Path) -> None:
    """Raise unless the status is that of a regular file."""
    if stat.S_ISREG(status.st_mode):
        return
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    kind = next((text for test, text in kinds if test(status.st_mode)), "no regular file")
    raise SourceError(f"{kind}, not a file", where=str(path), hint="Choose a mesh file")


def _read_open(file: FileIO, size: int, path: Path, checkpoint: Checkpoint) -> tuple[memoryview, str]:
    """Return the bytes of an open file and their digest, a chunk at a time."""
    # Unlike a bytearray this takes no time: the system hands out the pages as they are written.
    view = np.empty(size, dtype=np.uint8).data
    sha = hashlib.sha256()
    position = 0
    while position < size:
        count = file.readinto(view[position : position + _CHUNK])
        if not count:
            break
        sha.update(view[position : position + count])
        position += count
        if checkpoint is not None:
            checkpoint(position / size)
    if position < size or os.fstat(file.fileno()).st_size != size:
        raise SourceError(
            "the file changed while it was read",
            where=str(path),
            hint="It is read again when it is completely written",
        )
    return view, sha.hexdigest()


def _unpacked(data: Bytes, name: str, budget: int, checkpoint: Checkpoint) -> memoryview:
    """Return what gzip packed, and refuse what was packed to do harm."""
    result = bytearray()
    rest = memoryview(data)
    while rest.nbytes and (not result or bytes(rest[:2]) == _GZIP):
        rest = _unpack_member(rest, result, len(data), name, budget, checkpoint)
    if bytes(rest[:_PADDING_PROBE]).strip(b"\0"):
        raise FormatError(
            "bytes follow the end of the gzip data",
            where=f"{name}, byte {len(data) - len(rest)}",
            hint="Pack the file again",
        )
    return memoryview(result)


def _unpack_member(
    rest: memoryview, result: bytearray, packed_size: int, name: str, budget: int, checkpoint: Checkpoint
) -> memoryview:
    """Append one gzip member to the result and return what follows it."""
    unpacker = zlib.decompressobj(wbits=31)
    position = 0
    while not unpacker.eof:
        chunk = unpacker.unconsumed_tail or bytes(rest[position : position + _PACKED_CHUNK])
        position += 0 if unpacker.unconsumed_tail else len(chunk)
        if not chunk:
            raise FormatError(
                "the gzip data is cut off",
                where=f"{name}, byte {packed_size}",
                hint="Ask for the file again, or wait until it is completely written",
            )
        try:
            result += unpacker.decompress(chunk, _CHUNK)
        except zlib.error as error:
            raise FormatError(
                f"the gzip data is damaged ({error})",
                where=f"{name}, near byte {packed_size - len(rest) + position}",
                hint="Ask for the file again",
            ) from error
        _refuse_bomb(result, packed_size, name, budget)
        if checkpoint is not None:
            checkpoint(min(1.0, (packed_size - len(rest) + position) / packed_size))
    return rest[position - len(unpacker.unused_data) :]


def _refuse_bomb(result: bytearray, packed_size: int, name: str, budget: int) -> None:
    """Raise as soon as the unpacked bytes cannot be a mesh, or would fill the memory."""
    if len(result) > _FREE_EXPANSION and len(result) > _MAX_EXPANSION * packed_size:
        raise FormatError(
            f"unpacks to more than {_MAX_EXPANSION} times its size; no mesh does",
            where=name,
            hint="Do not trust where it came from",
        )
    refuse_beyond_budget(len(result), budget, name)


def _part(checkpoint: Checkpoint, start: float, end: float) -> Checkpoint:
    """Return a checkpoint for a part of the work."""
    if checkpoint is None:
        return None
    return lambda fraction: checkpoint(start + (end - start) * fraction)
