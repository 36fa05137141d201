"""``vesselviewer serve``: folders of meshes, served to viewers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vesselviewer.errors import SourceError

if TYPE_CHECKING:
    from vesselviewer.protocol import ServerAddress
    from vesselviewer.server import RejectedFile

TOKEN_VARIABLE = "VESSELVIEWER_TOKEN"  # noqa: S105 - the name of a variable, not a secret

_EXAMPLES = """\
examples:
  vesselviewer serve outputs/meshes/current
  vesselviewer serve hulls archive --recursive --port 0 --json
  vesselviewer serve hulls --host 0.0.0.0 --token-file token.txt
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the verb."""
    parser = subparsers.add_parser(
        "serve",
        help="serve folders of meshes to viewers",
        description="Watch folders and announce every mesh that arrives, over HTTP and a WebSocket.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a folder with mesh files")
    parser.add_argument("--host", default="127.0.0.1", help="address to bind (127.0.0.1: this machine alone)")
    parser.add_argument("--port", type=_port, default=8000, help="TCP port (8000); 0 for any free one")
    parser.add_argument("--poll", type=_seconds, metavar="S", help="scan every S seconds, without hints")
    parser.add_argument("--recursive", action="store_true", help="also watch subfolders")
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help=f"file with the token that clients must bear; or set {TOKEN_VARIABLE}",
    )
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a web page's origin that may connect, such as https://example.org; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C.

    Returns:
        0 after Ctrl-C, which is how one ends a server.
    """
    from vesselviewer.server import ServerOptions, serve

    for folder in args.folders:
        if not folder.is_dir():
            what = "is not a folder" if folder.exists() else "there is no such folder"
            raise SourceError(what, where=str(folder), hint="Make it first, or check the spelling")

    def rejected(file: RejectedFile) -> None:
        _tell(
            args.json,
            {"event": "rejected", "folder": file.folder, "name": file.name, "reason": file.reason},
            f"not announced: {file.folder}/{file.name}: {file.reason}",
            error=True,
        )

    options = ServerOptions(
        host=args.host,
        token=read_token(args.token_file),
        allowed_origins=frozenset(args.allow_origin),
        recursive=args.recursive,
        poll=args.poll,
        on_reject=rejected,
    )
    serve(
        args.folders,
        port=args.port,
        options=options,
        on_listening=lambda address: _tell_address(args, address),
    )
    _tell(args.json, {"event": "stopped"}, "Stopped.")
    return 0


def read_token(path: Path | None) -> str | None:
    """Return the token from a file, or else from the environment; None if there is neither.

    Raises:
        SourceError: if the file cannot be read.
    """
    if path is None:
        return os.environ.get(TOKEN_VARIABLE) or None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "the token file cannot be read", where=str(path), hint="Check --token-file"
        ) from error


def _tell_address(args: argparse.Namespace, address: ServerAddress) -> None:
    folders = [str(folder) for folder in args.folders]
    rest = f"{address.http_url}/api/meshes"
    _tell(
        args.json,
        {"event": "listening", "live": address.socket_url, "rest": address.http_url, "folders": folders},
        f"Serving {', '.join(folders)}\n"
        f"  live  {address.socket_url}\n"
        f"  list  {rest}\n"
        f"  show  vesselviewer connect {address.authority}\n"
        "Ctrl-C stops.",
    )


def _tell(as_json: bool, fields: dict[str, object], text: str, *, error: bool = False) -> None:  # noqa: FBT001 - the value of --json
    if as_json:
        print(json.dumps(fields), flush=True)
    else:
        print(text, file=sys.stderr if error else sys.stdout, flush=True)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.05 <= seconds <= 3600:
        raise argparse.ArgumentTypeError("give seconds, from 0.05 to 3600")
    return seconds
