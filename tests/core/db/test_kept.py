"""Connections kept from one command to the next: for a moment, never all of them, and never one that saw trouble."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.db.connection import open_pool
from core.db.kept import MOST_SECONDS, Kept


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Any]:
    """Six connections at most."""
    opened = await open_pool(database_url, size=6)
    yield opened
    await asyncio.wait_for(opened.close(), 5)


@pytest.fixture
def kept(pool: Any) -> Kept:
    return Kept(pool)


def lent(pool: Any) -> int:
    return int(pool.get_size() - pool.get_idle_size())


async def backend(kept: Kept) -> int:
    async with kept.acquire() as connection:
        return int(await connection.fetchval("select pg_backend_pid()"))


async def test_one_command_after_the_other_uses_the_same_connection(kept: Kept, pool: Any) -> None:
    assert await backend(kept) == await backend(kept)
    assert lent(pool) == 1


async def test_a_third_of_the_connections_is_kept_and_the_others_go_back(kept: Kept, pool: Any) -> None:
    await asyncio.gather(*(backend(kept) for _ in range(6)))
    assert lent(pool) <= 2


async def test_who_waits_is_not_overtaken(kept: Kept, pool: Any) -> None:
    others = [await pool.acquire() for _ in range(5)]
    async with kept.acquire():
        waiting = [asyncio.create_task(backend(kept)) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    later = asyncio.create_task(backend(kept))
    done, _ = await asyncio.wait({*waiting, later}, return_when=asyncio.FIRST_COMPLETED)
    assert later not in done
    await asyncio.wait({*waiting, later})
    for one in others:
        await pool.release(one)


async def trouble(kept: Kept) -> None:
    async with kept.acquire():
        raise ValueError("the command's")


async def test_one_that_saw_trouble_goes_back_at_once(kept: Kept, pool: Any) -> None:
    with pytest.raises(ValueError, match="the command's"):
        await trouble(kept)

    assert lent(pool) == 0


async def test_one_whose_transaction_is_open_goes_back_too(kept: Kept, pool: Any) -> None:
    async with kept.acquire() as connection:
        await connection.execute("begin")

    assert lent(pool) == 0


async def test_none_is_kept_longer_than_a_moment_however_busy_it_is(kept: Kept, pool: Any) -> None:
    until = asyncio.get_running_loop().time() + 1.2 * MOST_SECONDS
    lent_out = []
    while asyncio.get_running_loop().time() < until:
        await backend(kept)
        lent_out.append(lent(pool))

    assert {0, 1} == set(lent_out), "it went back in between, and another was taken"


async def test_what_stands_idle_goes_back(kept: Kept, pool: Any) -> None:
    await backend(kept)
    await asyncio.sleep(2.5 * MOST_SECONDS)

    assert lent(pool) == 0


async def test_one_that_was_closed_meanwhile_is_not_lent_out(kept: Kept) -> None:
    async with kept.acquire() as connection:
        gone = connection
    gone.terminate()

    assert await backend(kept) > 0
