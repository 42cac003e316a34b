"""An acknowledgement stands for everything before it, and never goes back."""

from typing import Any

import pytest

from tests.core.events.queueing import HOUSING, there
from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.desk import payload
from tests.schema.support.following import following

ACK = """mutation($input: AckQueueInput!) { ackQueue(input: $input) { acked head lag userErrors { code field } } }"""


async def ack(desk: QueueDesk, role: str = "unit_liaison", **input: Any) -> dict[str, Any]:
    return payload(await desk.api.execute(ACK, role, input={"queue": HOUSING} | input))


async def test_it_is_cumulative_and_monotonic(desk: QueueDesk) -> None:
    await desk.queued_up(2)
    entries, length = await there(desk.api.office), await desk.length()

    second = await ack(desk, cursor=entries[1].cursor)
    first = await ack(desk, cursor=entries[0].cursor)

    expected = {"acked": "2", "head": str(length), "lag": str(length - 2), "userErrors": []}
    assert second == first == expected


async def test_each_consumer_has_its_own_place(desk: QueueDesk) -> None:
    await desk.queued_up()
    entries = await there(desk.api.office)
    assert (await ack(desk, cursor=entries[1].cursor))["acked"] == "2"
    assert (await ack(desk, cursor=entries[0].cursor, consumer="another"))["acked"] == "1"


async def test_it_is_credit_at_once_for_a_reader_in_this_process(desk: QueueDesk) -> None:
    await desk.queued_up(2)
    follow = "subscription($q: String!) { workQueue(queue: $q, window: 1) { ... on QueueEvent { cursor qpos } } }"
    async with following(desk.api, follow, "unit_liaison", q=HOUSING) as stream:
        for n in range(1, 4):
            entry = await stream.next()
            assert entry["qpos"] == str(n)
            await ack(desk, cursor=entry["cursor"])


@pytest.mark.parametrize(
    ("role", "given", "code", "field"),
    [
        ("unit_liaison", {"cursor": "bm9uc2Vuc2U"}, "CURSOR_NOT_OURS", ["input", "cursor"]),
        ("utility_service", {"cursor": "bm9uc2Vuc2U"}, "UNKNOWN_QUEUE", ["input", "queue"]),
        ("unit_liaison", {"cursor": "", "consumer": "c" * 65}, "TOO_LONG", ["input", "consumer"]),
        ("city_lead", {"cursor": "bm9uc2Vuc2U"}, "NOT_ALLOWED", None),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    desk: QueueDesk, role: str, given: dict[str, str], code: str, field: list[str] | None
) -> None:
    refused = await ack(desk, role, **given)
    assert refused == {"acked": None, "head": None, "lag": None, "userErrors": [{"code": code, "field": field}]}


async def test_a_cursor_of_another_history_acknowledges_nothing(desk: QueueDesk) -> None:
    await desk.queued_up()
    cursor = (await there(desk.api.office))[0].cursor
    await desk.api.office.pool.execute("update queue_entry set chain = '\\x01'")
    assert (await ack(desk, cursor=cursor))["userErrors"] == [{"code": "CURSOR_FORKED", "field": ["input", "cursor"]}]
