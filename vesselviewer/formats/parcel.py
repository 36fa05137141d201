"""The bytes of a file on their way to a parser, with what the parser may do and how it complains."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from vesselviewer.errors import FormatError
from vesselviewer.formats.memory import refuse_allocation

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

AGAIN = "Ask for the file again, or wait until it is completely written"
EXPORT = "Export it again, or open it in the program that made it"


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """A file in memory.

    Attributes:
        data: all of it, unpacked.
        name: how errors call it.
        budget: bytes of memory that reading it may take.
        checkpoint: called with the fraction done; may raise to call the work off.
        neighbor: returns the bytes of a file that lies beside this one, by its name alone; None where
            there is no folder.
    """

    data: memoryview
    name: str
    budget: int
    checkpoint: Callable[[float], None] | None = None
    neighbor: Callable[[str], bytes] | None = None

    def tell(self, fraction: float) -> None:
        """Report progress where somebody listens."""
        if self.checkpoint is not None:
            self.checkpoint(min(1.0, max(0.0, fraction)))

    def within(self, start: float, end: float) -> Parcel:
        """Return the same parcel, for a part of the work."""
        tell = self.checkpoint
        if tell is None:
            return self
        return replace(self, checkpoint=lambda fraction: tell(start + (end - start) * fraction))

    def holding(self, data: memoryview) -> Parcel:
        """Return a parcel of the same name that holds other bytes."""
        return replace(self, data=data)

    def fault(self, what: str, *, byte: int | None = None, hint: str | None = EXPORT) -> FormatError:
        """Return an error that names the file and, where known, the byte."""
        where = self.name if byte is None else f"{self.name}, byte {byte}"
        return FormatError(what, where=where, hint=hint)

    def fault_in_line(self, what: str, byte: int, *, hint: str | None = EXPORT) -> FormatError:
        """Return an error that names the file and the line in which a byte stands."""
        text = bytes(self.data[:byte])
        line = 1 + text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
        return FormatError(what, where=f"{self.name}, line {line}", hint=hint)

    def afford(self, size: int) -> None:
        """Raise a FormatError unless this many bytes may be taken."""
        refuse_allocation(size, self.budget, self.name)

    def array(self, dtype: Any, count: int, byte: int, what: str) -> NDArray[Any]:  # noqa: ANN401 - numpy's own
        """Return numbers that stand at a byte, without copying them.

        Args:
            dtype: of one of them.
            count: how many.
            byte: where they begin.
            what: they are, for the error.

        Raises:
            FormatError: if the file ends before they do.
        """
        kind = np.dtype(dtype)
        need = count * kind.itemsize
        if count < 0 or byte < 0 or byte + need > len(self.data):
            left = max(0, len(self.data) - byte)
            raise self.fault(
                f"expected {need:,} bytes of {what}, {left:,} are left", byte=max(0, byte), hint=AGAIN
            )
        return np.frombuffer(self.data, dtype=kind, count=count, offset=byte)


def refuse_not_finite(parcel: Parcel, vertices: NDArray[np.floating]) -> None:
    """Raise where a coordinate is NaN or infinite, with the count and the first index."""
    # The least and the greatest are not finite as soon as one number is not, and cost no memory.
    if not vertices.size or (np.isfinite(vertices.min()) and np.isfinite(vertices.max())):
        return
    bad = ~np.isfinite(vertices).all(axis=1)
    raise parcel.fault(
        f"{np.count_nonzero(bad):,} of {len(vertices):,} vertices have coordinates that are NaN or infinite, "
        f"the first is vertex {int(np.argmax(bad))}",
        hint="Repair the mesh where it was made; nothing can be drawn of these vertices",
    )
