"""What the actions of the window do: each verb is a command to the workspace, or asks the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from vesselviewer.desktop.launchers import Launchers
    from vesselviewer.scene import StandardView
    from vesselviewer.workspace import Workspace
    from vesselviewer.workspace.workspace import Toggle


class Stage(Protocol):
    """What verbs need of the window itself: dialogs, docks and the viewports."""

    def ask_for_folder(self) -> None:
        """Let the user choose a folder, and watch it."""

    def ask_for_file(self) -> None:
        """Let the user choose a file, and open it."""

    def ask_for_server(self) -> None:
        """Let the user type an address, and connect to it."""

    def look(self, view: StandardView) -> None:
        """Turn the active camera to a standard view."""

    def fit(self) -> None:
        """Bring the whole hull into view."""

    def rotate(self, azimuth_deg: float, elevation_deg: float) -> None:
        """Turn the active camera about the hull."""

    def use_mouse_preset(self, name: str) -> None:
        """Take over the mouse of another program."""

    def save_picture_as_file(self, *, clean: bool) -> None:
        """Save the viewports, or the active view alone on a transparent background."""

    def copy_picture(self) -> None:
        """Put a picture of the viewports on the clipboard."""

    def focus_filter(self) -> None:
        """Show the history and put the cursor into its filter."""

    def toggle_dock(self, name: str) -> None:
        """Show or hide ``history``, ``inspector``, ``notifications``, ``particulars`` or ``curves``."""

    def toggle_full_screen(self) -> None:
        """Fill the screen, or return from it."""

    def reset_layout(self) -> None:
        """Put docks and toolbar where they were at first."""

    def show_dialog(self, name: str) -> None:
        """Open ``palette``, ``cheat-sheet``, ``help``, ``shortcuts`` or ``about``."""

    def request_close(self) -> None:
        """Close the window as if its close button had been pressed."""


class Verbs:
    """The verbs of the table of actions."""

    def __init__(self, workspace: Workspace[Any], launchers: Launchers, stage: Stage) -> None:
        self._workspace = workspace
        self._launchers = launchers
        self._stage = stage

    def open_folder(self) -> None:
        """Choose a folder to watch."""
        self._stage.ask_for_folder()

    def open_file(self) -> None:
        """Choose a file to show."""
        self._stage.ask_for_file()

    def connect_to_server(self) -> None:
        """Type the address of a server."""
        self._stage.ask_for_server()

    def start_demo(self) -> None:
        """Start the demo."""
        self._launchers.start_demo()

    def save_screenshot(self) -> None:
        """Save the viewports as they stand."""
        self._stage.save_picture_as_file(clean=False)

    def save_clean_screenshot(self) -> None:
        """Save the active view alone, on a transparent background."""
        self._stage.save_picture_as_file(clean=True)

    def copy_picture(self) -> None:
        """Put the viewports on the clipboard."""
        self._stage.copy_picture()

    def quit(self) -> None:
        """Close the window."""
        self._stage.request_close()

    def older(self) -> None:
        """Show the design before this one."""
        self._workspace.older()

    def newer(self) -> None:
        """Show the design after this one."""
        self._workspace.newer()

    def toggle_follow(self) -> None:
        """Follow the latest design, or no longer."""
        self._workspace.follow(not self._workspace.state.follow_latest)

    def reload(self) -> None:
        """Read the shown file again."""
        self._workspace.reload()

    def cancel_loading(self) -> None:
        """Call off what is being read."""
        self._workspace.cancel_loading()

    def focus_filter(self) -> None:
        """Put the cursor into the filter of the history."""
        self._stage.focus_filter()

    def mark_all_seen(self) -> None:
        """Take the NEW badge off every design."""
        self._workspace.mark_all_seen()

    def look(self, view: StandardView) -> None:
        """Turn the camera to a standard view."""
        self._stage.look(view)

    def fit(self) -> None:
        """Bring the whole hull into view."""
        self._stage.fit()

    def rotate(self, azimuth_deg: float, elevation_deg: float) -> None:
        """Turn the camera about the hull."""
        self._stage.rotate(azimuth_deg, elevation_deg)

    def toggle(self, layer: Toggle) -> None:
        """Switch a layer: one of the names of `Toggle`."""
        self._workspace.toggle(layer)

    def set_theme(self, name: str) -> None:
        """Use the theme ``system``, ``light`` or ``dark``."""
        self._workspace.set_theme(name)

    def use_mouse_preset(self, name: str) -> None:
        """Take over the mouse of another program."""
        self._stage.use_mouse_preset(name)

    def set_viewports(self, count: int) -> None:
        """Show this many viewports."""
        self._workspace.set_viewports(count)

    def toggle_link(self) -> None:
        """Link all cameras; if all are linked, let the active one go its own way."""
        state = self._workspace.state
        if all(pane.linked for pane in state.viewports):
            self._workspace.set_linked(state.active, False)
        else:
            self._workspace.link_all()

    def close_viewport(self) -> None:
        """Close the active viewport."""
        self._workspace.close_viewport(self._workspace.state.active)

    def toggle_history(self) -> None:
        """Show or hide the history."""
        self._stage.toggle_dock("history")

    def toggle_inspector(self) -> None:
        """Show or hide verdict and frame."""
        self._stage.toggle_dock("inspector")

    def toggle_notifications(self) -> None:
        """Show or hide the notifications."""
        self._stage.toggle_dock("notifications")

    def toggle_particulars(self) -> None:
        """Show or hide the particulars."""
        self._stage.toggle_dock("particulars")

    def toggle_curves(self) -> None:
        """Show or hide the curves."""
        self._stage.toggle_dock("curves")

    def pin_reference(self) -> None:
        """Measure all others against the shown design, or against none."""
        self._workspace.pin_reference()

    def reset_flotation(self) -> None:
        """Let every hull float where it is assumed to, on an even keel and upright."""
        self._workspace.float_at(draft=None, trim=0.0, heel=0.0)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or return from it."""
        self._stage.toggle_full_screen()

    def reset_layout(self) -> None:
        """Put docks and toolbar where they were at first."""
        self._stage.reset_layout()

    def show_palette(self) -> None:
        """Open the command palette."""
        self._stage.show_dialog("palette")

    def show_cheat_sheet(self) -> None:
        """Open the sheet of keys."""
        self._stage.show_dialog("cheat-sheet")

    def show_help(self) -> None:
        """Open the short manual."""
        self._stage.show_dialog("help")

    def edit_shortcuts(self) -> None:
        """Open the shortcut editor."""
        self._stage.show_dialog("shortcuts")

    def show_about(self) -> None:
        """Open the words about the application."""
        self._stage.show_dialog("about")
