from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer.cli import inspect
from vesselviewer.cli.inspect import MESH_FILE_HELP
from vesselviewer.formats import READABLE_KINDS, save_mesh
from vesselviewer.hullforms import WigleyParameters, wigley_hull

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    "path",
    "format",
    "triangles",
    "vertices",
    "bounds",
    "watertight",
    "open_edges",
    "non_manifold_edges",
    "volume",
    "sha256",
    "verdict",
}


@pytest.fixture
def hull(tmp_path: Path) -> Path:
    path = tmp_path / "wigley.stl"
    save_mesh(wigley_hull(WigleyParameters()), path)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.stl"
    path.write_bytes(b"solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 blah\n")
    return path


def run(*arguments: Any) -> int:
    parser = argparse.ArgumentParser()
    inspect.add_parser(parser.add_subparsers())
    args = parser.parse_args(["inspect", *map(str, arguments)])
    return args.func(args)


def test_json_has_every_key(hull: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json", hull) == 0
    captured = capsys.readouterr()
    (line,) = captured.out.splitlines()
    found = json.loads(line)
    assert found.keys() >= KEYS
    assert found["path"] == str(hull)
    assert found["format"] == "STL binary"
    assert found["watertight"] is True
    assert found["open_edges"] == found["non_manifold_edges"] == 0
    assert len(found["bounds"]) == 6
    assert found["volume"] > 0
    assert found["sha256"] == hashlib.sha256(hull.read_bytes()).hexdigest()
    assert found["verdict"].startswith("Sound")
    assert not captured.err


def test_a_bad_file_is_an_object_with_error_and_the_rest_goes_on(
    hull: Path, bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.stl"
    assert run("--json", bad, hull, missing) == 1
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["path"] == str(bad)
    assert "expected a number, found 'blah'" in first["error"]
    assert "verdict" not in first
    assert second["verdict"].startswith("Sound")
    assert third["path"] == str(missing)
    assert "no such file" in third["error"]


def test_a_person_reads_aligned_lines(hull: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(hull) == 0
    lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert lines[0] == str(hull)
    labels = [line[2:22].rstrip() for line in lines[1:]]
    assert "verdict" in labels
    assert "sha256" in labels
    assert {line[20:22] for line in lines[1:]} == {"  "}


def test_errors_are_one_line_on_stderr_with_path_place_and_hint(
    hull: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bad, hull) == 1
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith(f"error: {bad}, line 4: ")
    assert "blah" in line
    assert str(hull) in captured.out


def test_a_hostile_name_cannot_write_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "a\x1b[31m\nb.stl") == 1
    captured = capsys.readouterr()
    assert "\x1b" not in captured.err
    assert len(captured.err.splitlines()) == 1


def test_an_undecodable_name_is_printable() -> None:
    assert inspect.printable("h\udcffll") == "h\\udcffll"


def test_no_file_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run()
    assert caught.value.code == 2
    assert "FILE" in capsys.readouterr().err


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import argparse, sys\n"
        "from vesselviewer.cli import inspect\n"
        "inspect.add_parser(argparse.ArgumentParser().add_subparsers())\n"
        "print([name for name in ('numpy', 'vtkmodules', 'PySide6') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_help_names_every_format() -> None:
    for title, _ in READABLE_KINDS:
        assert all(word in MESH_FILE_HELP for word in title.split(" and "))
