"""Palette, cheat sheet, shortcut editor, connect dialog, manual, notification list, feed badge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QAbstractItemModelTester

from vesselviewer.desktop.cheat_sheet import CheatSheet
from vesselviewer.desktop.command_palette import CommandPalette, PaletteEntry, ranked
from vesselviewer.desktop.connect_dialog import ConnectDialog
from vesselviewer.desktop.feed_button import summary
from vesselviewer.desktop.help_dialog import AboutDialog, HelpDialog, versions
from vesselviewer.desktop.process_memory import resident_bytes
from vesselviewer.desktop.resource_files import resource_path
from vesselviewer.desktop.shortcut_editor import ShortcutEditor
from vesselviewer.desktop.window_stage import mesh_filters
from vesselviewer.feeds.source import FeedState, FeedStatus
from vesselviewer.formats import READABLE_KINDS, READABLE_SUFFIXES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog
    from pytestqt.qtbot import QtBot

    Shell = Any


def opened(shell: Shell, action_id: str, kind: type[QDialog]) -> Any:
    """Open a dialog through its action and return it."""
    shell.window.actions_registry[action_id].trigger()
    (dialog,) = shell.window.findChildren(kind)
    assert dialog.isVisible()
    assert not dialog.isModal() or kind is ConnectDialog
    return dialog


def test_the_palette_runs_the_best_match_on_enter(shell: Shell, qtbot: QtBot) -> None:
    palette = opened(shell, "command-palette", CommandPalette)
    qtbot.keyClicks(palette.box, "4 viewp")
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)
    assert len(shell.workspace.state.viewports) == 4
    assert not palette.isVisible()


def test_arrows_move_in_the_palette_while_the_line_keeps_the_focus(shell: Shell, qtbot: QtBot) -> None:
    palette = opened(shell, "command-palette", CommandPalette)
    qtbot.keyClick(palette.box, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    qtbot.keyClick(palette.box, Qt.Key.Key_Up)
    qtbot.keyClick(palette.box, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClicks(palette.box, "qqqq")
    assert palette._none.isVisible()
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)  # nothing to run
    assert palette.isVisible()


def test_the_file_dialog_groups_all_that_can_be_read() -> None:
    everything, *groups, last = mesh_filters()
    assert last == "All files (*)"
    assert {title for title, _ in READABLE_KINDS} == {group.partition(" (")[0] for group in groups}
    for suffix in READABLE_SUFFIXES:
        assert f"*{suffix} " in everything
        assert any(f"*{suffix} *{suffix.upper()}" in group for group in groups)


def test_the_palette_offers_recent_folders_and_servers(shell: Shell) -> None:
    shell.settings.add_recent("folders", "/data/hulls")
    shell.settings.add_recent("urls", "ws://host:8000/ws/meshes")
    texts = [entry.text for entry in shell.window.stage._palette_entries()]
    assert "Open folder /data/hulls" in texts
    assert "Connect to ws://host:8000/ws/meshes" in texts


def test_what_cannot_be_run_now_comes_last() -> None:
    off = PaletteEntry("Fit", lambda: None, enabled=False)
    on = PaletteEntry("View: fit anything", lambda: None)
    assert ranked("fit", [off, on]) == [on, off]


def test_another_word_finds_a_command_before_a_scattered_match() -> None:
    view = PaletteEntry("View: Perspective", lambda: None, also="isometric")
    scattered = PaletteEntry("Filter history of designs", lambda: None)
    assert ranked("iso", [scattered, view])[0] is view


def test_a_free_key_is_assigned_used_at_once_and_kept(shell: Shell) -> None:
    editor = opened(shell, "shortcuts", ShortcutEditor)
    editor.select("edges")
    editor.field.setKeySequence(QKeySequence("Ctrl+E"))
    assert editor.assign.isEnabled()
    editor.assign.click()
    editor.accept()
    assert shell.window.actions_registry["edges"].shortcut().toString() == "Ctrl+E"
    assert dict(shell.settings.values.shortcuts) == {"edges": "Ctrl+E"}


def test_a_taken_key_is_refused_with_the_name_of_its_holder(shell: Shell) -> None:
    editor = opened(shell, "shortcuts", ShortcutEditor)
    editor.select("edges")
    editor.field.setKeySequence(QKeySequence("G"))
    assert not editor.assign.isEnabled()
    assert "Grid" in editor.verdict.text()


def test_removing_resetting_and_restoring_keys(shell: Shell) -> None:
    editor = opened(shell, "shortcuts", ShortcutEditor)
    editor.select("grid")
    editor._on_remove()
    assert editor.keys["grid"] == ()
    editor.select("edges")
    editor.field.setKeySequence(QKeySequence("G"))
    editor.assign.click()
    editor.select("grid")
    editor._on_reset()
    assert editor.keys["grid"] == ()  # its own key is held by edges now
    editor._on_reset_all()
    assert editor.keys["grid"] == ("G",)
    assert editor.keys["edges"] == ("E",)


def test_the_editor_finds_commands_by_words_and_by_keys(shell: Shell) -> None:
    editor = opened(shell, "shortcuts", ShortcutEditor)
    editor.filter.setText("Ctrl+F12")
    shown = [row for row in range(editor.table.rowCount()) if not editor.table.isRowHidden(row)]
    assert len(shown) == 1


def test_the_connect_dialog_says_what_it_connects_to_and_hands_it_on(shell: Shell) -> None:
    dialog = opened(shell, "connect", ConnectDialog)
    dialog.box.setEditText("somewhere:9000")
    assert "ws://somewhere:9000/ws/meshes" in dialog.verdict.text().replace("\u200b", "")
    dialog.connect_button.click()
    assert shell.launched == [("url", "ws://somewhere:9000/ws/meshes")]


@pytest.mark.parametrize("typed", ["", "ftp://host", "two words"])
def test_the_connect_dialog_does_not_accept_what_is_no_address(shell: Shell, typed: str) -> None:
    dialog = opened(shell, "connect", ConnectDialog)
    dialog.box.setEditText(typed)
    assert not dialog.connect_button.isEnabled()
    assert dialog.verdict.text()
    dialog.accept()
    assert dialog.isVisible()
    assert shell.launched == []


@pytest.mark.parametrize(
    ("action_id", "kind"), [("cheat-sheet", CheatSheet), ("help", HelpDialog), ("about", AboutDialog)]
)
def test_reading_matter_opens_without_blocking(shell: Shell, action_id: str, kind: type[QDialog]) -> None:
    opened(shell, action_id, kind).close()


def test_the_manual_is_part_of_the_installation_and_says_the_main_things(shell: Shell) -> None:
    page = opened(shell, "help", HelpDialog).page.toPlainText()
    for word in ("Follow Latest", "Open Folder", "Connect to Server", "Retry"):
        assert word in page
    assert resource_path("vesselviewer.ico").stat().st_size > 1000
    with pytest.raises(FileNotFoundError):
        resource_path("no-such-thing")


def test_about_names_the_versions_that_a_report_needs() -> None:
    assert "VesselViewer" in versions()
    assert "Qt 6" in versions()


def test_the_notification_list_follows_the_store_and_acts(shell: Shell, qtbot: QtBot) -> None:
    panel = shell.window.notification_panel
    QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal, panel)
    key = shell.add_design()
    shell.notifications.post("arrival", "hull_0001", "84 bytes", design=key)
    shell.notifications.post("error", "Broken", "why", hint="what to do", design=key)
    shell.notifications.post("info", "Picture saved", "/p.png")
    assert panel.model.rowCount() == 3
    assert "Broken" in panel.model.data(panel.model.index(1))
    panel.list.setCurrentIndex(panel.model.index(1))
    assert panel._act.text() == "Retry"
    with qtbot.waitSignal(panel.retry_wanted) as asked:
        panel._act.click()
    assert asked.args == [key]
    panel._drop.click()
    assert panel.model.rowCount() == 2
    panel._clear.click()
    assert panel.model.rowCount() == 0
    assert shell.notifications.items == ()


def test_a_full_list_keeps_its_rows_in_step(shell: Shell) -> None:
    model = shell.window.notification_panel.model
    for number in range(510):
        shell.notifications.post("info", str(number))
    assert model.rowCount() == 500
    assert model.data(model.index(0)).endswith("509")


def _status(state: FeedState, *, retry_at: float | None = None) -> FeedStatus:
    return FeedStatus(state, 0.0, "why", retry_at)


def test_the_feed_badge_names_one_feed_and_counts_several() -> None:
    connected = ("host:8000", _status(FeedState.CONNECTED))
    waiting = ("other", _status(FeedState.RECONNECTING, retry_at=14.0))
    assert summary({}, 10.0) == "No feed"
    assert summary({"ws://host:8000": connected}, 10.0) == "host:8000: connected"
    assert summary({"ws://other": waiting}, 10.0) == "other: reconnecting in 4 s"
    assert summary({"a": connected, "b": waiting}, 10.0) == "2 feeds, 1 not connected"
    assert summary({"a": connected, "b": connected}, 10.0) == "2 feeds, all connected"


def test_the_memory_of_the_process_is_told() -> None:
    held = resident_bytes()
    assert held is not None
    assert held > 10_000_000
