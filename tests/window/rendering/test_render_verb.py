from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from vesselviewer.cli import render
from vesselviewer.formats import save_mesh

if TYPE_CHECKING:
    from pathlib import Path

    from vesselviewer.mesh import Mesh


def call(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    render.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["render", *arguments])
    code: int = parsed.func(parsed)
    return code


@pytest.fixture
def file(tmp_path: Path, hull_mesh: Mesh) -> Path:
    path = tmp_path / "hull.stl"
    save_mesh(hull_mesh, path)
    return path


def test_a_picture_of_the_size_asked_for(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out.png"
    assert call(str(file), "-o", str(out), "--size", "300x200", "--view", "bow", "--theme", "dark") == 0
    picture = np.asarray(Image.open(out))
    assert picture.shape == (200, 300, 3)
    assert picture.std() > 1


def test_several_files_stand_side_by_side(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert call(str(file), str(file), str(file), "-o", str(out), "--size", "160x100", "--transparent") == 0
    assert np.asarray(Image.open(out)).shape == (200, 320, 4)


def test_a_bad_file_is_told_in_a_line_and_the_others_are_drawn(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.stl"
    bad.write_bytes(b"solid nonsense")
    assert call(str(bad), str(file), "-o", str(tmp_path / "p-{name}.png"), "--size", "160x100") == 1
    assert (tmp_path / "p-hull.png").exists()
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "bad.stl" in told


@pytest.mark.parametrize(
    "arguments", [("-o", "x.txt"), ("-o", "x.png", "--size", "big"), ("-o", "x.png", "--size", "1x1")]
)
def test_wrong_usage_is_refused(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        call("hull.stl", *arguments)
    assert stop.value.code == 2
