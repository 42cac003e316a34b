"""Month keys in the database: the first one written stays, whatever its caller's transaction comes to."""

from collections.abc import AsyncIterator

import pytest

from core.keys.store import MonthKeyTable
from tests.support.office import Office

MONTH = "2031-05"


@pytest.fixture(autouse=True)
async def forgotten(office: Office) -> AsyncIterator[None]:
    yield
    await office.pool.execute("DELETE FROM month_key WHERE month = $1", MONTH)


async def test_a_month_without_a_key_has_none(office: Office) -> None:
    assert await MonthKeyTable(office.pool).get(MONTH) is None


async def test_who_comes_second_is_given_the_first_ones_key(office: Office) -> None:
    table = MonthKeyTable(office.pool)

    assert await table.put(MONTH, b"first") == b"first"
    assert await table.put(MONTH, b"second") == b"first"
    assert await table.get(MONTH) == b"first"


async def test_a_key_outlives_the_transaction_it_was_made_in(office: Office) -> None:
    async with office.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SELECT 1")
        await MonthKeyTable(office.pool).put(MONTH, b"kept")
        await transaction.rollback()

    assert await MonthKeyTable(office.pool).get(MONTH) == b"kept"
