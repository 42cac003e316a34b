"""A plug-in's query may fail inside a command; the command goes on as if it had not been asked."""

import asyncio

import pytest
from asyncpg import DivisionByZeroError
from sqlalchemy import text

from core.db.read import Read
from core.db.uow import UnitOfWork, unit_of_work
from core.plugin.reading import shielded
from tests.support.office import Office

BROKEN, SLOW, ONE = text("select 1 / 0"), text("select pg_sleep(60)"), text("select 1")
MAKE = text("create temporary table made (n integer) on commit drop")
PUT, COUNT = text("insert into made values (1)"), text("select count(*) from made")


async def broken(uow: UnitOfWork) -> None:
    async with shielded(uow) as read:
        await read.fetch(BROKEN)


async def test_a_failed_query_leaves_the_transaction_as_it_was(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await uow.fetch(MAKE)
        await uow.execute(PUT)

        with pytest.raises(DivisionByZeroError):
            await broken(uow)

        await uow.execute(PUT)
        assert await uow.fetch_value(COUNT) == 2


async def test_a_query_that_is_cut_off_leaves_the_transaction_as_it_was(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await uow.fetch(MAKE)
        with pytest.raises(TimeoutError):
            async with shielded(uow) as read, asyncio.timeout(0.1):
                await read.fetch(SLOW)

        await uow.execute(PUT)
        assert await uow.fetch_value(COUNT) == 1


async def test_it_sees_what_the_command_wrote(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await uow.fetch(MAKE)
        await uow.execute(PUT)
        async with shielded(uow) as read:
            assert await read.fetch_value(COUNT) == 1
            assert (await read.fetch_one(COUNT)) is not None
            assert len(await read.fetch(COUNT)) == 1


async def test_one_after_the_other_and_one_within_the_other(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        async with shielded(uow) as outer:
            await outer.fetch(ONE)
            with pytest.raises(DivisionByZeroError):
                await broken(uow)
            assert await outer.fetch_value(ONE) == 1
        with pytest.raises(DivisionByZeroError):
            await broken(uow)
        assert await uow.fetch_value(ONE) == 1


async def test_it_cannot_write(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow, shielded(uow) as read:
        assert not isinstance(read, UnitOfWork)
        assert not hasattr(read, "execute")


async def test_it_is_of_no_use_afterwards(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        async with shielded(uow) as read:
            await read.fetch(ONE)
        with pytest.raises(RuntimeError, match="the hook is over"):
            await read.fetch(ONE)


async def test_who_reads_nothing_costs_nothing(office: Office) -> None:
    async with office.pool.acquire() as connection, connection.transaction():
        queries: list[object] = []
        with connection.query_logger(queries.append):
            uow = UnitOfWork(connection, office.services)
            async with shielded(uow):
                pass

        assert queries == []


async def test_outside_a_transaction_there_is_nothing_to_shield(office: Office) -> None:
    read = Read(office.pool)

    async with shielded(read) as given:
        assert given is read
