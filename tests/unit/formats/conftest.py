"""STL files made by hand."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

TETRAHEDRON = np.array(
    [
        [[0, 0, 0], [0, 1, 0], [1, 0, 0]],
        [[0, 0, 0], [1, 0, 0], [0, 0, 1]],
        [[0, 0, 0], [0, 0, 1], [0, 1, 0]],
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    ],
    dtype=np.float32,
)


def make_binary(
    corners: NDArray[Any] = TETRAHEDRON, header: bytes = b"", count: int | None = None, attribute: int = 0
) -> bytes:
    body = b"".join(
        struct.pack("<12fH", 0, 0, 0, *np.asarray(face, dtype=np.float32).ravel(), attribute)
        for face in corners
    )
    return header.ljust(80, b"\0") + struct.pack("<I", len(corners) if count is None else count) + body


def make_text(corners: NDArray[Any] = TETRAHEDRON, name: str = "hull", number: str = "g") -> str:
    lines = [f"solid {name}"]
    for face in corners:
        lines += ["facet normal 0 0 1", "  outer loop"]
        lines += ["    vertex " + " ".join(format(float(value), number) for value in point) for point in face]
        lines += ["  endloop", "endfacet"]
    return "\n".join([*lines, f"endsolid {name}", ""])


@pytest.fixture(scope="session")
def tetrahedron() -> NDArray[np.float32]:
    return TETRAHEDRON


@pytest.fixture(scope="session")
def binary() -> Callable[..., bytes]:
    return make_binary


@pytest.fixture(scope="session")
def text() -> Callable[..., str]:
    return make_text
