from __future__ import annotations

import numpy as np
import pytest

from vesselviewer.hullforms import HULL_FAMILIES, ShipParameters, WigleyParameters, vary


@pytest.mark.parametrize("name", HULL_FAMILIES)
def test_names_make_file_names(name: str) -> None:
    family = HULL_FAMILIES[name]
    assert family.name == name
    assert name.isalpha()
    assert name.islower()
    assert family.description


@pytest.mark.parametrize("name", HULL_FAMILIES)
def test_the_same_lot_gives_the_same_hull_and_another_lot_another(name: str) -> None:
    one, two, other = (vary(name, np.random.default_rng(seed), triangles=1000) for seed in (4, 4, 5))
    assert one == two
    assert one[0] != other[0]
    assert one[1] != other[1]


@pytest.mark.parametrize("name", HULL_FAMILIES)
def test_every_draw_is_valid(name: str) -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        HULL_FAMILIES[name].draw(rng)  # raises where a particular is out of range


@pytest.mark.parametrize("name", HULL_FAMILIES)
def test_particulars_of_another_kind_are_refused(name: str) -> None:
    wrong = ShipParameters() if name == "wigley" else WigleyParameters()
    with pytest.raises(TypeError, match=name):
        HULL_FAMILIES[name].build(wrong)


def test_an_unknown_family_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        vary("submarine", np.random.default_rng(0))
