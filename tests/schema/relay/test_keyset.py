"""Keyset conditions against a sort of the whole, with nulls in a nullable column."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from core.db.uow import Read
from schema.relay.keyset import beyond, ordering
from schema.relay.windows import Order
from tests.support.office import Office

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = Table(
    "keyset_sample", MetaData(), Column("at", TIMESTAMP(timezone=True)), Column("id", Integer, primary_key=True)
)
ROWS = [(None if n % 4 == 0 else EPOCH + timedelta(microseconds=n % 3), n) for n in range(24)]


@pytest.fixture
async def read(office: Office) -> Any:
    async with office.pool.acquire() as connection:
        await connection.execute("create temp table keyset_sample (at timestamptz, id int primary key)")
        await connection.executemany("insert into keyset_sample values ($1, $2)", ROWS)
        yield Read(connection)
        await connection.execute("drop table keyset_sample")


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("backward", [False, True])
async def test_what_lies_beyond_each_row_is_what_the_sort_puts_behind_it(
    read: Read, descending: bool, backward: bool
) -> None:
    # given the whole in order, null greatest
    order = Order((TABLE.c.at, TABLE.c.id), descending=descending)
    whole = [(r["at"], r["id"]) for r in await read.fetch(select(TABLE).order_by(*ordering(order, backward=backward)))]
    expected = sorted(ROWS, key=lambda row: (row[0] is None, row[0] or EPOCH, row[1]), reverse=descending != backward)
    assert whole == expected
    # when asking for what lies behind each row, then it is the rest of the list
    for place, values in enumerate(whole):
        rest = select(TABLE).where(beyond(order, values, backward=backward))
        found = await read.fetch(rest.order_by(*ordering(order, backward=backward)))
        assert [(row["at"], row["id"]) for row in found] == whole[place + 1 :]
