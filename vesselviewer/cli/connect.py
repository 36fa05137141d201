"""``vesselviewer connect``: the window on a mesh server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.cli.window_options import add_window_arguments, launch_window

if TYPE_CHECKING:
    import argparse


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "connect",
        help="show what a mesh server announces",
        epilog="example: vesselviewer connect ws://localhost:8000/ws/meshes",
    )
    parser.add_argument("urls", nargs="+", metavar="URL")
    add_window_arguments(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Open the window and listen to the servers."""
    return launch_window(args, urls=tuple(args.urls))
