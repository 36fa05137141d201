"""Blocking work beside the loop that may be abandoned at any moment, without a thread to wait for."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


async def off_loop(work: Callable[[Callable[[], bool]], _T]) -> _T:
    """Run blocking work on a thread of its own and return what it returns.

    Not an executor: closing one waits for its threads, and a window must close while a server is
    still being slow.

    Args:
        work: given a question that it should ask now and then: has it been abandoned?
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()
    # Held while the loop is called from the thread: once abandoned, the loop may be gone.
    guard = threading.Lock()
    abandoned = threading.Event()

    def settle(result: _T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # None only where _T is

    def run() -> None:
        result: _T | None = None
        failure: BaseException | None = None
        try:
            result = work(abandoned.is_set)
        except BaseException as error:  # noqa: BLE001 - a thread's boundary: raised again by the awaiter
            failure = error
        with guard:
            if not abandoned.is_set():
                loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, name="feed-listing", daemon=True).start()
    try:
        return await done
    finally:
        with guard:
            abandoned.set()
