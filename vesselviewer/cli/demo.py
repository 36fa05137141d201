"""``vesselviewer demo``: the whole thing at once, with hulls that arrive by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vesselviewer.cli.window_options import add_window_arguments, launch_window

if TYPE_CHECKING:
    import argparse


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "demo",
        help="window, mesh server and a generator that drops a hull every few seconds",
        epilog="example: vesselviewer demo",
    )
    add_window_arguments(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Open the window with the demo running; nothing of it is kept afterwards."""
    return launch_window(args, demo=True)
