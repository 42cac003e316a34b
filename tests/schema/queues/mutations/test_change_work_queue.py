"""Title and thresholds of a queue are changed by who looks after queues."""

from typing import Any

from tests.core.events.queueing import HOUSING
from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.desk import payload

CHANGE = """mutation($input: ChangeWorkQueueInput!) { changeWorkQueue(input: $input) {
  queue { title warnSeconds pageSeconds warnRows pageRows } userErrors { code field } } }"""


async def change(desk: QueueDesk, role: str = "city_lead", **input: Any) -> dict[str, Any]:
    return payload(await desk.api.execute(CHANGE, role, input={"queue": HOUSING} | input))


async def test_it_is_called_and_watched_as_wanted(desk: QueueDesk) -> None:
    done = await change(desk, title="住建系统", warnSeconds=60, warnRows=20, pageRows=200)
    assert done == {
        "queue": {"title": "住建系统", "warnSeconds": 60, "pageSeconds": 300, "warnRows": 20, "pageRows": 200},
        "userErrors": [],
    }
    assert (await change(desk, warnRows=0, pageRows=None))["queue"]["warnRows"] is None
    assert (await change(desk))["queue"]["pageRows"] == 200


async def test_a_warning_after_its_call_is_refused(desk: QueueDesk) -> None:
    refused = await change(desk, warnRows=200, pageRows=20)
    assert refused["userErrors"] == [{"code": "QUEUE_THRESHOLDS", "field": ["input", "warnRows"]}]
    assert (await change(desk, "unit_liaison", title="x"))["userErrors"][0]["code"] == "NOT_ALLOWED"


async def test_the_same_key_changes_it_once(desk: QueueDesk) -> None:
    asked = {"warnSeconds": 30, "idempotencyKey": "change-the-queue-1"}
    assert await change(desk, **asked) == await change(desk, **asked)
