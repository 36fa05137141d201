"""Bytes to meshes and back, one file a format behind one registry."""

from vesselviewer.formats.reading import MeshFile, load_mesh, parse_mesh, read_mesh_file
from vesselviewer.formats.registry import MESH_SUFFIXES, is_mesh_name
from vesselviewer.formats.saving import encode_mesh, save_mesh, suffix_of, write_whole

__all__ = [
    "MESH_SUFFIXES",
    "MeshFile",
    "encode_mesh",
    "is_mesh_name",
    "load_mesh",
    "parse_mesh",
    "read_mesh_file",
    "save_mesh",
    "suffix_of",
    "write_whole",
]
