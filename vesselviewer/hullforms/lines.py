"""The lines of a ship: a net of control points whose spline surface is the port half of the hull.

The rows of the net run from the transom to the stem, as keel, bottom, bilge, side and deck edge do;
its columns are control sections. A cubic spline stays fair where the net is, and is straight where
four points in line make it so: flat of bottom, flat of side and parallel midbody come by themselves.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.hullforms.spline import basis

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.hullforms.parameters import ShipParameters

    Array = NDArray[np.float64]

# Rows of the net, from the keel up: three of the bottom, the corner that makes the bilge, two of the
# immersed side, the design waterline, two of the topside, the deck edge.
ROWS = 10
WATERLINE = 6
# A corner of a uniform cubic spline is rounded like a circle of this share of the leg of its polygon.
LEG_PER_RADIUS = 1.757
# Heights of the topside rows between the waterline and the deck.
TOPSIDE = np.array([0.0, 0.36, 0.7, 1.0])
# Control sections in the run, the midbody and the entrance.
RUN_COLUMNS, MIDBODY_COLUMNS, ENTRANCE_COLUMNS = 10, 4, 10

# Heights of the immersed rows at the stem, share of the draft: without and with a bulb.
STEM_HEIGHTS = np.array([0.0, 0.02, 0.09, 0.24, 0.46, 0.72, 1.0])
BULB_HEIGHTS = np.array([0.02, 0.05, 0.16, 0.42, 0.66, 0.74, 1.0])
# How far each immersed row reaches: share of the forefoot cut away, and of the length of the bulb.
FOREFOOT_REACH = np.array([1.0, 0.72, 0.42, 0.2, 0.08, 0.02, 0.0])
BULB_REACH = np.array([0.0, 0.62, 1.0, 1.08, 0.85, 0.1, 0.0])
# Half-breadth of the bulb at its rows, share of its greatest.
BULB_BREADTH = np.array([0.0, 0.55, 1.0, 1.05, 0.7, 0.12, 0.0])


def control_net(ship: ShipParameters) -> Array:
    """Draw the port half.

    Args:
        ship: the particulars.

    Returns:
        (columns, rows, 3) control points, aft to forward, keel to deck edge, in meters.
    """
    section = _midship_section(ship)
    start = ship.run * ship.length_between_perpendiculars
    end = (1.0 - ship.entrance) * ship.length_between_perpendiculars
    run = _run(ship, section, start)
    middle = np.empty((MIDBODY_COLUMNS, ROWS, 3))
    middle[..., 0] = np.linspace(start, end, MIDBODY_COLUMNS + 2)[1:-1, None]
    middle[..., 1:] = section
    return np.concatenate([run, middle, _entrance(ship, section, end)])


def _midship_section(ship: ShipParameters) -> Array:
    """Return the (rows, 2) polygon of half-breadths and heights amidships."""
    half = ship.beam / 2.0
    leg = min(LEG_PER_RADIUS * ship.bilge_radius, 0.85 * half, 0.7 * ship.draft)
    rise = math.tan(math.radians(ship.deadrise_deg))
    breadths = np.array([0.0, 0.5 * (half - leg), half - leg, half, *[half] * 6])
    corner = rise * half
    freeboard = ship.depth - ship.draft
    side = corner + leg * (1.0 - corner / ship.draft)
    heights = np.concatenate(
        [
            rise * breadths[:3],
            [corner, side, (side + ship.draft) / 2.0],
            ship.draft + freeboard * TOPSIDE,
        ]
    )
    return np.stack([breadths, heights], axis=-1)


def _smooth(t: Array) -> Array:
    """Rise from 0 to 1 between 0 and 1, level at both ends in slope and curvature."""
    t = np.clip(t, 0.0, 1.0)
    return np.asarray(t**3 * (10.0 - 15.0 * t + 6.0 * t**2))


def _entrance(ship: ShipParameters, section: Array, start: float) -> Array:
    """Return the columns forward of the midbody; the last one is the profile of the stem."""
    t = np.linspace(0.0, 1.0, ENTRANCE_COLUMNS)
    place = (1.0 - (1.0 - t) ** 1.6)[:, None]
    stem = _stem(ship)
    net = np.empty((ENTRANCE_COLUMNS, ROWS, 3))
    net[..., 0] = start + place * (stem[:, 0] - start)
    net[..., 2] = section[:, 1] + place**2 * (stem[:, 1] - section[:, 1])
    net[..., 1] = _entrance_breadths(ship, section, place, net[..., 2])
    # With the section beside it level with the stem, a waterline meets the center line square: round.
    round_rows = np.full(ROWS, ship.fullness**2)
    if ship.bulb > 0.0:
        round_rows[: WATERLINE + 1] = np.maximum(round_rows[: WATERLINE + 1], np.minimum(BULB_BREADTH, 1.0))
    net[-2, :, 0] += round_rows * (stem[:, 0] - net[-2, :, 0])
    return net


def _stem(ship: ShipParameters) -> Array:
    """Return the (rows, 2) polygon of the stem: x from AP and height."""
    length, draft = ship.length_between_perpendiculars, ship.draft
    freeboard = ship.depth * (1.0 + ship.sheer_forward) - draft
    heights = np.concatenate([STEM_HEIGHTS * draft, draft + freeboard * TOPSIDE[1:]])
    reach = np.full(ROWS, float(length))
    reach[: WATERLINE + 1] -= ship.forefoot * length * FOREFOOT_REACH
    if ship.bulb > 0.0:
        heights[: WATERLINE + 1] = BULB_HEIGHTS * draft
        reach[: WATERLINE + 1] += ship.bulb * length * BULB_REACH
    above = heights - draft
    rake = math.tan(math.radians(ship.stem_rake_deg))
    reach += np.where(above > 0.0, rake * above, 0.0)
    polygon = np.stack([reach, heights], axis=-1)
    # The spline rounds its polygon; moved as a whole, it meets the waterline at the perpendicular.
    curve = basis(ROWS, np.linspace(0.0, 1.0, 2001)) @ polygon
    polygon[:, 0] += length - np.interp(draft, curve[:, 1], curve[:, 0])
    return polygon


def _entrance_breadths(ship: ShipParameters, section: Array, place: Array, heights: Array) -> Array:
    """Return the half-breadths: waterlines that close on the stem, flare above them, the bulb below."""
    half = ship.beam / 2.0
    level = np.clip(np.linspace(0.0, 1.0, WATERLINE + 1), 0.0, 1.0)
    # Lower waterlines are finer: the frames go from U amidships to V under the bow.
    full = np.concatenate(
        [ship.fullness * (0.55 + 0.45 * level), np.full(ROWS - WATERLINE - 1, ship.fullness)]
    )
    closing = (1.0 - place ** (1.7 + 1.6 * full)) ** (1.25 - 0.75 * full)
    breadths = section[:, 0] * closing
    at_waterline = breadths[:, WATERLINE : WATERLINE + 1]
    above = np.maximum(heights - ship.draft, 0.0)
    nose = np.sqrt(np.maximum(1.0 - place**6, 0.0))
    flared = math.tan(math.radians(ship.flare_deg)) * above * nose * _smooth(place / 0.6)
    gap = np.maximum(half - at_waterline, 1e-9 * half)
    breadths = breadths + np.where(above > 0.0, gap * np.tanh(flared / gap), 0.0)
    if ship.bulb > 0.0:
        breadths[:, : WATERLINE + 1] += _bulb_breadths(ship, place)
    breadths[-1] = 0.0
    return np.asarray(breadths)


def _bulb_breadths(ship: ShipParameters, place: Array) -> Array:
    """Return what the bulb adds to the half-breadths of the immersed rows: an ellipse blended in aft."""
    greatest = min(0.16 * ship.draft, 0.06 * ship.beam + 0.5 * ship.bulb * ship.length_between_perpendiculars)
    nose = np.sqrt(np.maximum(1.0 - np.clip((place - 0.7) / 0.3, 0.0, 1.0) ** 2, 0.0))
    return np.asarray(greatest * BULB_BREADTH * nose * _smooth((place - 0.35) / 0.5))


def _run(ship: ShipParameters, section: Array, start: float) -> Array:
    """Return the columns aft of the midbody; the first one is the outline of the transom."""
    t = np.linspace(1.0, 0.0, RUN_COLUMNS)
    place = (1.0 - (1.0 - t) ** 1.4)[:, None]
    transom = _transom(ship)
    net = np.empty((RUN_COLUMNS, ROWS, 3))
    net[..., 0] = start + place * (transom[:, 0] - start)
    flat = place**2.2
    begins = np.array([0.74, 0.74, 0.45, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05])
    deep = _smooth((place - begins) / (0.97 - begins))
    rising = (1.0 - ship.skeg) * flat + ship.skeg * deep
    net[..., 2] = section[:, 1] + rising * (transom[:, 2] - section[:, 1])
    widening = place**2.0
    net[..., 1] = section[:, 0] + widening * (transom[:, 1] - section[:, 0])
    # The floors close on the skeg before they open again on the counter.
    thin = np.array([0.0, 0.9, 0.88, 0.55, 0.2, 0.05, 0.0, 0.0, 0.0, 0.0])
    closing = ship.skeg * thin * _smooth(place / 0.75) * (1.0 - rising)
    net[..., 1] *= 1.0 - closing
    return net


def _transom(ship: ShipParameters) -> Array:
    """Return the (rows, 3) outline of the transom, a U in a plane."""
    length, half = ship.length_between_perpendiculars, ship.beam / 2.0
    bottom = ship.transom_height * ship.draft
    top = ship.depth * (1.0 + ship.sheer_aft)
    heights = bottom + (top - bottom) * np.array([0.0, 0.015, 0.05, 0.13, 0.27, 0.41, 0.55, 0.7, 0.85, 1.0])
    wide = half * ship.transom_width
    shares = np.array([0.0, 0.4, 0.76, 0.96, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    rake = math.tan(math.radians(ship.transom_rake_deg))
    x = -ship.transom_overhang * length - rake * (heights - bottom)
    return np.stack([x, wide * shares, heights], axis=-1)
