"""Bytes to meshes and back, one file a format behind one registry."""

from vesselviewer.formats.reading import (
    MeshFile,
    StagedReading,
    begin_reading,
    load_mesh,
    parse_mesh,
    parse_surface,
    read_mesh_file,
)
from vesselviewer.formats.registry import (
    MESH_SUFFIXES,
    READABLE_KINDS,
    READABLE_SUFFIXES,
    WRITABLE_SUFFIXES,
    is_mesh_name,
    kind_of_name,
)
from vesselviewer.formats.saving import encode_mesh, save_mesh, suffix_of, write_whole
from vesselviewer.formats.surface import MeshField, MeshPart, Place, Surface

__all__ = [
    "MESH_SUFFIXES",
    "READABLE_KINDS",
    "READABLE_SUFFIXES",
    "WRITABLE_SUFFIXES",
    "MeshField",
    "MeshFile",
    "MeshPart",
    "Place",
    "StagedReading",
    "Surface",
    "begin_reading",
    "encode_mesh",
    "is_mesh_name",
    "kind_of_name",
    "load_mesh",
    "parse_mesh",
    "parse_surface",
    "read_mesh_file",
    "save_mesh",
    "suffix_of",
    "write_whole",
]
