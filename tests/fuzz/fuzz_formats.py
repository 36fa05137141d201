"""Throw damaged files at every parser, for as long as is asked: only FormatError and SourceError come out.

    python -m tests.fuzz.fuzz_formats [--inputs 1000000] [--seed 0] [--only .ply,.obj]

Seeds are small files of every format, written by the encoders or by hand; each input is one of them with
bytes changed, pieces cut out, doubled, moved or taken from another seed, and numbers turned into large,
negative, undefined or missing ones. It stops at the first input that raises anything else, takes longer
than five seconds, or takes more memory than the budget, and writes it beside the working directory.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import signal
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.fuzz.seeds import INSIDE, SEEDS
from vesselviewer.errors import FormatError, SourceError
from vesselviewer.formats import parse_mesh

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGET = 64 << 20
LONGEST_S = 5
# The interpreter, numpy, and what allocators keep.
ROOM = 400 << 20

_NUMBER = re.compile(rb"(?<![A-Za-z_])[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
_ODD_NUMBERS = (
    b"0", b"-1", b"1", b"2", b"3", b"4", b"255", b"256", b"65536", b"2147483647", b"2147483648", b"-2147483648",
    b"4294967295", b"999999999", b"9223372036854775807", b"99999999999999999999999", b"1e308", b"1e999", b"-1e999",
    b"nan", b"inf", b"1e-320", b"0.5", b"1.", b".", b"-", b"", b"1e", b"0x10", b"1_0", b"\xd9\xa1",
)  # fmt: skip
_ODD_WORDS = (
    b"\0",
    b"\xff" * 4,
    b"\xff\xff\xff\x7f",
    b"\0\0\0\x80",
    b"\1\0\0\0",
    b"<",
    b">",
    b'"',
    b"{",
    b"[",
    b"#",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the data with one to six things done to it."""
    result = data
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        result = chance.choice(_WAYS)(result, chance) or data
    return result


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(data))
    return data[:begin] + data[begin + chance.choice((1, 2, 4, 16, 64, len(data))) :]


def _double(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(data))
    piece = data[begin : begin + chance.choice((1, 4, 16, 64, 256))]
    return data[:begin] + piece * chance.choice((2, 2, 3, 50)) + data[begin + len(piece) :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(data) + 1)
    return data[:begin] + chance.choice((*_ODD_WORDS, *_ODD_NUMBERS)) + data[begin:]


def _number(data: bytes, chance: random.Random) -> bytes:
    places = list(_NUMBER.finditer(data))
    if not places:
        return _flip(data, chance)
    place = chance.choice(places)
    return data[: place.start()] + chance.choice(_ODD_NUMBERS) + data[place.end() :]


def _integer(data: bytes, chance: random.Random) -> bytes:
    size = chance.choice((1, 2, 4, 8))
    begin = chance.randrange(max(1, len(data) - size))
    value = chance.choice((0, 1, -1, 2 ** (8 * size - 1) - 1, -(2 ** (8 * size - 1)), chance.randrange(100)))
    value &= 2 ** (8 * size) - 1
    return data[:begin] + value.to_bytes(size, chance.choice(("little", "big"))) + data[begin + size :]


def _float(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(max(1, len(data) - 4))
    value = np.float32(chance.choice((np.nan, np.inf, -np.inf, 3e38, 1e-40)))
    return data[:begin] + value.tobytes() + data[begin + 4 :]


def _line(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return _cut(data, chance)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one] if chance.random() < 0.7 else b""
    return b"".join(lines)


def _splice(data: bytes, chance: random.Random) -> bytes:
    other = chance.choice(chance.choice(list(SEEDS.values())))
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _cut, _double, _insert, _number, _number, _number, _integer, _integer, _float, _line, _splice,
)  # fmt: skip


class Fuzzer:
    """Counts what became of the inputs of each format."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.read: dict[str, int] = dict.fromkeys(SEEDS, 0)
        self.refused: dict[str, int] = dict.fromkeys(SEEDS, 0)
        self.slowest: dict[str, float] = dict.fromkeys(SEEDS, 0.0)

    def one(self, suffix: str) -> None:
        """Try one input.

        Raises:
            AssertionError: if what came out is not what may come out.
        """
        inner = INSIDE.get(suffix)
        if inner and self.chance.random() < 0.7:
            # What lies behind a checksum is reached by damaging it before it is packed.
            seed, pack = self.chance.choice(inner)
            data = pack(mutated(seed, self.chance))
        else:
            data = mutated(self.chance.choice(SEEDS[suffix]), self.chance)
        name = f"a{suffix}"
        begun = time.perf_counter()
        try:
            mesh = parse_mesh(data, name=name, budget=BUDGET)
        except (FormatError, SourceError) as error:
            self.refused[suffix] += 1
            if not str(error).startswith(name) or "not enough memory" in error.what:
                Path(f"fuzz-failure{suffix}").write_bytes(data)
            assert str(error).startswith(name), f"{error} does not name its file"
            assert "not enough memory" not in error.what, "memory is taken before it is known to be needed"
        except BaseException:
            Path(f"fuzz-failure{suffix}").write_bytes(data)
            raise
        else:
            self.read[suffix] += 1
            assert len(mesh.faces), "a mesh without faces"
            assert np.isfinite(mesh.vertices).all(), "coordinates that are not finite"
        self.slowest[suffix] = max(self.slowest[suffix], time.perf_counter() - begun)

    def report(self, began: float) -> None:
        """Print the counts."""
        for suffix in SEEDS:
            if self.read[suffix] + self.refused[suffix]:
                print(
                    f"  {suffix:<12}{self.read[suffix]:>10,} read {self.refused[suffix]:>10,} refused   "
                    f"slowest {self.slowest[suffix] * 1e3:8.1f} ms"
                )
        total = sum(self.read.values()) + sum(self.refused.values())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {total:,} inputs in {time.monotonic() - began:,.0f} s, peak {peak:,.0f} MiB", flush=True)


def too_slow(*_: Any) -> None:
    """Break off what takes too long."""
    raise TimeoutError(f"longer than {LONGEST_S} s")


def main() -> int:
    """Run the fuzzer and print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="suffixes, with commas between them")
    args = parser.parse_args()
    suffixes = args.only.split(",") if args.only else list(SEEDS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    resource.setrlimit(resource.RLIMIT_AS, (before + (4 << 30), before + (4 << 30)))
    signal.signal(signal.SIGALRM, too_slow)
    warnings.simplefilter("error")
    fuzzer = Fuzzer(args.seed)
    began = time.monotonic()
    for index in range(args.inputs):
        signal.alarm(LONGEST_S)
        fuzzer.one(suffixes[index % len(suffixes)])
        signal.alarm(0)
        if index % 100_000 == 99_999:
            fuzzer.report(began)
    fuzzer.report(began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert peak < before + BUDGET + ROOM, f"{peak / 2**20:,.0f} MiB of memory were taken"
    return 0


if __name__ == "__main__":
    sys.exit(main())
