from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesselviewer.hullforms import HULL_FAMILIES, ShipParameters, ship_hull, vary
from vesselviewer.hullforms.lines import control_net
from vesselviewer.mesh import Mesh, judge_mesh

SHIP_FAMILIES = [name for name in HULL_FAMILIES if name != "wigley"]


def assert_closed(mesh: Mesh) -> None:
    """Every edge belongs to two faces that run along it in opposite directions; no face is flat."""
    faces = mesh.faces.astype(np.int64)
    start, end = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    forth, back = start * len(mesh.vertices) + end, end * len(mesh.vertices) + start
    assert len(np.unique(forth)) == len(forth)
    assert np.array_equal(np.sort(forth), np.sort(back))
    assert areas(mesh).min() > 0.0
    single = np.unique(mesh.vertices.astype(np.float32), axis=0)
    assert len(single) == len(mesh.vertices), "two vertices fall together in a binary STL"


def areas(mesh: Mesh) -> np.ndarray[Any, Any]:
    a, b, c = (mesh.vertices[mesh.faces[:, corner]] for corner in range(3))
    return np.asarray(np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2.0)


@pytest.mark.parametrize("family", HULL_FAMILIES)
@pytest.mark.parametrize("triangles", [1000, 6000])
def test_every_family_is_watertight_and_sound(family: str, triangles: int) -> None:
    for seed in range(8):
        _, mesh = vary(family, np.random.default_rng(seed), triangles=triangles)
        assert_closed(mesh)
        report = judge_mesh(mesh)
        assert report.watertight, report.verdict
        assert report.sound, report.verdict
        assert report.volume is not None
        assert report.volume > 0.0


@pytest.mark.parametrize("family", HULL_FAMILIES)
def test_port_and_starboard_are_exact_mirror_images(family: str) -> None:
    _, mesh = vary(family, np.random.default_rng(1), triangles=4000)
    mirrored = mesh.vertices * (1.0, -1.0, 1.0)
    assert np.array_equal(np.unique(mesh.vertices, axis=0), np.unique(mirrored + 0.0, axis=0))


@pytest.mark.parametrize("family", SHIP_FAMILIES)
def test_dimensions_are_those_asked_for(family: str) -> None:
    for seed in range(5):
        ship, mesh = vary(family, np.random.default_rng(seed), triangles=20_000)
        assert isinstance(ship, ShipParameters)
        x_min, x_max, y_min, y_max, z_min, z_max = mesh.bounds
        length = ship.length_between_perpendiculars
        assert y_max == -y_min == pytest.approx(ship.beam / 2.0, rel=2e-3)
        assert z_min == pytest.approx(0.0, abs=0.02 * ship.draft)
        assert z_max >= ship.depth * 0.999
        assert -0.12 * length < x_min <= 0.01 * length
        assert length < x_max < 1.12 * length


@pytest.mark.parametrize("family", SHIP_FAMILIES)
def test_the_stem_meets_the_design_waterline_at_the_forward_perpendicular(family: str) -> None:
    ship, mesh = vary(family, np.random.default_rng(2), triangles=60_000)
    assert isinstance(ship, ShipParameters)
    bow = mesh.vertices[:, 0] > 0.8 * ship.length_between_perpendiculars
    stem = mesh.vertices[bow & (mesh.vertices[:, 1] == 0.0) & (mesh.vertices[:, 2] > 0.7 * ship.draft)]
    stem = stem[np.argsort(stem[:, 2])]
    at_waterline = np.interp(ship.draft, stem[:, 2], stem[:, 0])
    assert at_waterline == pytest.approx(ship.length_between_perpendiculars, rel=2e-4)


def test_the_parallel_midbody_has_one_section() -> None:
    ship = replace(ShipParameters(), parallel_midbody=0.4, entrance=0.3)
    net = control_net(ship)
    start = ship.run * ship.length_between_perpendiculars
    end = (1.0 - ship.entrance) * ship.length_between_perpendiculars
    inside = (net[..., 0] > start) & (net[..., 0] < end)
    columns = net[inside.all(axis=1)]
    assert len(columns) == 4
    assert np.ptp(columns[..., 1:], axis=0).max() == 0.0


def test_deck_is_level_across() -> None:
    mesh = ship_hull(ShipParameters(), 6000)
    top = mesh.vertices[np.abs(mesh.vertices[:, 2] - ShipParameters().depth) < 1e-9]
    assert len(top) > 10


@pytest.mark.parametrize("triangles", [1000, 10_000, 60_000, 300_000])
def test_about_as_many_triangles_as_asked_for(triangles: int) -> None:
    assert len(ship_hull(ShipParameters(), triangles).faces) == pytest.approx(triangles, rel=0.08)


def test_finer_meshes_converge() -> None:
    reports = [judge_mesh(ship_hull(ShipParameters(), n)) for n in (4000, 16_000, 64_000)]
    coarse, middle, fine = (report.volume or 0.0 for report in reports)
    assert abs(fine - middle) < abs(middle - coarse) / 2.5
    assert fine == pytest.approx(coarse, rel=5e-3)


def test_waterlines_are_fair() -> None:
    """The half-breadth of the design waterline rises to the midbody and falls from it, without a wave."""
    net = control_net(ShipParameters())
    breadths = net[:, 6, 1]
    widest = int(breadths.argmax())
    assert np.all(np.diff(breadths[: widest + 1]) >= -1e-9)
    assert np.all(np.diff(breadths[widest:]) <= 1e-9)


def test_more_flare_widens_the_deck_of_the_bow_alone() -> None:
    little, much = (ship_hull(replace(ShipParameters(), flare_deg=deg), 6000) for deg in (5.0, 40.0))
    difference = np.abs(much.vertices - little.vertices).max(axis=1)
    changed = little.vertices[difference > 1e-6]
    ship = ShipParameters()
    assert len(changed)
    assert changed[:, 0].min() > (1.0 - ship.entrance) * ship.length_between_perpendiculars * 0.8


def test_a_bulb_reaches_beyond_the_perpendicular() -> None:
    plain, bulbous = (replace(ShipParameters(), bulb=bulb, stem_rake_deg=0.0) for bulb in (0.0, 0.04))
    assert ship_hull(bulbous).bounds[1] > ship_hull(plain).bounds[1] + 0.02 * 150.0


def test_whole_numbers_are_as_good_as_fractions() -> None:
    whole = replace(ShipParameters(), length_between_perpendiculars=150, beam=25, draft=9, depth=14)
    assert ship_hull(whole) == ship_hull(ShipParameters())


@settings(max_examples=60)
@given(
    length=st.floats(2.0, 400.0),
    slenderness=st.floats(2.5, 12.0),
    flatness=st.floats(1.5, 6.0),
    entrance=st.floats(0.1, 0.6),
    midbody=st.floats(0.0, 0.24),
    shape=st.tuples(*[st.floats(0.0, 1.0)] * 8),
)
def test_any_sensible_particulars_give_a_closed_hull(
    length: float,
    slenderness: float,
    flatness: float,
    entrance: float,
    midbody: float,
    shape: tuple[float, ...],
) -> None:
    beam = length / slenderness
    draft = beam / flatness
    ship = ShipParameters(
        length_between_perpendiculars=length,
        beam=beam,
        draft=draft,
        depth=draft * (1.2 + shape[0]),
        entrance=entrance,
        parallel_midbody=midbody,
        bilge_radius=draft * (0.05 + shape[1]),
        deadrise_deg=15.0 * shape[2],
        fullness=shape[3],
        flare_deg=50.0 * shape[4],
        bulb=0.05 * shape[5],
        skeg=shape[6],
        transom_width=0.3 + 0.7 * shape[7],
        transom_height=0.7 + 0.4 * shape[5],
    )
    report = judge_mesh(ship_hull(ship, 3000))
    assert report.watertight
    assert report.volume is not None
    assert 0.2 < report.volume / (length * beam * ship.depth) < 1.1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("beam", 0.0),
        ("draft", float("nan")),
        ("depth", 8.0),
        ("parallel_midbody", 0.6),
        ("fullness", 1.5),
        ("flare_deg", 80.0),
        ("bulb", 0.2),
        ("transom_width", 0.0),
        ("transom_height", 2.0),
    ],
)
def test_impossible_particulars_are_named(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be"):
        replace(ShipParameters(), **{name: value})
