"""The triangle mesh: an immutable value, and what can be measured of it."""

from vesselviewer.mesh.geometry import Mesh

__all__ = ["Mesh"]
