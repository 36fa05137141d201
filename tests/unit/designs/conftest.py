"""Designs to try the library on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vesselviewer.designs import Design, DesignKey, DesignState, Revision
from vesselviewer.mesh import MeshReport

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT = MeshReport(
    triangles=12,
    vertices=8,
    bounds=(0.0, 10.0, -1.0, 1.0, -0.5, 2.0),
    watertight=True,
    open_edges=0,
    non_manifold_edges=0,
    degenerate_faces=0,
    volume=50.0,
    verdict="closed and sound",
    sound=True,
)


@pytest.fixture
def make_design() -> Callable[..., Design]:
    """Return a maker of designs, ready or pending."""

    def make(
        name: str = "hull",
        *,
        source: str = "folder:a",
        created_at: float = 1000.0,
        size: int = 684,
        sha256: str | None = None,
        state: DesignState | None = None,
        seen: bool = False,
        reason: str | None = None,
    ) -> Design:
        if state is None:
            state = DesignState.PENDING if sha256 is None else DesignState.READY
        report = None if sha256 is None else REPORT
        path = None if sha256 is None else f"a/{name}.stl"
        revision = Revision(1, size, created_at, created_at + 1, f"a/{name}.stl", sha256, path, report)
        return Design(DesignKey(source, name), name, state, revision, seen, reason)

    return make
