"""Who is told of a change, and that one who fails harms nobody else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Generic, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
_log = logging.getLogger(__name__)


class Listeners(Generic[P]):
    """Callbacks that are told in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[P, None]] = []

    def add(self, listener: Callable[P, None]) -> Callable[[], None]:
        """Tell ``listener`` from now on; returns what ends it, harmless to call twice."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call every listener; an error of one is logged and goes no further."""
        for listener in tuple(self._listeners):
            try:
                listener(*args, **kwargs)
            except Exception:  # noqa: BLE001 - a boundary: a failing widget must not stop the feed or the others
                _log.exception("A listener failed: %r", listener)
