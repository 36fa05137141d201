from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer import cli
from vesselviewer.formats import save_mesh
from vesselviewer.hullforms import WigleyParameters, wigley_hull
from vesselviewer.mesh import Mesh

if TYPE_CHECKING:
    from pathlib import Path

VOLUME = 0.0434028
SPELLED = {
    "displaced_volume",
    "displacement",
    "longitudinal_center_of_buoyancy",
    "vertical_center_of_buoyancy",
    "waterplane_area",
    "longitudinal_center_of_flotation",
    "transverse_metacentric_radius",
    "wetted_surface_area",
    "block_coefficient",
    "prismatic_coefficient",
    "waterline_length",
    "state",
    "states",
    "warnings",
}


@pytest.fixture
def hull(tmp_path: Path) -> Path:
    path = tmp_path / "wigley.stl"
    save_mesh(wigley_hull(WigleyParameters(2.5, 0.25, 0.15625, 0.1), 20_000), path)
    return path


def run(*arguments: Any) -> int:
    return cli.main(["hydrostatics", *map(str, arguments)])


def test_json_spells_the_names_and_the_states(hull: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(hull, "--draft", 0.15625, "--ap", 0, "--lpp", 2.5, "--baseline-z", 0, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() >= SPELLED
    assert found["displaced_volume"] == pytest.approx(VOLUME, rel=1e-3)
    assert found["state"] == "OK"
    assert found["states"]["displaced_volume"]["resolution_error"] > 0
    assert found["transverse_metacentric_height"] is None
    assert found["reference_basis"] == "declared"


def test_a_file_in_other_coordinates(hull: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mesh = wigley_hull(WigleyParameters(2.5, 0.25, 0.15625, 0.1), 20_000)
    other = tmp_path / "aft_mm_waterline.stl"
    moved = (mesh.vertices - (1.25, 0, 0.15625)) * (-1000, -1000, 1000)
    save_mesh(Mesh(moved, mesh.faces), other)
    given = ("--frame", "x-aft", "--unit", "mm", "--waterline-z", 0, "--draft", 0.15625, "--json")
    assert run(other, *given) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["displaced_volume"] == pytest.approx(VOLUME, rel=1e-3)
    assert found["vertical_center_of_buoyancy"] == pytest.approx(0.15625 * 5 / 8, rel=1e-3)
    assert "taken as the length of the waterline" in found["reference_basis"]


def test_displacement_trim_and_heel_are_solved(hull: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mass = 1025 * VOLUME
    free = ("--trim", "free", "--heel-deg", "free", "--lcg", 1.25, "--kg", 0.08)
    assert run(hull, "--displacement", mass, *free, "--ap", 0, "--lpp", 2.5, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["draft"] == pytest.approx(0.15625, abs=1e-4)
    assert found["trim"] == pytest.approx(0, abs=1e-6)
    assert found["transverse_metacentric_height"] > 0


def test_table_and_levers(hull: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = (hull, "--draft", 0.15, "--lpp", 2.5, "--kg", 0.08)
    assert run(*common, "--table", "0.05:0.15:0.05", "--gz", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["draft"] for row in found["table"]] == pytest.approx([0.05, 0.10, 0.15])
    assert len(found["gz"]["heel"]) == len(found["gz"]["gz"]) == 19
    assert len(found["gz"]["criteria"]) == 6
    assert run(*common, "--table", "0.05:0.15:0.05", "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [float(row["draft"]) for row in rows] == pytest.approx([0.05, 0.10, 0.15])
    assert {row["state"] for row in rows} == {"OK"}
    assert run(*common, "--gz", "--csv") == 0
    levers = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert float(levers[-1]["heel"]) == pytest.approx(math.pi / 2)


def test_a_person_reads_symbols_units_and_words(hull: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(hull, "--draft", 0.15, "--heel-deg", 2, "--trim", "-0.05", "--gz", "--kg", 0.08) == 0
    told = capsys.readouterr().out
    assert "2° to starboard" in told
    assert "0.05 m by the stern" in told
    assert "∇" in told
    assert "Initial GM" in told
    assert run(hull, "--draft", 0.15, "--csv") == 0
    assert capsys.readouterr().out.startswith("quantity,value,state")


def test_what_cannot_be_computed_is_said_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mesh = wigley_hull(WigleyParameters(), 500)
    faces = mesh.faces.copy()
    faces[::2] = faces[::2, ::-1]
    path = tmp_path / "mixed.stl"
    save_mesh(Mesh(mesh.vertices, faces), path)
    assert run(path, "--draft", 3) == 1
    assert "mixed winding" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "give a draft"),
        (("--draft", 0.1, "--displacement", 5), "not both"),
        (("--draft", 0.1, "--table", "1:2"), "FROM:TO:STEP"),
        (("--draft", 0.1, "--table", "2:1:0.1"), "FROM:TO:STEP"),
        (("--draft", 0.1, "--gz"), "Give KG"),
        (("--displacement", 1e9), "at most"),
        (("--draft", 0.1, "--trim", "free"), "free trim"),
    ],
)
def test_wrong_arguments_are_one_line(
    hull: Path, capsys: pytest.CaptureFixture[str], given: tuple[Any, ...], told: str
) -> None:
    assert run(hull, *given) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import argparse, sys\n"
        "from vesselviewer.cli import hydrostatics\n"
        "hydrostatics.add_parser(argparse.ArgumentParser().add_subparsers())\n"
        "print([name for name in ('numpy', 'vtkmodules', 'PySide6') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
