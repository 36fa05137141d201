"""The table of actions. To add a verb to the window, add a row here and a method to `Verbs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.desktop.actions import ActionSpec, Facts
from vesselviewer.desktop.verbs import Verbs
from vesselviewer.scene import StandardView
from vesselviewer.scene.mouse_presets import MOUSE_PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from vesselviewer.scene.mouse_presets import MousePreset
    from vesselviewer.workspace.workspace import Toggle

_STEP_DEG = 15.0
_PROGRAMS = {"vtk", "rhino", "blender"}


def _shows(facts: Facts) -> bool:
    return facts.shows


def _lists(facts: Facts) -> bool:
    return facts.designs > 0


def _is_reference(facts: Facts) -> bool:
    shown, pinned = facts.state.active_viewport.shown, facts.state.reference
    return shown is not None and pinned is not None and shown.display_key == pinned.display_key


def _look(
    action_id: str, text: str, view: StandardView, keys: tuple[str, ...], icon: str = "view"
) -> ActionSpec:
    return ActionSpec(
        action_id,
        text,
        lambda verbs: verbs.look(view),
        "View/Standard views",
        keys=keys,
        icon=icon,
        enabled=_shows,
    )


def _turn(action_id: str, text: str, azimuth: float, elevation: float, key: str) -> ActionSpec:
    return ActionSpec(
        action_id,
        text,
        lambda verbs: verbs.rotate(azimuth, elevation),
        "View/Rotate",
        keys=(key,),
        icon="rotate",
        enabled=_shows,
        repeats=True,
    )


def _switch(
    action_id: Toggle, text: str, key: str, icon: str, tip: str, on: Callable[[Facts], bool]
) -> ActionSpec:
    return ActionSpec(
        action_id,
        text,
        lambda verbs: verbs.toggle(action_id),
        "View",
        "layers",
        (key,),
        icon,
        tip,
        checked=on,
    )


def _panes(count: int) -> ActionSpec:
    words = "1 viewport" if count == 1 else f"{count} viewports"
    return ActionSpec(
        f"viewports-{count}",
        words,
        lambda verbs: verbs.set_viewports(count),
        "Viewports",
        "count",
        icon=f"viewports-{count}",
        tip="One large view" if count == 1 else f"{count} designs side by side",
        checked=lambda facts: len(facts.state.viewports) == count,
    )


def _theme(name: str, text: str) -> ActionSpec:
    return ActionSpec(
        f"theme-{name}",
        text,
        lambda verbs: verbs.set_theme(name),
        "View/Theme",
        icon="theme",
        checked=lambda facts: facts.state.theme == name,
    )


def _mouse(name: str, preset: MousePreset) -> ActionSpec:
    return ActionSpec(
        f"mouse-{name}",
        preset.label,
        lambda verbs: verbs.use_mouse_preset(name),
        "View/Mouse",
        icon="mouse",
        tip=f"Drag as in {preset.label}" if name in _PROGRAMS else f"Drag as suits a {preset.label.lower()}",
        checked=lambda facts: facts.mouse_preset == name,
    )


_FILE = (
    ActionSpec("open-folder", "Open Folder…", Verbs.open_folder, "File", "open", ("Ctrl+O",), "folder",
               "Watch a folder: what is there is listed, what arrives is added"),
    ActionSpec("open-file", "Open File…", Verbs.open_file, "File", "open", ("Ctrl+Shift+O",), "file",
               "Show one mesh file"),
    ActionSpec("connect", "Connect to Server…", Verbs.connect_to_server, "File", "open", ("Ctrl+K",),
               "connect", "Receive designs from a mesh server as they are made"),
    ActionSpec("demo", "See the Demo", Verbs.start_demo, "File", "open", (), "demo",
               "Start a local server and a generator that makes a new hull every few seconds"),
    ActionSpec("screenshot", "Save Picture", Verbs.save_screenshot, "File", "picture", ("F12",), "screenshot",
               "Save a picture of the viewports as they stand", enabled=_shows),
    ActionSpec("screenshot-clean", "Save Clean Picture", Verbs.save_clean_screenshot, "File", "picture",
               ("Ctrl+F12",), "transparent", "Save the active view alone, on a transparent background",
               enabled=_shows),
    ActionSpec("copy-picture", "Copy Picture", Verbs.copy_picture, "File", "picture", ("Ctrl+Shift+C",),
               "clipboard", "Put a picture of the viewports on the clipboard", enabled=_shows),
    ActionSpec("quit", "Quit", Verbs.quit, "File", "quit", ("Ctrl+Q",), "quit", "Close VesselViewer"),
)  # fmt: skip

_DESIGNS = (
    ActionSpec("older", "Older Design", Verbs.older, "Designs", "step", ("Left",), "older",
               "Show the design before this one; the camera stays", enabled=_lists, repeats=True),
    ActionSpec("newer", "Newer Design", Verbs.newer, "Designs", "step", ("Right",), "newer",
               "Show the design after this one; the camera stays", enabled=_lists, repeats=True),
    ActionSpec("follow", "Follow Latest", Verbs.toggle_follow, "Designs", "step", ("End",), "follow",
               "Show each new design as it arrives; off as soon as you pick another",
               checked=lambda facts: facts.state.follow_latest),
    ActionSpec("pin-reference", "Pin as Reference", Verbs.pin_reference, "Designs", "compare", ("P",), "pin",
               "Measure all others against this design; again, against none", enabled=_shows,
               checked=_is_reference),
    ActionSpec("reload", "Reload", Verbs.reload, "Designs", "read", ("F5",), "reload",
               "Read the shown file again", enabled=_shows),
    ActionSpec("cancel", "Cancel Loading", Verbs.cancel_loading, "Designs", "read", (), "cancel",
               "Call off what is being read; what is shown stays", enabled=lambda facts: facts.loading),
    ActionSpec("filter", "Filter History", Verbs.focus_filter, "Designs", "list", ("Ctrl+F",), "filter",
               "Type to narrow the list of designs"),
    ActionSpec("mark-seen", "Mark All as Seen", Verbs.mark_all_seen, "Designs", "list", (), "view",
               "Take the NEW badge off every design", enabled=_lists),
)  # fmt: skip

_VIEW = (
    _look("body-plan", "Body Plan, from the Bow", StandardView.BOW, ("1",)),
    _look("body-plan-aft", "Body Plan, from the Stern", StandardView.STERN, ("Ctrl+1",)),
    _look("profile", "Profile, Bow to the Right", StandardView.STARBOARD, ("3",)),
    _look("profile-port", "Profile, Bow to the Left", StandardView.PORT, ("Ctrl+3",)),
    _look("plan", "Plan, from Above", StandardView.TOP, ("7",)),
    _look("plan-below", "Plan, from Below", StandardView.BOTTOM, ("Ctrl+7",)),
    _look("isometric", "Perspective, Bow to the Right", StandardView.ISOMETRIC, ("9", "0"), "isometric"),
    ActionSpec("fit", "Fit to View", Verbs.fit, "View", "camera", ("F", "Home"), "fit",
               "Bring the whole hull into view", enabled=_shows),
    ActionSpec("parallel", "Parallel Projection", lambda verbs: verbs.toggle("parallel"), "View", "camera",
               ("5",), "parallel", "Parallel lines stay parallel; off for perspective",
               checked=lambda facts: facts.state.parallel),
    _turn("turn-left", "Rotate Left", -_STEP_DEG, 0.0, "4"),
    _turn("turn-right", "Rotate Right", _STEP_DEG, 0.0, "6"),
    _turn("turn-up", "Rotate Up", 0.0, _STEP_DEG, "8"),
    _turn("turn-down", "Rotate Down", 0.0, -_STEP_DEG, "2"),
    _switch("edges", "Edges", "E", "edges", "Draw the feature edges", lambda facts: facts.state.edges),
    _switch("grid", "Grid", "G", "grid", "Draw the grid of the baseline", lambda facts: facts.state.grid),
    _switch("axes", "Axes", "X", "axes", "Draw the axes", lambda facts: facts.state.axes),
    _switch("waterplane", "Waterplane", "W", "waterplane", "Draw the surface of the water",
            lambda facts: facts.state.waterplane),
    _switch("marks", "Frame Marks", "M", "marks",
            "Mark perpendiculars, midship, baseline and waterline", lambda facts: facts.state.marks),
    _switch("sections", "Section Curves", "S", "sections", "Draw stations, waterlines, buttocks",
            lambda facts: facts.state.sections),
    _switch("centers", "Centers and Metacenter", "C", "centers",
            "Mark the centers of buoyancy, flotation and gravity, and the metacenter",
            lambda facts: facts.state.centers),
    ActionSpec("reset-flotation", "Back to the Assumed Draft", Verbs.reset_flotation, "View", "layers", (),
               "undo", "Let every hull float where it is assumed to, on an even keel and upright",
               enabled=lambda facts: facts.state.flotation.moves_water),
    _theme("system", "As the System"),
    _theme("light", "Light"),
    _theme("dark", "Dark"),
    *(_mouse(name, preset) for name, preset in MOUSE_PRESETS.items()),
)  # fmt: skip

_VIEWPORTS = (
    *(_panes(count) for count in (1, 2, 3, 4, 6)),
    ActionSpec("link", "Link Cameras", Verbs.toggle_link, "Viewports", "camera", (), "link",
               "All viewports share one camera",
               checked=lambda facts: all(pane.linked for pane in facts.state.viewports),
               enabled=lambda facts: len(facts.state.viewports) > 1),
    ActionSpec("close-viewport", "Close Viewport", Verbs.close_viewport, "Viewports", "camera", ("Ctrl+W",),
               "close", "Close the active viewport", enabled=lambda facts: len(facts.state.viewports) > 1),
)  # fmt: skip

_WINDOW = (
    ActionSpec("command-palette", "Command Palette", Verbs.show_palette, "Window", "find", ("Ctrl+Shift+P",),
               "palette", "Find any command by typing a few letters of it"),
    ActionSpec("history", "History", Verbs.toggle_history, "Window", "docks", (), "history",
               "Show or hide the list of designs", checked=lambda facts: facts.history),
    ActionSpec("inspector", "Verdict and Frame", Verbs.toggle_inspector, "Window", "docks", ("Ctrl+I",),
               "inspect", "Show or hide the verdict, its corrections and the frame",
               checked=lambda facts: facts.inspector),
    ActionSpec("particulars", "Particulars", Verbs.toggle_particulars, "Window", "docks", ("Ctrl+J",),
               "particulars", "Show or hide the hydrostatics of the design, and the draft",
               checked=lambda facts: facts.particulars),
    ActionSpec("curves", "Curves", Verbs.toggle_curves, "Window", "docks", ("Ctrl+U",), "curves",
               "Show or hide sectional areas, lines plan, curves of form and righting levers",
               checked=lambda facts: facts.curves),
    ActionSpec("notifications", "Notifications", Verbs.toggle_notifications, "Window", "docks", (), "bell",
               "Show or hide what has been announced", checked=lambda facts: facts.notifications),
    ActionSpec("full-screen", "Full Screen", Verbs.toggle_full_screen, "Window", "screen", ("F11",),
               "full-screen", "Fill the screen; again to return", checked=lambda facts: facts.full_screen),
    ActionSpec("reset-layout", "Reset Layout", Verbs.reset_layout, "Window", "screen", (), "reload",
               "Put docks and toolbar where they were at first"),
)  # fmt: skip

_HELP = (
    ActionSpec("cheat-sheet", "Keys and Mouse", Verbs.show_cheat_sheet, "Help", "help", ("F1", "?"),
               "cheat-sheet", "Show every key on one sheet"),
    ActionSpec("help", "How It Works", Verbs.show_help, "Help", "help", (), "help", "Read the short manual"),
    ActionSpec("shortcuts", "Change Shortcuts…", Verbs.edit_shortcuts, "Help", "help", (), "shortcuts",
               "Give commands other keys"),
    ActionSpec("about", "About VesselViewer", Verbs.show_about, "Help", "about", (), "about",
               "Version, license and what it is built with"),
)  # fmt: skip

ACTIONS: tuple[ActionSpec, ...] = (*_FILE, *_DESIGNS, *_VIEW, *_VIEWPORTS, *_WINDOW, *_HELP)

MENUS = ("File", "Designs", "View", "Viewports", "Window", "Help")
