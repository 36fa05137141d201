"""The 3D panes side by side: as many as the workspace has, with linked cameras."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import humanize
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from vesselviewer.designs import DesignAdded, DesignChanged, DesignRemoved
from vesselviewer.desktop.viewport import ViewportWidget
from vesselviewer.desktop.viewport_caption import Caption
from vesselviewer.scene import LIGHT_PALETTE
from vesselviewer.workspace import resolve_scene

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from vesselviewer.designs import DesignKey, Library, LibraryEvent
    from vesselviewer.scene import Palette, StandardView
    from vesselviewer.workspace import Workspace, WorkspaceState
    from vesselviewer.workspace.state import ViewportState

_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}
_AGE_TICK_MS = 5000
_STILL_MS = 250  # without a move of the water, and it counts as still


class ViewportGrid(QWidget):
    """Shows what the workspace says, and sends what the user does back to it.

    Args:
        workspace: what is looked at.
        library: what is known of the designs, for the captions.
        parent: the window.

    Signals:
        recentered: the camera had to be moved to a hull of quite another size; words for the status bar.
    """

    recentered = Signal(str)

    def __init__(self, workspace: Workspace[Any], library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._library = library
        self._palette = LIGHT_PALETTE
        self._mouse_preset = "vtk"
        self._panes: dict[int, ViewportWidget] = {}
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._show_captions)
        self._clock.start(_AGE_TICK_MS)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MS)
        self._still.timeout.connect(self._on_still)
        self._unsubscribe = [
            workspace.subscribe(self._on_state),
            workspace.floating.subscribe(self._on_floating),
            library.subscribe(self._on_library),
        ]
        self._show(workspace.state)

    # The port that the window is wired through --------------------------------------------------

    @property
    def widget(self) -> QWidget:
        """The widget to lay out."""
        return self

    @property
    def panes(self) -> tuple[ViewportWidget, ...]:
        """The viewports in reading order."""
        return tuple(self._panes[viewport.id] for viewport in self._workspace.state.viewports)

    @property
    def active_pane(self) -> ViewportWidget:
        """The viewport that commands go to."""
        return self._panes[self._workspace.state.active]

    def look(self, view: StandardView) -> None:
        """Turn the active camera to a standard view."""
        self.active_pane.renderer.look(view)

    def fit(self) -> None:
        """Bring the whole hull of the active viewport into view."""
        self.active_pane.renderer.fit()

    def rotate(self, azimuth_deg: float, elevation_deg: float) -> None:
        """Turn the active camera about its hull."""
        self.active_pane.renderer.rotate(azimuth_deg, elevation_deg)

    def set_palette(self, palette: Palette) -> None:
        """Draw in the colors of another theme."""
        self._palette = palette
        self._show(self._workspace.state)

    def use_mouse_preset(self, name: str) -> None:
        """Take over the mouse of another program in every viewport."""
        self._mouse_preset = name
        for pane in self._panes.values():
            pane.use_mouse_preset(name)

    def clean_image(self) -> QImage:
        """Return the active view alone, on a transparent background."""
        return self.active_pane.clean_image()

    def close_views(self) -> None:
        """Close every 3D view in order; to be called before the window dies."""
        self._clock.stop()
        self._still.stop()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        for pane in self._panes.values():
            pane.close_view()

    # What is shown ----------------------------------------------------------------------------

    def _on_state(self, old: WorkspaceState, new: WorkspaceState) -> None:
        if old.flotation != new.flotation:
            self._move_water()
        self._show(new)

    def _move_water(self) -> None:
        """Draw large hulls coarsely while the water moves, as while the camera does."""
        for pane in self._panes.values():
            pane.renderer.begin_interaction()
        self._still.start()

    def _on_still(self) -> None:
        for pane in self._panes.values():
            pane.renderer.end_interaction()

    def _on_floating(self) -> None:
        self._show(self._workspace.state)

    def _on_library(self, event: LibraryEvent) -> None:
        # A burst of thousands must cost nothing where none of them is shown.
        match event:
            case DesignAdded(design=design) | DesignChanged(new=design) | DesignRemoved(design=design):
                shown = (viewport.shown for viewport in self._workspace.state.viewports)
                if any(each is not None and each.key == design.key for each in shown):
                    self._show_captions()
            case _:
                pass

    def _show(self, state: WorkspaceState) -> None:
        if list(self._panes) != [viewport.id for viewport in state.viewports]:
            self._arrange(state)
        alone = len(state.viewports) == 1
        self._link(state)
        floating = self._workspace.floating
        scene = resolve_scene(state, self._palette, floating.get, floating.sections)
        for viewport, drawn in zip(state.viewports, scene.viewports, strict=True):
            pane = self._panes[viewport.id]
            pane.show_scene(drawn)
            pane.show_state(linked=viewport.linked, active=viewport.id == state.active, alone=alone)
            if pane.renderer.recentered and drawn.hull is not None:
                self.recentered.emit(f"View fitted to {drawn.hull.name}: it is of quite another size")
        self._show_captions()

    def _arrange(self, state: WorkspaceState) -> None:
        """Close, make and place panes; those that stay keep their picture and camera."""
        wanted = [viewport.id for viewport in state.viewports]
        for gone in [viewport_id for viewport_id in self._panes if viewport_id not in wanted]:
            pane = self._panes.pop(gone)
            self._layout.removeWidget(pane)
            pane.close_view()
            pane.deleteLater()
        self._panes = {each: self._panes.get(each) or self._make_pane(each) for each in wanted}
        columns = _COLUMNS.get(len(wanted), 3)
        for index in range(max(self._layout.columnCount(), self._layout.rowCount(), columns)):
            self._layout.setColumnStretch(index, 1 if index < columns else 0)
            self._layout.setRowStretch(index, 1 if index * columns < len(wanted) else 0)
        for index, pane in enumerate(self._panes.values()):
            self._layout.addWidget(pane, index // columns, index % columns)

    def _make_pane(self, viewport_id: int) -> ViewportWidget:
        pane = ViewportWidget(viewport_id, self._workspace.display, self)
        pane.use_mouse_preset(self._mouse_preset)
        pane.activated.connect(lambda: self._workspace.activate(viewport_id))
        pane.link_toggled.connect(lambda linked: self._workspace.set_linked(viewport_id, linked))
        pane.close_clicked.connect(lambda: self._workspace.close_viewport(viewport_id))
        pane.design_dropped.connect(lambda key: self._open_here(key, viewport_id))
        return pane

    def _open_here(self, key: DesignKey, viewport_id: int) -> None:
        self._workspace.activate(viewport_id)
        self._workspace.open(key, viewport_id)

    def _link(self, state: WorkspaceState) -> None:
        """Let linked viewports look through one camera, and the others through their own."""
        linked = [self._panes[viewport.id].renderer for viewport in state.viewports if viewport.linked]
        # One that has been linked before has the common camera; a newcomer takes it.
        leader = max(
            linked, key=lambda each: sum(each.shares_camera_with(other) for other in linked), default=None
        )
        for renderer in linked:
            if leader is not None:
                renderer.share_camera(leader)
        for viewport in state.viewports:
            renderer = self._panes[viewport.id].renderer
            others = [pane.renderer for pane in self._panes.values() if pane.renderer is not renderer]
            if not viewport.linked and any(renderer.shares_camera_with(other) for other in others):
                renderer.own_camera()

    # Captions ---------------------------------------------------------------------------------

    def _show_captions(self) -> None:
        for viewport in self._workspace.state.viewports:
            pane = self._panes.get(viewport.id)
            if pane is not None:
                pane.show_caption(self._caption(viewport))

    def _caption(self, viewport: ViewportState) -> Caption:
        loading = "" if viewport.loading is None else f"reading {viewport.loading:.0%}"
        if viewport.preview is not None:
            return Caption(viewport.preview.name, loading, f"{viewport.preview.name}\nstill being judged")
        if viewport.shown is None:
            return Caption(name="", facts=loading or "Empty")
        design = self._library.get(viewport.shown.key)
        facts: list[str] = []
        if design is not None and design.revision.sha256 == viewport.shown.sha256:
            facts.append(humanize.naturaltime(max(time.time() - design.revision.created_at, 0.0)))
            if viewport.shown.inspection is not None:
                facts.append(viewport.shown.inspection.verdict)
            elif design.revision.report is not None:
                facts.append(design.revision.report.verdict)
        elif design is not None:
            facts.append("an earlier revision")
        else:
            facts.append("no longer in the list")
        tip = "\n".join([viewport.shown.name, *facts])
        return Caption(viewport.shown.name, " · ".join([*facts, loading] if loading else facts), tip)
