"""What cannot be taken five times is parked; saying it again under the same key counts once."""

from typing import Any

from tests.core.events.queueing import HOUSING, opened, there
from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.desk import payload

NACK = """mutation($input: NackQueueInput!) { nackQueue(input: $input) {
  entry { qpos state attempts retryAt event { id } } userErrors { code field } } }"""


async def nack(desk: QueueDesk, role: str = "unit_liaison", **input: Any) -> dict[str, Any]:
    return payload(await desk.api.execute(NACK, role, input={"queue": HOUSING, "reason": "UNKNOWN_CODE"} | input))


async def test_the_fifth_failure_parks_the_event(desk: QueueDesk) -> None:
    await desk.queued_up()
    entry = (await there(desk.api.office))[1]
    found = [(await nack(desk, cursor=entry.cursor))["entry"] for _ in range(5)]
    assert [(one["state"], one["attempts"]) for one in found] == [*(("READY", n) for n in range(1, 5)), ("PARKED", 5)]
    assert {one["qpos"] for one in found} == {"2"}
    assert found[-1]["event"] is None


async def test_a_repeat_under_the_same_key_counts_once(desk: QueueDesk) -> None:
    await desk.queued_up()
    entry = (await there(desk.api.office))[0]
    for _ in range(3):
        found = await nack(desk, cursor=entry.cursor, idempotencyKey="one-failure-0001")
        assert found["entry"]["attempts"] == 1


async def test_a_system_must_send_a_key(desk: QueueDesk) -> None:
    await opened(desk.api.office, "ta-waterworks")
    await desk.dispatched(("ta-waterworks", "LEAD"))
    await desk.numbered()
    queue = "unit:ta-waterworks"
    entry = (await there(desk.api.office, queue))[0]
    refused = await nack(desk, "utility_service", queue=queue, cursor=entry.cursor)
    assert refused["userErrors"] == [{"code": "IDEMPOTENCY_KEY_REQUIRED", "field": ["input", "idempotencyKey"]}]


async def test_the_place_before_everything_holds_no_event(desk: QueueDesk) -> None:
    refused = await nack(desk, cursor="AAAAAAAAAAAAAAAAAAAAAHVuaXQ6dGEtaG91c2luZw")
    assert refused == {"entry": None, "userErrors": [{"code": "CURSOR_NOT_OURS", "field": ["input", "cursor"]}]}


async def test_it_can_be_wanted_again_later(desk: QueueDesk) -> None:
    await desk.queued_up()
    entry = (await there(desk.api.office))[0]
    found = await nack(desk, cursor=entry.cursor, retryAfterSeconds=60)
    assert (found["entry"]["state"], found["entry"]["event"]) == ("DELAYED", None)
    assert found["entry"]["retryAt"] == "2026-11-16T10:01:00.000+08:00"
    refused = await nack(desk, cursor=entry.cursor, retryAfterSeconds=0)
    assert refused["userErrors"] == [{"code": "QUEUE_RETRY_AFTER", "field": ["input", "retryAfterSeconds"]}]
