"""Whatever is changed behind the log's back is found, at the position where it was changed."""

import pytest

from core.db.uow import unit_of_work
from core.events.record import NewEvent
from core.events.sequence import step
from core.events.verify import verify
from tests.core.events.writers import record, some_cases
from tests.support.office import Office

_AT_5 = "(select event_id from event_log where pos = 5)"


async def ten_events(log: Office) -> None:
    [case_id] = await some_cases(log, 1)
    async with unit_of_work(log.pool, log.services) as uow:
        await record(uow, case_id, 2, 0, None, [NewEvent("noted", None, {"n": n}) for n in range(10)])
    await step(log.pool)


@pytest.mark.parametrize(
    ("change", "position"),
    [
        (f"update case_event set body = '{{\"n\": 40}}' where id = {_AT_5}", 5),
        (f"update case_event set body = body || '{{\"m\": 1}}' where id = {_AT_5}", 5),
        (f"update case_event set type = 'redCard' where id = {_AT_5}", 5),
        (f"update case_event set actor = 'somebody' where id = {_AT_5}", 5),
        (f"update case_event set secrecy = 3 where id = {_AT_5}", 5),
        (f"update case_event set case_version = 9 where id = {_AT_5}", 5),
        (f"update case_event set occurred_at = occurred_at + interval '1 microsecond' where id = {_AT_5}", 5),
        (f"update case_event set recorded_at = recorded_at - interval '1 day' where id = {_AT_5}", 5),
        (f"delete from case_event where id = {_AT_5}", 5),
        ("delete from event_log where pos = 5", 5),
        ("delete from event_log where pos = 10", 10),
        ("delete from event_log", 1),
        ("update event_log set chain = '\\x00' where pos = 5", 5),
        ("update event_log set event_id = gen_random_uuid() where pos = 5", 5),
        ("insert into event_log select 11, gen_random_uuid(), '\\x00'", 11),
        ("update sequencer set chain = '\\x00'", 11),
        ("update sequencer set last_pos = 12", 11),
        ("update sequencer set last_pos = 9", 10),
        ("delete from event_log where pos = 10; update sequencer set last_pos = 9", 10),
        ("delete from event_log where pos = 5; update event_log set pos = pos - 1 where pos > 5", 5),
    ],
)
async def test_a_change_is_found_where_it_was_made(log: Office, change: str, position: int) -> None:
    await ten_events(log)
    assert await verify(log.read) is None

    await log.pool.execute(change)

    assert await verify(log.read) == position


async def test_events_that_wait_for_their_position_are_no_fault(log: Office) -> None:
    await ten_events(log)
    case_id = await log.pool.fetchval("select id from case_file")
    async with unit_of_work(log.pool, log.services) as uow:
        await record(uow, case_id, 3, 0, None, [NewEvent("noted")])

    assert await verify(log.read) is None
