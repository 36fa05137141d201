"""Decimal numbers from text in bulk: whole arrays of them, independent of any locale.

Every number of a block is read at once, one character position after the other, with numpy
operations that release the interpreter. The value is the nearest float64 whenever mantissa and power
of ten are exact in float64; the few numbers for which that cannot be shown (long mantissas close to
the middle of two float32, large exponents) go through `float`, one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_LENGTH = 40  # characters of a number that are read in bulk

_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")
_NOT_FINITE = re.compile(rb"[+-]?(?:nan|inf|infinity|1\.#\w+)(?:\(\w*\))?\Z", re.IGNORECASE)
_SANE_LENGTH = 400  # a double written out in full has fewer characters
_MAX_EXPONENT_DIGITS = 6
_MAX_DIGITS = 19  # of a mantissa that fits in 64 bits
_MAX_POWER = 22  # of ten that is exact in float64
_EXACT_MANTISSA = np.uint64(1 << 53)

_POWERS = 10.0 ** np.arange(_MAX_POWER + 1)
_FACTOR = np.ones(256, dtype=np.uint64)
_FACTOR[48:58] = 10
_DIGIT = np.zeros(256, dtype=np.uint64)
_DIGIT[48:58] = np.arange(10)


def parse_numbers(
    text: NDArray[np.uint8], starts: NDArray[np.intp], lengths: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read numbers that stand at known places of a text.

    Args:
        text: (n,) the characters.
        starts: (k,) where each number starts.
        lengths: (k,) how many characters each has, at least 1.

    Returns:
        (k,) the values, and (k,) a mask of those that are decimal numbers; the values of the others
        are meaningless.
    """
    longest = min(int(lengths.max(initial=0)), MAX_LENGTH)
    mantissa, ends, point, digits, characters = _mantissas(text, starts, lengths, longest)
    exponent, exponent_valid = _exponents(text, starts, ends, lengths)
    valid = exponent_valid & (digits > 0) & (characters == ends)
    power = exponent - np.where(point >= 0, ends - 1 - point, 0)
    scale = _POWERS[np.minimum(np.abs(power), _MAX_POWER)]
    values = mantissa.astype(np.float64)
    values = np.where(power < 0, values / scale, values * scale)
    np.negative(values, out=values, where=text[starts] == ord("-"))
    doubtful = (np.abs(power) > _MAX_POWER) | (digits > _MAX_DIGITS)
    doubtful |= (mantissa > _EXACT_MANTISSA) & _near_float32_tie(values)
    doubtful &= valid
    doubtful |= lengths > MAX_LENGTH
    for index in np.flatnonzero(doubtful):
        word = text[starts[index] : starts[index] + lengths[index]].tobytes()
        valid[index] = is_number(word)
        values[index] = float(word) if valid[index] else 0.0
    return values, valid


def is_number(word: bytes) -> bool:
    """Whether a word is a decimal number of a sane length."""
    return len(word) <= _SANE_LENGTH and _NUMBER.match(word) is not None


def is_not_finite(word: bytes) -> bool:
    """Whether a word is how some language writes an infinite or undefined number."""
    return len(word) <= _SANE_LENGTH and _NOT_FINITE.match(word) is not None


def _mantissas(
    text: NDArray[np.uint8], starts: NDArray[np.intp], lengths: NDArray[np.intp], longest: int
) -> tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return digits as one integer, its end, place of the point (-1: none), digits, and characters.

    A mantissa is well-formed where the characters that were understood reach to its end.
    """
    mantissa = np.zeros(len(starts), dtype=np.uint64)
    ends = lengths.copy()
    point = np.full(len(starts), -1, dtype=np.intp)
    digits = np.zeros(len(starts), dtype=np.intp)
    where = starts.copy()
    for place in range(longest):
        letter = text.take(where, mode="clip")
        np.copyto(ends, place, where=((letter | 32) == ord("e")) & (place < ends))
        letter *= place < ends
        mantissa *= _FACTOR[letter]
        mantissa += _DIGIT[letter]
        digits += (letter - np.uint8(48)) < 10
        np.copyto(point, place, where=(letter == ord(".")) & (point < 0))
        where += 1
    first = text[starts]
    characters = digits + (point >= 0) + ((first == ord("+")) | (first == ord("-")))
    return mantissa, ends, point, digits, characters


def _exponents(
    text: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp], lengths: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the exponents (0 for none), and whether they are well-formed."""
    exponent = np.zeros(len(starts), dtype=np.intp)
    valid = np.ones(len(starts), dtype=bool)
    having = np.flatnonzero(ends < lengths)
    if not len(having):
        return exponent, valid
    where = starts[having] + ends[having] + 1
    stop = starts[having] + lengths[having]
    sign = text.take(where, mode="clip")
    signed = ((sign == ord("+")) | (sign == ord("-"))) & (where < stop)
    where += signed
    count = stop - where
    value = np.zeros(len(having), dtype=np.intp)
    well = (count > 0) & (count <= _MAX_EXPONENT_DIGITS)
    for offset in range(min(int(count.max()), _MAX_EXPONENT_DIGITS)):
        digit = text.take(where + offset, mode="clip") - np.uint8(48)
        inside = offset < count
        well &= ~inside | (digit < 10)
        np.copyto(value, value * 10 + digit, where=inside)
    exponent[having] = np.where(signed & (sign == ord("-")), -value, value)
    valid[having] = well
    return exponent, valid


def _near_float32_tie(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a float64 lies so near the middle of two float32 that its last bits decide."""
    low = values.view(np.int64) & 0x1FFFFFFF
    near: NDArray[np.bool_] = np.abs(low - 0x10000000) <= 2
    return near
