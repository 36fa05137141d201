"""Whether a mesh file looks whole, from its first and last bytes alone."""

from __future__ import annotations

import os
import stat
import struct
import zlib
from enum import Enum
from pathlib import Path

from vesselviewer.watching.scan import Signature

_HEADER = 84  # of a binary STL: 80 bytes of text and the number of facets
_FACET = 50
_GLB_HEADER = 12
_GLANCE = 4096
# What stands at the very end of a whole file, and within how many bytes of it; spaces may follow.
_LAST_WORDS: tuple[tuple[tuple[str, ...], bytes, int], ...] = (
    ((".vtp", ".vtu"), b"</VTKFile>", 64),
    ((".step", ".stp"), b"END-ISO-10303-21", 256),
    ((".3mf",), b"PK\5\6", _GLANCE),  # the end of the directory of a ZIP archive; a comment may follow
)


class Completeness(Enum):
    """What the ends of a file say about it."""

    WHOLE = "whole"
    PARTIAL = "partial"
    UNKNOWN = "unknown"  # the format does not tell; only quiet does


def judge_ends(name: str, size: int, head: bytes, tail: bytes) -> Completeness:
    """Judge a file by its ends.

    Args:
        name: its file name, for the suffix.
        size: bytes.
        head: its first bytes, up to 4096.
        tail: its last bytes, up to 4096.
    """
    name = name.lower()
    if size == 0:
        return Completeness.PARTIAL
    if name.endswith(".stl"):
        return _judge_stl(size, head, tail)
    if name.endswith(".stl.gz"):
        return _judge_packed_stl(head, tail)
    if name.endswith(".glb"):
        return _judge_glb(size, head, tail)
    for suffixes, mark, room in _LAST_WORDS:
        if name.endswith(suffixes):
            return Completeness.WHOLE if mark in tail[-room:] else Completeness.PARTIAL
    # OBJ, PLY, panels and what is packed may end anywhere: that the writer closed or renamed the file
    # tells, or that two looks agree.
    return Completeness.UNKNOWN


def _judge_stl(size: int, head: bytes, tail: bytes) -> Completeness:
    if len(head) >= _HEADER:
        facets = struct.unpack_from("<I", head, 80)[0]
        if size == _HEADER + _FACET * facets:
            # Disk space reserved beforehand has the right size while it still holds zeros.
            hollow = facets > 0 and not any(tail[-_FACET:])
            return Completeness.PARTIAL if hollow else Completeness.WHOLE
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower() == b"solid":
        last = tail.rstrip(b" \t\r\n").replace(b"\r", b"\n").rpartition(b"\n")[2]
        return Completeness.WHOLE if last.strip().lower().startswith(b"endsolid") else Completeness.PARTIAL
    return Completeness.PARTIAL


def _judge_glb(size: int, head: bytes, tail: bytes) -> Completeness:
    """Compare the length with the one that the header gives."""
    if head[:4] != b"glTF" or len(head) < _GLB_HEADER:
        return Completeness.PARTIAL
    whole = size == struct.unpack_from("<I", head, 8)[0] and any(tail[-_FACET:])
    return Completeness.WHOLE if whole else Completeness.PARTIAL


def _judge_packed_stl(head: bytes, tail: bytes) -> Completeness:
    """Compare the length that the gzip trailer gives with the one that the STL header gives."""
    try:
        start = zlib.decompressobj(wbits=31).decompress(head, _HEADER)
    except zlib.error:
        return Completeness.UNKNOWN
    if len(start) < _HEADER or len(tail) < 4:
        return Completeness.UNKNOWN
    facets = struct.unpack_from("<I", start, 80)[0]
    unpacked = struct.unpack("<I", tail[-4:])[0]
    if unpacked == (_HEADER + _FACET * facets) % 2**32:
        return Completeness.WHOLE
    # A text STL, a file with several gzip members, or one that is not yet at its end.
    return Completeness.UNKNOWN


def open_plainly(path: str, flags: int) -> int:
    """Open without ever waiting, should the file have become a pipe since it was listed."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def examine(path: str) -> tuple[Signature | None, Completeness]:
    """Read a file's ends; return the signature of what was read, and the judgment.

    The signature is None if the file is gone or not a plain one. A file that may not be read is
    UNKNOWN: whoever loads it will say why it cannot be.
    """
    try:
        with open(path, "rb", buffering=0, opener=open_plainly) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return None, Completeness.UNKNOWN
            head = file.read(_GLANCE)
            file.seek(max(0, status.st_size - _GLANCE))
            tail = file.read(_GLANCE)
    except FileNotFoundError:
        return None, Completeness.UNKNOWN
    except OSError:
        try:
            return Signature.of(Path(path).stat()), Completeness.UNKNOWN
        except OSError:
            return None, Completeness.UNKNOWN
    return Signature.of(status), judge_ends(Path(path).name, status.st_size, head, tail)
