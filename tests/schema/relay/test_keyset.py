"""Keyset conditions and what they find place by place, against a sort of the whole, with nulls in a nullable column."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, literal, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from core.db.read import Read
from schema.data.places import Places
from schema.relay.keyset import beyond, head, ordering, stretches
from schema.relay.windows import Order
from tests.support.office import Office

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = Table(
    "keyset_sample",
    MetaData(),
    Column("at", TIMESTAMP(timezone=True)),
    Column("id", Integer, primary_key=True),
    Column("path", Text(collation="C")),
)
TREE = Table("keyset_tree", MetaData(), Column("path", Text(collation="C"), primary_key=True))
PATHS = ("/a", "/a/b", "/a/b/c", "/a-b", "/a/d", "/e")
ROWS = [(None if n % 4 == 0 else EPOCH + timedelta(microseconds=n % 3), n) for n in range(24)]


@pytest.fixture
async def read(office: Office) -> Any:
    async with office.pool.acquire() as connection:
        await connection.execute("create temp table keyset_sample (at timestamptz, id int primary key, path text)")
        await connection.execute("create temp table keyset_tree (path text primary key)")
        placed = [(*row, PATHS[row[1] % len(PATHS)]) for row in ROWS]
        await connection.executemany("insert into keyset_sample values ($1, $2, $3)", placed)
        await connection.executemany("insert into keyset_tree values ($1)", [(path,) for path in PATHS])
        yield Read(connection)
        await connection.execute("drop table keyset_sample, keyset_tree")


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("backward", [False, True])
async def test_what_lies_beyond_each_row_is_what_the_sort_puts_behind_it(
    read: Read, descending: bool, backward: bool
) -> None:
    # given the whole in order, null greatest
    order = Order((TABLE.c.at, TABLE.c.id), descending=descending)
    sort = ordering(order, backward=backward)
    whole = [(r["at"], r["id"]) for r in await read.fetch(select(TABLE).order_by(*sort))]
    expected = sorted(ROWS, key=lambda row: (row[0] is None, row[0] or EPOCH, row[1]), reverse=descending != backward)
    assert whole == expected
    # when asking for what lies behind each row, then it is the rest of the list
    for place, values in enumerate(whole):
        found = await read.fetch(select(TABLE).where(beyond(order, values, backward=backward)).order_by(*sort))
        assert [(row["at"], row["id"]) for row in found] == whole[place + 1 :]
        # and so it is in parts, as far as the limit goes
        parts = stretches(order, values, backward=backward)
        found = await read.fetch(head(select(TABLE), sort, ["at", "id"], 5, parts=parts))
        assert [(row["at"], row["id"]) for row in found] == whole[place + 1 :][:5]


@pytest.mark.parametrize(
    "roots", [("/a",), ("/a/b",), ("/a/b/c",), ("/nowhere",), ("/a/b", "/e"), ("/a", "/a/b"), ("",)]
)
@pytest.mark.parametrize("limit", [1, 5, 100])
async def test_place_by_place_the_same_rows_are_found_as_by_one_condition(
    read: Read, roots: tuple[str, ...], limit: int
) -> None:
    # given places with others below and beside them, or in one another
    order = Order((TABLE.c.at, TABLE.c.id))
    sort = ordering(order, backward=False)
    places = Places(TABLE.c.path, TREE.c.path, tuple(literal(root, Text()) for root in roots))
    # when reading behind each row, place by place
    for row in await read.fetch(select(TABLE)):
        values = [row["at"], row["id"]]
        parts = stretches(order, values, backward=False)
        found = await read.fetch(head(select(TABLE), sort, ["at", "id"], limit, places=places, parts=parts))
        # then it is what the condition on a row says
        beneath = select(TABLE).where(places.holds(), beyond(order, values, backward=False))
        assert [one["id"] for one in found] == [
            one["id"] for one in await read.fetch(beneath.order_by(*sort).limit(limit))
        ]


def test_an_order_with_a_null_behind_its_first_column_is_refused() -> None:
    with pytest.raises(ValueError, match="only the first"):
        stretches(Order((TABLE.c.id, TABLE.c.at)), [1, None], backward=False)
