"""Whose turn it is."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from web.streams.lanes import Lanes


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_each_account_has_a_turn_before_any_has_another() -> None:
    # given one lane that is taken, and a greedy account that came first
    lanes, order = Lanes(1), []

    async def come(account: str) -> None:
        async with lanes.turn(account):
            order.append(account)
            await asyncio.sleep(0)

    async with lanes.turn("first"):
        waiting = [asyncio.create_task(come(account)) for account in ("greedy", "greedy", "greedy", "one", "two")]
        await settled()
        assert order == []
    # when it is given back
    await asyncio.gather(*waiting)
    # then the others need not wait for all of the greedy one's
    assert order == ["greedy", "one", "two", "greedy", "greedy"]


@pytest.mark.parametrize("late", [False, True])
async def test_who_no_longer_waits_takes_nobody_s_turn(*, late: bool) -> None:
    # given two who wait for the only lane
    lanes = Lanes(1)
    async with AsyncExitStack() as held:
        await held.enter_async_context(lanes.turn("first"))
        gone, stays = (asyncio.create_task(lanes.turn(name).__aenter__()) for name in ("gone", "stays"))
        await settled()
        # when the next one leaves: while waiting, or in the instant in which the turn comes
        if not late:
            gone.cancel()
            await settled()
    if late:
        gone.cancel()
    # then the other has it
    await asyncio.wait_for(stays, 1)
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_turn_is_given_back_by_who_fails() -> None:
    lanes = Lanes(1)
    with pytest.raises(ValueError, match="no"):
        async with lanes.turn("one"):
            raise ValueError("no")

    async with asyncio.timeout(1), lanes.turn("two"):
        pass
