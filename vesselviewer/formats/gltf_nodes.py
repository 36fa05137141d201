"""The nodes of a glTF scene: which mesh stands where, and how it is turned and sized."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.formats.gltf_buffers import Json, item, listed, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

_MOST_PLACES = 100_000


def placed_meshes(parcel: Parcel, document: Json) -> list[tuple[int, str, NDArray[np.float64] | None]]:
    """Return the meshes of the scene: index, name, and 4 × 4 matrix or None where it is not moved.

    A node may be reached once only, as the standard has it: that also keeps a small file from standing
    for a million copies. Without a scene, all root nodes count; without nodes, all meshes.

    Raises:
        FormatError: if nodes form a loop, are missing, or hold no numbers.
    """
    nodes = listed(document, "nodes")
    if not nodes:
        return [(index, _name(mesh), None) for index, mesh in enumerate(listed(document, "meshes"))]
    if len(nodes) > _MOST_PLACES:
        raise parcel.fault(f"{len(nodes):,} nodes are more than are read here")
    placed: list[tuple[int, str, NDArray[np.float64] | None]] = []
    seen: set[int] = set()
    waiting: list[tuple[int, NDArray[np.float64] | None]] = [
        (root, None) for root in reversed(_roots(parcel, document))
    ]
    while waiting:
        index, above = waiting.pop()
        if index in seen:
            raise parcel.fault(f"nodes[{index}] in its JSON is reached twice")
        seen.add(index)
        node = item(parcel, document, "nodes", index)
        matrix = _joined(above, _matrix(parcel, node, index))
        if "mesh" in node:
            mesh_index = whole(parcel, node, "mesh")
            mesh = item(parcel, document, "meshes", mesh_index)
            placed.append((mesh_index, _name(node) or _name(mesh), matrix))
        waiting += [(_index(parcel, child), matrix) for child in reversed(listed(node, "children"))]
    return placed


def _roots(parcel: Parcel, document: Json) -> list[int]:
    """Return the nodes with which the scene begins."""
    if listed(document, "scenes"):
        scene = item(parcel, document, "scenes", whole(parcel, document, "scene", 0))
        return [_index(parcel, node) for node in listed(scene, "nodes")]
    nodes = listed(document, "nodes")
    children = {
        child
        for node in nodes
        if isinstance(node, dict)
        for child in listed(node, "children")
        if isinstance(child, int)
    }
    return [index for index in range(len(nodes)) if index not in children]


def _index(parcel: Parcel, value: Any) -> int:  # noqa: ANN401 - whatever the JSON has
    return whole(parcel, {"node": value}, "node")


def _name(owner: Any) -> str:  # noqa: ANN401 - whatever the JSON has
    name = owner.get("name") if isinstance(owner, dict) else None
    return name if isinstance(name, str) else ""


def _joined(above: NDArray[np.float64] | None, own: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
    if above is None or own is None:
        return own if above is None else above
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(above @ own)


def _matrix(parcel: Parcel, node: Json, index: int) -> NDArray[np.float64] | None:
    """Return the matrix of a node, or None where it does not move."""
    if "matrix" in node:
        matrix = _numbers(parcel, node["matrix"], 16, index).reshape(4, 4).T
        return None if (matrix == np.eye(4)).all() else matrix
    if not {"translation", "rotation", "scale"} & node.keys():
        return None
    matrix = np.eye(4)
    x, y, z, w = _numbers(parcel, node.get("rotation", (0, 0, 0, 1)), 4, index)
    scale = _numbers(parcel, node.get("scale", (1, 1, 1)), 3, index)
    with np.errstate(over="ignore", invalid="ignore"):
        matrix[:3, :3] = [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
        matrix[:3, :3] *= scale
    matrix[:3, 3] = _numbers(parcel, node.get("translation", (0, 0, 0)), 3, index)
    return matrix


def _numbers(parcel: Parcel, value: Any, count: int, index: int) -> NDArray[np.float64]:  # noqa: ANN401
    """Return numbers of the JSON."""
    try:
        numbers = np.array(value, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        numbers = np.empty(0)
    if numbers.shape != (count,) or not np.isfinite(numbers).all():
        raise parcel.fault(f"nodes[{index}] in its JSON is not placed by {count} numbers")
    return numbers
