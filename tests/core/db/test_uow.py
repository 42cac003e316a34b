"""One transaction per unit of work: all of it, or none."""

import pytest
from sqlalchemy import func, select, text

from core.accounts.model import account
from core.db.uow import unit_of_work
from core.ids import new_id
from tests.support.office import START, Office

COUNT = select(func.count()).select_from(account)


def person(subject: str) -> dict[str, object]:
    return {"id": new_id(), "subject": subject, "kind": "PERSON", "name": "n", "active": True}


async def test_what_is_written_is_committed_at_the_end(office: Office) -> None:
    before = await office.read.fetch_value(COUNT)

    async with unit_of_work(office.pool, office.services) as uow:
        await uow.insert(account, [person("t:one"), person("t:two")])

    assert await office.read.fetch_value(COUNT) == before + 2
    async with unit_of_work(office.pool, office.services) as uow:
        assert await uow.update(account, {"subject": "t:one"}, {"active": False}) == 1
        await uow.execute(text("delete from account where subject like 't:%'"))


async def insert_and_fail(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await uow.insert(account, [person("t:three")])
        raise RuntimeError("stop")


async def test_an_exception_undoes_everything(office: Office) -> None:
    before = await office.read.fetch_value(COUNT)

    with pytest.raises(RuntimeError, match="stop"):
        await insert_and_fail(office)

    assert await office.read.fetch_value(COUNT) == before


async def test_the_instant_is_the_clock_s_and_stands(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        assert uow.now == START


async def test_reading_assigns_no_transaction_id(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await uow.fetch(COUNT)

        assert await uow.fetch_value(text("select pg_current_xact_id_if_assigned()::text")) is None


async def test_a_twin_of_a_unique_row_is_not_inserted(office: Office) -> None:
    row = person("t:twin")
    async with unit_of_work(office.pool, office.services) as uow:
        assert await uow.insert_new(account, row)
        assert not await uow.insert_new(account, row | {"id": new_id()})
        await uow.execute(text("delete from account where subject = 't:twin'"))


async def test_times_are_utc_and_json_is_plain(office: Office) -> None:
    row = await office.read.fetch_one(text("select now() as at, '{\"a\": [1, null]}'::jsonb as body"))

    assert row is not None
    assert row["at"].utcoffset().total_seconds() == 0
    assert row["body"] == {"a": [1, None]}
