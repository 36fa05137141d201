"""STEP and IGES, with OpenCASCADE and without."""

from __future__ import annotations

import importlib.util
import math
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.errors import CancelledError, FormatError
from vesselviewer.formats import cad, parse_mesh, read_mesh_file
from vesselviewer.mesh import judge_mesh

if TYPE_CHECKING:
    from pathlib import Path

STEP = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n"
IGES = b" " * 72 + b"S      1\n" + b" " * 72 + b"G      1\n"
installed = pytest.mark.skipif(
    importlib.util.find_spec("OCP") is None, reason="OpenCASCADE is an optional extra: vesselviewer[cad]"
)


@pytest.mark.parametrize(
    ("data", "variant"), [(STEP, "STEP"), (b"\xef\xbb\xbf" + STEP, "STEP"), (IGES, "IGES")]
)
def test_they_are_known_by_their_content(data: bytes, variant: str) -> None:
    assert cad.describe(data, len(data)) == variant


@pytest.mark.parametrize("data", [STEP, IGES])
def test_without_opencascade_the_hint_says_how_to_get_it(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FormatError, match="OpenCASCADE is not installed") as caught:
        parse_mesh(data, name="a.step")
    assert "pip install 'vesselviewer[cad]'" in str(caught.value)


@pytest.fixture(scope="module")
def cylinder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a cylinder of radius 2 and height 10 as STEP and IGES."""
    from OCP.BRepPrimAPI import BRepPrimAPI_MakeCylinder
    from OCP.IGESControl import IGESControl_Writer
    from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer

    folder = tmp_path_factory.mktemp("cad")
    shape = BRepPrimAPI_MakeCylinder(2.0, 10.0).Shape()
    step: Any = STEPControl_Writer()
    step.Transfer(shape, STEPControl_StepModelType.STEPControl_AsIs)
    step.Write(str(folder / "a.step"))
    iges: Any = IGESControl_Writer()
    iges.AddShape(shape)
    iges.Write(str(folder / "a.igs"))
    return folder


@installed
@pytest.mark.parametrize(("name", "variant"), [("a.step", "STEP"), ("a.igs", "IGES")])
def test_a_cylinder(cylinder: Path, name: str, variant: str) -> None:
    file = read_mesh_file(cylinder / name)
    report = judge_mesh(file.mesh)
    assert (file.format, file.unit, len(file.parts)) == (variant, "mm", 3)
    assert report.watertight
    assert report.volume == pytest.approx(math.pi * 40, rel=1e-3)
    assert "within 0.00115 mm" in file.remarks[0]


@installed
@pytest.mark.parametrize("data", [STEP, IGES, STEP[:40], b"ISO-10303-21;\n" + b"\xff" * 1000])
def test_damaged_files_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        parse_mesh(data, name="a.step")
    assert str(caught.value).startswith("a.step")


@installed
def test_it_can_be_called_off(cylinder: Path) -> None:
    def cancel(fraction: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        parse_mesh((cylinder / "a.step").read_bytes(), name="a.step", checkpoint=cancel)
