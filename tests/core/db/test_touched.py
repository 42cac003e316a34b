"""Writes that wait for one another come to the same as writes that are done at once, whatever rows and keys they share."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    literal_column,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from core.db.touched import moves_keys, unique_keys
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import VersionMoved
from core.events.model import queue_alarm
from tests.support.counted import CountedPool
from tests.support.office import Office

_tables = MetaData()
thing = Table(
    "touched_thing",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("place", Integer),
    Column("kind", Integer),
    Column("open", Boolean),
    Column("version", Integer),
    Column("note", Text(collation="C")),
    UniqueConstraint("place", "kind", name="uq_touched_thing"),
)
Index("uq_touched_thing_open", thing.c.kind, unique=True, postgresql_where=thing.c.open)
_UPSERT = insert(thing)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=["place", "kind"],
    set_={"version": thing.c.version + literal_column("1"), "note": _UPSERT.excluded.note},
)
_ONCE = insert(thing).on_conflict_do_nothing()
_BY_KEY = (
    update(thing)
    .where(thing.c.place == bindparam("at", type_=Integer()), thing.c.kind == bindparam("of", type_=Integer()))
    .values(note=thing.c.note.concat("told "))
)
_ALL = update(thing).where(thing.c.kind == bindparam("of", type_=Integer())).values(version=thing.c.version + 1)
_REMOVE = delete(thing).where(thing.c.place == bindparam("at", type_=Integer()))

Write = Callable[[UnitOfWork], Awaitable[None]]
_SMALL = st.integers(0, 2)


def _row(given: tuple[int, int, int, bool]) -> dict[str, Any]:
    id_, place, kind, opened = given
    return {"id": id_, "place": place, "kind": kind, "open": opened, "version": 1, "note": f"new {given} "}


_ROW = st.tuples(_SMALL, _SMALL, _SMALL, st.booleans()).map(_row)
_WRITE = st.one_of(
    st.tuples(st.sampled_from(("insert", "upsert", "once", "claim_new")), _ROW),
    st.tuples(st.just("change"), _SMALL, st.sampled_from(({"note": "changed "}, {"open": True}, {"open": False}))),
    st.tuples(st.just("change"), _SMALL, st.fixed_dictionaries({"place": _SMALL})),
    st.tuples(st.just("claim"), _SMALL, st.sampled_from(({"version": 2}, {"version": 2, "kind": 1}))),
    st.tuples(st.sampled_from(("by_key", "all", "remove")), _SMALL, _SMALL),
)


async def _write(uow: UnitOfWork, name: str, of: Any, to: Any = None) -> None:
    match name:
        case "insert" | "upsert" | "once":
            await uow.insert(thing, [of], {"insert": None, "upsert": _UPSERT, "once": _ONCE}[name])
        case "claim_new":
            await uow.claim_new(thing, of)
        case "change":
            await uow.change(thing, of, to)
        case "claim":
            await uow.claim(thing, {"id": of, "version": 1}, to)
        case "by_key":
            await uow.tell(_BY_KEY, ({"place": of, "kind": to},), at=of, of=to)
        case "all":
            await uow.tell(_ALL, of=of)
        case "remove":
            await uow.tell(_REMOVE, at=of)


@pytest.fixture
async def things(office: Office) -> Any:
    async with office.pool.acquire() as connection:
        await connection.execute(
            """create table touched_thing (id int primary key, place int, kind int, open bool, version int, note text,
                 constraint uq_touched_thing unique (place, kind));
               create unique index uq_touched_thing_open on touched_thing (kind) where open"""
        )
    yield office
    await office.pool.execute("drop table touched_thing")


async def _after(office: Office, writes: Sequence[tuple[Any, ...]], *, waiting: bool) -> list[tuple[Any, ...]] | None:
    """What is in the table then; None if it was refused."""
    await office.pool.execute("delete from touched_thing")
    await office.pool.execute(
        "insert into touched_thing select n, n, 1 - n % 2, false, 1, 'old ' from generate_series(0, 1) n"
    )
    try:
        async with unit_of_work(office.pool, office.services) as uow:
            for write in writes:
                await _write(uow, *write)
                if not waiting:
                    await uow.settle()
    except (VersionMoved, asyncpg.UniqueViolationError):
        return None
    return [tuple(row) for row in await office.pool.fetch("select * from touched_thing order by id")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@example(writes=[("change", 0, {"place": 2}), ("insert", _row((2, 0, 1, False)))])
@example(writes=[("change", 0, {"note": "changed "}), ("upsert", _row((2, 0, 1, False)))])
@example(writes=[("claim", 0, {"version": 2}), ("by_key", 0, 1)])
@given(writes=st.lists(_WRITE, min_size=2, max_size=6))
async def test_what_waits_comes_to_what_is_done_at_once(things: Office, writes: list[tuple[Any, ...]]) -> None:
    at_once = await _after(things, writes, waiting=False)
    assert await _after(things, writes, waiting=True) == at_once


async def test_different_rows_go_together_however_they_are_named(things: Office) -> None:
    await _after(things, (), waiting=True)
    pool = CountedPool(things.pool)

    async with unit_of_work(pool, things.services) as uow:
        await _write(uow, "by_key", 0, 1)
        await _write(uow, "by_key", 1, 0)
        await _write(uow, "upsert", _row((2, 2, 2, False)))

    assert len(pool.sent) == 1


async def test_very_many_rows_are_upserted_too(things: Office) -> None:
    many = [_row((number, number, 5, False)) for number in range(1_000)]

    async with unit_of_work(things.pool, things.services) as uow:
        await uow.insert(thing, many, _UPSERT)
    async with unit_of_work(things.pool, things.services) as uow:
        await uow.insert(thing, [row | {"id": row["id"] + 5_000} for row in many], _UPSERT)

    assert await things.pool.fetchval("select count(*) from touched_thing where version = 2 and kind = 5") == 1_000


async def test_a_claim_names_one_row(things: Office) -> None:
    with pytest.raises(ValueError, match="version may name many rows of touched_thing: name one by a unique key"):
        async with unit_of_work(things.pool, things.services) as uow:
            await uow.claim(thing, {"version": 1}, {"version": 2})


def test_the_keys_of_a_table_are_those_of_its_constraints_and_unique_indexes() -> None:
    assert set(unique_keys(thing)) == {("id",), ("place", "kind"), ("kind",)}
    assert moves_keys(thing, ("note", "open"))
    assert not moves_keys(thing, ("note", "version"))
    assert moves_keys(queue_alarm, ("cleared_at",))
