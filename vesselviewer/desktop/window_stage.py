"""What verbs ask of the window: its dialogs, docks, pictures, and the camera of the active viewport."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog

from vesselviewer.desktop.cheat_sheet import CheatSheet
from vesselviewer.desktop.command_palette import CommandPalette, PaletteEntry
from vesselviewer.desktop.connect_dialog import ConnectDialog
from vesselviewer.desktop.help_dialog import AboutDialog, HelpDialog
from vesselviewer.desktop.pictures import picture_path, pictures_folder
from vesselviewer.desktop.shortcut_editor import ShortcutEditor
from vesselviewer.desktop.shortcuts import changed_keys
from vesselviewer.desktop.window_layout import place_first
from vesselviewer.formats import READABLE_KINDS, READABLE_SUFFIXES
from vesselviewer.scene.mouse_presets import MOUSE_PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QDialog

    from vesselviewer.desktop.launchers import Launchers
    from vesselviewer.desktop.main_window import MainWindow
    from vesselviewer.desktop.pictures import PictureSaver
    from vesselviewer.desktop.shortcuts import Keys
    from vesselviewer.scene import StandardView
    from vesselviewer.workspace import Settings, Workspace


class WindowStage:
    """Dialogs are windows of their own that do not block: designs go on arriving behind them."""

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace[Any],
        settings: Settings,
        launchers: Launchers,
        pictures: PictureSaver,
    ) -> None:
        self._window = window
        self._workspace = workspace
        self._settings = settings
        self._launchers = launchers
        self._pictures = pictures

    def ask_for_folder(self) -> None:
        """Let the user choose a folder, and watch it."""
        dialog = self._file_dialog("Open Folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self._launchers.open_folder(Path(path)))
        dialog.open()

    def ask_for_file(self) -> None:
        """Let the user choose a file, and open it."""
        dialog = self._file_dialog("Open File")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        # The names of the groups say it; their suffixes would make the box wider than the screen.
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.setNameFilters(mesh_filters())
        dialog.fileSelected.connect(lambda path: self._launchers.open_file(Path(path)))
        dialog.open()

    def ask_for_server(self) -> None:
        """Let the user type an address, and connect to it."""
        dialog = ConnectDialog(self._settings.values.recent_urls, self._window)
        dialog.address_given.connect(self._launchers.connect_to)
        dialog.open()

    def look(self, view: StandardView) -> None:
        """Turn the active camera to a standard view."""
        self._window.views.look(view)

    def fit(self) -> None:
        """Bring the whole hull into view."""
        self._window.views.fit()

    def rotate(self, azimuth_deg: float, elevation_deg: float) -> None:
        """Turn the active camera about the hull."""
        self._window.views.rotate(azimuth_deg, elevation_deg)

    def use_mouse_preset(self, name: str) -> None:
        """Take over the mouse of another program, and keep that for the next start."""
        self._settings.update(mouse_preset=name)
        self._window.views.use_mouse_preset(name)
        self._window.show_facts()

    def save_picture_as_file(self, *, clean: bool) -> None:
        """Save the viewports, or the active view alone on a transparent background."""
        views = self._window.views
        image = views.clean_image() if clean else views.widget.grab().toImage()
        shown = self._workspace.state.active_viewport.shown
        name = "viewports" if shown is None else shown.name
        moment = datetime.now().astimezone()
        self._pictures.save(image, picture_path(name, moment, pictures_folder()))

    def copy_picture(self) -> None:
        """Put a picture of the viewports on the clipboard."""
        QApplication.clipboard().setImage(self._window.views.widget.grab().toImage())
        self._window.say("The picture is on the clipboard")

    def focus_filter(self) -> None:
        """Show the history and put the cursor into its filter."""
        self._window.docks["history"].show()
        self._window.docks["history"].raise_()
        self._window.history.focus_filter()

    def toggle_dock(self, name: str) -> None:
        """Show or hide a dock; one that lies under another tab comes to the front."""
        dock = self._window.docks[name]
        in_front = dock.isVisible() and not dock.visibleRegion().isEmpty()
        dock.setVisible(not in_front)
        if not in_front:
            dock.raise_()
        self._window.show_facts()

    def show_notifications(self) -> None:
        """Show the list of notifications."""
        self._window.docks["notifications"].show()
        self._window.docks["notifications"].raise_()
        self._window.show_facts()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or return from it."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def reset_layout(self) -> None:
        """Put docks and toolbar where they were at first."""
        place_first(self._window)
        self._window.arrange_docks()

    def show_dialog(self, name: str) -> None:
        """Open ``palette``, ``cheat-sheet``, ``help``, ``shortcuts`` or ``about``."""
        self._make_dialog(name).show()

    def request_close(self) -> None:
        """Close the window as if its close button had been pressed."""
        self._window.close()

    def _make_dialog(self, name: str) -> QDialog:
        actions, window = self._window.actions_registry, self._window
        match name:
            case "palette":
                return CommandPalette(self._palette_entries(), window)
            case "cheat-sheet":
                preset = MOUSE_PRESETS[self._settings.values.mouse_preset]
                return CheatSheet(actions, actions.keys, preset, window)
            case "help":
                return HelpDialog(window)
            case "shortcuts":
                editor = ShortcutEditor(tuple(actions), actions.keys, window)
                editor.keys_changed.connect(self._keep_keys)
                return editor
            case _:
                return AboutDialog(window)

    def _palette_entries(self) -> list[PaletteEntry]:
        """List every action, then what was opened last."""
        entries: list[PaletteEntry] = []
        for spec in self._window.actions_registry:
            action = self._window.actions_registry[spec.id]
            menu = spec.menu.rpartition("/")[2]
            entries.append(
                PaletteEntry(
                    f"{menu}: {spec.text}",
                    action.trigger,
                    action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
                    action.icon(),
                    action.isEnabled(),
                    also=spec.id,
                )
            )
        values, launchers = self._settings.values, self._launchers
        entries += [
            PaletteEntry(f"Open folder {folder}", partial(launchers.open_folder, Path(folder)))
            for folder in values.recent_folders
        ]
        entries += [
            PaletteEntry(f"Connect to {url}", partial(launchers.connect_to, url))
            for url in values.recent_urls
        ]
        return entries

    def _keep_keys(self, keys: dict[str, Keys]) -> None:
        actions = self._window.actions_registry
        actions.set_keys(keys)
        self._settings.update(shortcuts=changed_keys(actions, keys))

    def _file_dialog(self, title: str) -> QFileDialog:
        recent = self._settings.values.recent_folders
        dialog = QFileDialog(self._window, title, recent[0] if recent else str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


def mesh_filters() -> list[str]:
    """Return the name filters for choosing a mesh: all that can be read, each format, and everything."""
    groups = [("All meshes", sorted(READABLE_SUFFIXES)), *READABLE_KINDS]
    return [*(f"{title} ({_patterns(suffixes)})" for title, suffixes in groups), "All files (*)"]


def _patterns(suffixes: Iterable[str]) -> str:
    """Return patterns in lower and upper case: some file dialogs take them literally."""
    return " ".join(f"*{suffix} *{suffix.upper()}" for suffix in suffixes)
