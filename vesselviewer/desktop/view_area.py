"""What the window needs of the widget that holds the 3D viewports; the port that it is wired through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from vesselviewer.scene import Palette, StandardView


class ViewArea(Protocol):
    """The viewports, seen from the window."""

    @property
    def widget(self) -> QWidget:
        """The widget to lay out."""
        ...

    @property
    def recentered(self) -> SignalInstance:
        """Told with words for the user when the camera had to be moved."""
        ...

    def look(self, view: StandardView) -> None:
        """Turn the active camera to a standard view."""
        ...

    def fit(self) -> None:
        """Bring the whole hull of the active viewport into view."""
        ...

    def rotate(self, azimuth_deg: float, elevation_deg: float) -> None:
        """Turn the active camera about its hull."""
        ...

    def set_palette(self, palette: Palette) -> None:
        """Draw in the colors of another theme."""
        ...

    def use_mouse_preset(self, name: str) -> None:
        """Take over the mouse of another program in every viewport."""
        ...

    def clean_image(self) -> QImage:
        """Return the active view alone, on a transparent background."""
        ...

    def close_views(self) -> None:
        """Close every 3D view in order; to be called before the window dies."""
        ...
