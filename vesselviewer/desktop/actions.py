"""The registry of actions: one table feeds menu, toolbar, palette, cheat sheet and shortcut editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from vesselviewer.desktop import icons
from vesselviewer.desktop.shortcuts import effective_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from PySide6.QtWidgets import QWidget

    from vesselviewer.desktop.shortcuts import Keys
    from vesselviewer.desktop.verbs import Verbs
    from vesselviewer.workspace import WorkspaceState


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whether an action is enabled and checked.

    Attributes:
        state: what is looked at.
        designs: how many designs are listed.
        shows: True if the active viewport shows a hull.
        loading: True while something is being read that can be called off.
        full_screen: True while the window fills the screen.
        history: True while the history dock is visible.
        inspector: True while the dock of verdict and frame is visible.
        notifications: True while the notification dock is visible.
        mouse_preset: whose mouse buttons are taken over.
        particulars: True while the particulars dock is visible.
        curves: True while the curves dock is visible.
    """

    state: WorkspaceState
    designs: int = 0
    shows: bool = False
    loading: bool = False
    full_screen: bool = False
    history: bool = True
    inspector: bool = True
    notifications: bool = False
    mouse_preset: str = "vtk"
    particulars: bool = False
    curves: bool = False


def _always(_facts: Facts) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One row of the table.

    Attributes:
        id: stable name, under which changed keys are saved.
        text: words in the menu; no mnemonic, no dots where nothing is asked.
        run: what it does.
        menu: where it stands, ``View`` or ``View/Theme``.
        group: actions of a menu in the same group stand together, with a line between groups.
        keys: portable shortcut texts, the first one shown.
        icon: a name in `icons.GLYPHS`; empty for none.
        tip: one sentence for tool tip and cheat sheet; the text itself if empty.
        checked: makes it a switch, and says whether it is on.
        enabled: says whether it can be run now.
        repeats: True if holding the key down repeats it.
    """

    id: str
    text: str
    run: Callable[[Verbs], None]
    menu: str
    group: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checked: Callable[[Facts], bool] | None = None
    enabled: Callable[[Facts], bool] = _always
    repeats: bool = False


class ActionRegistry(QObject):
    """The QActions of a table, alive as long as the window.

    Signals:
        ran: an action has been run. Qt has toggled it if it is a switch, whatever came of it, so the
            facts must be shown again.
    """

    ran = Signal()

    def __init__(
        self, specs: Iterable[ActionSpec], verbs: Verbs, window: QWidget, saved_keys: Mapping[str, str]
    ) -> None:
        super().__init__(window)
        self._specs = {spec.id: spec for spec in specs}
        self._actions = {spec.id: self._make(spec, verbs, window) for spec in self._specs.values()}
        self._keys: dict[str, Keys] = {}
        self.set_keys(effective_keys(self._specs.values(), saved_keys))

    def __iter__(self) -> Iterator[ActionSpec]:
        """Iterate over the table, in its order."""
        return iter(self._specs.values())

    def __getitem__(self, action_id: str) -> QAction:
        """Return the QAction of an id."""
        return self._actions[action_id]

    def spec(self, action_id: str) -> ActionSpec:
        """Return the row of an id."""
        return self._specs[action_id]

    @property
    def keys(self) -> Mapping[str, Keys]:
        """The keys of every action as they are now."""
        return dict(self._keys)

    def set_keys(self, keys: Mapping[str, Keys]) -> None:
        """Give every action its keys, and tell them in its tip."""
        self._keys = dict(keys)
        for action_id, action in self._actions.items():
            spec = self._specs[action_id]
            sequences = [QKeySequence(key) for key in self._keys[action_id]]
            action.setShortcuts(sequences)
            shown = " or ".join(s.toString(QKeySequence.SequenceFormat.NativeText) for s in sequences)
            tip = spec.tip or spec.text
            action.setToolTip(f"{tip} ({shown})" if shown else tip)

    def show_facts(self, facts: Facts) -> None:
        """Enable and check every action as the facts say."""
        for action_id, action in self._actions.items():
            spec = self._specs[action_id]
            action.setEnabled(spec.enabled(facts))
            if spec.checked is not None:
                action.setChecked(spec.checked(facts))

    def redraw_icons(self) -> None:
        """Draw all icons in the colors now in use."""
        for action_id, action in self._actions.items():
            action.setIcon(icons.icon(self._specs[action_id].icon))

    def _run(self, spec: ActionSpec, verbs: Verbs) -> None:
        spec.run(verbs)
        self.ran.emit()

    def _make(self, spec: ActionSpec, verbs: Verbs, window: QWidget) -> QAction:
        """Make the QAction of a row; the window holds it, so that its keys work in full screen too."""
        action = QAction(icons.icon(spec.icon), spec.text.replace("&", "&&"), self)
        action.setObjectName(spec.id)
        action.setStatusTip(spec.tip)
        action.setCheckable(spec.checked is not None)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(spec.repeats)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda: self._run(spec, verbs))
        window.addAction(action)
        return action
