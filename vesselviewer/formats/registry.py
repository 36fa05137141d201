"""The table of formats: add a format by adding a module and a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from vesselviewer.errors import FormatError
from vesselviewer.formats import stl

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.mesh import Mesh

PROBE = 4096  # bytes that are enough to tell any format


class _Parse(Protocol):
    def __call__(
        self, data: bytes | memoryview, *, name: str, checkpoint: Callable[[float], None] | None = None
    ) -> Mesh: ...


@dataclass(frozen=True, slots=True)
class MeshFormat:
    """One format.

    Attributes:
        suffixes: in lower case, with the dot; the first is the usual one.
        describe: (first bytes, size of the whole) -> the name of the variant, or None if it is not
            this format.
        expected_size: (first bytes) -> the size of the whole that they promise, or None.
        parse: bytes -> welded mesh; raises FormatError.
        encode: mesh -> bytes; None where the format is only read.
    """

    suffixes: tuple[str, ...]
    describe: Callable[[bytes, int], str | None]
    expected_size: Callable[[bytes], int | None]
    parse: _Parse
    encode: Callable[[Mesh], bytes] | None


FORMATS: tuple[MeshFormat, ...] = (
    MeshFormat((".stl",), stl.describe, stl.expected_size, stl.parse, stl.encode),
)
COMPRESSIONS: tuple[str, ...] = (".gz",)
MESH_SUFFIXES: frozenset[str] = frozenset(
    suffix + compression
    for format_ in FORMATS
    for suffix in format_.suffixes
    for compression in ("", *COMPRESSIONS)
)

# Things that come in place of a mesh, by their first bytes: what they are, and what to do.
_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"version https://git-lfs.github.com/spec/",
        "a git-LFS pointer in place of the mesh",
        "Run `git lfs pull` in its repository",
    ),
    (b"<", "a web page or XML", "The server may have answered with an error page; fetch it again"),
    (b"{", "JSON", "The server may have answered with an error; fetch it again"),
    (b"PK\x03\x04", "a ZIP archive", "Unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd", "Unpack it first"),
    (b"BZh", "compressed by bzip2", "Unpack it first"),
    (b"\xfd7zXZ\0", "compressed by xz", "Unpack it first"),
    (b"ply", "a PLY mesh", "Export it as STL"),
    (b"ISO-10303-21", "a STEP file", "Export it as STL"),
    (b"glTF", "a glTF mesh", "Export it as STL"),
    (b"\x89PNG", "a PNG picture", "Choose a mesh"),
    (b"%PDF", "a PDF document", "Choose a mesh"),
)


def is_mesh_name(name: str) -> bool:
    """Whether a file of this name is taken for a mesh; hidden and temporary files are not."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return not base.startswith(".") and any(
        base.endswith(suffix) and len(base) > len(suffix) for suffix in MESH_SUFFIXES
    )


def format_of(head: bytes, size: int, name: str) -> tuple[MeshFormat, str]:
    """Return the format of some bytes and its variant, by content first and by name second.

    Args:
        head: the first `PROBE` bytes, or all where there are fewer.
        size: bytes of the whole.
        name: of the file; its suffix decides only where the content does not.

    Raises:
        FormatError: if nothing here reads it.
    """
    if not size:
        raise FormatError(
            "the file is empty", where=name, hint="Wait until it is written, or ask for it again"
        )
    for format_ in FORMATS:
        variant = format_.describe(head, size)
        if variant:
            return format_, variant
    for magic, what, hint in _STRANGERS:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            raise FormatError(f"not a mesh, but {what}", where=name, hint=hint)
    for format_ in FORMATS:
        if any(name.lower().endswith((suffix, suffix + ".gz")) for suffix in format_.suffixes):
            return format_, format_.suffixes[0].removeprefix(".").upper()
    known = ", ".join(sorted(MESH_SUFFIXES))
    raise FormatError("not a mesh in any known format", where=name, hint=f"Known are {known}")


def encoder_of(suffix: str) -> Callable[[Mesh], bytes]:
    """Return what writes the format of a suffix without compression.

    Raises:
        FormatError: if no format with that suffix is written here.
    """
    for format_ in FORMATS:
        if suffix.lower() in format_.suffixes and format_.encode is not None:
            return format_.encode
    known = ", ".join(sorted(MESH_SUFFIXES))
    raise FormatError(f"cannot write meshes as {suffix!r}", hint=f"Known are {known}")
