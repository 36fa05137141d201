"""The table of hull families: what each kind of ship may be, and how to draw one by lot.

A new family is a new line of `HULL_FAMILIES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from vesselviewer.hullforms.parameters import ShipParameters
from vesselviewer.hullforms.ship import ship_hull
from vesselviewer.hullforms.wigley import WigleyParameters, wigley_hull

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from vesselviewer.mesh import Mesh

    Range = tuple[float, float]

HullParameters = ShipParameters | WigleyParameters


class HullFamily(Protocol):
    """A kind of ship.

    Attributes:
        name: one lower-case word, the key in `HULL_FAMILIES` and the start of file names.
        description: what it is, in a few words.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - described above

    @property
    def description(self) -> str: ...  # noqa: D102 - described above

    def draw(self, rng: np.random.Generator) -> HullParameters:
        """Draw sensible particulars by lot."""
        ...

    def build(self, parameters: HullParameters, triangles: int = 60_000) -> Mesh:
        """Build the hull of these particulars.

        Raises:
            TypeError: if the particulars are of another kind of hull.
        """
        ...


@dataclass(frozen=True, slots=True)
class ShipFamily:
    """A family of ship-like hulls: proportions and shape within ranges.

    Attributes:
        name: one lower-case word.
        description: what it is, in a few words.
        length: L_PP, meters.
        length_to_beam: L_PP/B.
        beam_to_draft: B/T.
        depth_to_draft: D/T.
        bilge_to_draft: radius of the bilge, fraction of the draft.
        shape: ranges of the other fields of `ShipParameters`, by name; what is not there keeps its default.
    """

    name: str
    description: str
    length: Range
    length_to_beam: Range
    beam_to_draft: Range
    depth_to_draft: Range
    bilge_to_draft: Range
    shape: Mapping[str, Range]

    def draw(self, rng: np.random.Generator) -> ShipParameters:
        """Draw particulars within the ranges."""
        # Round as a designer would: decimeters for length and beam, centimeters for the rest.
        length = round(rng.uniform(*self.length), 1)
        beam = round(length / rng.uniform(*self.length_to_beam), 1)
        draft = round(beam / rng.uniform(*self.beam_to_draft), 2)
        depth = round(draft * rng.uniform(*self.depth_to_draft), 2)
        bilge = round(draft * rng.uniform(*self.bilge_to_draft), 2)
        shape = {key: round(float(rng.uniform(low, high)), 4) for key, (low, high) in self.shape.items()}
        return ShipParameters(
            length_between_perpendiculars=length,
            beam=beam,
            draft=draft,
            depth=depth,
            bilge_radius=bilge,
            **shape,
        )

    def build(self, parameters: HullParameters, triangles: int = 60_000) -> Mesh:
        """Build the hull of these particulars."""
        if not isinstance(parameters, ShipParameters):
            msg = f"the family {self.name} needs ShipParameters"
            raise TypeError(msg)
        return ship_hull(parameters, triangles)


@dataclass(frozen=True, slots=True)
class WigleyFamily:
    """Wigley hulls of varied proportions."""

    name: str = "wigley"
    description: str = "mathematical hull with parabolic waterlines and frames"

    def draw(self, rng: np.random.Generator) -> WigleyParameters:
        """Draw proportions around the classic L/B = 10, L/T = 16."""
        length = round(rng.uniform(60.0, 140.0), 1)
        return WigleyParameters(
            length_between_perpendiculars=length,
            beam=round(length / rng.uniform(6.5, 11.0), 2),
            draft=round(length / rng.uniform(13.0, 19.0), 2),
            freeboard=round(length * rng.uniform(0.02, 0.04), 2),
        )

    def build(self, parameters: HullParameters, triangles: int = 60_000) -> Mesh:
        """Build the hull of these particulars."""
        if not isinstance(parameters, WigleyParameters):
            msg = f"the family {self.name} needs WigleyParameters"
            raise TypeError(msg)
        return wigley_hull(parameters, triangles)


_FAMILIES: tuple[HullFamily, ...] = (
    ShipFamily(
        "container",
        "container ship: fine bulbous bow, strong flare, wide flat counter",
        length=(140.0, 360.0),
        length_to_beam=(6.4, 7.6),
        beam_to_draft=(2.7, 3.5),
        depth_to_draft=(1.65, 2.0),
        bilge_to_draft=(0.25, 0.45),
        shape={
            "entrance": (0.34, 0.44),
            "parallel_midbody": (0.08, 0.2),
            "fullness": (0.15, 0.4),
            "flare_deg": (32.0, 45.0),
            "stem_rake_deg": (18.0, 32.0),
            "forefoot": (0.02, 0.03),
            "bulb": (0.02, 0.035),
            "skeg": (0.85, 1.0),
            "transom_width": (0.8, 0.95),
            "transom_height": (0.98, 1.1),
            "transom_overhang": (0.015, 0.03),
            "transom_rake_deg": (0.0, 8.0),
            "sheer_forward": (0.08, 0.18),
            "sheer_aft": (0.0, 0.03),
        },
    ),
    ShipFamily(
        "tanker",
        "crude carrier: long parallel midbody, full cylindrical bow, short bulb",
        length=(170.0, 330.0),
        length_to_beam=(5.3, 6.2),
        beam_to_draft=(2.4, 3.0),
        depth_to_draft=(1.35, 1.55),
        bilge_to_draft=(0.1, 0.18),
        shape={
            "entrance": (0.13, 0.2),
            "parallel_midbody": (0.42, 0.56),
            "fullness": (0.85, 1.0),
            "flare_deg": (2.0, 12.0),
            "stem_rake_deg": (0.0, 10.0),
            "forefoot": (0.008, 0.014),
            "bulb": (0.0, 0.022),
            "skeg": (1.0, 1.0),
            "transom_width": (0.5, 0.7),
            "transom_height": (0.9, 1.05),
            "transom_overhang": (0.015, 0.03),
            "transom_rake_deg": (0.0, 4.0),
            "sheer_forward": (0.0, 0.06),
            "sheer_aft": (0.0, 0.0),
        },
    ),
    ShipFamily(
        "destroyer",
        "naval combatant: slender, raked knife bow, flat run to an immersed transom",
        length=(95.0, 165.0),
        length_to_beam=(7.2, 9.2),
        beam_to_draft=(2.9, 3.5),
        depth_to_draft=(1.7, 2.1),
        bilge_to_draft=(0.55, 0.85),
        shape={
            "entrance": (0.48, 0.58),
            "parallel_midbody": (0.0, 0.06),
            "deadrise_deg": (4.0, 12.0),
            "fullness": (0.0, 0.15),
            "flare_deg": (20.0, 34.0),
            "stem_rake_deg": (28.0, 48.0),
            "forefoot": (0.03, 0.07),
            "bulb": (0.0, 0.0),
            "skeg": (0.0, 0.12),
            "transom_width": (0.65, 0.9),
            "transom_height": (0.66, 0.86),
            "transom_overhang": (0.0, 0.0),
            "transom_rake_deg": (-10.0, 8.0),
            "sheer_forward": (0.14, 0.3),
            "sheer_aft": (0.0, 0.03),
        },
    ),
    ShipFamily(
        "ferry",
        "ro-pax ferry: high sides, bulb, wide flat stern for twin screws",
        length=(85.0, 200.0),
        length_to_beam=(5.6, 7.0),
        beam_to_draft=(3.7, 4.6),
        depth_to_draft=(2.1, 2.7),
        bilge_to_draft=(0.3, 0.5),
        shape={
            "entrance": (0.38, 0.46),
            "parallel_midbody": (0.05, 0.16),
            "deadrise_deg": (0.0, 2.0),
            "fullness": (0.1, 0.35),
            "flare_deg": (22.0, 38.0),
            "stem_rake_deg": (22.0, 40.0),
            "forefoot": (0.02, 0.035),
            "bulb": (0.024, 0.04),
            "skeg": (0.2, 0.5),
            "transom_width": (0.88, 0.98),
            "transom_height": (0.88, 1.0),
            "transom_overhang": (0.01, 0.03),
            "transom_rake_deg": (0.0, 10.0),
            "sheer_forward": (0.05, 0.15),
            "sheer_aft": (0.0, 0.0),
        },
    ),
    ShipFamily(
        "trawler",
        "fishing vessel: short and deep, round bilge, high sheer",
        length=(22.0, 60.0),
        length_to_beam=(3.2, 4.4),
        beam_to_draft=(2.0, 2.6),
        depth_to_draft=(1.35, 1.65),
        bilge_to_draft=(0.35, 0.55),
        shape={
            "entrance": (0.42, 0.5),
            "parallel_midbody": (0.05, 0.14),
            "deadrise_deg": (6.0, 14.0),
            "fullness": (0.35, 0.6),
            "flare_deg": (18.0, 32.0),
            "stem_rake_deg": (16.0, 34.0),
            "forefoot": (0.05, 0.09),
            "bulb": (0.0, 0.0),
            "skeg": (0.75, 1.0),
            "transom_width": (0.66, 0.85),
            "transom_height": (0.9, 1.1),
            "transom_overhang": (0.03, 0.06),
            "transom_rake_deg": (4.0, 14.0),
            "sheer_forward": (0.28, 0.45),
            "sheer_aft": (0.04, 0.14),
        },
    ),
    WigleyFamily(),
)

HULL_FAMILIES: Mapping[str, HullFamily] = MappingProxyType({family.name: family for family in _FAMILIES})


def vary(family: str, rng: np.random.Generator, *, triangles: int = 60_000) -> tuple[HullParameters, Mesh]:
    """Draw a hull of a family by lot.

    Args:
        family: a key of `HULL_FAMILIES`.
        rng: where the lot comes from; the same state gives the same hull.
        triangles: about how many faces to make.

    Returns:
        The particulars and the watertight mesh, meters, ship frame.

    Raises:
        KeyError: if there is no such family.
    """
    kind = HULL_FAMILIES[family]
    parameters = kind.draw(rng)
    return parameters, kind.build(parameters, triangles)
