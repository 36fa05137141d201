"""``vesselviewer open``: the window, empty or with files in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.cli.window_options import add_window_arguments, launch_window

if TYPE_CHECKING:
    import argparse


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "open",
        help="open the window, with or without files",
        epilog="example: vesselviewer open hull.stl",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    add_window_arguments(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Open the window with the files."""
    return launch_window(args, files=tuple(args.files))
