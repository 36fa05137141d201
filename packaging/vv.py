"""Set up VesselViewer on a bare machine, then start it or run its tests.

    python3 packaging/vv.py run [args]    start the main job, or `vesselviewer args`
    python3 packaging/vv.py test [args]   every check; with args, pytest with these args
    python3 packaging/vv.py sync          set up only
    python3 packaging/vv.py lock          write packaging/requirements.lock anew from pyproject.toml

Standard library only, and in the syntax of Python 3.9: this file runs before there is an environment.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
VENV = ROOT / ".venv"
PRIVATE = ROOT / ".vv"  # uv, the environment without Qt, selections of the lock
HEADLESS = PRIVATE / "headless"
PICTURE = ROOT / "outputs" / "demo.png"
PICTURE_AFTER_S = 45

OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_UV = (0, 7)
# Measured on Linux x86-64 with Python 3.11, where the wheels are largest.
DOWNLOAD_MB, UV_MB = 350, 20

# Shared libraries that the wheels of Qt and VTK expect of the system, and the Debian package of each.
# Without icccm and keysyms Qt still blames xcb-cursor.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
SCREEN_PROGRAMS = {"xvfb-run": "xvfb", "xauth": "xauth"}
# What the headless environment goes without: Qt, VTK and all that stands on them.
WINDOWED = frozenset(
    {
        "matplotlib",
        "pyqtgraph",
        "pyside6-essentials",
        "pytest-qt",
        "pyvista",
        "pyvista-validation",
        "pyvistaqt",
        "qasync",
        "qtawesome",
        "qtpy",
        "shiboken6",
        "vtk",
    }
)
BOOTSTRAP = frozenset({"uv"})
NOTHING_COLLECTED = 5  # pytest's exit code where no test matches


class SetupError(Exception):
    """The machine lacks something that this script cannot bring."""


def say(text: str) -> None:
    """Tell the person, before what the next program says."""
    print(f"vv: {text}", flush=True)


# ---- programs ------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """Return the variables for every program that is started from here."""
    # A venv that happens to be active must not catch what is meant for .venv.
    kept = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME"}}
    return {**kept, "UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": kept.get("UV_NO_PROGRESS", "1")}


def call(command: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
    """Run a program in the project's root and return its exit code.

    Raises:
        KeyboardInterrupt: after Ctrl-C, once the program, which got it too, has put its things away.
    """
    variables = {**environment(), **(extra or {})}
    interrupted = []
    before = signal.signal(signal.SIGINT, lambda *_: interrupted.append(True))
    try:
        with subprocess.Popen(list(command), cwd=ROOT, env=variables) as started:
            code = started.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt
    return code


def need(command: Sequence[str], failure: str) -> None:
    """Run a program that must succeed.

    Raises:
        SetupError: with ``failure`` if it does not.
    """
    if call(command) != 0:
        raise SetupError(failure)


def program(venv: Path, name: str, system: str = os.name) -> str:
    """Return where a venv keeps a program."""
    return str(venv / "Scripts" / f"{name}.exe" if system == "nt" else venv / "bin" / name)


# ---- the system's libraries ----------------------------------------------------------------------


def has_library(name: str) -> bool:
    """Say whether the loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_display(variables: Mapping[str, str], system: str = sys.platform) -> bool:
    """Say whether windows can be shown; only Linux tells through its environment."""
    return not system.startswith("linux") or bool(
        variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY")
    )


def missing_packages(*, screenless: bool) -> list[str]:
    """Return the Debian packages of what this Linux lacks; with ``screenless`` those of Xvfb too."""
    missing = [package for library, package in LIBRARIES.items() if not has_library(library)]
    if screenless:
        missing += [package for name, package in SCREEN_PROGRAMS.items() if not shutil.which(name)]
    return missing


def download_size(uris: str) -> int:
    """Return the bytes in what ``apt-get --print-uris`` prints: lines of ``'uri' name size hash``."""
    return sum(int(size) for size in re.findall(r"^'[^']*' \S+ (\d+)", uris, flags=re.MULTILINE))


def install_packages(packages: Sequence[str]) -> None:
    """Bring Debian packages, or say how.

    Raises:
        SetupError: where there is no apt or no right to use it; the message holds the command.
    """
    by_hand = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise SetupError(f"shared libraries are missing. With the names of Debian: {by_hand}")
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if as_root and not shutil.which("sudo"):
        raise SetupError(f"shared libraries are missing. As root, run: {by_hand}")
    apt = [
        *as_root,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=300",
        "-q",
    ]
    say(f"missing on this system: {' '.join(packages)}")
    call([*apt, "update"])  # a source that cannot be reached must not stop the others
    install = ["install", "-y", "--no-install-recommends"]
    plan = subprocess.run(
        [*apt, *install, "--print-uris", *packages], capture_output=True, text=True, check=False
    )
    say(f"apt will download about {download_size(plan.stdout) / 1e6:.0f} MB")
    need([*apt, *install, *packages], f"apt could not install them. Run: {by_hand}")


def prepare_system(*, screenless: bool) -> None:
    """Install the shared libraries that this machine lacks; does nothing beyond Linux."""
    if sys.platform.startswith("linux"):
        packages = missing_packages(screenless=screenless)
        if packages:
            install_packages(packages)


# ---- the Python environment ----------------------------------------------------------------------


def select(lock: str, *, only: Collection[str] = (), without: Collection[str] = ()) -> str:
    """Return the part of a lock that names some packages.

    Args:
        lock: text of a requirements file; a block begins with its name in the first column.
        only: the names to keep; empty keeps all.
        without: the names to leave out.
    """
    kept: list[str] = []
    keep = True
    for line in lock.splitlines(keepends=True):
        named = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line)
        if named:
            name = named.group().lower()
            keep = (not only or name in only) and name not in without
        if keep:
            kept.append(line)
    return "".join(kept)


def selection(name: str, *, only: Collection[str] = (), without: Collection[str] = ()) -> Path:
    """Write a part of the lock into the private folder and return its path."""
    PRIVATE.mkdir(exist_ok=True)
    path = PRIVATE / name
    path.write_text(select(LOCK.read_text("utf-8"), only=only, without=without), "utf-8")
    return path


def uv_version(answer: str) -> tuple[int, int]:
    """Return major and minor out of ``uv 0.9.2 (…)``; (0, 0) if it says something else."""
    found = re.match(r"uv (\d+)\.(\d+)", answer)
    return (int(found.group(1)), int(found.group(2))) if found else (0, 0)


def find_uv() -> str | None:
    """Return a uv that is there already and new enough."""
    for candidate in (program(PRIVATE / "uv", "uv"), shutil.which("uv")):
        if candidate and Path(candidate).exists():
            answer = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False)
            if uv_version(answer.stdout) >= OLDEST_UV:
                return candidate
    return None


def bootstrap_uv() -> str:
    """Install the locked uv into an environment of its own, and return it.

    Raises:
        SetupError: if this Python can make no environment, or nothing can be downloaded.
    """
    home = PRIVATE / "uv"
    say(f"fetching uv, which sets up Python environments (about {UV_MB} MB)")
    make = [sys.executable, "-m", "venv", "--clear", str(home)]
    if not all(importlib.util.find_spec(name) for name in ("ensurepip", "venv")):
        # Debian cuts ensurepip out of its Python.
        install_packages(["python3-venv"])
    need(make, f"{sys.executable} cannot make a virtual environment; install the venv module of your Python")
    pip = [program(home, "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    need(
        [*pip, "--no-deps", "--require-hashes", "-r", str(selection("uv.txt", only=BOOTSTRAP))],
        "pip could not fetch uv; check the network, or install uv yourself",
    )
    return program(home, "uv")


def suits(version: tuple[int, int]) -> bool:
    """Say whether VesselViewer runs on this version of Python."""
    return OLDEST <= version <= NEWEST


def choose_python(uv: str) -> list[str]:
    """Return uv's arguments that pick the interpreter, one that is there if any is."""
    if suits(sys.version_info[:2]):
        return ["--no-python-downloads", "--python", sys.executable]
    wanted = f">={OLDEST[0]}.{OLDEST[1]},<{NEWEST[0]}.{NEWEST[1] + 1}"
    if call([uv, "python", "find", "--quiet", "--no-python-downloads", wanted]) == 0:
        return ["--no-python-downloads", "--python", wanted]
    say(f"no Python {wanted} is on this machine; uv fetches one for this project (about 35 MB)")
    return ["--python", wanted]


def stamp(venv: Path, requirements: Path) -> str:
    """Return what a set-up depends on, in one digest."""
    parts = [str(venv), platform.platform(), requirements.read_text("utf-8")]
    parts.append((ROOT / "pyproject.toml").read_text("utf-8"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def sync(venv: Path, requirements: Path, downloads: str) -> None:
    """Make an environment hold exactly the locked packages, and this project beside them.

    Args:
        venv: the folder of the environment; made anew if its Python does not suit.
        requirements: the selection of the lock.
        downloads: what to tell beforehand of the download.

    Raises:
        SetupError: if there is no Python that suits, or a package cannot be fetched.
    """
    marker = venv / ".vv-stamp"
    python = program(venv, "python")
    wanted = stamp(venv, requirements)
    if Path(python).exists() and marker.exists() and marker.read_text("utf-8") == wanted:
        return
    uv = find_uv() or bootstrap_uv()
    say(f"setting up {venv.relative_to(ROOT)}; {downloads}")
    marker.unlink(missing_ok=True)
    if not Path(python).exists() or call(
        [python, "-c", f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"]
    ):
        need(
            [uv, "venv", "--quiet", "--clear", *choose_python(uv), str(venv)],
            f"no Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} could be had; install one",
        )
    pip = [uv, "pip"]
    need(
        [*pip, "sync", "--quiet", "--require-hashes", "--python", python, str(requirements)],
        "the packages could not be fetched; check the network and the message above",
    )
    # The build backend is locked too: it comes from the environment, not from a fresh download.
    project = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--python", python, "-e", str(ROOT)]
    need([*pip, *project], "VesselViewer itself could not be installed; see the message above")
    marker.write_text(wanted, "utf-8")


def sync_main() -> None:
    """Set up ``.venv``, with everything."""
    sync(
        VENV,
        selection("everything.txt", without=BOOTSTRAP),
        f"the first time it downloads about {DOWNLOAD_MB} MB",
    )


def sync_headless() -> None:
    """Set up the environment that has neither Qt nor VTK."""
    sync(HEADLESS, selection("headless.txt", without=BOOTSTRAP | WINDOWED), "all of it is here already")


# ---- verbs ---------------------------------------------------------------------------------------


def on_screen(command: Sequence[str], *, virtual: bool) -> list[str]:
    """Return the command as it is, or with a virtual screen around it."""
    return ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24", *command] if virtual else list(command)


def virtual_variables() -> dict[str, str]:
    """Return the variables for a program on a virtual screen."""
    return {"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "", "LIBGL_ALWAYS_SOFTWARE": "1"}


def run(arguments: Sequence[str]) -> int:
    """Start the main job, or ``vesselviewer`` with the arguments; return its exit code."""
    virtual = not has_display(os.environ)
    prepare_system(screenless=virtual)
    sync_main()
    arguments = list(arguments) or ["demo"]
    if virtual and arguments == ["demo"]:
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.unlink(missing_ok=True)
        arguments += ["--screenshot", str(PICTURE), "--seconds", str(PICTURE_AFTER_S)]
        say(f"there is no screen here: the main job runs for {PICTURE_AFTER_S} s on a virtual one")
    command = on_screen([program(VENV, "vesselviewer"), *arguments], virtual=virtual)
    code = call(command, virtual_variables() if virtual else None)
    if str(PICTURE) in arguments:
        if not PICTURE.exists():
            say("no screenshot was written; see the messages above")
            return code or 1
        say(f"the screenshot is {PICTURE}")
    return code


def stages() -> list[tuple[str, list[str], dict[str, str]]]:
    """Return every check of the project: its name, its command and its variables."""
    virtual = sys.platform.startswith("linux")
    screen = virtual_variables() if virtual else {}
    pytest = [program(VENV, "python"), "-m", "pytest"]
    windowed = ["tests/unit/house", "tests/window"]
    headless = [program(HEADLESS, "python"), "-m", "pytest", "tests/unit"]
    return [
        ("format", [program(VENV, "ruff"), "format", "--check", "."], {}),
        ("lint", [program(VENV, "ruff"), "check", "."], {}),
        ("types", [program(VENV, "mypy")], {}),
        ("floors", [program(VENV, "lint-imports")], {}),
        ("unit tests, no Qt, no VTK", headless, {}),
        ("window tests", on_screen([*pytest, *windowed], virtual=virtual), screen),
        ("integration tests", on_screen([*pytest, "tests/integration"], virtual=virtual), screen),
    ]


def test(arguments: Sequence[str]) -> int:
    """Run every check, or pytest with the arguments; return 0 only if all is well."""
    virtual = sys.platform.startswith("linux")
    prepare_system(screenless=virtual)
    sync_main()
    if arguments:
        pytest = [program(VENV, "python"), "-m", "pytest", *arguments]
        return call(on_screen(pytest, virtual=virtual), virtual_variables() if virtual else None)
    sync_headless()
    results: list[tuple[str, int, float]] = []
    for name, command, variables in stages():
        say(name)
        begun = time.monotonic()
        code = call(command, variables)
        results.append((name, code, time.monotonic() - begun))
    say("summary")
    for name, code, seconds in results:
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        print(f"  {name:<28}{verdict:<14}{seconds:7.1f} s", flush=True)
    return 0 if all(code == 0 for _, code, _ in results) else 1


def write_lock() -> int:
    """Resolve ``pyproject.toml`` for every platform into the lock; versions and hashes, no addresses."""
    uv = find_uv() or bootstrap_uv()
    command = [uv, "pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    command += [
        "--python-version",
        f"{OLDEST[0]}.{OLDEST[1]}",
        "--group",
        "dev",
        "--group",
        "build",
        "--quiet",
    ]
    return call([*command, "pyproject.toml", "-o", str(LOCK.relative_to(ROOT))])


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks for and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="vv.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=("run", "test", "sync", "lock"))
    parser.add_argument("args", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.verb == "run":
            return run(chosen.args)
        if chosen.verb == "test":
            return test(chosen.args)
        if chosen.verb == "lock":
            return write_lock()
        prepare_system(screenless=not has_display(os.environ))
        sync_main()
    except SetupError as error:
        print(f"vv: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
