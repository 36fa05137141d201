from __future__ import annotations

import asyncio

import pytest

from vesselviewer.server.announcements import Announcements, FellBehindError


def test_each_reader_gets_every_frame_in_order_at_its_own_pace() -> None:
    async def read(announcements: Announcements, count: int, limit: int) -> list[str]:
        position = 0
        got: list[str] = []
        while len(got) < count:
            frames = await announcements.after(position, limit)
            assert len(frames) <= limit
            got += frames
            position += len(frames)
        return got

    async def main() -> None:
        announcements = Announcements()
        async with asyncio.TaskGroup() as group:
            readers = [group.create_task(read(announcements, 100, limit)) for limit in (1, 7, 64)]
            for number in range(100):
                announcements.publish(str(number))
                if number % 9 == 0:
                    await asyncio.sleep(0)
        expected = [str(number) for number in range(100)]
        assert all(reader.result() == expected for reader in readers)

    asyncio.run(main())


def test_publishing_waits_for_no_reader() -> None:
    async def main() -> None:
        announcements = Announcements()
        async with asyncio.TaskGroup() as group:
            idle = group.create_task(announcements.after(10**6))
            await asyncio.sleep(0)
            for number in range(1000):
                announcements.publish(str(number))
            assert await announcements.after(999) == ["999"]
            idle.cancel()

    asyncio.run(main())


def test_a_reader_that_fell_behind_what_is_kept_is_told() -> None:
    async def main() -> None:
        announcements = Announcements(kept=10)
        for number in range(11):
            announcements.publish(str(number))
        assert await announcements.after(1, limit=1) == ["1"]
        with pytest.raises(FellBehindError):
            await announcements.after(0)

    asyncio.run(main())
