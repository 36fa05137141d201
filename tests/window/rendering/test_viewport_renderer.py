from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vesselviewer.designs import detect_frame
from vesselviewer.mesh import Mesh, judge_mesh
from vesselviewer.rendering import DisplayMesh, ViewportRenderer, prepare, sketch
from vesselviewer.scene import DARK_PALETTE, HullLayer, Layer, StandardView, ViewportScene, mark_frame
from vesselviewer.scene.mouse_presets import Gesture

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyvista as pv

    NewPlotter = Callable[[], pv.Plotter]
    SceneOf = Callable[..., ViewportScene]


@pytest.fixture
def hulls(hull: DisplayMesh, hull_mesh: Mesh) -> dict[str, DisplayMesh]:
    larger = prepare(Mesh(hull_mesh.vertices * 1.5, hull_mesh.faces))
    huge = prepare(Mesh(hull_mesh.vertices * 10, hull_mesh.faces))
    return {"a": hull, "larger": larger, "huge": huge}


@pytest.fixture
def viewport(new_plotter: NewPlotter, hulls: dict[str, DisplayMesh], scene_of: SceneOf) -> ViewportRenderer:
    renderer = ViewportRenderer(new_plotter(), hulls.get)
    renderer.apply(scene_of(hulls["a"]))
    return renderer


def test_the_hull_is_on_the_picture_in_light_and_dark(viewport: ViewportRenderer) -> None:
    scene = viewport.scene
    assert scene is not None
    light = viewport.image()
    assert light.shape == (200, 320, 3)
    assert light.std() > 1
    viewport.apply(replace(scene, palette=DARK_PALETTE))
    dark = viewport.image()
    assert dark.std() > 1
    assert dark.mean() < light.mean() / 2


@pytest.mark.parametrize("view", StandardView)
def test_every_standard_view_shows_it(viewport: ViewportRenderer, view: StandardView) -> None:
    viewport.look(view)
    picture = viewport.image(transparent=True)
    assert 0.02 < (picture[..., 3] > 128).mean() < 0.9


@pytest.mark.parametrize(
    "change",
    [{"edges": True}, {"grid": False}, {"axes": False}, {"waterplane": False}, {"parallel": True}],
    ids=lambda change: next(iter(change)),
)
def test_every_switch_is_seen_and_can_be_taken_back(
    viewport: ViewportRenderer, change: dict[str, bool]
) -> None:
    scene = viewport.scene
    assert scene is not None
    before = viewport.image().astype(int)
    viewport.apply(replace(scene, **change))  # type: ignore[arg-type]  # mypy cannot tell the fields of a dict apart
    between = viewport.image().astype(int)
    assert np.abs(between - before).max() > 10
    viewport.apply(scene)
    assert np.abs(viewport.image().astype(int) - before).mean() < 0.5


def test_a_swap_leaves_the_camera_alone(
    viewport: ViewportRenderer, hulls: dict[str, DisplayMesh], scene_of: SceneOf
) -> None:
    viewport.rotate(20, 10)
    pose = viewport.camera
    assert Layer.HULL in viewport.apply(scene_of(hulls["larger"], "larger"))
    assert viewport.camera == pose
    assert not viewport.recentered


def test_the_finished_hull_takes_the_place_of_its_sketch_without_a_jump(
    new_plotter: NewPlotter, hull: DisplayMesh, hull_mesh: Mesh, scene_of: SceneOf
) -> None:
    corners = np.arange(3 * len(hull_mesh.faces), dtype=np.int32).reshape(-1, 3)
    flat = sketch(Mesh(hull_mesh.vertices[hull_mesh.faces].reshape(-1, 3), corners))
    assert flat.bounds == hull.bounds
    assert flat.triangles == hull.triangles
    renderer = ViewportRenderer(new_plotter(), {"flat": flat, "a": hull}.get)
    renderer.apply(scene_of(flat, "flat"))
    renderer.zoom_to_cursor(1.5, 160, 100)
    renderer.rotate(20, 10)
    pose, before = renderer.camera, renderer.image()
    renderer.apply(scene_of(hull))
    assert renderer.camera == pose
    after = renderer.image()
    # The same silhouette; within it the shades differ a little, and the waterline is drawn.
    assert np.abs(before.astype(int) - after).mean() < 3
    renderer.begin_interaction()
    renderer.apply(scene_of(flat, "flat"))
    renderer.end_interaction()


def test_a_hull_of_another_size_is_fitted_and_that_is_said(
    viewport: ViewportRenderer, hulls: dict[str, DisplayMesh], scene_of: SceneOf
) -> None:
    viewport.apply(scene_of(hulls["huge"], "huge"))
    assert viewport.recentered
    assert (viewport.image(transparent=True)[..., 3] > 128).mean() > 0.02
    viewport.apply(replace(scene_of(hulls["huge"], "huge"), edges=True))
    assert not viewport.recentered


def test_a_hull_that_is_not_ready_leaves_the_last_one(
    viewport: ViewportRenderer, hulls: dict[str, DisplayMesh], scene_of: SceneOf
) -> None:
    before = viewport.image()
    assert not viewport.apply(replace(scene_of(hulls["a"]), hull=HullLayer("missing", "missing")))
    assert np.array_equal(viewport.image(), before)
    assert viewport.scene is not None
    assert viewport.scene.hull == HullLayer("a", "a")


def test_an_empty_viewport_shows_its_background_alone(viewport: ViewportRenderer, scene_of: SceneOf) -> None:
    scene = viewport.scene
    assert scene is not None
    viewport.apply(replace(scene, hull=None, bounds=None, waterline=None))
    picture = viewport.image().astype(int)
    assert np.ptp(picture, axis=1).max() <= 1


def test_linked_viewports_share_one_camera_and_unlinked_ones_do_not(
    viewport: ViewportRenderer, new_plotter: NewPlotter, hulls: dict[str, DisplayMesh], scene_of: SceneOf
) -> None:
    frames: list[str] = []
    other = ViewportRenderer(new_plotter(), hulls.get, lambda: frames.append("other"))
    other.share_camera(viewport)
    other.apply(scene_of(hulls["larger"], "larger"))
    frames.clear()
    viewport.rotate(30, 0)
    assert other.camera == viewport.camera
    assert frames
    other.own_camera()
    before = viewport.camera
    other.rotate(30, 0)
    assert viewport.camera == before
    assert not other.shares_camera_with(viewport)
    other.share_camera(viewport)
    assert other.camera == before


def test_clipping_encloses_the_hulls_of_all_linked_viewports(
    viewport: ViewportRenderer, new_plotter: NewPlotter, hulls: dict[str, DisplayMesh], scene_of: SceneOf
) -> None:
    other = ViewportRenderer(new_plotter(), hulls.get)
    other.share_camera(viewport)
    other.apply(scene_of(hulls["huge"], "huge"))
    for picture in (viewport.image(transparent=True), other.image(transparent=True)):
        assert (picture[..., 3] > 128).any()
    near, far = other._rig.camera.GetClippingRange()
    assert 0 < near < far
    assert far > hulls["huge"].bounds[1]


def test_while_the_camera_moves_a_large_hull_is_coarse(
    viewport: ViewportRenderer, hulls: dict[str, DisplayMesh], scene_of: SceneOf
) -> None:
    hulls["large"] = replace(
        hulls["a"], coarse=prepare(Mesh(np.eye(3), np.array([(0, 1, 2)], np.int32))).surface
    )
    viewport.apply(scene_of(hulls["large"], "large"))
    full = viewport.image(transparent=True)
    viewport.begin_interaction()
    assert (viewport.image(transparent=True)[..., 3] > 0).sum() < (full[..., 3] > 0).sum() / 2
    viewport.end_interaction()
    assert np.array_equal(viewport.image(transparent=True), full)


@pytest.mark.parametrize("parallel", [False, True])
def test_the_wheel_zooms_to_the_cursor(viewport: ViewportRenderer, parallel: bool) -> None:
    scene = viewport.scene
    assert scene is not None
    viewport.apply(replace(scene, parallel=parallel))
    solid = viewport.image(transparent=True)[..., 3] == 255
    inside = np.logical_and.reduce([np.roll(solid, step, axis) for axis in (0, 1) for step in (-3, 3)])
    rows, columns = np.nonzero(inside)
    at_bow = int(columns.argmax())
    row, column = int(rows[at_bow]), int(columns[at_bow])
    for _ in range(8):
        viewport.zoom_to_cursor(1.3, column + 0.5, 200 - row - 0.5)
    assert viewport.image(transparent=True)[row, column, 3] == 255


def test_the_pivot_is_set_on_the_hull_and_not_beside_it(viewport: ViewportRenderer) -> None:
    viewport.look(StandardView.STARBOARD)
    assert viewport.set_pivot_under(160, 100)
    assert viewport.camera.focal_point[1] < 0
    before = viewport.camera
    assert not viewport.set_pivot_under(2, 2)
    assert viewport.camera == before


@pytest.mark.parametrize("gesture", Gesture)
@pytest.mark.parametrize("level", [False, True])
def test_every_drag_moves_the_camera(viewport: ViewportRenderer, gesture: Gesture, level: bool) -> None:
    before = viewport.camera
    viewport.drag(gesture, 20, 12, level_horizon=level)
    assert viewport.camera != before


def test_what_is_closed_leaves_the_plotter_empty(
    new_plotter: NewPlotter, hulls: dict[str, DisplayMesh], scene_of: SceneOf
) -> None:
    plotter = new_plotter()
    renderer = ViewportRenderer(plotter, hulls.get)
    renderer.apply(scene_of(hulls["a"]))
    renderer.image()
    renderer.close()
    assert plotter.renderer.GetViewProps().GetNumberOfItems() == 0


def test_the_marks_of_a_frame_are_drawn_and_go(viewport: ViewportRenderer, hull_mesh: Mesh) -> None:
    scene = viewport.scene
    assert scene is not None
    assert scene.bounds is not None
    bare = viewport.image()
    frame = detect_frame(hull_mesh, judge_mesh(hull_mesh))
    pose = viewport.camera
    assert viewport.apply(replace(scene, marks=mark_frame(frame, scene.bounds))) == {Layer.MARKS}
    marked = viewport.image()
    assert np.count_nonzero((marked.astype(int) - bare).any(axis=2)) > 100
    assert viewport.camera == pose
    viewport.apply(scene)
    assert np.array_equal(viewport.image(), bare)
