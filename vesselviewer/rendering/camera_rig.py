"""One camera, and the viewports that look through it: linked viewports share a rig."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pyvista import Camera

from vesselviewer.scene import VIEW_ANGLE_DEG, CameraPose, clipping_range, stepped_back, union_of_bounds

if TYPE_CHECKING:
    from vesselviewer.scene import Bounds


class RigMember(Protocol):
    """A viewport that looks through a rig."""

    @property
    def hull_bounds(self) -> Bounds | None:
        """Extent of its hull; None without one."""

    @property
    def drawn_bounds(self) -> Bounds | None:
        """Extent of all that it draws; None for nothing."""

    @property
    def aspect(self) -> float:
        """Width over height."""

    def request_frame(self) -> None:
        """Draw itself soon."""

    def show_coarse(self, coarse: bool) -> None:  # noqa: FBT001 - a switch
        """Draw the coarse surface where there is one, or the full one."""


class CameraRig:
    """A camera with the viewports that share it."""

    def __init__(self) -> None:
        self.camera = Camera()  # type: ignore[no-untyped-call]  # PyVista left its __init__ without hints
        self.camera.SetViewAngle(VIEW_ANGLE_DEG)
        self.framed: Bounds | None = None
        self._members: list[RigMember] = []

    @property
    def members(self) -> tuple[RigMember, ...]:
        """The viewports that share it."""
        return tuple(self._members)

    def join(self, member: RigMember) -> None:
        """Let a viewport look through this camera."""
        if member not in self._members:
            self._members.append(member)

    def leave(self, member: RigMember) -> None:
        """Let a viewport go its own way."""
        if member in self._members:
            self._members.remove(member)

    def copied(self) -> CameraRig:
        """Return a rig of its own that looks from the same place, without members."""
        twin = CameraRig()
        twin.camera.DeepCopy(self.camera)
        twin.framed = self.framed
        return twin

    @property
    def parallel(self) -> bool:
        """Whether the projection is parallel."""
        return bool(self.camera.GetParallelProjection())

    @property
    def pose(self) -> CameraPose:
        """Where the camera is."""
        return CameraPose(
            self.camera.GetPosition(),
            self.camera.GetFocalPoint(),
            self.camera.GetViewUp(),
            self.camera.GetParallelScale(),
        )

    def take(self, pose: CameraPose) -> None:
        """Put the camera somewhere, and have all its viewports drawn."""
        self.camera.SetPosition(*pose.position)
        self.camera.SetFocalPoint(*pose.focal_point)
        self.camera.SetViewUp(*pose.view_up)
        self.camera.SetParallelScale(pose.parallel_scale)
        self.refit()
        self.request_frames()

    def refit(self) -> None:
        """Put the clipping planes around everything that any of the viewports draws."""
        drawn = union_of_bounds(m.drawn_bounds for m in self._members if m.drawn_bounds is not None)
        if drawn is None:
            return
        if self.parallel:
            self.camera.SetPosition(*stepped_back(self.pose, drawn).position)
        self.camera.SetClippingRange(*clipping_range(self.pose, drawn))

    def hulls(self) -> Bounds | None:
        """Return the extent of all hulls seen through this camera."""
        return union_of_bounds(m.hull_bounds for m in self._members if m.hull_bounds is not None)

    def narrowest(self) -> float:
        """Return the smallest width over height among the viewports."""
        return min((member.aspect for member in self._members), default=1.6)

    def request_frames(self) -> None:
        """Have all viewports drawn soon."""
        for member in self._members:
            member.request_frame()

    def show_coarse(self, coarse: bool) -> None:  # noqa: FBT001 - a switch
        """Let all viewports draw coarse surfaces, or full ones."""
        for member in self._members:
            member.show_coarse(coarse)
