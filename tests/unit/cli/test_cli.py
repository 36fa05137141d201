from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from vesselviewer import __version__, cli
from vesselviewer.errors import SourceError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

NAMES = [example.split()[1] for example in cli.VERBS.values()]


def pretend(monkeypatch: pytest.MonkeyPatch, verb: Callable[[argparse.Namespace], int]) -> None:
    """Let the verb `inspect` do something else."""
    monkeypatch.setattr("vesselviewer.cli.inspect.run", verb)


def raising(error: BaseException) -> Callable[[argparse.Namespace], int]:
    def verb(args: argparse.Namespace) -> int:
        raise error

    return verb


def test_help_shows_every_verb_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, example in zip(NAMES, cli.VERBS.values(), strict=True):
        assert f"\n    {name}" in shown
        assert f"\n  {example}\n" in shown


@pytest.mark.parametrize("name", NAMES)
def test_every_verb_explains_itself_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: vesselviewer {name}")
    assert f"vesselviewer {name}" in shown.partition("example")[2]


@pytest.mark.parametrize("example", cli.VERBS.values())
def test_every_example_parses(example: str) -> None:
    args = cli.build_parser().parse_args(example.split()[1:])
    assert callable(args.func)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"vesselviewer {__version__}\n"


def test_no_verb_opens_the_empty_window(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def verb(args: argparse.Namespace) -> int:
        opened.append(args)
        return 0

    monkeypatch.setattr("vesselviewer.cli.open_window.run", verb)
    assert cli.main([]) == 0
    assert [args.files for args in opened] == [[]]


@pytest.mark.parametrize(
    "arguments",
    [["sail"], ["inspect"], ["--depth"], ["feed"], ["feed", "simulate", "x", "--count", "-1"]],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_with_a_hint(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("vesselviewer: ")
    assert said.err.count("\n") == 1
    assert "--help" in said.err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--interval", "nan"),
        ("--interval", "-1"),
        ("--interval", "soon"),
        ("--triangles", "3"),
        ("--triangles", "1e6"),
        ("--family", "submarine"),
        ("--fault", "sunk"),
        ("--seed", "-2"),
    ],
)
def test_the_generator_refuses_nonsense(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["feed", "simulate", "x", f"{option}={value}"]) == 2
    assert option in capsys.readouterr().err


def test_a_failure_is_one_line_with_where_what_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend(monkeypatch, raising(SourceError("gone\nfor good", where="a.stl", hint="Look elsewhere")))
    assert cli.main(["inspect", "a.stl"]) == 1
    assert capsys.readouterr().err == "vesselviewer: a.stl: gone for good. Look elsewhere\n"


def test_a_failure_of_the_system_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend(monkeypatch, raising(PermissionError(13, "Permission denied", "a.stl")))
    assert cli.main(["inspect", "a.stl"]) == 1
    assert capsys.readouterr().err == "vesselviewer: a.stl: Permission denied\n"


def test_ctrl_c_is_130_and_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend(monkeypatch, raising(KeyboardInterrupt()))
    assert cli.main(["inspect", "a.stl"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_verbs_and_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in (*NAMES, "simulate", "fault"):
        assert word in script


def test_help_loads_nothing_heavy() -> None:
    heavy = (
        "{'numpy', 'PySide6', 'vtk', 'vtkmodules', 'pyvista', 'fastapi', 'uvicorn', 'httpx', 'websockets'}"
    )
    program = (
        f"import sys; from vesselviewer.cli import main; code = main(['--help']); "
        f"loaded = {heavy} & set(sys.modules); sys.exit(code or ' '.join(sorted(loaded)) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
