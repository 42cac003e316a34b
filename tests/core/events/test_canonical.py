"""The bytes of an event are the same however its row was read, and known for ever."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.clock import SHANGHAI
from core.db.uow import unit_of_work
from core.events.canonical import canonical
from core.events.record import NewEvent
from tests.core.events.writers import record, some_cases
from tests.support.office import Office

EVENT: dict[str, Any] = {
    "id": UUID(int=9), "case_id": UUID(int=1), "case_version": 2, "seq": 0, "type": "redCard", "assignment_id": None,
    "actor": "system", "secrecy": 1, "body": {"kind": "HANDLING", "due": "2026-11-23T10:00:00+00:00"},
    "occurred_at": datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    "recorded_at": datetime(2026, 11, 23, 10, 0, 1, 5, tzinfo=UTC),
}  # fmt: skip
BYTES = (
    b'{"actor":"system","assignment_id":null,"body":{"due":"2026-11-23T10:00:00+00:00","kind":"HANDLING"},'
    b'"case_id":"00000000-0000-0000-0000-000000000001","case_version":2,"occurred_at":"2026-11-23T10:00:00.000000+00:00",'
    b'"recorded_at":"2026-11-23T10:00:01.000005+00:00","secrecy":1,"seq":0,"type":"redCard"}'
)


def test_the_bytes_of_an_event_never_change() -> None:
    assert canonical(EVENT) == BYTES


def test_neither_the_order_of_a_body_nor_the_zone_of_an_instant_matters() -> None:
    body = dict(reversed(EVENT["body"].items()))
    other = EVENT | {"body": body, "occurred_at": EVENT["occurred_at"].astimezone(SHANGHAI)}

    assert canonical(other) == BYTES


async def test_an_event_reads_back_as_it_was_written(log: Office) -> None:
    [case_id] = await some_cases(log, 1)
    body = {"z": [1, 2.5, None, True], "a": {"路灯": "ok", "B": -1}, "share": 0.1}
    async with unit_of_work(log.pool, log.services) as uow:
        await record(uow, case_id, 2, 0, None, [NewEvent("noted", case_id, body)])

    first, again = [await log.pool.fetchrow("select * from case_event where case_version = 2") for _ in range(2)]

    assert first["body"] == body
    assert canonical(first) == canonical(again)
