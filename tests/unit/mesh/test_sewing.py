from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh import Mesh, boundary_chain, sew_mesh

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_soup_becomes_one_surface(box: Callable[..., Mesh]) -> None:
    whole = box()
    soup = Mesh(whole.vertices[whole.faces].reshape(-1, 3), np.arange(36, dtype=np.int32).reshape(-1, 3))
    sewn = sew_mesh(soup)
    assert len(sewn.mesh.vertices) == 8
    assert not len(sewn.topology.open_edges)
    assert sewn.tolerance == 0


def test_what_nearly_meets_is_sewn_and_it_is_said_within_what(box: Callable[..., Mesh]) -> None:
    whole = box()
    corners = (
        whole.vertices[whole.faces].reshape(-1, 3) + np.random.default_rng(1).uniform(-1, 1, (36, 3)) * 1e-7
    )
    sewn = sew_mesh(Mesh(corners, np.arange(36, dtype=np.int32).reshape(-1, 3)))
    assert len(sewn.mesh.vertices) == 8
    assert sewn.tolerance > 0


def test_a_closed_surface_has_no_boundary(box: Callable[..., Mesh]) -> None:
    edges, net = boundary_chain(box().faces)
    assert edges.shape == (0, 2)
    assert net.shape == (0,)
    edges, net = boundary_chain(np.empty((0, 3), dtype=np.int32))
    assert edges.shape == (0, 2)


def test_the_boundary_is_run_through_as_the_faces_do() -> None:
    edges, net = boundary_chain(np.array([[0, 1, 2]], dtype=np.int32))
    found = {(a, b) if n > 0 else (b, a) for (a, b), n in zip(edges.tolist(), net.tolist(), strict=True)}
    assert found == {(0, 1), (1, 2), (2, 0)}


def test_two_faces_that_run_the_same_way_count_twice() -> None:
    edges, net = boundary_chain(np.array([[0, 1, 2], [0, 1, 3]], dtype=np.int32))
    shared = edges.tolist().index([0, 1])
    assert net[shared] == 2
