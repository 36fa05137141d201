"""Mouse, wheel and touchpad over a 3D view: all of it is ours, VTK's own handling sees none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from vesselviewer.scene.mouse_presets import MOUSE_PRESETS, Button, Gesture, Modifier

if TYPE_CHECKING:
    from vesselviewer.rendering import ViewportRenderer

_STILL_MS = 200  # after this long without movement the hull is drawn in full again
_NOTCH = 120.0  # of Qt's wheel units
_ZOOM_PER_NOTCH = 1.18
_PAN = Gesture.PAN

_BUTTONS = {
    Qt.MouseButton.LeftButton: Button.LEFT,
    Qt.MouseButton.MiddleButton: Button.MIDDLE,
    Qt.MouseButton.RightButton: Button.RIGHT,
}
_MODIFIERS = (
    (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
    (Qt.KeyboardModifier.ControlModifier, Modifier.CTRL),
    (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
)
# What VTK would take for its own keys goes on to the window instead.
_KEYS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride}


class ViewportMouse(QObject):
    """Turns mouse events over a canvas into movements of the camera.

    Signals:
        pressed: a button went down, or the wheel turned: the user works here now.
    """

    pressed = Signal()

    def __init__(self, canvas: QWidget, renderer: ViewportRenderer) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._renderer = renderer
        self._preset = MOUSE_PRESETS["vtk"]
        self._gesture: Gesture | None = None
        self._last = QPointF()
        self._travelled = 0.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_STILL_MS)
        self._rest.timeout.connect(renderer.end_interaction)
        canvas.installEventFilter(self)

    def use_preset(self, name: str) -> None:
        """Take over the mouse of another program; an unknown name counts as ``vtk``."""
        self._preset = MOUSE_PRESETS.get(name, MOUSE_PRESETS["vtk"])

    def close_mouse(self) -> None:
        """Stop listening."""
        self._rest.stop()
        self._canvas.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what concerns the camera; keys go on to the window."""
        kind = event.type()
        if kind in _KEYS:
            event.ignore()
            return True
        if isinstance(event, QMouseEvent):
            self._on_mouse(event)
            return True
        if isinstance(event, QWheelEvent):
            self._on_wheel(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1.0 + event.value(), event.position())
            return True
        return super().eventFilter(watched, event)

    def _on_mouse(self, event: QMouseEvent) -> None:
        event.accept()
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
                self.pressed.emit()
                self._last, self._travelled = event.position(), 0.0
                self._gesture = self._preset.drags.get((_button(event), _modifier(event)))
            case QEvent.Type.MouseButtonDblClick:
                if event.button() == Qt.MouseButton.LeftButton:
                    self._pivot(event.position())
            case QEvent.Type.MouseMove if event.buttons() != Qt.MouseButton.NoButton:
                self._drag(event)
            case QEvent.Type.MouseButtonRelease:
                clicked = self._travelled < QApplication.startDragDistance() / 2
                if clicked and event.button() == Qt.MouseButton.MiddleButton:
                    self._pivot(event.position())
                self._gesture = None
            case _:
                pass

    def _drag(self, event: QMouseEvent) -> None:
        step = event.position() - self._last
        self._last = event.position()
        self._travelled += abs(step.x()) + abs(step.y())
        if self._gesture is None:
            return
        self._moving()
        ratio = self._canvas.devicePixelRatioF()
        self._renderer.drag(
            self._gesture, step.x() * ratio, -step.y() * ratio, level_horizon=self._preset.level_horizon
        )

    def _on_wheel(self, event: QWheelEvent) -> None:
        event.accept()
        by_pixels = event.pixelDelta()
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._preset.two_finger_pan and not by_pixels.isNull() and not held:
            self._moving()
            ratio = self._canvas.devicePixelRatioF()
            right, down = by_pixels.x() * ratio, by_pixels.y() * ratio
            self._renderer.drag(_PAN, right, -down, level_horizon=True)
            return
        turned = event.angleDelta().y() or event.angleDelta().x()  # Alt turns the wheel sideways
        if turned:
            self._zoom(_ZOOM_PER_NOTCH ** (turned / _NOTCH), event.position())

    def _zoom(self, factor: float, place: QPointF) -> None:
        self._moving()
        self._renderer.zoom_to_cursor(factor, *self._pixels(place))

    def _pivot(self, place: QPointF) -> None:
        self._renderer.set_pivot_under(*self._pixels(place))

    def _moving(self) -> None:
        if not self._rest.isActive():
            self._renderer.begin_interaction()
        self._rest.start()

    def _pixels(self, place: QPointF) -> tuple[float, float]:
        """Return a place in pixels of the screen, from the lower left corner."""
        ratio = self._canvas.devicePixelRatioF()
        return place.x() * ratio, (self._canvas.height() - place.y()) * ratio


def _button(event: QMouseEvent) -> Button:
    return _BUTTONS.get(event.button(), Button.LEFT)


def _modifier(event: QMouseEvent) -> Modifier:
    held = event.modifiers()
    return next((name for flag, name in _MODIFIERS if held & flag), Modifier.NONE)
