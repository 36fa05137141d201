"""Applies what one viewport shall draw to a plotter, and moves its camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import RenderingError
from vesselviewer.rendering.actors import make_actor, paint_hull, paint_lines, replace_data, rgb
from vesselviewer.rendering.camera_rig import CameraRig
from vesselviewer.rendering.centers import Centers
from vesselviewer.rendering.cutting_out import cut_out
from vesselviewer.rendering.lighting import light
from vesselviewer.rendering.marking import Marking
from vesselviewer.rendering.polydata import line_data
from vesselviewer.rendering.quality import Smoothing
from vesselviewer.rendering.surroundings import Surroundings
from vesselviewer.rendering.triad import Triad
from vesselviewer.scene import Layer, StandardView, camera_motion, cameras, diff, union_of_bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyvista as pv
    from numpy.typing import NDArray
    from vtkmodules.vtkRenderingCore import vtkRenderWindow

    from vesselviewer.rendering.display_mesh import DisplayMesh
    from vesselviewer.scene import Bounds, CameraPose, Palette, ViewportScene
    from vesselviewer.scene.mouse_presets import Gesture

_DEGREES_PER_HEIGHT = 220.0  # a drag over the height of the viewport turns the hull this far
_ZOOM_PER_HEIGHT = 6.0


class ViewportRenderer:
    """Draws one viewport.

    Everything here runs on the GUI thread and is quick; what is dear has been done by `prepare`.

    Args:
        plotter: any PyVista plotter, on screen or off.
        provide: finds the prepared hull by the digest of its file; None if it is not in memory.
        request_frame: draws the viewport soon; without it the caller draws when it likes.

    Attributes:
        recentered: whether the last `apply` had to move the camera to another place, because the
            hull is of quite another size.
    """

    def __init__(
        self,
        plotter: pv.BasePlotter,
        provide: Callable[[str], DisplayMesh | None],
        request_frame: Callable[[], None] | None = None,
    ) -> None:
        self._plotter = plotter
        self._provide = provide
        self._request_frame = request_frame or (lambda: None)
        self._window = _window_of(plotter)
        self._renderer = plotter.renderer
        self._scene: ViewportScene | None = None
        self._hull: DisplayMesh | None = None
        self._moving = False
        self.recentered = False
        light(self._renderer)
        self._surface, self._coarse, self._edges = make_actor(), make_actor(), make_actor()
        self._sections = make_actor()
        for actor in (self._surface, self._coarse, self._edges, self._sections):
            self._renderer.AddViewProp(actor)
        self._centers = Centers(self._renderer)
        self._surroundings = Surroundings(self._renderer)
        self._marking = Marking(self._renderer)
        self._triad = Triad(self._window)
        self._smoothing = Smoothing(self._window, self._renderer)
        self._rig = CameraRig()
        self._look_through(self._rig)
        self._observers = [
            self._renderer.AddObserver("StartEvent", self._before_frame),
            self._renderer.AddObserver("EndEvent", self._after_frame),
        ]

    # What is drawn ----------------------------------------------------------------------------

    @property
    def scene(self) -> ViewportScene | None:
        """What is drawn now; None before the first `apply`."""
        return self._scene

    def apply(self, scene: ViewportScene) -> frozenset[Layer]:
        """Draw a scene; only what differs from the last one is touched.

        The camera stays, but for the first hull, and for one of quite another size.

        Returns:
            The layers that were drawn anew.
        """
        self.recentered = False
        changed = diff(self._scene, scene)
        if not changed:
            return changed
        if Layer.HULL in changed:
            hull = None if scene.hull is None else self._provide(scene.hull.sha256)
            if scene.hull is not None and hull is None:
                return frozenset()  # the last good hull stays; the next scene asks again
            self._hull = hull
            self._attach()
        self._scene = scene
        if Layer.PALETTE in changed:
            self._paint(scene.palette)
        self._lay(scene, changed)
        if changed & {Layer.AXES, Layer.HULL}:
            self._triad.show(scene.axes and self._hull is not None)
        if Layer.PROJECTION in changed:
            self._project(parallel=scene.parallel)
        if Layer.HULL in changed:
            self._frame_hull()
        self._rig.refit()
        self._request_frame()
        return changed

    @property
    def hull_bounds(self) -> Bounds | None:
        """Extent of the hull; None without one."""
        return None if self._hull is None else self._hull.bounds

    @property
    def drawn_bounds(self) -> Bounds | None:
        """Extent of hull, water and grid together; None for nothing."""
        boxes = (self.hull_bounds, self._surroundings.bounds, self._marking.bounds)
        return union_of_bounds(box for box in boxes if box is not None)

    # The camera -------------------------------------------------------------------------------

    @property
    def camera(self) -> CameraPose:
        """Where the camera is."""
        return self._rig.pose

    @camera.setter
    def camera(self, pose: CameraPose) -> None:
        self._rig.take(pose)

    @property
    def aspect(self) -> float:
        """Width over height of the viewport."""
        width, height = self.size
        return width / height

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, each 1 at least."""
        width, height = self._window.GetSize()
        return max(width, 1), max(height, 1)

    def look(self, view: StandardView) -> None:
        """Turn to a standard view, fitted around all hulls that the camera sees."""
        self._frame(lambda bounds, aspect: cameras.look_at(view, bounds, aspect))

    def fit(self) -> None:
        """Bring all hulls that the camera sees into view, without turning it."""
        self._frame(lambda bounds, aspect: cameras.fit(self.camera, bounds, aspect))

    def rotate(self, azimuth_deg: float, elevation_deg: float) -> None:
        """Turn the camera about its focal point; the ship stays upright."""
        self._rig.take(cameras.rotated(self.camera, azimuth_deg, elevation_deg))

    def drag(self, gesture: Gesture, right_px: float, up_px: float, *, level_horizon: bool) -> None:
        """Move the camera as the mouse moves.

        Args:
            gesture: what the drag does.
            right_px: how far the mouse went to the right.
            up_px: how far it went up.
            level_horizon: rotating keeps the ship upright.
        """
        right, up = right_px / self.size[1], up_px / self.size[1]
        turn_right, turn_up = -_DEGREES_PER_HEIGHT * right, -_DEGREES_PER_HEIGHT * up
        pose = self.camera
        if gesture == "pan":
            pose = camera_motion.panned(pose, right, up, parallel=self._rig.parallel)
        elif gesture == "zoom":
            pose = camera_motion.zoomed(pose, _ZOOM_PER_HEIGHT**up, pose.focal_point)
        elif gesture == "roll":
            pose = camera_motion.rolled(pose, _DEGREES_PER_HEIGHT * right)
        elif level_horizon:
            pose = cameras.rotated(pose, turn_right, turn_up)
        else:
            pose = camera_motion.tumbled(pose, turn_right, turn_up)
        self._rig.take(pose)

    def zoom_to_cursor(self, factor: float, x: float, y: float) -> None:
        """Come nearer to what lies under the cursor, which keeps its place.

        Args:
            factor: above 1 comes nearer.
            x: pixels from the left edge.
            y: pixels from the lower edge.
        """
        right, up = self._from_middle(x, y)
        parallel = self._rig.parallel
        target = self._touched(right, up) if not parallel else None
        target = target or camera_motion.point_at(self.camera, right, up, parallel=parallel)
        self._rig.take(camera_motion.zoomed(self.camera, factor, target))

    def set_pivot_under(self, x: float, y: float) -> bool:
        """Turn about what lies under the cursor from now on; arguments as for `zoom_to_cursor`.

        Returns:
            False if there is nothing under the cursor, and the pivot stays.
        """
        target = self._touched(*self._from_middle(x, y))
        if target is None:
            return False
        self._rig.take(camera_motion.pivoted(self.camera, target))
        return True

    def share_camera(self, other: ViewportRenderer) -> None:
        """Look through the camera of another viewport, from where that one looks."""
        if self._rig is not other._rig:
            self._look_through(other._rig)

    def own_camera(self) -> None:
        """Look through a camera of its own, from where it looks now."""
        self._look_through(self._rig.copied())

    def shares_camera_with(self, other: ViewportRenderer) -> bool:
        """Tell whether both look through one camera."""
        return self._rig is other._rig

    # Frames -----------------------------------------------------------------------------------

    def begin_interaction(self) -> None:
        """Draw large hulls coarsely, here and in linked viewports, while the camera moves."""
        self._rig.show_coarse(True)

    def end_interaction(self) -> None:
        """Draw every hull in full again."""
        self._rig.show_coarse(False)
        self._rig.request_frames()

    def show_coarse(self, coarse: bool) -> None:  # noqa: FBT001 - a switch
        """Draw the coarse surface where there is one, or the full one."""
        self._moving = coarse
        has_coarse = self._hull is not None and self._hull.coarse is not None
        self._surface.SetVisibility(self._hull is not None and not (coarse and has_coarse))
        self._coarse.SetVisibility(coarse and has_coarse)
        self._choose_smoothing()

    def request_frame(self) -> None:
        """Draw the viewport soon."""
        self._request_frame()

    def image(self, *, transparent: bool = False, scale: int = 1) -> NDArray[np.uint8]:
        """Draw a picture.

        Args:
            transparent: the hull alone, without background, grid, axes and note.
            scale: how many pixels of the picture per pixel of the viewport.

        Returns:
            (height, width, 3) RGB, or (height, width, 4) RGBA if transparent.
        """
        if not transparent or self._scene is None:
            return self._screenshot(scale)
        scene = self._scene
        try:
            self._bare(scene, True)
            return cut_out(*(self._on_plain(shade, scale) for shade in (0.0, 1.0)))
        finally:
            self._bare(scene, False)
            self._paint(scene.palette)

    def close(self) -> None:
        """Take everything out of the plotter; the plotter itself is its owner's to close."""
        for observer in self._observers:
            self._renderer.RemoveObserver(observer)
        self._rig.leave(self)
        self._surroundings.close()
        self._marking.close()
        self._triad.close()
        self._centers.close()
        for actor in (self._surface, self._coarse, self._edges, self._sections):
            self._renderer.RemoveViewProp(actor)
        self._hull = None

    # Parts ------------------------------------------------------------------------------------

    def _attach(self) -> None:
        hull = self._hull
        replace_data(self._surface, None if hull is None else hull.surface)
        replace_data(self._coarse, None if hull is None else hull.coarse)
        self.show_coarse(self._moving)

    def _paint(self, palette: Palette) -> None:
        self._renderer.GradientBackgroundOn()
        self._renderer.SetBackground(*rgb(palette.background_bottom))
        self._renderer.SetBackground2(*rgb(palette.background_top))
        paint_hull(self._surface, palette.hull)
        paint_hull(self._coarse, palette.hull)
        paint_lines(self._edges, palette.edge, width=1.2)
        paint_lines(self._sections, palette.edge, width=1.0, opacity=0.55)
        self._surroundings.paint(palette)
        self._marking.paint(palette)
        self._centers.paint(palette)
        self._triad.paint(palette)

    def _on_plain(self, shade: float, scale: int) -> NDArray[np.uint8]:
        """Draw on a background of one gray."""
        self._renderer.GradientBackgroundOff()
        self._renderer.SetBackground(shade, shade, shade)
        return self._screenshot(scale)

    def _screenshot(self, scale: int) -> NDArray[np.uint8]:
        self._plotter.render()
        return np.asarray(self._plotter.screenshot(return_img=True, scale=scale))

    def _lay(self, scene: ViewportScene, changed: frozenset[Layer]) -> None:
        """Draw the layers about the hull that have changed."""
        if Layer.EDGES in changed:
            replace_data(self._edges, self._hull.edges if self._hull and scene.edges else None)
        if Layer.SECTIONS in changed:
            cuts = None if scene.sections is None else line_data(scene.sections.ends)
            replace_data(self._sections, cuts)
        if Layer.CENTERS in changed:
            self._centers.lay(scene.centers)
        if changed & {Layer.WATERPLANE, Layer.GRID}:
            self._surroundings.lay(scene, self._hull)
        if Layer.MARKS in changed:
            self._marking.lay(scene.marks)

    def _bare(self, scene: ViewportScene, bare: bool) -> None:  # noqa: FBT001 - a switch
        self._triad.show(scene.axes and self._hull is not None and not bare)
        self._surroundings.show(not bare)
        self._marking.show(not bare)
        self._centers.show(not bare)

    def _project(self, *, parallel: bool) -> None:
        if parallel == self._rig.parallel:
            return
        self._rig.camera.SetParallelProjection(parallel)
        self._rig.take(camera_motion.projected_alike(self.camera, parallel=parallel))

    def _frame_hull(self) -> None:
        bounds = self._rig.hulls()
        if bounds is None:
            return
        if self._rig.framed is None:
            self.look(StandardView.ISOMETRIC)
        elif cameras.needs_recentering(self._rig.framed, bounds):
            self.fit()
            self.recentered = True

    def _frame(self, pose_for: Callable[[Bounds, float], CameraPose]) -> None:
        bounds = self._rig.hulls()
        if bounds is not None:
            self._rig.framed = bounds
            self._rig.take(pose_for(bounds, self._rig.narrowest()))

    def _look_through(self, rig: CameraRig) -> None:
        self._rig.leave(self)
        self._rig = rig
        rig.join(self)
        self._renderer.SetActiveCamera(rig.camera)
        self._renderer.camera_set = True
        rig.refit()
        self._request_frame()

    def _from_middle(self, x: float, y: float) -> tuple[float, float]:
        """Return a place on screen from the middle, in heights of the viewport."""
        width, height = self.size
        return (x - width / 2) / height, (y - height / 2) / height

    def _touched(self, right: float, up: float) -> cameras.Vector | None:
        if self._hull is None:
            return None
        start, direction = camera_motion.ray_through(self.camera, right, up, parallel=self._rig.parallel)
        return camera_motion.first_hit(self._hull.touch, start, direction)

    def _before_frame(self, *_: object) -> None:
        self._rig.refit()
        drawn = self._surroundings.bounds
        below = drawn is not None and self._rig.camera.GetPosition()[2] < drawn[4]
        self._surroundings.arrange(self.size, from_below=below)
        self._triad.follow(self._rig.camera, self.size)

    def _after_frame(self, *_: object) -> None:
        if self._smoothing.look_at_driver():
            self._choose_smoothing()
            self._request_frame()

    def _choose_smoothing(self) -> None:
        """Suit the frames to come; within a frame it would be too late, its buffers stand."""
        triangles = 0 if self._hull is None else self._hull.triangles
        self._smoothing.choose(triangles, moving=self._moving)


def _window_of(plotter: pv.BasePlotter) -> vtkRenderWindow:
    window: vtkRenderWindow | None = plotter.render_window
    if window is None:
        raise RenderingError("The plotter has no window any more", hint="Make a new one")
    return window
