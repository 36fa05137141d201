"""The command line: one file a verb, and the way they all start, fail and end.

A new verb is a module with `add_parser` and a line in `VERBS`.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from vesselviewer import __version__
from vesselviewer.cli import (
    completion,
    connect,
    demo,
    feed,
    hydrostatics,
    inspect,
    open_window,
    render,
    serve,
    watch,
)
from vesselviewer.errors import VesselViewerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

FAILED = 1
INTERRUPTED = 130

# Module of each verb, and one example for `vesselviewer --help`.
VERBS: Mapping[ModuleType, str] = MappingProxyType(
    {
        demo: "vesselviewer demo",
        open_window: "vesselviewer open hull.stl",
        watch: "vesselviewer watch outputs/meshes/current",
        connect: "vesselviewer connect ws://localhost:8000/ws/meshes",
        serve: "vesselviewer serve outputs/meshes/current --port 8000",
        feed: "vesselviewer feed listen ws://localhost:8000/ws/meshes",
        render: "vesselviewer render hull.stl -o hull.png --view iso",
        inspect: "vesselviewer inspect hull.stl --json",
        hydrostatics: "vesselviewer hydrostatics hull.stl --draft 7.5 --kg 6 --gz",
        completion: "vesselviewer completion bash",
    }
)


class OneLineParser(argparse.ArgumentParser):
    """A parser that says what is wrong with the arguments in one line, with a hint."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on stderr and exit with 2."""
        self.exit(2, f"{self.prog.split()[0]}: {message}. See {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every verb."""
    parser = OneLineParser(
        prog="vesselviewer",
        description="A 3D viewer with a live feed of hull designs, and the mesh server behind it.",
        epilog="examples:\n" + "\n".join(f"  {example}" for example in VERBS.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", help="none opens an empty window")
    for verb in VERBS:
        verb.add_parser(verbs)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb.

    Args:
        argv: the arguments without the name of the program; None for those of this process.

    Returns:
        0 if all went well, 1 if something failed, 2 if the arguments are wrong, 130 after Ctrl-C.
    """
    _never_fail_on_a_letter()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        args = build_parser().parse_args(arguments or ["open"])
        return _flushed(int(args.func(args)))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except BrokenPipeError:
        # Who read our output has had enough, as in `… | head`: that is no failure.
        _discard_output()
        return 0
    except VesselViewerError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename or 'system'}: {error.strerror or error}")
    except KeyboardInterrupt:
        return INTERRUPTED


def _failed(message: str) -> int:
    """Say on stderr, on one line, what went wrong."""
    sys.stderr.write(f"vesselviewer: {' '.join(message.split())}\n")
    return FAILED


def _flushed(code: int) -> int:
    """Flush here, where a closed pipe can still be answered quietly."""
    sys.stdout.flush()
    return code


def _discard_output() -> None:
    """Let what is still buffered go nowhere, so that the interpreter's last flush does not complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _never_fail_on_a_letter() -> None:
    """Replace letters that the terminal's encoding lacks, instead of failing on them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
