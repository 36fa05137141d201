"""What is looked at: one frozen value, replaced by each command."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vesselviewer.workspace.flotation_choice import FlotationChoice

if TYPE_CHECKING:
    from vesselviewer.designs import DesignKey, Frame
    from vesselviewer.workspace.treating import Inspection

MAX_VIEWPORTS = 6

Bounds = tuple[float, float, float, float, float, float]
"""(x_min, x_max, y_min, y_max, z_min, z_max) in meters, in the internal frame."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The hull that stands in a viewport.

    Attributes:
        key: the design; it may have left the library since.
        sha256: hex digest of the file's bytes.
        name: what the caption says; plain text.
        bounds: extent of the hull as shown, in meters in the internal frame.
        display: under which `Workspace.display` has the hull as shown; the digest if empty.
        inspection: verdict, frame and treatment of the hull as shown.
    """

    key: DesignKey
    sha256: str
    name: str
    bounds: Bounds
    display: str = ""
    inspection: Inspection | None = None

    @property
    def display_key(self) -> str:
        """What everything that is derived of the hull as shown is kept under."""
        return self.display or self.sha256


@dataclass(frozen=True, slots=True)
class Preview:
    """A large hull that is drawn already while it is still being judged.

    Attributes:
        key: the design.
        name: what the caption says; plain text.
        bounds: extent of the hull, in meters in the internal frame.
        display: under which `Workspace.display` has it.
        frame: how the file is read, as far as a sample of its triangles tells.
    """

    key: DesignKey
    name: str
    bounds: Bounds
    display: str
    frame: Frame


@dataclass(frozen=True, slots=True)
class ViewportState:
    """One 3D pane.

    Attributes:
        id: stable as long as the viewport lives.
        requested: the design that was asked for last; the one shown unless a load is under way.
        shown: the last good hull; None until there has been one.
        preview: what is drawn in its place until the load under way has ended; None for nothing.
        linked: whether it shares the common camera.
        loading: fraction done of the load under way, 0 to 1; None if there is none.
    """

    id: int
    requested: DesignKey | None = None
    shown: Shown | None = None
    preview: Preview | None = None
    linked: bool = True
    loading: float | None = None


@dataclass(frozen=True, slots=True)
class WorkspaceState:
    """Everything that decides what the 3D panes look like.

    Attributes:
        viewports: one to six, in reading order.
        active: id of the viewport that commands go to.
        follow_latest: whether the active viewport goes along with arrivals.
        edges: feature edges drawn.
        grid: baseline grid drawn.
        axes: orientation axes drawn.
        waterplane: waterplane drawn.
        marks: perpendiculars, midship, baseline and waterline marked.
        parallel: parallel projection instead of perspective.
        theme: "system", "light" or "dark".
        sections: section curves drawn on the hull.
        centers: centers of buoyancy, flotation and gravity, and the metacenter drawn.
        flotation: how the hulls are asked to float.
        reference: the hull that all others are measured against; None if none is pinned.
    """

    viewports: tuple[ViewportState, ...] = (ViewportState(1),)
    active: int = 1
    follow_latest: bool = True
    edges: bool = False
    grid: bool = True
    axes: bool = True
    waterplane: bool = True
    marks: bool = True
    parallel: bool = False
    theme: str = "system"
    sections: bool = False
    centers: bool = False
    flotation: FlotationChoice = field(default_factory=FlotationChoice)
    reference: Shown | None = None

    def viewport(self, viewport_id: int) -> ViewportState | None:
        """Return a viewport, or None if it is closed."""
        return next((viewport for viewport in self.viewports if viewport.id == viewport_id), None)

    @property
    def active_viewport(self) -> ViewportState:
        """The viewport that commands go to."""
        return next(viewport for viewport in self.viewports if viewport.id == self.active)

    def with_viewport(self, changed: ViewportState) -> WorkspaceState:
        """Return the state with one viewport replaced; the same state if it is closed."""
        viewports = tuple(changed if viewport.id == changed.id else viewport for viewport in self.viewports)
        return replace(self, viewports=viewports)

    def with_count(self, count: int) -> WorkspaceState:
        """Return the state with that many viewports, 1 to 6; the last ones close first."""
        count = min(max(count, 1), MAX_VIEWPORTS)
        kept = self.viewports[:count]
        next_id = max(viewport.id for viewport in self.viewports) + 1
        added = tuple(ViewportState(next_id + index) for index in range(count - len(kept)))
        return self._with_viewports(kept + added)

    def without(self, viewport_id: int) -> WorkspaceState:
        """Return the state with a viewport closed; the last one is emptied instead."""
        kept = tuple(viewport for viewport in self.viewports if viewport.id != viewport_id)
        if kept:
            return self._with_viewports(kept)
        return replace(self, viewports=(ViewportState(self.active),))

    def _with_viewports(self, viewports: tuple[ViewportState, ...]) -> WorkspaceState:
        ids = [viewport.id for viewport in viewports]
        return replace(self, viewports=viewports, active=self.active if self.active in ids else ids[-1])
