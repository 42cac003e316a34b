"""Case numbers are drawn in blocks, and nobody gets one twice."""

import asyncio

from core.cases.numbers import BLOCK, CaseNumbers
from core.db.uow import unit_of_work
from tests.support.counted import CountedPool
from tests.support.office import Office


async def test_a_block_is_drawn_when_there_is_none_left(office: Office) -> None:
    pool, numbers = CountedPool(office.pool), CaseNumbers()

    async with unit_of_work(pool, office.services) as uow:
        drawn = [await numbers.next(uow) for _ in range(BLOCK + 1)]

    assert len(set(drawn)) == BLOCK + 1
    assert len(pool.sent) == 2


async def test_processes_and_calls_at_the_same_time_get_different_ones(office: Office) -> None:
    stocks = [CaseNumbers() for _ in range(3)]

    drawn = await asyncio.gather(*(stock.next(office.read) for stock in stocks for _ in range(40)))

    assert len(set(drawn)) == len(drawn)
