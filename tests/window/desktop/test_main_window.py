"""The main window: what it shows of the stores, and what it hands on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from vesselviewer.designs import DesignState
from vesselviewer.desktop.dropping import Dropped, dropped, holds_files
from vesselviewer.desktop.pictures import picture_path
from vesselviewer.scene import DARK_PALETTE, LIGHT_PALETTE

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    Shell = Any


def test_an_empty_library_shows_the_ways_in(shell: Shell) -> None:
    empty = shell.window._empty
    assert empty.isVisible()
    for button in empty.buttons.values():
        needed = max(button.fontMetrics().horizontalAdvance(line) for line in button.text().split("\n"))
        assert button.width() > needed
    empty.buttons["demo"].click()
    assert shell.launched == [("demo", None)]


def test_the_first_design_brings_the_viewports_forward(shell: Shell, qtbot: QtBot) -> None:
    shell.add_design()
    qtbot.waitUntil(shell.views.widget.isVisible)
    assert not shell.window._empty.isVisible()


def test_an_arrival_neither_raises_nor_focuses_the_window(shell: Shell, qtbot: QtBot) -> None:
    asked: list[str] = []
    for name in ("raise_", "activateWindow"):
        setattr(shell.window, name, lambda name=name: asked.append(name))
    focus = QApplication.focusWidget()
    shell.add_design()
    shell.notifications.post("arrival", "hull_0001", "84 bytes")
    qtbot.waitUntil(shell.window.toasts.isVisible)
    assert asked == []
    assert QApplication.focusWidget() is focus


def test_closing_asks_the_composition_root_and_keeps_the_layout(shell: Shell) -> None:
    shell.window.close()
    assert shell.close_requests == [True]
    assert shell.window.isVisible()
    assert shell.settings.values.geometry
    assert shell.settings.values.layout


def test_the_next_window_stands_where_the_last_one_stood(shell: Shell, qtbot: QtBot) -> None:
    shell.window.setGeometry(20, 30, 777, 610)
    shell.window.docks["history"].hide()
    shell.window.hide()
    again = shell.open_window()
    again.show()
    qtbot.waitExposed(again)
    assert again.size().height() == 610
    assert again.docks["history"].isHidden()


def test_a_broken_or_foreign_layout_starts_anew_on_the_screen(shell: Shell, qtbot: QtBot) -> None:
    shell.settings.update(geometry="!not base64 ümlaut", layout="AAAA")
    again = shell.open_window()
    again.show()
    qtbot.waitExposed(again)
    assert again.screen().availableGeometry().intersects(again.frameGeometry())
    assert not again.docks["history"].isHidden()


def test_the_theme_reaches_palette_icons_and_viewports(shell: Shell) -> None:
    assert shell.views.palette is LIGHT_PALETTE
    shell.window.actions_registry["theme-dark"].trigger()
    assert shell.workspace.state.theme == "dark"
    assert shell.settings.values.theme == "dark"
    assert shell.views.palette is DARK_PALETTE
    assert shell.window.palette().window().color().lightness() < 60


def test_the_bell_counts_and_opens_the_list(shell: Shell, qtbot: QtBot) -> None:
    bell = shell.window._status.bell
    shell.notifications.post("info", "Something")
    assert bell.text() == "1"
    assert "1 unread" in bell.accessibleName()
    bell.click()
    assert shell.window.docks["notifications"].isVisible()
    qtbot.waitUntil(lambda: shell.notifications.unread == 0, timeout=4000)
    assert bell.text() == ""


def test_the_status_bar_counts_designs(shell: Shell, qtbot: QtBot) -> None:
    shell.add_design("a")
    shell.add_design("b", DesignState.QUARANTINED)
    qtbot.waitUntil(lambda: shell.window._status._designs.text() == "2 designs")


def test_dropping_a_folder_watches_it_and_a_file_shows_it(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "hull.stl"
    file.write_bytes(b"x")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    shell.window.dropEvent(event)
    assert event.isAccepted()
    assert shell.launched == [("folder", tmp_path), ("file", file)]


def test_dropping_with_ctrl_opens_beside_what_is_shown(shell: Shell) -> None:
    first = shell.workspace.state.active
    shell.window.open_dropped(Dropped(files=(Path("a.stl"),)), beside=True)
    assert len(shell.workspace.state.viewports) == 1  # the only viewport was empty
    assert shell.workspace.state.active == first
    assert shell.launched == [("file", Path("a.stl"))]


def test_only_local_files_count_as_a_drop() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/hull.stl")])
    assert not holds_files(mime)
    assert not dropped(mime)


def test_a_line_edit_leaves_file_drops_to_the_window(shell: Shell) -> None:
    assert all(not edit.acceptDrops() for edit in shell.window.findChildren(QLineEdit))


def test_every_control_has_a_name_for_who_cannot_see_it(shell: Shell) -> None:
    shell.notifications.post("error", "Broken", "why", design=shell.add_design())
    nameless = [
        f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}"
        for widget in shell.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
        if not (widget.accessibleName() or widget.toolTip() or _text(widget))
        if not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton | QLineEdit) else ""


def test_no_tool_is_cut_off_at_the_size_of_a_small_screen(shell: Shell) -> None:
    bar = shell.window._toolbar
    for action in bar.actions():
        widget = bar.widgetForAction(action)
        assert widget is None or not action.isVisible() or widget.isVisible()


def test_a_saved_picture_is_written_and_announced(
    shell: Shell, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vesselviewer.desktop.window_stage.pictures_folder", lambda: tmp_path / "new")
    shell.window.stage.save_picture_as_file(clean=True)
    qtbot.waitUntil(lambda: bool(shell.notifications.items))
    (item,) = shell.notifications.items
    assert item.title == "Picture saved"
    assert Path(item.text).read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in (tmp_path / "new").iterdir()] == [Path(item.text).name]


def test_a_picture_that_cannot_be_written_is_told_with_a_hint(
    shell: Shell, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    monkeypatch.setattr("vesselviewer.desktop.window_stage.pictures_folder", lambda: blocked)
    shell.window.stage.save_picture_as_file(clean=True)
    qtbot.waitUntil(lambda: bool(shell.notifications.items))
    (item,) = shell.notifications.items
    assert item.kind == "error"
    assert item.hint


def test_a_picture_is_named_after_the_design_without_what_no_disk_takes() -> None:
    from datetime import datetime

    moment = datetime(2026, 1, 2, 3, 4, 5, 6000).astimezone()
    path = picture_path("../a:b*c?.stl", moment, Path("pictures"))
    assert path == Path("pictures") / "_a_b_c_.stl 2026-01-02 03-04-05.006.png"
    assert picture_path("..", moment, Path()).name.startswith("viewports ")


def test_closing_for_good_closes_the_viewports_first(shell: Shell) -> None:
    other = shell.open_window()
    views = shell.views
    other.close_for_good()
    shell.windows.pop()
    assert views.closed
