"""The feed tool as real processes: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0
ctrl_c = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows cannot press Ctrl-C in another process without its console"
)

Tool = subprocess.Popen[str]


@pytest.fixture
def start() -> Iterator[Callable[..., Tool]]:
    """Start `vesselviewer feed` with these arguments; what still runs after the test is killed."""
    started: list[Tool] = []

    def start_tool(*arguments: str | Path) -> Tool:
        tool = subprocess.Popen(
            [sys.executable, "-m", "vesselviewer", "feed", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONWARNINGS": "error::ResourceWarning"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(tool)
        return tool

    yield start_tool
    for tool in started:
        if tool.poll() is None:
            tool.kill()
        tool.communicate(timeout=PATIENCE_S)


def facts_until(tool: Tool, event: str) -> list[dict[str, Any]]:
    """Read JSON lines up to and with the first one of this event."""
    assert tool.stdout is not None
    seen: list[dict[str, Any]] = []
    for line in tool.stdout:
        seen.append(json.loads(line))
        if seen[-1]["event"] == event:
            return seen
    raise AssertionError(f"no {event} among {seen}, stderr: {tool.stderr.read() if tool.stderr else ''}")


def interrupt(tool: Tool) -> tuple[int, str]:
    """Press Ctrl-C; return the exit code and what was said on stderr."""
    tool.send_signal(signal.SIGINT)
    _, said = tool.communicate(timeout=PATIENCE_S)
    return tool.returncode, said


def test_both_announces_every_good_hull_and_ends(start: Callable[..., Tool], tmp_path: Path) -> None:
    options = ("--count", "4", "--interval", "0.3", "--triangles", "2000", "--json", "--fault", "truncated")
    tool = start("both", tmp_path / "new", *options)
    shown, said = tool.communicate(timeout=PATIENCE_S)
    facts = [json.loads(line) for line in shown.splitlines()]
    written = [fact for fact in facts if fact["event"] == "written"]
    announced = {fact["design_id"]: fact for fact in facts if fact["event"] == "new_mesh"}
    good = {Path(fact["name"]).stem: fact for fact in written if fact["fault"] is None}
    assert (tool.returncode, said) == (0, "")
    assert len(written) == 4
    assert announced.keys() == good.keys()
    for design_id, fact in announced.items():
        assert fact["file_size"] == good[design_id]["file_size"]
        assert fact["url"] == f"/api/mesh/{design_id}"


def test_both_for_a_person(start: Callable[..., Tool], tmp_path: Path) -> None:
    tool = start("both", tmp_path, "--count", "1", "--triangles", "2000", "--family", "tanker")
    shown, said = tool.communicate(timeout=PATIENCE_S)
    assert (tool.returncode, said) == (0, "")
    assert "✓ serving http://127.0.0.1:" in shown
    assert "✓ connected: ws://127.0.0.1:" in shown
    assert "wrote tanker_0001.stl" in shown
    assert "+ tanker_0001" in shown
    assert "\x1b" not in shown, "colors on a pipe"


@ctrl_c
def test_simulate_ends_clean_on_ctrl_c(start: Callable[..., Tool], tmp_path: Path) -> None:
    tool = start("simulate", tmp_path, "--interval", "0.1", "--triangles", "1000", "--json")
    facts_until(tool, "written")
    assert interrupt(tool) == (0, "")
    assert not list(tmp_path.glob(".*"))


def test_simulate_counts(start: Callable[..., Tool], tmp_path: Path) -> None:
    tool = start("simulate", tmp_path, "--interval", "0", "--triangles", "1000", "--count", "3")
    shown, said = tool.communicate(timeout=PATIENCE_S)
    assert (tool.returncode, said) == (0, "")
    assert shown.count("wrote") == len(list(tmp_path.iterdir())) == 3


@ctrl_c
def test_both_ends_clean_on_ctrl_c(start: Callable[..., Tool], tmp_path: Path) -> None:
    tool = start("both", tmp_path, "--interval", "0.2", "--triangles", "1000", "--json")
    facts_until(tool, "new_mesh")
    assert interrupt(tool) == (0, "")


@ctrl_c
def test_listen_hears_a_server_and_ends_clean_on_ctrl_c(start: Callable[..., Tool], tmp_path: Path) -> None:
    source = start("both", tmp_path, "--interval", "0.2", "--triangles", "1000", "--json")
    address = facts_until(source, "serving")[-1]["url"]
    listener = start("listen", address, "--json")
    heard = facts_until(listener, "new_mesh")
    assert [fact["event"] for fact in heard[:2]] == ["connecting", "connected"]
    assert heard[-1]["url"].startswith("/api/mesh/")
    assert interrupt(listener) == (0, "")
    assert interrupt(source) == (0, "")


@ctrl_c
def test_listen_says_that_it_tries_again_when_nobody_is_there(start: Callable[..., Tool]) -> None:
    tool = start("listen", "ws://127.0.0.1:9/ws/meshes", "--json")
    trying = facts_until(tool, "reconnecting")[-1]
    assert trying["reason"]
    assert trying["retry_at"] > 0.0
    assert interrupt(tool) == (0, "")


def test_listen_refuses_what_is_no_address(start: Callable[..., Tool]) -> None:
    tool = start("listen", "ftp://example.org")
    shown, said = tool.communicate(timeout=PATIENCE_S)
    assert (tool.returncode, shown) == (1, "")
    assert said.startswith("vesselviewer: ")
    assert said.count("\n") == 1


def test_a_reader_that_has_had_enough_is_no_failure(start: Callable[..., Tool], tmp_path: Path) -> None:
    tool = start("simulate", tmp_path, "--interval", "0.05", "--triangles", "1000")
    assert tool.stdout is not None
    tool.stdout.readline()
    tool.stdout.close()
    assert tool.wait(timeout=PATIENCE_S) == 0
    assert tool.stderr is not None
    assert tool.stderr.read() == ""


def test_a_folder_that_cannot_be_written_is_one_line(start: Callable[..., Tool], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    tool = start("simulate", tmp_path / "file")
    shown, said = tool.communicate(timeout=PATIENCE_S)
    assert (tool.returncode, shown) == (1, "")
    assert said.startswith(f"vesselviewer: {tmp_path / 'file'}: ")
    assert said.count("\n") == 1
