"""The kind of OpenGL that the 3D views need, to be chosen before the application object exists."""

from __future__ import annotations

from PySide6.QtGui import QSurfaceFormat


def use_3d_format() -> None:
    """Let all windows of Qt use the OpenGL that VTK draws with.

    With shared contexts it must stand before the application does: Qt warns of a change later, and
    the contexts may not share.
    """
    surface = QSurfaceFormat()
    surface.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    surface.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    surface.setVersion(3, 2)
    surface.setSwapBehavior(QSurfaceFormat.SwapBehavior.DoubleBuffer)
    for set_bits in (surface.setRedBufferSize, surface.setGreenBufferSize, surface.setBlueBufferSize):
        set_bits(8)
    surface.setDepthBufferSize(8)
    surface.setAlphaBufferSize(8)
    surface.setStencilBufferSize(0)
    surface.setSamples(0)  # VTK smooths edges in buffers of its own
    QSurfaceFormat.setDefaultFormat(surface)
