from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.mesh import Mesh, connected_parts, edge_topology

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_closed_box_is_balanced(box: Callable[..., Mesh]) -> None:
    topology = edge_topology(box().faces)
    assert topology.balanced
    assert not len(topology.open_edges)
    assert topology.non_manifold_edges == topology.clashing_edges == 0


def test_open_edges_name_their_vertices(box: Callable[..., Mesh]) -> None:
    mesh = box()
    topology = edge_topology(mesh.faces[:-2])
    ends = mesh.vertices[topology.open_edges]
    assert len(ends) == 4
    assert (ends[:, :, 2] == 1).all()


def test_a_flipped_face_clashes_with_its_three_neighbors(box: Callable[..., Mesh]) -> None:
    faces = box().faces.copy()
    faces[0] = faces[0, ::-1]
    topology = edge_topology(faces)
    assert topology.clashing_edges == 3
    assert not topology.balanced
    assert not len(topology.open_edges)


def test_a_fin_makes_a_non_manifold_edge(box: Callable[..., Mesh]) -> None:
    faces = np.concatenate((box().faces, [[0, 1, 8]])).astype(np.int32)
    topology = edge_topology(faces)
    assert topology.non_manifold_edges == topology.odd_edges == 1
    assert len(topology.open_edges) == 2


def test_no_faces_have_no_edges() -> None:
    topology = edge_topology(np.empty((0, 3), dtype=np.int32))
    assert topology.balanced
    assert topology.open_edges.shape == (0, 2)


def test_large_vertex_numbers_are_told_apart() -> None:
    top = 2**31 - 1
    topology = edge_topology(np.array([[0, top, top - 1]], dtype=np.int32))
    assert sorted(map(tuple, topology.open_edges.tolist())) == [(0, top - 1), (0, top), (top - 1, top)]


def test_parts_are_counted_and_numbered_in_order(box: Callable[..., Mesh]) -> None:
    faces = np.concatenate([box().faces + 8 * k for k in range(5)])
    shuffled = np.random.default_rng(3).permutation(len(faces))
    part, count = connected_parts(faces[shuffled], 45)
    assert count == 5
    np.testing.assert_array_equal(part, shuffled // 12)


def test_a_long_strip_is_one_part() -> None:
    start = np.random.default_rng(4).permutation(5000).astype(np.int32)
    faces = np.stack((start[:-2], start[1:-1], start[2:]), axis=1)
    _, count = connected_parts(faces, 5000)
    assert count == 1


def test_no_faces_have_no_parts() -> None:
    part, count = connected_parts(np.empty((0, 3), dtype=np.int32), 0)
    assert len(part) == count == 0
