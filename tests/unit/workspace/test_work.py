from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from vesselviewer.errors import CancelledError, FormatError
from vesselviewer.workspace import ThreadRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def runner() -> Iterator[ThreadRunner]:
    made = ThreadRunner(max_workers=2)
    yield made
    made.close()


def test_work_runs_in_another_thread_and_returns_its_result(runner: ThreadRunner) -> None:
    async def scenario() -> str:
        return await runner.run(lambda _: threading.current_thread().name, label="hull")

    name = asyncio.run(scenario())
    assert "hull" in name
    assert name != threading.current_thread().name


def test_an_error_comes_back_to_who_awaits(runner: ThreadRunner) -> None:
    def fail(_: Callable[[float], None]) -> None:
        raise FormatError("cut off")

    with pytest.raises(FormatError, match="cut off"):
        asyncio.run(runner.run(fail))


def test_progress_is_told_on_the_loops_thread(runner: ThreadRunner) -> None:
    async def scenario() -> None:
        told = asyncio.Event()
        threads: list[threading.Thread] = []
        go_on = threading.Event()

        def progress(fraction: float) -> None:
            threads.append(threading.current_thread())
            told.set()

        def work(checkpoint: Callable[[float], None]) -> None:
            checkpoint(0.5)
            go_on.wait(20)

        running = asyncio.ensure_future(runner.run(work, progress=progress))
        await asyncio.wait_for(told.wait(), 20)
        go_on.set()
        await running
        assert set(threads) == {threading.current_thread()}

    asyncio.run(scenario())


def test_cancelling_who_awaits_stops_the_work_at_its_next_checkpoint(runner: ThreadRunner) -> None:
    async def scenario() -> None:
        entered, stopped = threading.Event(), threading.Event()

        def work(checkpoint: Callable[[float], None]) -> None:
            try:
                while True:
                    entered.set()
                    checkpoint(0.1)
            except CancelledError:
                stopped.set()
                raise

        running = asyncio.ensure_future(runner.run(work))
        assert await asyncio.to_thread(entered.wait, 20)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert await asyncio.to_thread(stopped.wait, 20)

    asyncio.run(scenario())


def test_closing_calls_everything_off_and_refuses_more() -> None:
    async def scenario() -> None:
        runner = ThreadRunner(max_workers=1)
        entered = threading.Event()

        def work(checkpoint: Callable[[float], None]) -> None:
            while True:
                entered.set()
                checkpoint(0.1)

        first = asyncio.ensure_future(runner.run(work))
        queued = asyncio.ensure_future(runner.run(work))
        assert await asyncio.to_thread(entered.wait, 20)
        runner.close()
        results = await asyncio.gather(first, queued, return_exceptions=True)
        assert isinstance(results[0], CancelledError)
        assert isinstance(results[1], CancelledError | asyncio.CancelledError)
        with pytest.raises(CancelledError):
            await runner.run(work)

    asyncio.run(scenario())
