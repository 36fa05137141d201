"""packaging/vv.py: what it finds missing, what it selects from the lock, what it runs."""

from __future__ import annotations

import ast
import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "packaging" / "vv.py"

LOCK = """\
numpy==2.4.6 \\
    --hash=sha256:aa
    # via vtk
pyside6-essentials==6.11.3 ; sys_platform == 'win32' \\
    --hash=sha256:bb
uv==0.13.9 \\
    --hash=sha256:cc
"""

URIS = """\
Reading package lists...
'http://mirror/pool/libgl1.deb' libgl1_1.6.0-1_amd64.deb 88400 MD5Sum:0
'http://mirror/pool/libegl1.deb' libegl1_1.6.0-1_amd64.deb 33700 SHA256:0
"""


@pytest.fixture
def vv(tmp_path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("vv", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["PRIVATE"] = tmp_path / ".vv"
    return module


class Calls(list[list[str]]):
    """Stands in for `call`: keeps the commands and answers with one exit code."""

    code = 0

    def __call__(self, command: list[str], extra: dict[str, str] | None = None) -> int:
        self.append(list(command))
        return self.code


@pytest.fixture
def calls(vv: Any, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Record what would be run, on a machine that is set up."""
    calls = Calls()
    monkeypatch.setattr(vv, "call", calls)
    return calls


@pytest.fixture
def ready(vv: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is set up."""
    monkeypatch.setattr(vv, "prepare_system", lambda *, screenless: None)
    for name in ("sync_main", "sync_headless"):
        monkeypatch.setattr(vv, name, lambda: None)


def test_it_is_written_for_the_python_of_an_old_machine() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 9))


def test_it_names_the_packages_of_missing_libraries_and_of_xvfb(
    vv: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vv, "has_library", lambda name: name != "libEGL.so.1")
    monkeypatch.setattr(vv.shutil, "which", lambda name: None)
    assert vv.missing_packages(screenless=False) == ["libegl1"]
    assert vv.missing_packages(screenless=True) == ["libegl1", "xvfb", "xauth"]


def test_a_library_is_found_by_name_or_missing(vv: Any) -> None:
    assert not vv.has_library("libthere_is_no_such_thing.so.9")


def test_where_there_is_no_apt_it_prints_the_command(vv: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vv.shutil, "which", lambda name: None)
    with pytest.raises(vv.SetupError, match="apt-get install --no-install-recommends libgl1 xvfb"):
        vv.install_packages(["libgl1", "xvfb"])


def test_without_root_and_sudo_it_prints_the_command(vv: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vv.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(vv.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(vv.SetupError, match="As root, run: apt-get install"):
        vv.install_packages(["libgl1"])


@pytest.mark.parametrize(("user", "begins"), [(0, ["env"]), (1000, ["sudo", "env"])])
def test_apt_is_refreshed_then_told_to_install(
    vv: Any,
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    user: int,
    begins: list[str],
) -> None:
    monkeypatch.setattr(vv.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(vv.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        vv.subprocess, "run", lambda *args, **kwargs: subprocess.CompletedProcess([], 0, "'u' a 2600000 S")
    )
    vv.install_packages(["libgl1"])
    update, install = calls
    assert update[: len(begins)] == begins
    assert update[-1] == "update"
    assert install[-4:] == ["install", "-y", "--no-install-recommends", "libgl1"]
    assert "about 3 MB" in capsys.readouterr().out


def test_the_download_is_the_sum_of_what_apt_lists(vv: Any) -> None:
    assert vv.download_size(URIS) == 88400 + 33700
    assert vv.download_size("") == 0


@pytest.mark.parametrize(
    ("variables", "system", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_screen_is_told_by_the_environment(
    vv: Any, variables: dict[str, str], system: str, *, shown: bool
) -> None:
    assert vv.has_display(variables, system) == shown


def test_the_lock_is_cut_by_name(vv: Any) -> None:
    numpy, pyside, uv = (vv.select(LOCK, only={name}) for name in ("numpy", "pyside6-essentials", "uv"))
    assert numpy + pyside + uv == LOCK
    assert vv.select(LOCK, without={"pyside6-essentials", "uv"}) == numpy


def test_the_environment_without_qt_and_vtk_really_is(vv: Any) -> None:
    text = vv.selection("headless.txt", without=vv.BOOTSTRAP | vv.WINDOWED).read_text("utf-8")
    names = {line.partition("==")[0] for line in text.splitlines() if "==" in line and line[0].isalpha()}
    assert {"numpy", "pytest", "hypothesis", "fastapi", "websockets"} <= names
    assert not {
        name for name in names if "qt" in name or "vtk" in name or "pyside" in name or "vista" in name
    }


@pytest.mark.parametrize(
    ("answer", "version"),
    [("uv 0.13.9 (x86_64)", (0, 13)), ("uv 1.0.0", (1, 0)), ("no", (0, 0)), ("", (0, 0))],
)
def test_the_version_of_uv(vv: Any, answer: str, version: tuple[int, int]) -> None:
    assert vv.uv_version(answer) == version


def test_this_python_is_taken_where_it_suits(vv: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert vv.choose_python("uv") == ["--no-python-downloads", "--python", sys.executable]
    monkeypatch.setattr(vv, "suits", lambda version: False)
    monkeypatch.setattr(vv, "call", lambda command, extra=None: 0)
    assert vv.choose_python("uv") == ["--no-python-downloads", "--python", ">=3.11,<3.14"]


def test_only_where_there_is_no_python_one_is_fetched_and_said(
    vv: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(vv, "suits", lambda version: False)
    monkeypatch.setattr(vv, "call", lambda command, extra=None: 2)
    assert vv.choose_python("uv") == ["--python", ">=3.11,<3.14"]
    assert "no Python >=3.11,<3.14" in capsys.readouterr().out


def test_programs_stand_where_the_system_keeps_them(vv: Any) -> None:
    assert vv.program(Path("v"), "python", "nt").endswith("python.exe")
    assert Path(vv.program(Path("v"), "python", "posix")) == Path("v/bin/python")


@pytest.mark.usefixtures("ready")
def test_without_a_screen_the_demo_leaves_a_picture(
    vv: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[list[str]] = []

    def start(command: list[str], extra: dict[str, str] | None = None) -> int:
        calls.append(command)
        vv.PICTURE.write_bytes(b"picture")
        return 0

    monkeypatch.setattr(vv, "PICTURE", tmp_path / "outputs" / "demo.png")
    monkeypatch.setattr(vv, "has_display", lambda variables: False)
    monkeypatch.setattr(vv, "call", start)
    assert vv.main(["run"]) == 0
    assert calls[0][:2] == ["xvfb-run", "-a"]
    assert calls[0][-5:-3] == ["demo", "--screenshot"]
    assert f"the screenshot is {vv.PICTURE}" in capsys.readouterr().out


@pytest.mark.usefixtures("ready")
def test_arguments_go_to_the_application_untouched(
    vv: Any, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vv, "has_display", lambda variables: True)
    calls.code = 3
    assert vv.main(["run", "inspect", "a.stl", "--json"]) == 3
    assert calls[0][1:] == ["inspect", "a.stl", "--json"]


@pytest.mark.usefixtures("ready")
def test_arguments_of_the_test_verb_go_to_pytest(vv: Any, calls: Calls) -> None:
    assert vv.main(["test", "-k", "hull"]) == 0
    (command,) = calls
    assert command[-4:] == ["-m", "pytest", "-k", "hull"]


@pytest.mark.usefixtures("ready")
def test_a_failed_check_stops_nothing_and_fails_the_whole(
    vv: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def start(command: list[str], extra: dict[str, str] | None = None) -> int:
        ran.append(" ".join(command))
        return 1 if "mypy" in command[0] else 0

    monkeypatch.setattr(vv, "call", start)
    assert vv.main(["test"]) == 1
    told = capsys.readouterr().out
    assert len(ran) == len(vv.stages())
    assert told.count("FAILED") == 1
    assert "tests/integration" in ran[-1]


def test_an_error_is_one_line_on_stderr(
    vv: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*, screenless: bool) -> None:
        raise vv.SetupError("something is missing. Do this")

    monkeypatch.setattr(vv, "prepare_system", refuse)
    assert vv.main(["run"]) == 1
    assert capsys.readouterr().err == "vv: something is missing. Do this\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C in another way")
def test_ctrl_c_lets_the_program_put_its_things_away(tmp_path: Path) -> None:
    slow_to_end = (
        "import signal, sys, time\nsignal.signal(signal.SIGINT, lambda *_: (time.sleep(0.6), sys.exit(7)))"
    )
    child = f"{slow_to_end}\nprint('up', flush=True)\nsignal.pause()"
    parent = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("vv", {str(SCRIPT)!r})
vv = importlib.util.module_from_spec(spec)
spec.loader.exec_module(vv)
try:
    vv.call([sys.executable, "-c", {child!r}])
except KeyboardInterrupt:
    print("ended in order")
"""
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "up\n"
        os.killpg(started.pid, signal.SIGINT)
        assert started.stdout.read() == "ended in order\n"
