"""What is foreseen comes with what is asked first, and whoever asks for it is answered."""

from typing import Any

import pytest
from sqlalchemy import bindparam, exists, select

from core.accounts.model import account
from core.db.together import Ask
from core.db.uow import UnitOfWork, unit_of_work
from core.districts.model import district
from core.ids import new_id
from tests.support.counted import CountedPool
from tests.support.office import Office
from web.cli.demo import demo_accounts

SUBJECT = next(row["subject"] for row in demo_accounts() if row["role"] == "operator")
ACCOUNT = select(account).where(account.c.subject == bindparam("subject"))
ACCOUNT_ID = select(account.c.id).where(account.c.subject == bindparam("subject"))
BY_ID = select(account.c.subject).where(account.c.id == bindparam("id"))
THERE = select(exists().where(district.c.code == bindparam("code")).label("there"))
EVERYBODY = select(account.c.id)


@pytest.fixture
def pool(office: Office) -> CountedPool:
    return CountedPool(office.pool)


async def test_one_statement_answers_both(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        uow.foresee(BY_ID, id=Ask(ACCOUNT_ID, {"subject": SUBJECT}))
        await uow.fetch_together(Ask(THERE, {"code": "370902"}))

        assert await uow.fetch_value(BY_ID, id=office.viewers["operator"].id) == SUBJECT

    assert len(pool.sent) == 1


async def test_whoever_asks_first_has_all_of_it_read(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        uow.foresee(THERE, code="370902")
        uow.foresee(THERE, code="nowhere")

        assert [await uow.fetch_value(THERE, code=one) for one in ("370902", "nowhere")] == [True, False]

    assert len(pool.sent) == 1


async def test_something_else_is_asked_of_the_database(office: Office, pool: CountedPool) -> None:
    async with unit_of_work(pool, office.services) as uow:
        uow.foresee(THERE, code="370902")

        assert await uow.fetch_value(THERE, code="nowhere") is False
        assert await uow.fetch_one(THERE, code="370902") == {"there": True}

    assert len(pool.sent) == 2


async def test_what_is_written_meanwhile_is_seen(office: Office) -> None:
    row: dict[str, Any] = {"id": new_id(), "subject": "t:new", "kind": "PERSON", "name": "n", "active": True}
    async with office.pool.acquire() as connection:
        uow = UnitOfWork(connection, office.services)
        uow.foresee(ACCOUNT, subject="t:new")
        assert await uow.fetch(ACCOUNT, subject="t:new") == []

        await uow.insert(account, [row])

        assert [dict(one) for one in await uow.fetch(ACCOUNT, subject="t:new")] == [row]
        await uow.roll_back()


async def test_a_hint_that_the_database_refuses_hinders_nobody(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        uow.foresee(BY_ID, id=Ask(EVERYBODY, {}))

        rows = await uow.fetch_together(Ask(THERE, {"code": "370902"}))

    assert rows == [[{"there": True}]]
