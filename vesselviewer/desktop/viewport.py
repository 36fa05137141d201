"""One 3D pane: caption, canvas, and the frame that says that commands go here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QSurfaceFormat,
)
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pyvistaqt import QtInteractor, rwi

from vesselviewer.desktop.design_mime import DESIGN_MIME_TYPE, decode_key
from vesselviewer.desktop.viewport_caption import CaptionBar
from vesselviewer.desktop.viewport_mouse import ViewportMouse
from vesselviewer.rendering import ViewportRenderer
from vesselviewer.scene import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.desktop.viewport_caption import Caption
    from vesselviewer.rendering import DisplayMesh
    from vesselviewer.scene import ViewportScene


class _SettledFormat(QSurfaceFormat):
    """Qt's format, whose default is set only where that changes something."""

    @staticmethod
    def setDefaultFormat(surface: QSurfaceFormat | QSurfaceFormat.FormatOption) -> None:
        """Set the default format unless it is that already."""
        if isinstance(surface, QSurfaceFormat) and QSurfaceFormat.defaultFormat() != surface:
            QSurfaceFormat.setDefaultFormat(surface)


# pyvistaqt chooses the same format again for every view, and Qt warns each time.
rwi.QSurfaceFormat = _SettledFormat  # type: ignore[attr-defined]  # pyvistaqt does not export what it imports

_FRAME = 2
_HINT = "Drag a design here"


class ViewportWidget(QWidget):
    """A viewport.

    Args:
        viewport_id: its id in the workspace.
        provide: finds the prepared hull by the digest of its file.
        parent: the grid.

    Signals:
        activated: the user works here now.
        link_toggled: the user links or unlinks the camera.
        close_clicked: the user closes the viewport.
        design_dropped: the `DesignKey` of a design that was dropped here.
    """

    activated = Signal()
    link_toggled = Signal(bool)
    close_clicked = Signal()
    design_dropped = Signal(object)

    def __init__(
        self, viewport_id: int, provide: Callable[[str], DisplayMesh | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.viewport_id = viewport_id
        self.setAcceptDrops(True)
        self._active = False
        self._awaits_drop = False
        self._open = True
        self._selection = QColor("#0a5ca8")
        self._caption = CaptionBar(self)
        self._canvas = self._make_canvas()
        self.renderer = ViewportRenderer(self._canvas, provide, self._canvas.update)
        self._mouse = ViewportMouse(self._canvas, self.renderer)
        self._hint = QLabel(_HINT, self._canvas)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        over = QVBoxLayout(self._canvas)
        over.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addWidget(self._canvas, 1)
        self._mouse.pressed.connect(self.activated)
        self._caption.link_toggled.connect(self.link_toggled)
        self._caption.close_clicked.connect(self.close_clicked)

    def show_scene(self, scene: ViewportScene) -> None:
        """Draw a scene, and put it in words for who cannot see it."""
        self.renderer.apply(scene)
        self._canvas.setAccessibleDescription(describe(scene))
        self._hint.setVisible(scene.hull is None)
        self._hint.setStyleSheet(f"color: {scene.palette.text}; background: transparent;")
        self._selection = QColor(scene.palette.selection)
        self._caption.redraw_icons()

    def show_caption(self, caption: Caption) -> None:
        """Say what the viewport shows."""
        self._caption.show_caption(caption)
        self._canvas.setAccessibleName(f"3D view: {caption.name}" if caption.name else "3D view, empty")

    def show_state(self, *, linked: bool, active: bool, alone: bool) -> None:
        """Show whether the camera is linked, and whether commands go here.

        Args:
            linked: it shares the common camera.
            active: commands go here.
            alone: there is no other viewport, so neither needs to be said.
        """
        self._caption.show_state(linked=linked, alone=alone)
        self._active = active and not alone
        self.update()

    def use_mouse_preset(self, name: str) -> None:
        """Take over the mouse of another program."""
        self._mouse.use_preset(name)

    def clean_image(self) -> QImage:
        """Return the hull alone, on a transparent background."""
        pixels = self.renderer.image(transparent=True)
        height, width = pixels.shape[:2]
        image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
        return image.copy()  # the bytes go with this call

    def close_view(self) -> None:
        """Close the 3D view, before its window dies; nothing happens the second time."""
        if not self._open:
            return
        self._open = False
        self._mouse.close_mouse()
        self.renderer.close()
        self._canvas.close()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame of the active viewport, or of the one that a design would fall into."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        if self._active or self._awaits_drop:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._selection)
            painter.drawRect(self.rect())
            painter.fillRect(self.rect().adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME), self.palette().window())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a design; files are for the window."""
        if event.mimeData().hasFormat(DESIGN_MIME_TYPE):
            event.acceptProposedAction()
            self._await_drop(True)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the frame away."""
        self._await_drop(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which design was dropped."""
        self._await_drop(False)
        key = decode_key(bytes(event.mimeData().data(DESIGN_MIME_TYPE).data()))
        if key is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.design_dropped.emit(key)

    def _await_drop(self, awaits: bool) -> None:
        self._awaits_drop = awaits
        self.update()

    def _make_canvas(self) -> QtInteractor:
        canvas = QtInteractor(self, auto_update=False, multi_samples=4)
        canvas.setAcceptDrops(False)  # drops are for this widget and the window
        canvas.iren.clear_key_event_callbacks()
        canvas.iren.interactor.RemoveObservers("CharEvent")
        canvas.setAccessibleName("3D view, empty")
        canvas.setMinimumSize(160, 120)
        return canvas
