"""Compressed files to plain bytes, and a refusal of what was packed to do harm."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

from vesselviewer.errors import FormatError
from vesselviewer.formats.memory import refuse_beyond_budget
from vesselviewer.formats.parcel import AGAIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.formats.parcel import Parcel

_CHUNK = 4 << 20
_PACKED_CHUNK = 1 << 20
_PADDING_PROBE = 1 << 16
# The ASCII file of the DTC packs 6 times, and deflate can at most 1032 times; what unpacks to more
# than this is no surface that somebody drew, but made to do harm.
_MAX_EXPANSION = 200
_FREE_EXPANSION = 64 << 20
# Frames that need more than 128 MiB of history to be unpacked are refused, as the zstd tool does.
_MAX_WINDOW_LOG = 27

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
COMPRESSIONS: dict[str, str] = {".gz": "gzip", ".zst": "zstd"}


class _Unpacker(Protocol):
    """The decompressors of the standard library's bz2, lzma and zstd look like this."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gunzip:
    """zlib in the manner of the other decompressors."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def compression_of(data: bytes | memoryview) -> str | None:
    """Return "gzip" or "zstd" where bytes begin like that."""
    head = bytes(data[:4])
    if head[:2] == _GZIP:
        return "gzip"
    return "zstd" if head == _ZSTD else None


def unpacked(parcel: Parcel, compression: str) -> Parcel:
    """Return the parcel with what was packed in it.

    Args:
        parcel: begins like the compression says.
        compression: "gzip" or "zstd".

    Raises:
        FormatError: if it is cut off or damaged, or would fill the memory.
    """
    magic, fresh, faults = _ways(compression)
    result = bytearray()
    rest = parcel.data
    while rest.nbytes and (not result or bytes(rest[: len(magic)]) == magic):
        rest = _unpack_member(parcel, rest, result, compression, fresh(), faults)
    if bytes(rest[:_PADDING_PROBE]).strip(b"\0"):
        raise parcel.fault(
            f"bytes follow the end of the {compression} data",
            byte=len(parcel.data) - len(rest),
            hint="Pack the file again",
        )
    return parcel.holding(memoryview(result))


def pack(data: bytes, compression: str) -> bytes:
    """Return the bytes packed, always in the same way: equal meshes make equal files."""
    if compression == "gzip":
        import gzip  # noqa: PLC0415 - for writing alone

        return gzip.compress(data, compresslevel=6, mtime=0)
    from backports import zstd  # noqa: PLC0415 - most files need no zstd

    packed: bytes = zstd.compress(data, level=6)
    return packed


def _ways(compression: str) -> tuple[bytes, Callable[[], _Unpacker], tuple[type[Exception], ...]]:
    """Return the first bytes, a maker of unpackers, and what they raise."""
    if compression == "gzip":
        return _GZIP, _Gunzip, (zlib.error,)
    from backports import zstd  # noqa: PLC0415 - most files need no zstd

    limits = {int(zstd.DecompressionParameter.window_log_max): _MAX_WINDOW_LOG}
    return _ZSTD, lambda: zstd.ZstdDecompressor(options=limits), (zstd.ZstdError,)


def _unpack_member(
    parcel: Parcel,
    rest: memoryview,
    result: bytearray,
    compression: str,
    unpacker: _Unpacker,
    faults: tuple[type[Exception], ...],
) -> memoryview:
    """Append one member to the result and return what follows it."""
    total = len(parcel.data)
    position = 0
    while not unpacker.eof:
        chunk = bytes(rest[position : position + _PACKED_CHUNK]) if unpacker.needs_input else b""
        position += len(chunk)
        if not chunk and unpacker.needs_input:
            raise parcel.fault(f"the {compression} data is cut off", byte=total, hint=AGAIN)
        try:
            result += unpacker.decompress(chunk, _CHUNK)
        except faults as error:
            raise FormatError(
                f"the {compression} data is damaged ({error})",
                where=f"{parcel.name}, near byte {total - len(rest) + position}",
                hint="Ask for the file again",
            ) from error
        _refuse_bomb(result, total, parcel)
        parcel.tell((total - len(rest) + position) / total)
    return rest[position - len(unpacker.unused_data) :]


def _refuse_bomb(result: bytearray, packed_size: int, parcel: Parcel) -> None:
    """Raise as soon as the unpacked bytes cannot be a mesh, or would fill the memory."""
    refuse_expansion(parcel, len(result), packed_size)
    refuse_beyond_budget(len(result), parcel.budget, parcel.name)


def refuse_expansion(parcel: Parcel, size: int, packed_size: int) -> None:
    """Raise where something unpacks to a size that no mesh does.

    Args:
        parcel: the file, for the error.
        size: bytes unpacked, so far or in all.
        packed_size: bytes before.
    """
    if size > _FREE_EXPANSION and size > _MAX_EXPANSION * packed_size:
        raise parcel.fault(
            f"unpacks to more than {_MAX_EXPANSION} times its size; no mesh does",
            hint="Do not trust where it came from",
        )
