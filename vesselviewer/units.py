"""Constants, and conversions at the rim: inside, everything is meters, kilograms, seconds, radians."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT_WATER = 1025.0
"""Density of sea water at 15 °C, kg/m³, as the rules round it."""

FRESH_WATER = 1000.0
"""Density of fresh water, kg/m³."""

KILOGRAMS_PER_TONNE = 1000.0

METERS_PER_UNIT: Mapping[str, float] = MappingProxyType(
    {"m": 1.0, "mm": 0.001, "cm": 0.01, "ft": 0.3048, "in": 0.0254}
)
"""Meters in one unit of length of a file."""
