"""The 3D panes on a screen: what they show, and what they do with mouse, keys and drops."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from vesselviewer.designs import Design, DesignKey, DesignState, Library, MemoryStorage, Revision
from vesselviewer.desktop.design_mime import DESIGN_MIME_TYPE, encode_key
from vesselviewer.desktop.viewport_grid import ViewportGrid
from vesselviewer.hullforms import vary
from vesselviewer.mesh import Mesh
from vesselviewer.rendering import prepare
from vesselviewer.scene import DARK_PALETTE, StandardView
from vesselviewer.workspace.state import Shown, WorkspaceState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from vesselviewer.rendering import DisplayMesh
    from vesselviewer.workspace import Workspace


class NothingFloats:
    """Stands in for the hydrostatics of a workspace where nothing is measured."""

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

    def get(self, sha256: str) -> None:
        return None

    def sections(self, sha256: str) -> None:
        return None


class LookedAt:
    """Stands in for the workspace: holds a state, and remembers what it was asked."""

    def __init__(self, hulls: dict[str, DisplayMesh]) -> None:
        self.state = WorkspaceState()
        self.floating = NothingFloats()
        self.hulls = hulls
        self.asked: list[tuple[object, ...]] = []
        self._listeners: list[Callable[[WorkspaceState, WorkspaceState], None]] = []

    def subscribe(self, listener: Callable[[WorkspaceState, WorkspaceState], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def display(self, sha256: str) -> DisplayMesh | None:
        return self.hulls.get(sha256)

    def change(self, state: WorkspaceState) -> None:
        old, self.state = self.state, state
        for listener in list(self._listeners):
            listener(old, state)

    def show(self, *names: str, linked: bool = True) -> None:
        state = self.state.with_count(len(names))
        panes = tuple(
            replace(pane, shown=shown(name, self.hulls[name]), linked=linked)
            for pane, name in zip(state.viewports, names, strict=True)
        )
        self.change(replace(state, viewports=panes))

    def activate(self, viewport_id: int) -> None:
        self.asked.append(("activate", viewport_id))

    def open(self, key: DesignKey, viewport: int) -> None:
        self.asked.append(("open", key, viewport))

    def set_linked(self, viewport_id: int, linked: bool) -> None:
        self.asked.append(("link", viewport_id, linked))

    def close_viewport(self, viewport_id: int) -> None:
        self.asked.append(("close", viewport_id))


def key_of(name: str) -> DesignKey:
    return DesignKey("folder:/hulls", f"{name}.stl")


def shown(name: str, hull: DisplayMesh) -> Shown:
    return Shown(key_of(name), name, name, hull.bounds)


@pytest.fixture(scope="module")
def hulls() -> dict[str, DisplayMesh]:
    _, mesh = vary("ferry", np.random.default_rng(3), triangles=6000)
    large = Mesh(mesh.vertices * 10, mesh.faces)
    return {"hull": prepare(mesh), "same": prepare(mesh), "large": prepare(large)}


@pytest.fixture
def library() -> Library:
    library = Library(MemoryStorage())
    revision = Revision(1, 5000, created_at=0.0, arrived_at=0.0, locator="hull.stl", sha256="hull")
    library.put(Design(key_of("hull"), "hull", DesignState.READY, revision))
    return library


@pytest.fixture
def looked_at(hulls: dict[str, DisplayMesh]) -> LookedAt:
    return LookedAt(hulls)


@pytest.fixture
def grid(qtbot: QtBot, looked_at: LookedAt, library: Library) -> Iterator[ViewportGrid]:
    window = QWidget()
    qtbot.addWidget(window)
    grid = ViewportGrid(cast("Workspace[Any]", looked_at), library, window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(grid)
    window.resize(720, 480)
    with qtbot.waitExposed(window):
        window.show()
    yield grid
    grid.close_views()


def pixels(widget: QWidget) -> np.ndarray:
    QApplication.processEvents()
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def canvas_of(grid: ViewportGrid, index: int = 0) -> QWidget:
    canvas: QWidget = grid.panes[index]._canvas
    return canvas


def test_a_hull_appears_and_the_theme_turns_dark(grid: ViewportGrid, looked_at: LookedAt) -> None:
    empty = pixels(canvas_of(grid))
    looked_at.show("hull")
    light = pixels(canvas_of(grid))
    assert light.std() > 1
    assert np.abs(light - empty).max() > 50
    grid.set_palette(DARK_PALETTE)
    assert pixels(canvas_of(grid)).mean() < light.mean() / 2


def test_six_viewports_stand_side_by_side_and_go_again(grid: ViewportGrid, looked_at: LookedAt) -> None:
    looked_at.show(*["hull"] * 6)
    six = grid.panes
    for index, pane in enumerate(six):
        assert pane.viewport_id == looked_at.state.viewports[index].id
        assert pixels(canvas_of(grid, index)).std() > 1
    looked_at.change(looked_at.state.with_count(2))
    assert grid.panes == six[:2]
    assert pixels(canvas_of(grid, 0)).std() > 1
    assert pixels(canvas_of(grid, 1)).std() > 1


def test_linked_viewports_turn_together_and_relinking_adopts_the_common_camera(
    grid: ViewportGrid, looked_at: LookedAt
) -> None:
    looked_at.show("hull", "same", "same")
    first, second, third = (pane.renderer for pane in grid.panes)
    grid.look(StandardView.BOW)
    assert first.camera == second.camera == third.camera
    panes = looked_at.state.viewports
    looked_at.change(
        replace(looked_at.state, viewports=(replace(panes[0], linked=False), *panes[1:]), active=panes[1].id)
    )
    grid.look(StandardView.TOP)
    assert first.camera != second.camera
    common = second.camera
    looked_at.change(replace(looked_at.state, viewports=panes))
    assert first.camera == common == third.camera


def test_a_hull_of_another_size_is_announced(grid: ViewportGrid, looked_at: LookedAt, qtbot: QtBot) -> None:
    looked_at.show("hull")
    with qtbot.waitSignal(grid.recentered) as told:
        looked_at.show("large")
    assert "large" in told.args[0]
    before = grid.panes[0].renderer.camera
    looked_at.change(replace(looked_at.state, edges=True))
    assert grid.panes[0].renderer.camera == before


def test_dragging_turns_the_hull_and_activates_the_viewport(grid: ViewportGrid, looked_at: LookedAt) -> None:
    looked_at.show("hull", "same")
    before = grid.panes[1].renderer.camera
    canvas = canvas_of(grid, 1)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(80, 80))
    QTest.mouseMove(canvas, QPoint(120, 95))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(120, 95))
    assert grid.panes[1].renderer.camera != before
    assert ("activate", looked_at.state.viewports[1].id) in looked_at.asked


def test_the_wheel_comes_nearer_and_the_full_hull_returns(
    grid: ViewportGrid, looked_at: LookedAt, qtbot: QtBot
) -> None:
    looked_at.show("hull")
    renderer = grid.panes[0].renderer
    before = renderer.camera.distance
    canvas = canvas_of(grid)
    place = QPointF(canvas.rect().center())
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    assert renderer.camera.distance < before
    rest = grid.panes[0]._mouse._rest
    assert rest.isActive()
    qtbot.waitUntil(lambda: not rest.isActive(), timeout=2000)


def test_a_double_click_sets_the_pivot(grid: ViewportGrid, looked_at: LookedAt) -> None:
    looked_at.show("hull")
    grid.look(StandardView.STARBOARD)
    QTest.mouseDClick(canvas_of(grid), Qt.MouseButton.LeftButton, pos=canvas_of(grid).rect().center())
    assert grid.panes[0].renderer.camera.focal_point[1] < 0


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_3, Qt.Key.Key_W, Qt.Key.Key_S, Qt.Key.Key_Q, Qt.Key.Key_E, Qt.Key.Key_R]
)
def test_the_keys_of_vtk_are_gone(grid: ViewportGrid, looked_at: LookedAt, key: Qt.Key) -> None:
    looked_at.show("hull")
    before, pose = pixels(canvas_of(grid)), grid.panes[0].renderer.camera
    QTest.keyClick(canvas_of(grid), key)
    assert np.array_equal(pixels(canvas_of(grid)), before)
    assert grid.panes[0].renderer.camera == pose


def test_a_design_is_dropped_into_a_viewport(grid: ViewportGrid, looked_at: LookedAt) -> None:
    looked_at.show("hull", "same")
    mime = QMimeData()
    mime.setData(DESIGN_MIME_TYPE, encode_key(key_of("hull")))
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(50, 90), copy, mime, left, none)
    QApplication.sendEvent(grid.panes[1], enter)
    assert enter.isAccepted()
    QApplication.sendEvent(grid.panes[1], QDropEvent(QPointF(50, 90), copy, mime, left, none))
    assert ("open", key_of("hull"), looked_at.state.viewports[1].id) in looked_at.asked


def test_files_are_left_to_the_window(grid: ViewportGrid) -> None:
    mime = QMimeData()
    mime.setText("not a design")
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 90), Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(grid.panes[0], enter)
    assert not enter.isAccepted()


def test_caption_and_words_for_who_cannot_see_it(grid: ViewportGrid, looked_at: LookedAt) -> None:
    assert canvas_of(grid).accessibleName() == "3D view, empty"
    looked_at.show("hull")
    caption = grid.panes[0]._caption
    assert caption._name.text() == "hull"
    assert "ago" in caption._facts.text()
    assert canvas_of(grid).accessibleName() == "3D view: hull"
    assert canvas_of(grid).accessibleDescription().startswith("hull: length")
    assert caption._name.textFormat() == Qt.TextFormat.PlainText


def test_the_buttons_of_the_caption_ask_the_workspace(grid: ViewportGrid, looked_at: LookedAt) -> None:
    looked_at.show("hull", "same")
    first = looked_at.state.viewports[0].id
    grid.panes[0]._caption._link.click()
    grid.panes[0]._caption._close.click()
    assert looked_at.asked == [("link", first, False), ("close", first)]


def test_the_clean_picture_is_transparent(grid: ViewportGrid, looked_at: LookedAt) -> None:
    looked_at.show("hull")
    image = grid.clean_image()
    assert image.pixelColor(2, 2).alpha() == 0
    assert image.pixelColor(image.width() // 2, image.height() // 2).alpha() == 255
    assert pixels(canvas_of(grid)).std() > 1


def test_closing_at_any_moment_ends_cleanly(grid: ViewportGrid, looked_at: LookedAt) -> None:
    looked_at.show("hull", "same")
    QTest.mousePress(canvas_of(grid), Qt.MouseButton.LeftButton, pos=QPoint(80, 80))
    QTest.mouseMove(canvas_of(grid), QPoint(120, 95))
    grid.close_views()
    grid.close_views()
    looked_at.show("large", "hull")
    QApplication.processEvents()
