"""``vesselviewer watch``: the window on one or more folders, with no server at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.cli.window_options import add_window_arguments, launch_window

if TYPE_CHECKING:
    import argparse


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "watch",
        help="show what is in folders, and what arrives there",
        epilog="example: vesselviewer watch outputs/meshes/current",
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    add_window_arguments(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Open the window and watch the folders."""
    return launch_window(args, folders=tuple(args.folders))
