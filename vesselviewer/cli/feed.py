"""``vesselviewer feed``: the test tool of the feed: hear it, feed it, or both in one process."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from vesselviewer.cli.feed_lines import LineWriter
    from vesselviewer.feeds import FeedEvent, HullWritten

FAULTS = ("chunks", "truncated", "corrupted", "in-place")
# These never become a mesh, so that no server may announce them.
NEVER_WHOLE = ("truncated", "corrupted")
ANNOUNCED_WITHIN_S = 10.0
FEWEST_TRIANGLES, MOST_TRIANGLES = 1_000, 5_000_000

_EXAMPLES = """\
examples:
  vesselviewer feed listen ws://localhost:8000/ws/meshes
  vesselviewer feed simulate outputs/meshes/current --interval 3
  vesselviewer feed simulate outputs/meshes/current --fault truncated --fault chunks
  vesselviewer feed both outputs/meshes/current --count 5 --json
"""


@dataclass(slots=True)
class _Heard:
    """The ids of the designs that a listener has heard of, and a bell for each new one."""

    ids: set[str] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb, with its three actions, to the command line."""
    parser = verbs.add_parser(
        "feed",
        help="test tool: listen to a feed, simulate one, or both",
        description="Listen to a mesh server, write hulls as a design pipeline does, or both at once.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listen = actions.add_parser(
        "listen",
        help="print what a mesh server announces, and reconnect for ever",
        epilog="example: vesselviewer feed listen ws://localhost:8000/ws/meshes",
    )
    listen.add_argument("url", metavar="URL", help="address of the server, ws:// or http://")
    _add_json(listen)
    listen.set_defaults(func=run_listen)
    simulated = actions.add_parser(
        "simulate",
        help="write a varied hull into a folder every few seconds",
        epilog="example: vesselviewer feed simulate outputs/meshes/current --interval 3 --fault chunks",
    )
    _add_simulation(simulated)
    simulated.set_defaults(func=run_simulate)
    both = actions.add_parser(
        "both",
        help="serve a folder, write hulls into it and print what the server announces",
        epilog="example: vesselviewer feed both outputs/meshes/current --count 5",
    )
    _add_simulation(both)
    both.add_argument("--port", type=int, default=0, help="of the server; any free one by default")
    both.set_defaults(func=run_both)


def run_listen(args: argparse.Namespace) -> int:
    """Print what the server announces until Ctrl-C."""
    from vesselviewer.cli.feed_lines import LineWriter

    return _until_interrupted(_listen(args.url, LineWriter(as_json=args.json), _Heard()))


def run_simulate(args: argparse.Namespace) -> int:
    """Write hulls until Ctrl-C, or until there are as many as asked for."""
    from vesselviewer.cli.feed_lines import LineWriter

    return _until_interrupted(_simulate(args, LineWriter(as_json=args.json), []))


def run_both(args: argparse.Namespace) -> int:
    """Serve, write and listen in one process; fails if the server leaves a good hull out."""
    from vesselviewer.cli.feed_lines import LineWriter

    return _until_interrupted(_both(args, LineWriter(as_json=args.json)))


def _until_interrupted(work: Coroutine[None, None, int]) -> int:
    """Run until done; Ctrl-C is how one ends a listener, hence no failure."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        return 0


async def _listen(url: str, lines: LineWriter, heard: _Heard) -> int:
    """Print events for ever; ``heard`` collects the designs."""
    import tempfile

    from vesselviewer.feeds import MeshAnnounced, WebSocketFeed

    known: dict[str, MeshAnnounced] = {}
    closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def emit(event: FeedEvent) -> None:
        if isinstance(event, MeshAnnounced):
            last = known.get(event.design_id)
            known[event.design_id] = event
            heard.ids.add(event.design_id)
            heard.news.set()
            # A listing after each connection repeats what is known; only what was missed is news.
            if event.listed and last is not None and last.created_at == event.created_at:
                return
        try:
            lines.heard(event, url)
        except OSError as error:
            if not closed.done():
                closed.set_exception(error)

    with tempfile.TemporaryDirectory(prefix="vesselviewer-listen-") as cache:
        feed = asyncio.ensure_future(WebSocketFeed(url, Path(cache)).run(emit))
        try:
            await asyncio.wait({feed, closed}, return_when=asyncio.FIRST_COMPLETED)
            await (closed if closed.done() else feed)
        finally:
            feed.cancel()
            await asyncio.gather(feed, return_exceptions=True)
    return 0


async def _simulate(args: argparse.Namespace, lines: LineWriter, written: list[HullWritten]) -> int:
    """Write hulls; ``written`` collects what was told of them."""
    from vesselviewer.feeds import Fault, simulate

    def tell(hull: HullWritten) -> None:
        written.append(hull)
        lines.written(hull)

    await simulate(
        args.folder,
        interval_s=args.interval,
        count=args.count,
        seed=args.seed,
        families=tuple(args.family),
        triangles=args.triangles,
        faults=[Fault(name) for name in args.fault],
        on_written=tell,
    )
    return 0


async def _both(args: argparse.Namespace, lines: LineWriter) -> int:
    """Run the server, the listener and the generator until the generator is done."""
    from vesselviewer.server import EmbeddedServer

    await asyncio.to_thread(args.folder.mkdir, parents=True, exist_ok=True)
    server = EmbeddedServer({"current": args.folder}, port=args.port)
    await asyncio.to_thread(server.start)
    heard = _Heard()
    written: list[HullWritten] = []
    listener = asyncio.ensure_future(_listen(server.url, lines, heard))
    generator = asyncio.ensure_future(_simulate(args, lines, written))
    try:
        lines.serving(server.http_url)
        await asyncio.wait({listener, generator}, return_when=asyncio.FIRST_COMPLETED)
        if listener.done():
            return await listener
        await generator
        return 0 if await _all_announced(written, heard) else 1
    finally:
        for task in (listener, generator):
            task.cancel()
        await asyncio.gather(listener, generator, return_exceptions=True)
        await asyncio.to_thread(server.stop)


async def _all_announced(written: list[HullWritten], heard: _Heard) -> bool:
    """Wait until the listener has heard of every good hull; False if it does not come to that."""
    due = {hull.path.stem for hull in written if hull.fault is None or hull.fault.value not in NEVER_WHOLE}
    with suppress(TimeoutError):
        async with asyncio.timeout(ANNOUNCED_WITHIN_S):
            while due - heard.ids:
                heard.news.clear()
                await heard.news.wait()
    return not due - heard.ids


def _add_simulation(parser: argparse.ArgumentParser) -> None:
    """Add the options of the generator."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder to write to; made if need be")
    parser.add_argument("--interval", type=_seconds, default=4.0, metavar="S", help="between hulls (4)")
    parser.add_argument("--count", type=_count, metavar="N", help="stop after N hulls")
    parser.add_argument("--seed", type=_count, metavar="N", help="the same seed, the same hulls")
    parser.add_argument("--triangles", type=_triangles, default=60_000, metavar="N", help="a hull (60000)")
    parser.add_argument(
        "--family",
        type=_family,
        action="append",
        default=[],
        metavar="NAME",
        help="kind of ship, such as tanker; may be repeated; all by default",
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        choices=FAULTS,
        help="write every second hull badly, in this way; may be repeated",
    )
    _add_json(parser)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _seconds(text: str) -> float:
    """Parse a time of at least 0 s."""
    value = float(text)
    if not 0.0 <= value < 1e6:
        raise argparse.ArgumentTypeError("must be a number of seconds, 0 or more")
    return value


def _count(text: str) -> int:
    """Parse a whole number of at least 0."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return value


def _triangles(text: str) -> int:
    """Parse a number of triangles that a hull can have."""
    value = int(text)
    if not FEWEST_TRIANGLES <= value <= MOST_TRIANGLES:
        raise argparse.ArgumentTypeError(f"must be from {FEWEST_TRIANGLES} to {MOST_TRIANGLES}")
    return value


def _family(text: str) -> str:
    """Parse the name of a hull family; the table is loaded only if somebody asks."""
    from vesselviewer.hullforms import HULL_FAMILIES

    if text not in HULL_FAMILIES:
        raise argparse.ArgumentTypeError(f"no hull family {text!r}, there are {', '.join(HULL_FAMILIES)}")
    return text
