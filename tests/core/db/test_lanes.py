"""Connections kept for short reads: never more than half, given back when idle, and never lent out broken."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from core.db import lanes as module
from core.db.connection import open_pool
from core.db.lanes import Lanes


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Any]:
    """Six connections at most."""
    opened = await open_pool(database_url, size=6)
    yield opened
    await asyncio.wait_for(opened.close(), 5)


@pytest.fixture
def lanes(pool: Any) -> Lanes:
    return Lanes(pool)


async def test_rows_are_answered(lanes: Lanes) -> None:
    (row,) = await lanes.fetch("select $1::int + 1", (1,))
    assert row[0] == 2


async def test_reads_leave_half_of_the_connections_to_others(lanes: Lanes, pool: Any) -> None:
    reads = [asyncio.ensure_future(lanes.fetch("select pg_sleep(0.2)", ())) for _ in range(9)]
    await asyncio.sleep(0.1)

    assert await asyncio.wait_for(pool.fetchval("select 1"), 0.1) == 1
    assert pool.get_size() - pool.get_idle_size() == 3
    assert len(await asyncio.gather(*reads)) == 9


async def test_lanes_that_stand_idle_are_given_back(lanes: Lanes, pool: Any) -> None:
    await lanes.fetch("select 1", ())
    assert pool.get_size() - pool.get_idle_size() == 1

    await asyncio.sleep(3 * module.IDLE_SECONDS)

    assert pool.get_idle_size() == pool.get_size()


async def test_a_statement_that_fails_leaves_the_lanes_usable(lanes: Lanes) -> None:
    for _ in range(5):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await lanes.fetch("select 1 / $1::int", (0,))

    assert (await lanes.fetch("select 7", ()))[0][0] == 7


async def test_who_gives_up_waiting_takes_nobody_else_along(lanes: Lanes) -> None:
    slow = [asyncio.ensure_future(lanes.fetch("select pg_sleep(0.3)", ())) for _ in range(3)]
    await asyncio.sleep(0.05)
    impatient = [asyncio.ensure_future(lanes.fetch("select 1", ())) for _ in range(2)]
    patient = asyncio.ensure_future(lanes.fetch("select 2", ()))
    await asyncio.sleep(0.05)
    for one in (*impatient, slow[0]):
        one.cancel()

    assert (await asyncio.wait_for(patient, 2))[0][0] == 2
    await asyncio.gather(*slow, *impatient, return_exceptions=True)
    assert (await lanes.fetch("select 3", ()))[0][0] == 3


async def test_a_connection_that_was_cut_is_not_used_again(lanes: Lanes, pool: Any) -> None:
    (row,) = await lanes.fetch("select pg_backend_pid()", ())
    await pool.execute("select pg_terminate_backend($1)", row[0])
    await asyncio.sleep(0.1)

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await lanes.fetch("select 1", ())
    assert (await lanes.fetch("select 4", ()))[0][0] == 4


async def test_a_pool_too_small_for_lanes_is_asked_itself(database_url: str) -> None:
    pool = await open_pool(database_url, size=1)
    assert (await Lanes(pool).fetch("select 5", ()))[0][0] == 5
    await pool.close()
