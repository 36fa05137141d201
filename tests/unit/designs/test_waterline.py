from __future__ import annotations

import pytest

from vesselviewer.designs import assumed_waterline


@pytest.mark.parametrize(
    ("z_min", "z_max", "z", "words"),
    [
        (-0.34, 0.26, 0.0, "z = 0"),
        (0.0, 10.0, 5.5, "55 %"),
        (-1e-6, 10.0, 5.5, "55 %"),
        (-10.0, 1e-6, -4.5, "55 %"),
        (2.0, 12.0, 7.5, "55 %"),
        (3.0, 3.0, 3.0, "55 %"),
    ],
)
def test_straddling_bodies_float_at_zero_and_others_at_55_percent(
    z_min: float, z_max: float, z: float, words: str
) -> None:
    waterline = assumed_waterline((0.0, 1.0, -1.0, 1.0, z_min, z_max))
    assert waterline.z == pytest.approx(z, abs=1e-5)
    assert words in waterline.basis
