"""One event for each of many cases, as `record` would have written them one by one."""

from datetime import datetime
from uuid import UUID

import asyncpg
import pytest

from core.db.uow import unit_of_work
from core.events.batch import SystemEvent, record_each
from core.events.consequence import Consequence
from core.events.record import NewEvent
from tests.core.events.writers import record, some_cases
from tests.support.office import START, Office

_ALL = "select case_version, seq, type, assignment_id, actor, secrecy, body, occurred_at from case_event"


def event(case_id: UUID, version: int = 2, at: datetime = START, **body: object) -> SystemEvent:
    return SystemEvent(case_id, version, 1, Consequence.RED_CARD, at, None, body)


async def test_a_batch_is_written_as_one_by_one(log: Office) -> None:
    one, other = await some_cases(log, 2)
    async with unit_of_work(log.pool, log.services) as uow:
        await record(
            uow, one, 2, 1, None, [NewEvent("redCard", None, {"kind": "REVIEW", "clocks": [{"a": 1}, {"a": 2}]})]
        )
        await record_each(uow, [event(other, kind="REVIEW", clocks=[{"a": 1}, {"a": 2}])])

    first, second = await log.pool.fetch(_ALL)

    assert first == second
    refers = "select count(*) from outbox join case_event on case_event.id = event_id and queues = '{}'"
    assert await log.pool.fetchval(refers) == 2


async def test_each_case_gets_its_own_event(log: Office) -> None:
    cases = await some_cases(log, 30)
    async with unit_of_work(log.pool, log.services) as uow:
        await record_each(uow, [event(case_id, n + 2, n=n) for n, case_id in enumerate(cases)])

    rows = await log.pool.fetch("select case_id, case_version, body from case_event order by case_version")

    assert [(row["case_id"], row["body"]["n"]) for row in rows] == [(id_, n) for n, id_ in enumerate(cases)]


async def test_nothing_is_written_for_nobody(log: Office) -> None:
    async with unit_of_work(log.pool, log.services) as uow:
        await record_each(uow, [])

    assert await log.pool.fetchval("select count(*) from case_event") == 0


async def test_a_version_that_has_its_event_already_is_refused_with_all_others(log: Office) -> None:
    one, other = await some_cases(log, 2)
    with pytest.raises(asyncpg.UniqueViolationError, match="uq_case_event_case_id_case_version_seq"):
        async with unit_of_work(log.pool, log.services) as uow:
            await record_each(uow, [event(one), event(other), event(one)])

    assert await log.pool.fetchval("select count(*) from case_event") == 0
    assert await log.pool.fetchval("select count(*) from outbox") == 0
