"""What a viewport shows, in one sentence: for screen readers and for tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.scene.values import ViewportScene


def describe(scene: ViewportScene) -> str:
    """Return a summary of the picture as plain text."""
    if scene.hull is None or scene.bounds is None:
        return "Empty viewport. Drag a design here."
    x_min, x_max, y_min, y_max, z_min, z_max = scene.bounds
    extent = (
        f"{scene.hull.name}: length {x_max - x_min:.4g}, breadth {y_max - y_min:.4g}, "
        f"depth {z_max - z_min:.4g} m"
    )
    parts = [
        extent,
        "parallel projection" if scene.parallel else "perspective",
    ]
    if scene.waterplane and scene.waterline is not None:
        parts.append(f"waterplane at z = {scene.waterline.z:.4g}, {scene.waterline.basis}")
    if scene.marks is not None:
        parts.append("marked: " + ", ".join(mark.text for mark in scene.marks.marks))
    drawn = [name for name in ("edges", "grid", "axes") if getattr(scene, name)]
    if scene.sections is not None:
        drawn.append("section curves")
    if drawn:
        parts.append("with " + ", ".join(drawn))
    if scene.centers:
        parts.append("marks of " + ", ".join(mark.kind for mark in scene.centers))
    return "; ".join(parts) + "."
