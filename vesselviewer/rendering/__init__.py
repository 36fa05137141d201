"""The only room that knows VTK and PyVista: draws scenes, and makes meshes ready for it."""

from vesselviewer.rendering.display_mesh import LOD_ABOVE, DisplayMesh, prepare, sketch
from vesselviewer.rendering.picture import render_image
from vesselviewer.rendering.viewport_renderer import ViewportRenderer

__all__ = ["LOD_ABOVE", "DisplayMesh", "ViewportRenderer", "prepare", "render_image", "sketch"]
