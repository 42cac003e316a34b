"""The sums are what counting the rows gives, whatever happened in which order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.access.viewer import SYSTEM
from core.cases import states as s
from core.cases.commands.correct_case import correct_case
from core.cases.inputs.intake import CorrectCase
from core.counters.count import recount, step
from core.counters.statements import EVERYTHING
from core.db.uow import unit_of_work
from core.events.sequence import step as number_events
from tests.core.doctor.day import Day
from tests.support.office import Office

_KEYS = "subject, place, state, kind, secrecy, due_on"
SUMS = f"select {_KEYS}, n from counter"
ROWS = f"select {_KEYS}, count(*) as n from ({EVERYTHING}) rows group by {_KEYS}"


@pytest.fixture
def day(office: Office) -> Day:
    return Day(office)


async def caught_up(office: Office) -> None:
    while await number_events(office.pool):
        pass
    while await step(office.pool, office.services):
        pass


async def differences(office: Office) -> list[Any]:
    return list(await office.pool.fetch(f"(({SUMS}) except ({ROWS})) union all (({ROWS}) except ({SUMS}))"))


async def total(office: Office, state: str) -> int:
    found = await office.pool.fetchval("select sum(n)::int from counter where subject = 'CASE' and state = $1", state)
    return int(found or 0)


async def test_the_first_count_finds_what_was_there_before(office: Office, day: Day) -> None:
    await day.registered()
    await day.accepted()

    await caught_up(office)

    assert (await total(office, "RECEIVED"), await total(office, "PENDING_DISPATCH")) == (1, 1)
    assert await differences(office) == []


async def test_a_case_that_moves_on_is_counted_where_it_is_now(office: Office, day: Day) -> None:
    await caught_up(office)
    case = await day.dispatched()
    await caught_up(office)
    before = await total(office, "IN_PROGRESS")
    await day.finish(case)
    await caught_up(office)

    assert (before, await total(office, "IN_PROGRESS"), await total(office, "PENDING_CALLBACK")) == (1, 0, 1)
    assert await differences(office) == []


async def test_what_becomes_a_matter_of_discipline_is_counted_no_longer(office: Office, day: Day) -> None:
    case = await day.dispatched()
    await caught_up(office)

    closer = CorrectCase(case_id=case, reason="线索移送", secrecy=s.Secrecy.DISCIPLINE)
    async with unit_of_work(office.pool, office.services) as uow:
        await correct_case(uow, replace(SYSTEM, now=uow.now), closer)
    await caught_up(office)

    assert await office.pool.fetchval("select count(*) from counter") == 0
    assert await office.pool.fetchval("select count(*) from counted") == 0


async def test_timers_and_a_busy_week_leave_no_difference(office: Office, day: Day) -> None:
    cases: list[UUID] = [await day.dispatched() for _ in range(5)]
    await caught_up(office)
    await day.wait(days=4)
    for case in cases[:3]:
        await day.finish(case)
    await caught_up(office)
    await day.wait(days=10)
    await caught_up(office)

    assert await differences(office) == []
    assert await office.pool.fetchval("select count(*) from counter where n <= 0") == 0


async def test_a_recount_mends_what_was_spoilt(office: Office, day: Day) -> None:
    await day.dispatched()
    await caught_up(office)
    await office.pool.execute("update counter set n = n + 7")

    await recount(office.pool, office.clock.now() + timedelta(seconds=1))

    assert await differences(office) == []


async def test_nothing_new_nothing_to_do(office: Office) -> None:
    await caught_up(office)

    assert await step(office.pool, office.services) is False
