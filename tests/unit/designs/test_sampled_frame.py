"""The frame that a sample tells is the one that the whole mesh tells."""

from __future__ import annotations

import numpy as np
import pytest

from vesselviewer.designs import detect_frame
from vesselviewer.designs.sampled_frame import sampled, sampled_frame
from vesselviewer.hullforms import vary
from vesselviewer.mesh import Mesh, judge_mesh


def unwelded(mesh: Mesh) -> Mesh:
    return Mesh(
        mesh.vertices[mesh.faces].reshape(-1, 3),
        np.arange(3 * len(mesh.faces), dtype=np.int32).reshape(-1, 3),
    )


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a sample as small against these hulls as it is against a large one."""
    monkeypatch.setattr("vesselviewer.designs.sampled_frame._SAMPLE", 2000)


@pytest.mark.parametrize("family", ["container", "tanker", "wigley"])
@pytest.mark.parametrize("turn", [(1, 1, 1), (-1, -1, 1)])
@pytest.mark.parametrize("shift", [0.0, 400.0])
def test_a_sample_stands_where_the_whole_does(family: str, turn: tuple[int, int, int], shift: float) -> None:
    mesh = vary(family, np.random.default_rng(3), triangles=60_000)[1]
    mesh = Mesh(mesh.vertices * np.array(turn) + np.array((shift, 0, 0)), mesh.faces)
    whole = detect_frame(mesh, judge_mesh(mesh))
    found = sampled_frame(unwelded(mesh))
    assert (found.unit.value, found.forward.value, found.up.value) == (
        whole.unit.value,
        whole.forward.value,
        whole.up.value,
    )
    assert found.to_internal(mesh).bounds == pytest.approx(whole.to_internal(mesh).bounds, abs=1e-3)
    assert found.length_between_perpendiculars.value == pytest.approx(
        whole.length_between_perpendiculars.value, abs=1e-3
    )


def test_half_a_hull_keeps_its_centerplane() -> None:
    mesh = vary("tanker", np.random.default_rng(3), triangles=60_000)[1]
    half = Mesh(mesh.vertices, mesh.faces[(mesh.vertices[mesh.faces][:, :, 1] >= 0).all(axis=1)])
    assert sampled_frame(unwelded(half)).centerplane.value == 0.0


def test_a_sample_reaches_as_far_as_the_whole_and_a_small_mesh_is_its_own() -> None:
    mesh = vary("container", np.random.default_rng(1), triangles=60_000)[1]
    few = sampled(mesh, 100)
    assert 100 <= len(few.faces) < 500
    assert few.bounds == mesh.bounds
    assert sampled(mesh, 10**6) is mesh
