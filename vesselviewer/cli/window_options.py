"""What every verb that opens the window has in common."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_window_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a verb that opens the window."""
    group = parser.add_argument_group("window")
    group.add_argument("--theme", choices=("system", "light", "dark"), help="colors for this run")
    group.add_argument(
        "--viewports", type=int, choices=(1, 2, 3, 4, 6), help="how many 3D panes to begin with"
    )
    group.add_argument(
        "--size", type=window_size, metavar="WxH", help="size of the window, for example 1600x1000"
    )
    group.add_argument(
        "--seconds", type=float, metavar="N", help="close the window by itself after N seconds"
    )
    group.add_argument(
        "--screenshot", type=Path, metavar="PNG", help="write a picture of the window before it closes"
    )


def window_size(text: str) -> tuple[int, int]:
    """Parse ``1600x1000``.

    Raises:
        ValueError: if it is not two whole numbers of at least 320 with an x between them.
    """
    width, _, height = text.lower().partition("x")
    size = (int(width), int(height))
    if min(size) < 320:
        msg = "a window is at least 320x320"
        raise ValueError(msg)
    return size


def launch_window(args: argparse.Namespace, **sources: object) -> int:
    """Open the window with the parsed options and what the verb names; return the exit code."""
    from vesselviewer.desktop.application import LaunchOptions, launch

    code = launch(
        LaunchOptions(
            theme=args.theme,
            viewports=args.viewports,
            size=args.size,
            seconds=args.seconds,
            screenshot=args.screenshot,
            **sources,  # type: ignore[arg-type]  # each verb passes fields of LaunchOptions by name
        )
    )
    if args.screenshot is not None:
        print(f"Picture of the window: {args.screenshot.absolute()}")
    return code
