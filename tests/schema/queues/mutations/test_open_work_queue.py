"""A unit's queue is opened by who looks after queues."""

from typing import Any

import pytest

from tests.schema.queues.conftest import QueueDesk
from tests.schema.support.desk import payload

OPEN = """mutation($input: OpenWorkQueueInput!) { openWorkQueue(input: $input) {
  queue { name title active warnSeconds pageSeconds head unit { code } } userErrors { code field } } }"""


async def open_(desk: QueueDesk, role: str = "city_lead", **input: Any) -> dict[str, Any]:
    return payload(await desk.api.execute(OPEN, role, input=input))


async def test_it_is_named_after_the_unit(desk: QueueDesk) -> None:
    done = await open_(desk, unitId=await desk.unit("ta-waterworks"), warnSeconds=60)
    assert done["userErrors"] == []
    assert done["queue"] | {"title": ""} == {
        "name": "unit:ta-waterworks", "title": "", "active": True, "warnSeconds": 60, "pageSeconds": 300, "head": "0",
        "unit": {"code": "ta-waterworks"},
    }  # fmt: skip


async def test_a_plugin_s_has_its_own_name(desk: QueueDesk) -> None:
    done = await open_(desk, "administrator", name="tourism:desk", title="旅游专席")
    assert (done["queue"]["name"], done["queue"]["title"], done["queue"]["unit"]) == ("tourism:desk", "旅游专席", None)


@pytest.mark.parametrize(
    ("role", "given", "code"),
    [
        ("administrator", {"name": "no name"}, "QUEUE_NAME"),
        ("administrator", {"name": "a:b", "warnSeconds": 300}, "QUEUE_THRESHOLDS"),
        ("administrator", {"unitId": "nonsense"}, "NOT_FOUND"),
        ("operator", {"name": "tourism:desk"}, "NOT_ALLOWED"),
    ],
)
async def test_what_cannot_be_meant_is_refused(desk: QueueDesk, role: str, given: dict[str, Any], code: str) -> None:
    refused = await open_(desk, role, **given)
    assert (refused["queue"], [one["code"] for one in refused["userErrors"]]) == (None, [code])


async def test_an_open_one_is_there_already(desk: QueueDesk) -> None:
    refused = await open_(desk, unitId=await desk.unit("ta-housing"))
    assert [one["code"] for one in refused["userErrors"]] == ["QUEUE_EXISTS"]


async def test_the_same_key_opens_it_once(desk: QueueDesk) -> None:
    asked = {"unitId": await desk.unit("ta-waterworks"), "idempotencyKey": "open-the-queue-1"}
    assert await open_(desk, **asked) == await open_(desk, **asked)
