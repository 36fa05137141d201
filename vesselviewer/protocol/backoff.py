"""When to try again: soon at first, then spread out, for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

FIRST_TRY_S = 0.5
LONGEST_DELAY_S = 30.0
HEALTHY_AFTER_S = 30.0
"""A connection that lasted this long, in seconds, has earned a fresh `backoff`."""


def backoff(rng: Random) -> Iterator[float]:
    """Yield delays in seconds, without end: the first below 0.5 s, then full jitter up to 30 s.

    Full jitter keeps a thousand clients of a restarted server from coming back in step.

    Args:
        rng: where the jitter comes from; seeded in tests.
    """
    ceiling = FIRST_TRY_S
    while True:
        yield rng.uniform(0.0, ceiling)
        ceiling = min(LONGEST_DELAY_S, ceiling * 2)
