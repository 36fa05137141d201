"""ASCII STL: a fast lane for regular text, and a patient one that names the line of every fault.

Regular text is 21 words a facet, whatever lies between them; it is read a block at a time with numpy.
Where a facet is not regular (words after ``endloop``, a solid that ends), the patient lane reads it
word by word, and the fast lane takes over again after it. What is tolerated: several solids, any
white space, any line ends, keywords in any case, normals that are not numbers (they are computed, not
read), words after ``endloop``, ``endfacet`` and ``endsolid``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.errors import FormatError
from vesselviewer.formats.decimal_text import is_not_finite, is_number, parse_numbers
from vesselviewer.formats.surface import MeshPart
from vesselviewer.formats.words import word_bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# Characters a block of the fast lane: a few milliseconds of work. A block grows while all goes well,
# so that a text of many small solids does not cost a large block for each of them.
_MIN_BLOCK = 1 << 12
_MAX_BLOCK = 1 << 19
_WORDS = 21
_KEYWORDS = (
    (0, b"facet"),
    (1, b"normal"),
    (5, b"outer"),
    (6, b"loop"),
    (7, b"vertex"),
    (11, b"vertex"),
    (15, b"vertex"),
    (19, b"endloop"),
    (20, b"endfacet"),
)
_COORDINATES = np.array([8, 9, 10, 12, 13, 14, 16, 17, 18])
_WORD = re.compile(rb"[^ \t-\r]+")
# A remark after a keyword ends with its line, or where the next keyword stands.
_REMARK = re.compile(rb"[^\r\n]*?(?=[\r\n]|\b(?:end)?facet\b|\bendsolid\b|\Z)", re.IGNORECASE)
_LAST_REMARK = re.compile(rb"[^\r\n]*?(?=[\r\n]|[ \t]solid[ \t][^\r\n]{0,80}?\bfacet[ \t]|\Z)", re.IGNORECASE)
# The name of a solid ends with its line or, in a file without line ends, where the facets begin.
_NAME = re.compile(rb"[^\r\n]*?(?=[\r\n]|[ \t]facet[ \t]+normal[ \t]|[ \t]endsolid\b|\Z)", re.IGNORECASE)
# What is left after the last solid, other than padding.
_CONTENT = re.compile(rb"[^ \t-\r\0\x1a]")
_MAX_NORMAL_WORDS = 8
_PATIENCE = 16
_MAX_PATIENCE = 4096


def parse_text(
    data: bytes | memoryview, *, name: str, checkpoint: Callable[[float], None] | None = None
) -> tuple[NDArray[np.float32], tuple[MeshPart, ...]]:
    """Read the corners of all triangles of all solids.

    Args:
        data: the whole file.
        name: how errors call it.
        checkpoint: called with the fraction done; may raise to call the work off.

    Returns:
        (n, 3, 3) float32; n may be 0; and the solids, those without triangles left out. Numbers that
        are not finite are kept for the caller to refuse.

    Raises:
        FormatError: with the line, and what was expected there.
    """
    return _Reader(data, name, checkpoint).read()


class _Reader:
    """A position in the text, and the triangles read so far."""

    def __init__(
        self, data: bytes | memoryview, name: str, checkpoint: Callable[[float], None] | None
    ) -> None:
        self._data = data
        self._characters = np.frombuffer(data, dtype=np.uint8)
        self._name = name
        self._checkpoint = checkpoint
        self._position = 0
        self._blocks: list[NDArray[np.float32]] = []
        self._pending: list[float] = []
        self._block = _MIN_BLOCK
        self._count = 0
        self._parts: list[MeshPart] = []

    def read(self) -> tuple[NDArray[np.float32], tuple[MeshPart, ...]]:
        """Read solids until the end of the text."""
        if self._data[:3] == b"\xef\xbb\xbf":
            self._position = 3
        self._solid()
        while _CONTENT.search(self._data, self._position):
            self._solid()
        self._flush()
        if not self._blocks:
            return np.empty((0, 3, 3), dtype=np.float32), ()
        return np.concatenate(self._blocks).reshape(-1, 3, 3), tuple(self._parts)

    def _solid(self) -> None:
        """Read one solid and note where it lies."""
        self._expect(b"solid", "'solid'")
        begin = self._position
        self._skip(_NAME)
        name = bytes(self._data[begin : self._position]).decode("utf-8", "replace").strip()
        start = self._count + len(self._pending) // 9
        self._facets()
        stop = self._count + len(self._pending) // 9
        if stop > start:
            self._parts.append(MeshPart(name, start, stop))

    def _facets(self) -> None:
        """Read to the end of the ``endsolid`` line."""
        patience = _PATIENCE
        while True:
            before = self._position
            self._regular_facets()
            patience = _PATIENCE if self._position > before else min(2 * patience, _MAX_PATIENCE)
            for _ in range(patience):
                word, place = self._next_word()
                if word == b"endsolid":
                    self._skip(_LAST_REMARK)
                    return
                if word != b"facet":
                    raise self._fault("'facet' or 'endsolid'", word, place)
                self._facet()
            self._tell()

    def _regular_facets(self) -> None:
        """Read blocks of regular facets for as long as there are any."""
        while True:
            end = self._position + self._block
            block = self._characters[self._position : end]
            used, corners = _parse_block(block, last=end >= len(self._data))
            # A facet is some 200 characters: what is left of a block that was read to its end.
            whole = used + _MIN_BLOCK > self._block
            self._block = min(2 * self._block, _MAX_BLOCK) if whole else _MIN_BLOCK
            if not len(corners):
                return
            self._flush()
            self._blocks.append(corners)
            self._count += len(corners)
            self._position += used
            self._skip(_REMARK)
            self._tell()

    def _facet(self) -> None:
        """Read one facet, after its first word, word by word."""
        word, place = self._next_word()
        for _ in range(_MAX_NORMAL_WORDS):
            if word in {b"outer", b"loop", b"vertex", b"endfacet"}:
                break
            word, place = self._next_word()
        if word != b"outer":
            raise self._fault("'outer loop'", word, place)
        self._expect(b"loop", "'loop'")
        for _ in range(3):
            self._expect(b"vertex", "'vertex'")
            for _ in range(3):
                self._pending.append(self._number())
        word, place = self._next_word()
        if word == b"vertex":
            raise self._fault("'endloop'", word, place, "a facet has more than three vertices")
        if word != b"endloop":
            raise self._fault("'endloop'", word, place)
        self._skip(_REMARK)
        self._expect(b"endfacet", "'endfacet'")
        self._skip(_REMARK)

    def _number(self) -> float:
        """Read one coordinate; infinite and undefined ones are passed on."""
        word, place = self._next_word()
        if is_number(word):
            return float(word)
        if is_not_finite(word):
            return float("nan")
        comma = b"," in word and is_number(word.replace(b",", b".", 1))
        hint = "Numbers need a decimal point; export again with an English locale" if comma else None
        raise self._fault("a number", word, place, hint=hint)

    def _next_word(self) -> tuple[bytes, int]:
        """Return the next word in lower case and where it stands; an empty one at the end."""
        found = _WORD.search(self._data, self._position)
        if not found:
            self._position = len(self._data)
            return b"", len(self._data)
        self._position = found.end()
        return found.group().lower(), found.start()

    def _expect(self, keyword: bytes, expected: str) -> None:
        """Read a word that must be this one."""
        word, place = self._next_word()
        if word != keyword:
            raise self._fault(expected, word, place)

    def _skip(self, remark: re.Pattern[bytes]) -> None:
        """Skip words that mean nothing."""
        found = remark.match(self._data, self._position)
        if found:
            self._position = found.end()

    def _flush(self) -> None:
        """Move the facets read word by word to the blocks."""
        if self._pending:
            with np.errstate(over="ignore"):
                self._blocks.append(
                    np.array(self._pending, dtype=np.float64).astype(np.float32).reshape(-1, 9)
                )
            self._count += len(self._blocks[-1])
            self._pending = []

    def _tell(self) -> None:
        """Report progress where somebody listens."""
        if self._checkpoint is not None:
            self._checkpoint(self._position / max(1, len(self._data)))

    def _fault(
        self, expected: str, word: bytes, place: int, what: str | None = None, hint: str | None = None
    ) -> FormatError:
        """Return a FormatError that names the line."""
        text = bytes(self._data[:place])
        line = 1 + text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
        found = repr(word[:40].decode("ascii", "replace")) if word else "the end of the file"
        message = (
            f"{what}: expected {expected}, found {found}" if what else f"expected {expected}, found {found}"
        )
        # A word at the very end, inside a solid, may be the first half of the right one.
        if not word or (place + len(word) == len(self._data) and expected != "'solid'"):
            message = f"the file is cut off: {message}"
            hint = hint or "Ask for the file again, or wait until it is completely written"
        return FormatError(message, where=f"{self._name}, line {line}", hint=hint)


def _parse_block(block: NDArray[np.uint8], *, last: bool) -> tuple[int, NDArray[np.float32]]:
    """Read the regular facets at the start of a block.

    Returns:
        How many characters they take, and (k, 9) float32 coordinates.
    """
    starts, ends = word_bounds(block, last=last)
    count = len(starts) // _WORDS
    starts = starts[: count * _WORDS].reshape(count, _WORDS)
    ends = ends[: count * _WORDS].reshape(count, _WORDS)
    regular = np.ones(count, dtype=bool)
    for column, keyword in _KEYWORDS:
        regular &= ends[:, column] - starts[:, column] == len(keyword)
    # Only those with words of the right lengths may be compared letter by letter.
    rows = _leading(regular)
    for column, keyword in _KEYWORDS:
        begin = starts[:rows, column]
        for offset, letter in enumerate(keyword):
            regular[:rows] &= (block[begin + offset] | 32) == letter
    rows = _leading(regular)
    if not rows:
        return 0, np.empty((0, 9), dtype=np.float32)
    begin = starts[:rows, _COORDINATES].ravel()
    values, valid = parse_numbers(block, begin, ends[:rows, _COORDINATES].ravel() - begin)
    rows = _leading(np.logical_and.reduce(valid.reshape(rows, 9), axis=1))
    if not rows:
        return 0, np.empty((0, 9), dtype=np.float32)
    with np.errstate(over="ignore"):
        corners = values.reshape(-1, 9)[:rows].astype(np.float32)
    return int(ends[rows - 1, -1]), corners


def _leading(mask: NDArray[np.bool_]) -> int:
    """Return how many values at the start are true."""
    return len(mask) if bool(mask.all()) else int(np.argmin(mask))
