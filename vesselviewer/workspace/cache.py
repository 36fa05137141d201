"""A cache with a budget in bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Container

T = TypeVar("T")


class SizedCache(Generic[T]):
    """Keeps what was used last, within a budget; what is pinned is never let go.

    Args:
        budget: bytes.
        pinned: gives the keys that must stay, whatever they cost.
    """

    def __init__(self, budget: int, pinned: Callable[[], Container[str]] = frozenset) -> None:
        self._budget = budget
        self._pinned = pinned
        self._entries: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._size

    def __contains__(self, key: str) -> bool:
        """Return True if the value is held."""
        return key in self._entries

    def get(self, key: str) -> T | None:
        """Return a value and count it as used just now; None if it is not held."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: str, value: T, size: int) -> None:
        """Add a value of ``size`` bytes; the least recently used ones make room.

        The value itself stays until the next `put` even if it exceeds the budget alone.
        """
        self.drop(key)
        self._entries[key] = (value, size)
        self._size += size
        pinned = self._pinned()
        for other in list(self._entries):
            if self._size <= self._budget:
                break
            if other != key and other not in pinned:
                self.drop(other)

    def drop(self, key: str) -> None:
        """Let a value go, if it is held."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry[1]
