"""Numbers to text, in bulk: as few digits as tell each number from its neighbors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS = 1 << 14


def rows_of_numbers(rows: NDArray[np.number], *, start: str = "", between: str = " ") -> str:
    """Return one line for each row.

    Args:
        rows: (n, k); float32 is written with 9 digits and float64 with 17, which read back the same.
        start: what each line begins with.
        between: what stands between two numbers.
    """
    if not len(rows):
        return ""
    precise = "%.9g" if rows.dtype.itemsize <= 4 else "%.17g"
    pattern = "%d" if rows.dtype.kind in "iu" else precise
    line = start + between.join([pattern] * rows.shape[1]) + "\n"
    pieces = []
    for begin in range(0, len(rows), _ROWS):
        block = rows[begin : begin + _ROWS]
        pieces.append((line * len(block)) % tuple(block.ravel().tolist()))
    return "".join(pieces)
