"""What stands around the hull: water, grid, and the line of text that says what they measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vtkmodules.vtkRenderingCore import vtkTextActor

from vesselviewer.rendering.actors import (
    grid_data,
    make_actor,
    outline_data,
    paint_lines,
    paint_water,
    plane_data,
    replace_data,
    rgb,
    water_rectangle,
)
from vesselviewer.rendering.polydata import line_data
from vesselviewer.scene import lay_grid, union_of_bounds

if TYPE_CHECKING:
    from vtkmodules.vtkRenderingCore import vtkRenderer

    from vesselviewer.rendering.display_mesh import DisplayMesh
    from vesselviewer.scene import Bounds, Palette, ViewportScene

_MARGIN_PX = 10
_LETTER_PX = 6.2  # mean width of a letter of the note
_BESIDE_TRIAD_PX = 170


class Surroundings:
    """Waterplane, baseline grid and note of one viewport."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._water, self._water_border, self._waterline = make_actor(), make_actor(), make_actor()
        self._fine, self._strong = make_actor(), make_actor()
        self._note = vtkTextActor()
        self._note.GetTextProperty().SetFontSize(11)
        self._note.GetTextProperty().SetJustificationToRight()
        self._note.GetPositionCoordinate().SetCoordinateSystemToDisplay()
        self._note_long = ""
        self._note_short = ""
        self._drawn: list[Bounds] = []
        self._actors = (self._fine, self._strong, self._waterline, self._water_border, self._water)
        self._props = (*self._actors, self._note)
        for prop in self._props:
            renderer.AddViewProp(prop)

    @property
    def bounds(self) -> Bounds | None:
        """Extent of what is drawn; None for nothing."""
        return union_of_bounds(self._drawn)

    def paint(self, palette: Palette) -> None:
        """Take the colors of a theme."""
        paint_water(self._water, palette.waterplane, 0.17)
        paint_lines(self._water_border, palette.waterplane, width=1.2)
        paint_lines(self._waterline, palette.waterplane, width=2.0)
        paint_lines(self._fine, palette.grid, width=1.0, opacity=0.32)
        paint_lines(self._strong, palette.grid, width=1.0, opacity=0.75)
        self._note.GetTextProperty().SetColor(*rgb(palette.text))

    def lay(self, scene: ViewportScene, hull: DisplayMesh | None) -> None:
        """Draw what the scene asks for around a hull; nothing without one."""
        self._drawn = []
        words: list[str] = []
        self._lay_grid(scene, words)
        self._note_short = "  ·  ".join(words)
        self._lay_water(scene, hull, words)
        self._note_long = "  ·  ".join(words)

    def arrange(self, size: tuple[int, int], *, from_below: bool) -> None:
        """Suit the size of the viewport and the side that is looked from, just before drawing.

        Args:
            size: width and height in pixels.
            from_below: the eye is below the grid, which must then not cover the bottom of the hull.
        """
        self._fine.GetProperty().SetOpacity(0.10 if from_below else 0.32)
        self._strong.GetProperty().SetOpacity(0.20 if from_below else 0.75)
        room = size[0] - _BESIDE_TRIAD_PX - _MARGIN_PX
        notes = (self._note_long, self._note_short, "")
        self._note.SetInput(next(note for note in notes if len(note) * _LETTER_PX <= room or not note))
        self._note.SetPosition(size[0] - _MARGIN_PX, _MARGIN_PX - 2)

    def show(self, visible: bool) -> None:  # noqa: FBT001 - a switch
        """Show what was laid, or hide it for a picture of the hull alone."""
        for actor in self._actors:
            actor.SetVisibility(visible and actor.GetMapper().GetInputDataObject(0, 0) is not None)
        self._note.SetVisibility(visible)

    def close(self) -> None:
        """Leave the renderer."""
        for prop in self._props:
            self._renderer.RemoveViewProp(prop)

    def _lay_grid(self, scene: ViewportScene, words: list[str]) -> None:
        if not scene.grid or scene.bounds is None:
            replace_data(self._fine, None)
            replace_data(self._strong, None)
            return
        fine, strong = grid_data(scene.bounds)
        replace_data(self._fine, fine)
        replace_data(self._strong, strong)
        self._drawn += [fine.GetBounds(), strong.GetBounds()]
        words.append(lay_grid(scene.bounds).label)

    def _lay_water(self, scene: ViewportScene, hull: DisplayMesh | None, words: list[str]) -> None:
        if not scene.waterplane or scene.bounds is None or scene.waterline is None or hull is None:
            for actor in (self._water, self._water_border, self._waterline):
                replace_data(actor, None)
            return
        corners = water_rectangle(scene.bounds, scene.waterline.z, scene.tilt)
        plane = plane_data(corners)
        replace_data(self._water, plane)
        replace_data(self._water_border, outline_data(corners))
        if scene.water_lines is not None:
            replace_data(self._waterline, line_data(scene.water_lines.ends))
        else:
            replace_data(self._waterline, hull.lines_at(scene.waterline.z))
        self._drawn.append(plane.GetBounds())
        words.append(f"Waterplane z = {scene.waterline.z:.4g} m ({scene.waterline.basis})")
