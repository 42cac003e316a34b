"""One pool: connections come back as they went, without a round trip for it."""

import pytest

from core.db.connection import open_pool
from tests.support.office import Office


async def test_a_connection_comes_back_without_what_a_transaction_set(office: Office) -> None:
    pool = await open_pool(office.dsn, size=1)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local statement_timeout = '7s'")
    async with pool.acquire() as connection:
        assert await connection.fetchval("show statement_timeout") == "0"
    await pool.close()


async def test_a_transaction_left_open_is_undone(office: Office) -> None:
    pool = await open_pool(office.dsn, size=1)
    async with pool.acquire() as connection:
        await connection.execute("begin")
        await connection.execute("create table left_open (n int)")
    async with pool.acquire() as connection:
        assert not connection.is_in_transaction()
        assert await connection.fetchval("select to_regclass('left_open')") is None
    await pool.close()


async def test_nothing_is_said_to_reset_a_session(office: Office) -> None:
    pool = await open_pool(office.dsn, size=1)
    before = await pool.fetchval("select pg_backend_pid()")
    for _ in range(3):
        async with pool.acquire() as connection:
            await connection.fetchval("select 1")
    row = await office.pool.fetchrow("select query from pg_stat_activity where pid = $1", before)
    await pool.close()

    assert row is not None
    assert "reset" not in row["query"].lower()


@pytest.mark.parametrize("name", ["json", "jsonb"])
async def test_json_is_plain_python(office: Office, name: str) -> None:
    value = {"甲": [1, 2.5, None, True]}

    assert await office.pool.fetchval(f"select $1::{name}", value) == value
