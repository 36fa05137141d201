"""The lock: what pyproject.toml asks for stands in it, by version and hash, on every platform."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[3]
LOCK = (ROOT / "packaging" / "requirements.lock").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ]+?)(?: ;.*)? \\$", flags=re.MULTILINE)


def wanted() -> list[Requirement]:
    """Return all that pyproject.toml asks for: to run, to develop, to build."""
    groups = PROJECT["dependency-groups"]
    texts = [*PROJECT["project"]["dependencies"], *groups["dev"], *groups["build"]]
    return [Requirement(text) for text in [*texts, *PROJECT["build-system"]["requires"]]]


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_every_dependency_is_locked_at_a_version_that_it_allows(requirement: Requirement) -> None:
    versions = [version for name, version in PINNED.findall(LOCK) if name == requirement.name.lower()]
    assert versions, "run packaging/vv.py lock"
    assert all(requirement.specifier.contains(version) for version in versions)


def test_every_locked_package_has_hashes() -> None:
    names = re.findall(r"^[a-z0-9]", LOCK, flags=re.MULTILINE)
    assert len(PINNED.findall(LOCK)) == len(names)
    for block in re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.partition("\n")[0]


def test_the_lock_covers_platforms_other_than_this_one() -> None:
    assert "sys_platform == 'darwin'" in LOCK
    assert re.search("^colorama==", LOCK, flags=re.MULTILINE)  # which pytest needs on Windows alone


@pytest.mark.parametrize("version", ["6.11.0", "6.11.1", "6.12.0"])
def test_the_broken_versions_of_pyside_are_refused(version: str) -> None:
    (pyside,) = (one for one in wanted() if one.name.lower() == "pyside6-essentials")
    assert not pyside.specifier.contains(version)


@pytest.mark.parametrize(
    ("version", "runs"), [("3.10", False), ("3.11", True), ("3.13", True), ("3.14", False)]
)
def test_the_versions_of_python(version: str, *, runs: bool) -> None:
    assert Requirement(f"python{PROJECT['project']['requires-python']}").specifier.contains(version) == runs
