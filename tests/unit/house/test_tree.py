"""The shape of the tree: short files, short functions, the names of the house, no addresses."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "vesselviewer"
SOURCES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "packaging").glob("*.py")])
TREE = ("vesselviewer", "resources", "tests", "packaging", ".ci")
TOP_LEVEL = {
    *TREE,
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "pyproject.toml",
}
BANNED_NAMES = {"utils", "helpers", "common", "core", "manager", "base"}
MOST_LINES, MOST_FUNCTION_LINES = 500, 40

# Written so that the pattern does not match itself.
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|(index[-_]url|find[-_]links|registry)\W{1,6}https?://")


def texts() -> list[Path]:
    """Return every text file of the project, tool dotfiles among them."""
    below = [path for name in TREE for path in (ROOT / name).rglob("*") if path.is_file()]
    beside = [path for path in ROOT.iterdir() if path.is_file()]
    suffixes = {".py", ".md", ".toml", ".lock", ".yaml", ".svg", ".qss", ".json", ".txt", ""}
    return [path for path in below + beside if path.suffix in suffixes and "__pycache__" not in path.parts]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's body, its docstring apart."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_file_is_long() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n") for path in SOURCES}
    assert not {path: lines for path, lines in lengths.items() if lines > MOST_LINES}, (
        "a second concept in it?"
    )


def test_no_function_is_long() -> None:
    functions = {
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}": length(node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name: lines for name, lines in functions.items() if lines > MOST_FUNCTION_LINES}


def test_the_median_file_is_short() -> None:
    lengths = sorted(path.read_text("utf-8").count("\n") for path in SOURCES if path.name != "__init__.py")
    assert lengths[len(lengths) // 2] <= 160


def test_modules_are_named_for_what_they_hold() -> None:
    paths = [path.relative_to(ROOT).with_suffix("") for path in SOURCES]
    words = {path.as_posix(): {word for part in path.parts for word in part.split("_")} for path in paths}
    assert not [path for path, own in words.items() if own & BANNED_NAMES]


def test_every_room_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


def test_nothing_else_stands_at_the_top() -> None:
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()}
    standing = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert standing - ignored - {p.name for p in ROOT.glob("*.egg-info")} <= TOP_LEVEL


def test_no_file_holds_the_address_of_a_registry() -> None:
    found = [path for path in texts() if REGISTRY.search(path.read_text("utf-8", errors="replace"))]
    assert not found


def test_the_readme_names_the_two_commands_and_only_files_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "python3 packaging/vv.py run" in readme
    assert "python3 packaging/vv.py test" in readme
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_the_readme_names_only_verbs_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    from vesselviewer.cli import main

    readme = (ROOT / "README.md").read_text("utf-8")
    verbs = set(re.findall(r"^vesselviewer ([a-z]+)", readme, flags=re.MULTILINE))
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert verbs
    assert not {verb for verb in verbs if not re.search(rf"\b{verb}\b", told)}
