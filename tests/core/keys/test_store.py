"""Month keys in the database: the first one written stays, whatever its caller's transaction comes to."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.log_contact import log_contact
from core.cases.commands.register_case import register_case
from core.cases.inputs.handling import AcceptAssignment, LogContact
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from core.keys.store import MonthKeyTable
from tests.core.deadlines.desk import dispatched
from tests.support.office import Office, open_office

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


async def test_units_of_work_never_wait_for_keys_that_wait_for_them(office: Office) -> None:
    """A process that has just begun, and all of whose connections are in use."""
    _, assignment_id = await dispatched(office)
    await office.run(accept_assignment, "unit_liaison", AcceptAssignment(assignment_id=assignment_id))
    appeal = RegisterCase(
        channel=Channel.PHONE, kind=Kind.HELP_REQUEST, title="水管漏水", content="漏水两天", district="370902"
    )
    contact = LogContact(assignment_id=assignment_id, method="PHONE", outcome="REACHED", note="已联系")
    async with open_office(office.dsn, size=2) as cold, asyncio.timeout(5):
        done = await asyncio.gather(
            *(cold.run(register_case, "operator", appeal) for _ in range(20)),
            cold.run(log_contact, "unit_liaison", contact),
        )

    assert len({one.case_id for one in done}) == 21
