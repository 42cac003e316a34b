"""Whatever a connection that was hung up raises when it is used at once, it is taken for an outage."""

import asyncpg
import pytest

from core.db.trouble import GONE, TROUBLE
from tests.support.office import Office

HUNG_UP = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'"


async def test_a_connection_in_the_middle_of_its_farewell_is_an_outage(office: Office) -> None:
    doomed = [await asyncpg.connect(office.dsn, server_settings={"application_name": "doomed"}) for _ in range(8)]
    await office.pool.execute(HUNG_UP)
    for connection in doomed:
        with pytest.raises(GONE):
            await connection.fetchval("select 1")


def test_whatever_says_that_the_database_is_gone_is_trouble() -> None:
    assert all(issubclass(kind, TROUBLE) for kind in GONE)


def test_a_mistake_of_a_statement_is_no_outage() -> None:
    assert not issubclass(asyncpg.UndefinedColumnError, GONE)
