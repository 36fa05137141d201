"""The table of formats: add a format by adding a module and a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vesselviewer.errors import FormatError
from vesselviewer.formats import (
    cad,
    gdf,
    gltf,
    gmsh,
    hydrostar,
    nemoh,
    obj,
    off,
    ply,
    stl,
    threemf,
    vtk_legacy,
    vtk_xml,
)
from vesselviewer.formats.unpacking import COMPRESSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.formats.parcel import Parcel
    from vesselviewer.formats.surface import Surface
    from vesselviewer.mesh import Mesh

PROBE = 4096  # bytes that are enough to tell any format


@dataclass(frozen=True, slots=True)
class MeshFormat:
    """One format.

    Attributes:
        title: what a person calls it.
        suffixes: in lower case, with the dot; the first is the usual one.
        describe: (first bytes, size of the whole) -> the name of the variant, or None if it is not
            this format.
        parse: what is in a parcel; raises FormatError.
        encode: (mesh, suffix) -> bytes; None where the format is only read.
        shared: those of the suffixes that other kinds of files have as often: they are read when asked
            for, but not taken out of a folder.
    """

    title: str
    suffixes: tuple[str, ...]
    describe: Callable[[bytes, int], str | None]
    parse: Callable[[Parcel], Surface]
    encode: Callable[[Mesh, str], bytes] | None = None
    shared: frozenset[str] = frozenset()


# In the order in which they are asked: those with the surest mark first.
FORMATS: tuple[MeshFormat, ...] = (
    MeshFormat("STL", (".stl",), stl.describe, stl.parse, stl.encode),
    MeshFormat("PLY", (".ply",), ply.describe, ply.parse, ply.encode),
    MeshFormat("glTF", (".glb", ".gltf"), gltf.describe, gltf.parse, gltf.encode),
    MeshFormat("VTK legacy", (".vtk",), vtk_legacy.describe, vtk_legacy.parse),
    MeshFormat("VTK XML", (".vtp", ".vtu"), vtk_xml.describe, vtk_xml.parse, vtk_xml.encode),
    MeshFormat("3MF", (".3mf",), threemf.describe, threemf.parse),
    MeshFormat("Gmsh", (".msh",), gmsh.describe, gmsh.parse),
    MeshFormat("STEP and IGES", (".step", ".stp", ".iges", ".igs"), cad.describe, cad.parse),
    MeshFormat("OFF", (".off",), off.describe, off.parse),
    MeshFormat("HydroStar", (".hst",), hydrostar.describe, hydrostar.parse),
    MeshFormat(
        "Nemoh and Capytaine", (".mar", ".dat"), nemoh.describe, nemoh.parse, shared=frozenset({".dat"})
    ),
    MeshFormat("WAMIT GDF", (".gdf",), gdf.describe, gdf.parse, gdf.encode),
    MeshFormat("OBJ", (".obj",), obj.describe, obj.parse, obj.encode),
)


def _with_compressions(suffixes: set[str]) -> frozenset[str]:
    return frozenset(suffix + packing for suffix in suffixes for packing in ("", *COMPRESSIONS))


READABLE_SUFFIXES = _with_compressions({suffix for format_ in FORMATS for suffix in format_.suffixes})
WRITABLE_SUFFIXES = _with_compressions(
    {suffix for format_ in FORMATS if format_.encode for suffix in format_.suffixes} - {".vtu"}
)
# Those that are taken out of a folder.
MESH_SUFFIXES = READABLE_SUFFIXES - _with_compressions({end for format_ in FORMATS for end in format_.shared})

READABLE_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (format_.title, tuple(end + packing for end in format_.suffixes for packing in ("", *COMPRESSIONS)))
    for format_ in sorted(FORMATS, key=lambda format_: format_.title.lower())
)
"""What a person calls each format, and the suffixes of its files, in the order of the alphabet."""

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
    (b"\x1f\x8b", "packed twice", "Unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed twice", "Unpack it first"),
    (b"BZh", "compressed by bzip2", "Unpack it first"),
    (b"\xfd7zXZ\0", "compressed by xz", "Unpack it first"),
    (b"\x89HDF", "an HDF5 file", "Export the surface as VTP or STL"),
    (b"CDF", "a NetCDF file", "Export the surface as VTP or STL"),
    (b"Kaydara FBX", "an FBX scene", "Export it as glTF"),
    (b"FoamFile", "an OpenFOAM dictionary", "Export the surface as STL or VTP"),
    (b"3D Geometry File Format", "a Rhino model", "Export it as STEP, or as a mesh in STL or OBJ"),
    (b"AC10", "a DWG drawing", "Export it as STEP, or as a mesh in STL or OBJ"),
    (b"\x89PNG", "a PNG picture", "Choose a mesh"),
    (b"%PDF", "a PDF document", "Choose a mesh"),
)


def is_mesh_name(name: str) -> bool:
    """Whether a file of this name is taken for a mesh; hidden and temporary files are not."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return not base.startswith(".") and any(
        base.endswith(suffix) and len(base) > len(suffix) for suffix in MESH_SUFFIXES
    )


def kind_of_name(name: str) -> str:
    """Return what a person calls the format of a file by its name, as in "PLY, gzip"; empty if unknown."""
    low = name.lower()
    packing = next((end for end in COMPRESSIONS if low.endswith(end)), "")
    bare = low.removesuffix(packing)
    title = next((format_.title for format_ in FORMATS if bare.endswith(format_.suffixes)), "")
    return f"{title}, {COMPRESSIONS[packing]}" if title and packing else title


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
    bare = name.lower()
    for packing in COMPRESSIONS:
        bare = bare.removesuffix(packing)
    named = next((format_ for format_ in FORMATS if bare.endswith(format_.suffixes)), None)
    for magic, what, hint in _STRANGERS:
        # A .gltf may begin with what is not its "asset", and a .3mf with any of its files.
        own = (magic == b"{" and bare.endswith(".gltf")) or (magic[:2] == b"PK" and bare.endswith(".3mf"))
        if not own and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(magic):
            raise FormatError(f"not a mesh, but {what}", where=name, hint=hint)
    if named is not None:
        return named, next(end for end in named.suffixes if bare.endswith(end)).removeprefix(".").upper()
    raise FormatError(
        "not a mesh in any known format", where=name, hint=f"Known are {_listed(READABLE_SUFFIXES)}"
    )


def encoder_of(suffix: str) -> Callable[[Mesh], bytes]:
    """Return what writes the format of a suffix without compression.

    Raises:
        FormatError: if no format with that suffix is written here.
    """
    plain = suffix.lower()
    for format_ in FORMATS:
        encode = format_.encode
        if encode is not None and plain in format_.suffixes and plain in WRITABLE_SUFFIXES:
            return lambda mesh: encode(mesh, plain)
    raise FormatError(f"cannot write meshes as {suffix!r}", hint=f"Known are {_listed(WRITABLE_SUFFIXES)}")


def _listed(suffixes: frozenset[str]) -> str:
    """Return suffixes for a person: the compressions are said once."""
    plain = sorted(suffix for suffix in suffixes if not suffix.endswith(tuple(COMPRESSIONS)))
    return f"{', '.join(plain)}, each also with {' or '.join(COMPRESSIONS)}"
