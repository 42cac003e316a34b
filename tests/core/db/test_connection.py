"""One pool: connections come back as they went, without a round trip for it."""

import uuid
from urllib.parse import urlsplit

import pytest

from core.db.connection import LIMITS, PoolerRefused, open_pool
from core.db.private import Cluster
from tests.support import database
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


async def test_behind_a_pooler_the_role_must_bring_what_a_session_cannot(cluster: Cluster) -> None:
    async with database.new_database(cluster, f"pooled_{uuid.uuid4().hex[:12]}") as dsn:
        with pytest.raises(PoolerRefused) as refused:
            await open_pool(dsn, size=1, pooled=True)
        assert str(refused.value) == (
            "Behind HOTLINE_POOLER_URL, these settings are not as they must be: "
            "idle_in_transaction_session_timeout, lock_timeout, jit.\n"
            "ALTER ROLE hotline SET idle_in_transaction_session_timeout = '30s';\n"
            "ALTER ROLE hotline SET lock_timeout = '3s';\n"
            "ALTER ROLE hotline SET jit = 'off';\n"
            "Then let the pooler connect anew (RECONNECT in its console)."
        )


async def test_through_a_pooler_nothing_is_prepared(cluster: Cluster) -> None:
    async with database.new_database(cluster, f"pooled_{uuid.uuid4().hex[:12]}") as dsn:
        direct = await open_pool(dsn, size=1)
        for name, value in LIMITS.items():
            await direct.execute(f"alter database {dsn_name(dsn)} set {name} = '{value}'")
        await direct.close()
        pool = await open_pool(dsn, size=1, pooled=True)
        for _ in range(2):
            assert await pool.fetchval("select $1::jsonb", {"a": 1}) == {"a": 1}
        assert await pool.fetchval("select count(*) from pg_prepared_statements where name <> ''") == 0
        assert await pool.fetchval("select current_setting('TimeZone')") == "UTC"
        await pool.close()


def dsn_name(dsn: str) -> str:
    return urlsplit(dsn).path.removeprefix("/")
