from __future__ import annotations

import contextlib
import json
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesselviewer.designs import Declaration, Frame, detect_frame, parse_declaration, parse_sidecar
from vesselviewer.designs.frame import FRAME_FIELDS, UNITS
from vesselviewer.errors import FormatError
from vesselviewer.formats import load_mesh
from vesselviewer.hullforms import HULL_FAMILIES, ShipParameters, ship_hull, vary
from vesselviewer.mesh import Mesh, corrected, judge_mesh, proposed, weld_corners

if TYPE_CHECKING:
    from pathlib import Path

DRAFT = 9.0


@cache
def ship() -> Mesh:
    return ship_hull(ShipParameters(draft=DRAFT), 8000)


def frame_of(mesh: Mesh, said: Declaration | None = None, name: str = "") -> Frame:
    return detect_frame(mesh, judge_mesh(mesh), said, name=name)


def turned(mesh: Mesh, *, aft: bool, along_y: bool, unit: str, zero: float, start: float) -> Mesh:
    """Write a hull as a file in another frame has it."""
    points = (mesh.vertices - (start, 0, zero)) / UNITS[unit]
    if aft:
        points = points * (-1, -1, 1)
    if along_y:
        points = points[:, (1, 0, 2)] * (-1, 1, 1)
    return Mesh(points, mesh.faces)


@settings(deadline=None, max_examples=32)
@given(
    aft=st.booleans(),
    along_y=st.booleans(),
    unit=st.sampled_from(["m", "mm", "ft"]),
    at_waterline=st.booleans(),
    half=st.booleans(),
    inside_out=st.booleans(),
)
def test_a_ship_in_any_frame_comes_back_to_the_internal_one(
    aft: bool, along_y: bool, unit: str, at_waterline: bool, half: bool, inside_out: bool
) -> None:
    original = ship()
    mesh = original
    if half:
        corners = mesh.vertices[mesh.faces]
        mesh = weld_corners(np.ascontiguousarray(corners[(corners[:, :, 1] >= 0).all(axis=1)]))
    zero = DRAFT if at_waterline else 0.0
    filed = turned(mesh, aft=aft, along_y=along_y, unit=unit, zero=zero, start=0.0)
    if inside_out:
        filed = Mesh(filed.vertices, filed.faces[:, ::-1])
    report = judge_mesh(filed)
    said = Declaration(length_between_perpendiculars=150.0) if unit == "ft" else None
    frame = detect_frame(filed, report, said)
    assert frame.unit.value == unit
    assert frame.z_zero.value == ("waterline" if at_waterline else "baseline")
    mended = corrected(filed, [row.id for row in proposed(report)])
    back = frame.to_internal(mended)
    assert judge_mesh(back).sound
    assert back.bounds == pytest.approx(original.bounds, abs=0.02)
    lpp = frame.length_between_perpendiculars.value
    assert lpp == pytest.approx(150, rel=0.01)
    if at_waterline:
        assert frame.design_draft.value == pytest.approx(DRAFT, abs=0.01)


@pytest.mark.parametrize("family", sorted(set(HULL_FAMILIES) - {"wigley"}))
@pytest.mark.parametrize("aft", [False, True])
def test_the_bow_of_every_family_is_found(family: str, aft: bool) -> None:
    rng = np.random.default_rng(7)
    for _ in range(5):
        _, mesh = vary(family, rng, triangles=8000)
        filed = turned(mesh, aft=aft, along_y=False, unit="m", zero=0, start=0)
        forward = frame_of(filed).forward
        # The ends of a full tanker may be too much alike: then it is not claimed to be detected.
        assert forward.basis == "assumed" or forward.value == ("-x" if aft else "+x")
        assert forward.basis == "detected" or family == "tanker"


def test_both_ends_alike_is_an_assumption() -> None:
    _, mesh = vary("wigley", np.random.default_rng(1))
    forward = frame_of(mesh).forward
    assert (forward.value, forward.basis) == ("+x", "assumed")


def test_a_hull_off_its_origin_is_brought_to_it() -> None:
    mesh = ship()
    filed = Mesh(mesh.vertices + np.array((1000.0, 40.0, 500.0)), mesh.faces)
    back = frame_of(filed).to_internal(filed)
    assert back.bounds[2] == pytest.approx(-back.bounds[3])
    assert back.bounds[4] == pytest.approx(0, abs=1e-9)


def test_y_up_is_found_by_symmetry() -> None:
    mesh = ship()
    filed = Mesh(mesh.vertices[:, (0, 2, 1)] * (1, 1, -1), mesh.faces)
    frame = frame_of(filed)
    assert frame.up.value == "+y"
    assert frame.to_internal(filed).bounds == pytest.approx(mesh.bounds, abs=1e-9)


def test_what_is_declared_is_taken() -> None:
    said = Declaration(unit="ft", forward="-x", z_zero="waterline", design_draft=5.0,
                       length_between_perpendiculars=44.0, aft_perpendicular=-145.0)  # fmt: skip
    frame = frame_of(ship(), said)
    assert frame.unit.value == "ft"
    assert frame.forward.value == "-x"
    assert frame.baseline.value == pytest.approx(-5.0 / 0.3048)
    assert frame.aft_perpendicular.value == -145.0
    assert frame.length_between_perpendiculars.value == 44.0
    assert frame.design_draft.provenance == "declared"
    assert frame.up.provenance == "detected, 90 %"


def test_the_name_tells_feet() -> None:
    mesh = Mesh(ship().vertices * (30 / 155), ship().faces)
    assert frame_of(mesh, name="half_sailboat_30ft.stl").unit.value == "ft"
    assert frame_of(mesh, name="boat_30ft2").unit.value == "m"


def test_a_frame_survives_json_as_a_declaration() -> None:
    said = Declaration(unit="mm", z_zero="deck", design_draft=4.0)
    frame = frame_of(ship(), said)
    assert set(frame.as_dict()) == set(FRAME_FIELDS)
    again = parse_declaration({"frame": json.loads(json.dumps(frame.as_dict()))}, "server")
    assert (again.unit, again.z_zero, again.design_draft, again.forward) == ("mm", "deck", 4.0, None)


def test_a_sidecar_may_speak_plainly() -> None:
    data = b'{"units": "feet", "x_direction": "aft", "L_PP": 7.2786, "T": 0.3418, "note": [1]}'
    said = parse_sidecar(data, "kcs.json")
    assert said == Declaration(
        unit="ft", forward="-x", length_between_perpendiculars=7.2786, design_draft=0.3418
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"frame": 3}', b'{"unit": "league"}', b'{"T": -1}',
     b'{"T": NaN}', b'{"T": true}', b'{"AP": "aft"}', b'{"forward": {"value": "up", "basis": "declared"}}',
     b" " * (2 << 20)],
)  # fmt: skip
def test_a_bad_sidecar_says_what_and_where(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        parse_sidecar(data, "hull.json")
    assert caught.value.where == "hull.json"
    assert caught.value.hint


@given(st.binary(max_size=200))
def test_any_bytes_are_a_declaration_or_a_format_error(data: bytes) -> None:
    with contextlib.suppress(FormatError):
        parse_sidecar(data, "hull.json")


def test_the_real_hulls(shared_data: Path) -> None:
    hulls = shared_data / "hulls"
    found = {}
    for name in ("DTC-scaled.stl.gz", "kcs_from_iges.stl", "wigley_from_iges.stl", "half_tug_35m.stl",
                 "half_sailboat_30ft.stl"):  # fmt: skip
        found[name[:7]] = frame_of(load_mesh(hulls / name), name=name)
    dtc, kcs, wigley = found["DTC-sca"], found["kcs_fro"], found["wigley_"]
    assert (dtc.forward.value, dtc.z_zero.value, dtc.aft_perpendicular.value) == ("+x", "baseline", 0)
    assert (kcs.forward.value, kcs.z_zero.value) == ("-x", "waterline")
    assert kcs.design_draft.value == pytest.approx(0.3418, rel=1e-3)
    assert kcs.length_between_perpendiculars.value == pytest.approx(7.2786, rel=0.01)
    assert wigley.length_between_perpendiculars.value == pytest.approx(2.5, rel=1e-3)
    assert wigley.design_draft.value == pytest.approx(0.15625, rel=1e-3)
    assert found["half_tu"].unit.value == "m"
    assert found["half_sa"].unit.value == "ft"
