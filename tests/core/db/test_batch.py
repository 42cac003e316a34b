"""What is gathered is written as one statement: all of it, or none."""

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from core.db.uow import UnitOfWork, unit_of_work
from core.errors import VersionMoved
from tests.support.counted import CountedPool
from tests.support.office import Office

_tables = MetaData()
thing = Table(
    "batch_thing",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("version", Integer),
    Column("name", Text(collation="C")),
    Column("tags", ARRAY(Text)),
    Column("more", JSONB),
)
event = Table("batch_event", _tables, Column("id", Integer, primary_key=True), Column("thing", Integer))
RENAME = update(thing).where(thing.c.version == bindparam("of")).values(name=bindparam("to"))
RENAME_ONE = update(thing).where(thing.c.id == bindparam("of")).values(name=bindparam("to"))
_RENAME_EVENTFUL = update(thing).where(thing.c.id == event.c.thing).values(name=literal_column("'eventful'"))
UPSERT = insert(thing).on_conflict_do_update(index_elements=["id"], set_={"version": literal_column("99")})
THINGS = select(thing).order_by(thing.c.id)
EVENTS = select(func.count()).select_from(event)


def row(id_: int, name: str = "new") -> dict[str, Any]:
    return {"id": id_, "version": 1, "name": name, "tags": ["a", "b"], "more": {"x": [1, None]}}


@pytest.fixture
async def pool(office: Office) -> Any:
    async with office.pool.acquire() as connection:
        await connection.execute(
            "create table batch_thing (id int primary key, version int, name text, tags text[], more jsonb)"
        )
        await connection.execute("create table batch_event (id int primary key, thing int references batch_thing)")
    yield CountedPool(office.pool)
    async with office.pool.acquire() as connection:
        await connection.execute("drop table batch_event, batch_thing")


async def test_many_writes_are_one_statement_without_a_transaction(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [row(1), row(2)])
        await uow.insert(event, [{"id": 7, "thing": 2}])
        await uow.insert(thing, [row(3)])

    assert len(pool.sent) == 1
    assert [dict(one) for one in await office.read.fetch(THINGS)] == [row(1), row(2), row(3)]
    assert await office.read.fetch_value(EVENTS) == 1


async def three(pool: CountedPool, office: Office) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [row(1), row(2), row(3)])
    pool.sent.clear()


async def test_changes_of_several_rows_and_a_statement_go_together(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    async with unit_of_work(pool, office.services) as uow:
        await uow.claim(thing, {"id": 1, "version": 1}, {"version": 2})
        await uow.change(thing, 2, {"name": "second", "more": {}})
        await uow.change(thing, 3, {"name": "third", "more": {"y": 1}})
        await uow.insert(event, [{"id": 1, "thing": 1}])

    assert len(pool.sent) == 1
    found = {one["id"]: one for one in await office.read.fetch(THINGS)}
    assert (found[1]["version"], found[2]["name"], found[3]["name"], found[3]["more"]) == (
        2,
        "second",
        "third",
        {"y": 1},
    )


async def test_a_claim_that_fails_writes_nothing_and_says_so(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    with pytest.raises(VersionMoved):
        await _late(office, pool)

    assert len(pool.sent) == 1
    assert [one["name"] for one in await office.read.fetch(THINGS)] == ["new"] * 3
    assert await office.read.fetch_value(EVENTS) == 0


async def _late(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.claim(thing, {"id": 1, "version": 7}, {"version": 8})
        await uow.change(thing, 2, {"name": "second"})
        await uow.insert(thing, [row(4)])
        await uow.tell(RENAME_ONE, ({"id": 3},), of=3, to="third")
        await uow.insert(event, [{"id": 1, "thing": 1}])


async def test_of_two_claims_the_second_undoes_the_first(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    with pytest.raises(VersionMoved):
        await _two_claims(office, pool)

    assert [one["version"] for one in await office.read.fetch(THINGS)] == [1, 1, 1]


async def _two_claims(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.claim(thing, {"id": 1, "version": 1}, {"version": 2})
        await uow.claim(thing, {"id": 2, "version": 7}, {"version": 8})


async def test_a_row_that_is_there_is_not_claimed_as_new(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    with pytest.raises(VersionMoved):
        await _new(office, pool, 3)
    await _new(office, pool, 4)

    assert await office.read.fetch_value(EVENTS) == 1


async def _new(office: Office, pool: CountedPool, id_: int) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.claim_new(thing, row(id_))
        await uow.insert(event, [{"id": id_, "thing": id_}])


async def test_an_upsert_is_told_from_an_insert(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [row(3), row(4)], UPSERT)

    assert [one["version"] for one in await office.read.fetch(THINGS)] == [1, 1, 99, 1]


async def test_what_is_read_from_a_written_table_is_written_before(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [row(1)])
        assert await uow.fetch_value(EVENTS) == 0
        assert not uow.in_transaction
        assert [one["name"] for one in await uow.fetch(THINGS)] == ["new"]
        assert uow.in_transaction
        await uow.insert(event, [{"id": 1, "thing": 1}])

    assert [sent.split()[0] for sent in pool.sent] == ["SELECT", "BEGIN;", "WITH", "SELECT", "WITH", "COMMIT;"]


async def test_a_row_that_is_written_twice_is_written_one_after_the_other(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [row(1)])
        await uow.change(thing, 1, {"name": "again"})
        await uow.tell(RENAME, of=1, to="told")

    assert [one["name"] for one in await office.read.fetch(THINGS)] == ["told"]


async def test_a_statement_is_told_once_per_set_of_values(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    async with unit_of_work(pool, office.services) as uow:
        await uow.tell(RENAME_ONE, ({"id": 1},), of=1, to="first")
        await uow.tell(RENAME_ONE, ({"id": 2},), of=2, to="second")

    assert len(pool.sent) == 1
    assert [one["name"] for one in await office.read.fetch(THINGS)] == ["first", "second", "new"]


async def test_what_names_no_rows_is_told_before_its_table_is_written_to(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    async with unit_of_work(pool, office.services) as uow:
        await uow.tell(RENAME, of=1, to="all")
        await uow.insert(event, [{"id": 1, "thing": 1}])
        await uow.insert(thing, [row(4)])

    assert [sent.split()[0] for sent in pool.sent] == ["BEGIN;", "WITH", "WITH", "COMMIT;"]
    assert [one["name"] for one in await office.read.fetch(THINGS)] == ["all", "all", "all", "new"]


async def test_a_statement_is_told_after_what_it_reads_is_written(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(event, [{"id": 1, "thing": 2}])
        await uow.tell(_RENAME_EVENTFUL)

    assert [one["name"] for one in await office.read.fetch(THINGS)] == ["new", "eventful", "new"]


async def test_what_breaks_a_rule_of_the_database_undoes_everything(office: Office, pool: CountedPool) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await _orphan(office, pool)

    assert await office.read.fetch(THINGS) == []


async def _orphan(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [row(1)])
        await uow.insert(event, [{"id": 1, "thing": 2}])


async def test_very_many_rows_go_at_once_and_with_the_rest(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [row(number) for number in range(1, 5_001)])
        await uow.insert(event, [{"id": 1, "thing": 5_000}])

    assert await office.read.fetch_value(select(func.count()).select_from(thing)) == 5_000


async def test_of_ten_who_claim_a_row_one_gets_it(office: Office, pool: CountedPool) -> None:
    await three(pool, office)

    async def claim(number: int) -> bool:
        try:
            async with unit_of_work(pool, office.services) as uow:
                await uow.claim(thing, {"id": 1, "version": 1}, {"version": 2})
                await uow.insert(event, [{"id": number, "thing": 1}])
        except VersionMoved:
            return False
        return True

    assert sum(await asyncio.gather(*map(claim, range(10)))) == 1
    assert await office.read.fetch_value(EVENTS) == 1


async def test_inside_a_transaction_of_somebody_else_it_is_a_savepoint(office: Office, pool: CountedPool) -> None:
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        for id_ in (5, 6):
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                await _orphan(office, _One(connection))
            async with unit_of_work(_One(connection), office.services) as uow:
                await uow.insert(thing, [row(id_)])
        await transaction.commit()

    assert [one["id"] for one in await office.read.fetch(THINGS)] == [5, 6]


class _One(CountedPool):
    """A pool of one connection, which is in use."""

    def acquire(self) -> Any:
        return _Lent(self._pool)


class _Lent:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def __aenter__(self) -> Any:
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        return None


async def test_nothing_written_is_nothing_sent(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        await uow.insert(thing, [])

    assert pool.sent == []


async def test_who_was_cut_off_beginning_a_transaction_writes_no_more(office: Office, pool: CountedPool) -> None:
    async with pool.acquire() as connection:
        uow = UnitOfWork(connection, office.services)
        beginning = asyncio.create_task(uow.execute(text("select 1")))
        await asyncio.sleep(0)
        beginning.cancel()
        with pytest.raises(asyncio.CancelledError):
            await beginning
        with pytest.raises(RuntimeError, match="cut off"):
            await uow.execute(text("select 1"))
        if connection.is_in_transaction():
            await connection.execute("ROLLBACK")
