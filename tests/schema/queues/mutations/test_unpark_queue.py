"""A parked event and those behind it come again, in order, at the end of the queue."""

from typing import Any

import pytest

from core.ids import new_id
from tests.core.events.queueing import HOUSING, parked_at
from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.desk import payload

UNPARK = (
    """mutation($input: UnparkQueueInput!) { unparkQueue(input: $input) { positions userErrors { code field } } }"""
)


async def unpark(desk: QueueDesk, event_id: object, role: str = "city_lead") -> dict[str, Any]:
    wanted = {"queue": HOUSING, "eventId": str(event_id)}
    return payload(await desk.api.execute(UNPARK, role, input=wanted))


async def test_they_get_new_places(desk: QueueDesk) -> None:
    await desk.queued_up()
    length = await desk.length()
    entry = await parked_at(desk.api.office, 1)

    done = await unpark(desk, entry.event.id)

    assert done == {"positions": [str(length + n) for n in range(1, length + 1)], "userErrors": []}


@pytest.mark.parametrize(("event_id", "code"), [("nonsense", "NOT_FOUND"), (new_id(), "NOT_PARKED")])
async def test_what_is_not_parked_is_refused(desk: QueueDesk, event_id: object, code: str) -> None:
    refused = await unpark(desk, event_id)
    assert refused == {"positions": None, "userErrors": [{"code": code, "field": ["input", "eventId"]}]}


async def test_who_reads_the_queue_does_not_unpark(desk: QueueDesk) -> None:
    await desk.queued_up()
    entry = await parked_at(desk.api.office, 1)
    assert (await unpark(desk, entry.event.id, "unit_liaison"))["userErrors"][0]["code"] == "NOT_ALLOWED"
