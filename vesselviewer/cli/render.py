"""`vesselviewer render`: pictures of mesh files, without a window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.cli.inspect import MESH_FILE_HELP, printable
from vesselviewer.errors import RenderingError, VesselViewerError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vesselviewer.rendering.picture import PictureOptions

_EXAMPLE = """\
examples:
  vesselviewer render hull.stl -o hull.png
  vesselviewer render hull.stl -o profile.png --view starboard --parallel --edges
  vesselviewer render a.stl b.stl -o both.png            (side by side)
  vesselviewer render outputs/*.stl -o 'pictures/{name}.png'
"""
_VIEWS = ("iso", "bow", "stern", "port", "starboard", "top", "bottom")
_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
_LARGEST = 16_384


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the verb."""
    parser = subparsers.add_parser(
        "render",
        help="draw mesh files as pictures, without a window or a screen",
        description="Draw hulls off screen. Several files stand side by side in one picture, or each in its "
        "own where the output has {name} in it.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=MESH_FILE_HELP)
    parser.add_argument(
        "-o", "--output", type=_output, required=True, help="the picture, for example out.png"
    )
    parser.add_argument(
        "--view", choices=_VIEWS, default="iso", help="where it is looked from (default: iso)"
    )
    parser.add_argument(
        "--size",
        type=_size,
        default=(1600, 900),
        metavar="WxH",
        help="pixels of each hull (default: 1600x900)",
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="the colors")
    parser.add_argument("--edges", action="store_true", help="draw knuckles and open edges")
    parser.add_argument("--parallel", action="store_true", help="parallel projection instead of perspective")
    parser.add_argument("--transparent", action="store_true", help="the hull alone, without background")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Draw the files; one that cannot be drawn does not stop the others.

    Returns:
        0 if all pictures were made, 1 otherwise.
    """
    options = _options(args)
    apart = "{name}" in args.output.name
    pictures: list[NDArray[np.uint8]] = []
    failures = 0
    for path in args.files:
        try:
            picture = _draw(path, options)
            if apart:
                _save(picture, args.output.with_name(args.output.name.replace("{name}", _stem(path))))
            else:
                pictures.append(picture)
        except VesselViewerError as error:
            failures += 1
            _tell(error)
    if pictures and not failures:
        try:
            _save(_side_by_side(pictures), args.output)
        except VesselViewerError as error:
            failures += 1
            _tell(error)
    return 1 if failures else 0


def _options(args: argparse.Namespace) -> PictureOptions:
    from vesselviewer.rendering.picture import PictureOptions
    from vesselviewer.scene import DARK_PALETTE, LIGHT_PALETTE, StandardView

    return PictureOptions(
        view=StandardView.ISOMETRIC if args.view == "iso" else StandardView(args.view),
        size=args.size,
        palette=DARK_PALETTE if args.theme == "dark" else LIGHT_PALETTE,
        edges=args.edges,
        parallel=args.parallel,
        transparent=args.transparent,
    )


def _draw(path: Path, options: PictureOptions) -> NDArray[np.uint8]:
    from vesselviewer.formats import load_mesh
    from vesselviewer.rendering import render_image

    try:
        return render_image(load_mesh(path), path.name, options)
    except RenderingError as error:
        raise RenderingError(error.what, where=str(path), hint=error.hint) from error
    except MemoryError as error:
        raise RenderingError(
            "There is not enough memory to draw it", where=str(path), hint="Try a smaller --size"
        ) from error


def _side_by_side(pictures: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Return equal pictures in rows and columns, as near to a square as they go."""
    import numpy as np

    columns = int(np.ceil(np.sqrt(len(pictures))))
    blank = np.zeros_like(pictures[0])
    blank[..., :3] = pictures[0][0, 0, :3]
    filled = pictures + [blank] * (-len(pictures) % columns)
    rows = [np.hstack(filled[start : start + columns]) for start in range(0, len(filled), columns)]
    return np.vstack(rows)


def _save(picture: NDArray[np.uint8], path: Path) -> None:
    """Write a picture through a temporary file.

    Raises:
        RenderingError: if it cannot be written.
    """
    from PIL import Image

    if picture.shape[2] == 4 and path.suffix.lower() not in {".png", ".webp"}:
        raise RenderingError("This kind of picture cannot be transparent", where=str(path), hint="Use .png")
    part = path.with_name(f".{path.stem}.tmp{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(part)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RenderingError(
            f"The picture cannot be written ({error.strerror or error})",
            where=str(path),
            hint="Check that the folder is there, has room and is yours",
        ) from error


def _tell(error: VesselViewerError) -> None:
    sys.stderr.write(f"error: {printable(str(error))}\n")


def _stem(path: Path) -> str:
    """Return the name of a file without its endings for meshes, so that a.ply.zst gives a."""
    from vesselviewer.formats import suffix_of

    return path.name.removesuffix(suffix_of(path.name)) or path.name


def _output(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in _SUFFIXES:
        raise argparse.ArgumentTypeError(f"{text!r} must end in one of {', '.join(_SUFFIXES)}")
    return path


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1600x900")
    size = (int(width), int(height))
    if not all(16 <= side <= _LARGEST for side in size):
        raise argparse.ArgumentTypeError(f"each side must be 16 to {_LARGEST} pixels")
    return size
