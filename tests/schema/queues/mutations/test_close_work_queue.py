"""A closed queue takes no more, and can still be read."""

from typing import Any

from core.events.queues import read_queues
from tests.core.events.queueing import HOUSING, there
from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.desk import payload

CLOSE = """mutation($input: CloseWorkQueueInput!) { closeWorkQueue(input: $input) {
  queue { name active } userErrors { code } } }"""


async def close(desk: QueueDesk, role: str = "city_lead", queue: str = HOUSING) -> dict[str, Any]:
    return payload(await desk.api.execute(CLOSE, role, input={"queue": queue}))


async def test_it_takes_no_more(desk: QueueDesk) -> None:
    await desk.queued_up()
    before = await there(desk.api.office)

    done = await close(desk)
    desk.api.office.services.queues = await read_queues(desk.api.office.read)
    await desk.queued_up()

    assert done == {"queue": {"name": HOUSING, "active": False}, "userErrors": []}
    assert await there(desk.api.office) == before


async def test_who_reads_it_does_not_close_it(desk: QueueDesk) -> None:
    assert (await close(desk, "unit_liaison"))["userErrors"] == [{"code": "NOT_ALLOWED"}]
    assert (await close(desk, queue="unit:nobody"))["userErrors"] == [{"code": "UNKNOWN_QUEUE"}]
