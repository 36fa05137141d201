"""Which end of a hull is the bow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.mesh import Mesh

_TELLING = 0.05
_CLOSING = 0.05  # of the length: how far from the end a transom may lie
_SQUARE = 0.85  # cosine of the rake at which an area still closes the hull
_STATIONS = (0.01, 0.02, 0.035, 0.05, 0.07)


@dataclass(frozen=True, slots=True)
class Ends:
    """What the two ends of a hull say.

    Attributes:
        score: from −1 (the bow points to −x) to +1.
        words: what speaks for it.
    """

    score: float
    words: str

    @property
    def telling(self) -> bool:
        """Whether the ends differ enough."""
        return abs(self.score) >= _TELLING

    @property
    def confidence(self) -> float:
        """0.5 to 0.97."""
        return min(0.5 + 0.9 * abs(self.score), 0.97)


def forward_evidence(mesh: Mesh) -> Ends:
    """Compare the ends of a hull that lies along x, z up.

    Four signs: a flat area that closes the hull (the transom) marks the stern; so does the fuller deck
    near the end; and below, the hull reaches nearer to its end at the bow (stem, bulb) than at the stern
    (counter, propeller); and the sheer rises further toward the bow.
    """
    if not len(mesh.faces):
        return Ends(0.0, "")
    transom = _difference(*_closing_areas(mesh))
    points = mesh.vertices
    x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
    length, breadth, depth = x_max - x_min, max(y_max - y_min, 1e-300), max(z_max - z_min, 1e-300)
    upper = points[:, 2] > z_min + 0.5 * depth
    fullness = _difference(*(_width(points[upper], end, length, breadth) for end in (x_min, x_max)))
    lower = points[points[:, 2] < z_min + 0.3 * depth]
    overhang = 0.0
    if len(lower):
        aft, fore = float(lower[:, 0].min()) - x_min, x_max - float(lower[:, 0].max())
        overhang = float(np.clip((aft - fore) / (0.05 * length), -1, 1))
    tops = [float(points[np.abs(points[:, 0] - end) < 0.05 * length, 2].max()) for end in (x_min, x_max)]
    sheer = float(np.clip((tops[1] - tops[0]) / (0.15 * depth), -1, 1))
    signs = (
        (0.4 * transom, "a flat area closes the stern"),
        (0.35 * fullness, "the deck is fuller at the stern"),
        (0.25 * overhang, "the stern overhangs the keel"),
        (0.2 * sheer, "the sheer rises toward the bow"),
    )
    score = sum(weight for weight, _ in signs)
    words = "; ".join(text for weight, text in signs if weight * score > 0 and abs(weight) > 0.05)
    return Ends(float(score), words)


def _difference(at_low: float, at_high: float) -> float:
    """Return +1 where all is at the low end (so that the bow is at the high one), −1 at the other."""
    larger = max(at_low, at_high)
    return (at_low - at_high) / larger if larger > 0.02 else 0.0


def _closing_areas(mesh: Mesh) -> tuple[float, float]:
    """Return the areas that close the ends, as shares of breadth times depth."""
    x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
    reach = _CLOSING * (x_max - x_min)
    x = mesh.vertices[:, 0]
    at_end = (x < x_min + 2 * reach) | (x > x_max - 2 * reach)
    faces = mesh.faces[at_end[mesh.faces[:, 0]]]
    a, b, c = (mesh.vertices[faces[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a)
    along = np.abs(normal[:, 0]) / 2
    square = along > _SQUARE * np.sqrt((normal * normal).sum(axis=1)) / 2
    middle = (a[:, 0] + b[:, 0] + c[:, 0]) / 3
    section = max((y_max - y_min) * (z_max - z_min), 1e-300)
    low = along[square & (middle < x_min + reach)].sum() / section
    high = along[square & (middle > x_max - reach)].sum() / section
    return float(low), float(high)


def _width(points: NDArray[np.floating], end: float, length: float, breadth: float) -> float:
    """Return the mean reach of the upper hull from the centerplane near an end, as a share of the breadth."""
    if not len(points):
        return 0.0
    away = np.abs(points[:, 0] - end) / max(length, 1e-300)
    aside = np.abs(points[:, 1] - (points[:, 1].max() + points[:, 1].min()) / 2) / breadth
    if points[:, 1].min() >= -0.02 * breadth or points[:, 1].max() <= 0.02 * breadth:
        aside = np.abs(points[:, 1]) / breadth
    widths = [float(aside[away <= share].max(initial=0.0)) for share in _STATIONS]
    return sum(widths) / len(widths)
