"""Who does not come back is forgotten, so that the log need not wait for him."""

from typing import Any

from tests.core.events.queueing import HOUSING, acked, there
from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.desk import payload

RELEASE = """mutation($input: ReleaseQueueConsumerInput!) { releaseQueueConsumer(input: $input) {
  released userErrors { code } } }"""


async def release(desk: QueueDesk, consumer: str, role: str = "city_lead") -> dict[str, Any]:
    return payload(await desk.api.execute(RELEASE, role, input={"queue": HOUSING, "consumer": consumer}))


async def test_a_consumer_is_forgotten_once(desk: QueueDesk) -> None:
    await desk.queued_up()
    await acked(desk.api.office, (await there(desk.api.office))[0].cursor, consumer="former")

    assert await release(desk, "former") == {"released": True, "userErrors": []}
    assert await release(desk, "former") == {"released": False, "userErrors": []}


async def test_by_who_looks_after_the_queue_alone(desk: QueueDesk) -> None:
    assert await release(desk, "former", "unit_liaison") == {"released": None, "userErrors": [{"code": "NOT_ALLOWED"}]}
