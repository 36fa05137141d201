"""Words and numbers of a text, in bulk where there are many, with the line of every fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from vesselviewer.formats.decimal_text import is_not_finite, is_number, parse_numbers
from vesselviewer.formats.parcel import AGAIN, EXPORT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.errors import FormatError
    from vesselviewer.formats.parcel import Parcel

_BLOCK = 1 << 18  # characters: some milliseconds of work
_LEAST_BLOCK = 1 << 10
_CHARACTERS_A_NUMBER = 24  # a guess; too few only costs another turn
_WORD = re.compile(rb"[^ \t-\r]+")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COMMENT = re.compile(rb"#[^\r\n]*")
_EXACT = 2.0**53
# Fortran writes 1.0D+00, and takes a comma for a space.
_FORTRAN = bytes.maketrans(b"dD,", b"eE ")


class Text:
    """A position in a text.

    Args:
        parcel: the file.
        position: where to begin.
        end: where to stop; the end of the file by default.
        comments: whether a ``#`` begins a remark.
        fortran: whether a ``D`` may stand for the ``E`` of an exponent, and a comma for a space.
    """

    def __init__(
        self,
        parcel: Parcel,
        position: int = 0,
        end: int | None = None,
        *,
        comments: bool = False,
        fortran: bool = False,
    ) -> None:
        self._parcel = parcel
        self._data: bytes | memoryview = parcel.data
        # Both keep the length, so that positions hold in the file too.
        if comments and _COMMENT.search(parcel.data):
            self._data = _COMMENT.sub(lambda found: b" " * len(found.group()), parcel.data)
        if fortran:
            self._data = bytes(self._data).translate(_FORTRAN)
        self._characters = np.frombuffer(self._data, dtype=np.uint8)
        self._end = len(self._data) if end is None else end
        self.position = position
        if position == 0 and self._data[:3] == b"\xef\xbb\xbf":
            self.position = 3

    def word(self) -> bytes:
        """Return the next word; an empty one at the end."""
        found = _WORD.search(self._data, self.position, self._end)
        self.position = found.end() if found else self._end
        return found.group() if found else b""

    def peek(self) -> bytes:
        """Return the next word without passing it."""
        found = _WORD.search(self._data, self.position, self._end)
        return found.group() if found else b""

    def line(self) -> bytes:
        """Return the rest of this line, without white space around it, and pass to the next."""
        found = _LINE.match(self._data, self.position, self._end)
        if not found:
            return b""
        self.position = found.end()
        return found.group().strip()

    def integer(self, what: str, *, least: int = 0, most: int = 2**31 - 1) -> int:
        """Return the next word as a whole number."""
        word = self.word()
        if re.fullmatch(rb"[+-]?\d{1,18}", word) and least <= int(word) <= most:
            return int(word)
        raise self.fault(f"{what} (a whole number from {least} to {most})", word)

    def numbers(self, count: int, what: str = "a number") -> NDArray[np.float64]:
        """Return the next numbers.

        Args:
            count: how many.
            what: they are, for the error.

        Raises:
            FormatError: with the line, where there is something else or the text ends.
        """
        # Each takes a character and a space at least, so a false count costs no memory.
        if count > (self._end - self.position + 2) // 2:
            raise self._parcel.fault(
                f"the file is cut off, or a count in it is wrong: expected {count:,} numbers ({what}), "
                f"{max(0, self._end - self.position):,} characters are left",
                byte=self.position,
                hint=AGAIN,
            )
        self._parcel.afford(8 * count)
        values = np.empty(count)
        done = 0
        while done < count:
            done += self._block(values[done:], what)
            self._parcel.tell(self.position / max(1, self._end))
        return values

    def integers(self, count: int, what: str = "a whole number") -> NDArray[np.int64]:
        """Return the next numbers, all of them whole."""
        begin = self.position
        return self.whole(self.numbers(count, what), what, begin)

    def whole(self, values: NDArray[np.float64], what: str, begin: int) -> NDArray[np.int64]:
        """Return numbers as integers, or refuse those with a fraction."""
        with np.errstate(invalid="ignore"):
            valid = (np.abs(values) < _EXACT) & (values == np.floor(values))
        if not valid.all():
            index = int(np.argmin(valid))
            raise self._parcel.fault_in_line(
                f"expected {what}, but number {index} after this line is {values[index]:g}, not whole", begin
            )
        return values.astype(np.int64)

    def rest(self, what: str) -> NDArray[np.float64]:
        """Return all numbers that are left before the end."""
        parts: list[NDArray[np.float64]] = []
        while self.peek():
            values = np.empty(min(_BLOCK, (self._end - self.position + 2) // 2))
            parts.append(values[: self._block(values, what)])
            self._parcel.tell(self.position / max(1, self._end))
        return np.concatenate(parts) if parts else np.empty(0)

    def fault(self, expected: str, word: bytes, *, hint: str | None = None) -> FormatError:
        """Return an error about the word just passed."""
        cut_off = not word or self.position >= len(self._data)
        found = repr(word[:40].decode("ascii", "replace")) if word else "the end"
        message = f"expected {expected}, found {found}"
        if cut_off:
            message = f"the file is cut off: {message}"
        return self._parcel.fault_in_line(
            message, self.position - len(word), hint=hint or (AGAIN if cut_off else EXPORT)
        )

    def _block(self, values: NDArray[np.float64], what: str) -> int:
        """Read some numbers at the position, as many as are wanted or fit a block; return how many."""
        size = min(_BLOCK, max(_LEAST_BLOCK, _CHARACTERS_A_NUMBER * len(values)))
        end = min(self._end, self.position + size)
        block = self._characters[self.position : end]
        starts, ends = word_bounds(block, last=end >= self._end)
        starts, ends = starts[: len(values)], ends[: len(values)]
        if not len(starts):
            if end < self._end and not bytes(block).strip():
                self.position = end
                return 0
            raise self.fault(what, self.word())
        read, valid = parse_numbers(block, starts, ends - starts)
        if not valid.all():
            first = int(np.argmin(valid))
            self._patient(block, starts, ends, read, valid, what, first)
        values[: len(read)] = read
        self.position += int(ends[-1])
        return len(read)

    def _patient(
        self,
        block: NDArray[np.uint8],
        starts: NDArray[np.intp],
        ends: NDArray[np.intp],
        read: NDArray[np.float64],
        valid: NDArray[np.bool_],
        what: str,
        first: int,
    ) -> None:
        """Read words that are no decimal numbers, in place: infinite ones pass, others are faults."""
        for index in range(first, len(starts)):
            if valid[index]:
                continue
            word = block[starts[index] : ends[index]].tobytes()
            if is_not_finite(word):
                read[index] = np.nan
                continue
            self.position += int(ends[index])
            comma = b"," in word and is_number(word.replace(b",", b".", 1))
            hint = "Numbers need a decimal point; export again with an English locale" if comma else None
            raise self.fault(what, word, hint=hint)


def word_bounds(block: NDArray[np.uint8], *, last: bool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where the words of a block of text start and end.

    Args:
        block: (n,) characters.
        last: whether the text ends with it; if not, a word at its very end is left out, as it may go on.
    """
    inside = np.zeros(len(block) + 2, dtype=bool)
    np.not_equal(block, 32, out=inside[1:-1])
    inside[1:-1] &= (block - np.uint8(9)) > 4  # tab, line feed, vertical tab, form feed, return
    changes = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = changes[0::2], changes[1::2]
    if not last and len(ends) and ends[-1] == len(block):
        return starts[:-1], ends[:-1]
    return starts, ends
