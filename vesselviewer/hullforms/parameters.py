"""The particulars of a ship-like hull."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Above this the bulb would pinch off from the stem.
MAXIMUM_BULB = 0.08
MAXIMUM_FLARE_DEG = 60.0


@dataclass(frozen=True, slots=True)
class ShipParameters:
    """What shapes a ship-like hull; fractions are of the quantity that the text names.

    Attributes:
        length_between_perpendiculars: L_PP, from the aft perpendicular to the stem at the design
            waterline, meters.
        beam: moulded beam B amidships, meters.
        draft: design draft T, meters.
        depth: depth D from the baseline to the deck amidships, meters; more than the draft.
        entrance: length of the entrance, fraction of L_PP.
        parallel_midbody: length of the parallel midbody, fraction of L_PP; the run is what remains.
        bilge_radius: radius of the turn of the bilge amidships, meters.
        deadrise_deg: rise of the floor amidships, degrees.
        fullness: of the design waterline in the entrance, 0 (knife) to 1 (blunt as a tanker).
        flare_deg: flare of the bow above the design waterline, degrees from the vertical.
        stem_rake_deg: rake of the stem above the design waterline, degrees from the vertical.
        forefoot: how far the stem is cut away below the waterline, fraction of L_PP.
        bulb: length of the bulbous bow beyond the forward perpendicular, fraction of L_PP; 0 for none.
        skeg: 0 for a flat run with rising buttocks (twin screws), 1 for a deep center-line skeg.
        transom_width: width of the transom, fraction of the beam.
        transom_height: height of the lowest point of the transom, fraction of the draft.
        transom_overhang: how far the transom lies behind the aft perpendicular, fraction of L_PP.
        transom_rake_deg: rake of the transom, degrees from the vertical, top aft.
        sheer_forward: rise of the deck at the stem, fraction of the depth.
        sheer_aft: rise of the deck at the transom, fraction of the depth.
    """

    length_between_perpendiculars: float = 150.0
    beam: float = 25.0
    draft: float = 9.0
    depth: float = 14.0
    entrance: float = 0.35
    parallel_midbody: float = 0.25
    bilge_radius: float = 2.5
    deadrise_deg: float = 0.0
    fullness: float = 0.4
    flare_deg: float = 30.0
    stem_rake_deg: float = 25.0
    forefoot: float = 0.03
    bulb: float = 0.03
    skeg: float = 1.0
    transom_width: float = 0.8
    transom_height: float = 1.0
    transom_overhang: float = 0.025
    transom_rake_deg: float = 5.0
    sheer_forward: float = 0.2
    sheer_aft: float = 0.03

    def __post_init__(self) -> None:
        """Check that the particulars belong to a ship.

        Raises:
            ValueError: naming the particular that is out of range.
        """
        for name in ("length_between_perpendiculars", "beam", "draft"):
            self._require(name, above=0.0)
        self._require("depth", above=self.draft)
        self._require("entrance", above=0.05, below=0.8)
        self._require("parallel_midbody", least=0.0, below=0.85 - self.entrance)
        self._require("bilge_radius", above=0.0)
        for name in ("fullness", "skeg"):
            self._require(name, least=0.0, most=1.0)
        self._require("transom_width", above=0.0, most=1.0)
        self._require("transom_height", above=0.0, below=self.depth / self.draft)
        self._require("flare_deg", least=0.0, most=MAXIMUM_FLARE_DEG)
        self._require("bulb", least=0.0, most=MAXIMUM_BULB)

    @property
    def run(self) -> float:
        """Length of the run, fraction of L_PP."""
        return 1.0 - self.entrance - self.parallel_midbody

    def _require(
        self,
        name: str,
        *,
        above: float | None = None,
        below: float | None = None,
        least: float | None = None,
        most: float | None = None,
    ) -> None:
        value = getattr(self, name)
        limits: tuple[tuple[str, float | None, Callable[[float, float], bool]], ...] = (
            ("above", above, operator.gt),
            ("below", below, operator.lt),
            ("at least", least, operator.ge),
            ("at most", most, operator.le),
        )
        for words, limit, kept in limits:
            # Asked this way round, so that a not-a-number is refused too.
            if limit is not None and not kept(value, limit):
                raise ValueError(f"{name} must be {words} {limit:g}, got {value:g}")
