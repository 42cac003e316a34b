"""Who sees which queue: a unit its own, the hotline those of its district, nobody a plug-in's unless it is granted."""

import pytest

from core.access.operations import Operation
from core.access.viewer import SYSTEM
from core.errors import NotAllowed, Refused
from core.events import queue_access
from core.events.errors import UNKNOWN_QUEUE
from core.events.queue_access import may_use, queue_for, queues_of
from tests.core.events.queueing import HOUSING, OWN, WATER, opened
from tests.support.office import Office

SEEN = {
    "unit_liaison": [HOUSING],
    "utility_service": [WATER],
    "dispatcher": [HOUSING, WATER],
    "city_lead": [HOUSING, WATER],
    "administrator": [OWN, HOUSING, WATER],
    "county_officer": [],
    "unit_handler": [],
    "operator": [],
    "auditor": [],
}


@pytest.fixture
async def three(log: Office) -> Office:
    """Two units' queues and one of a plug-in's."""
    await opened(log)
    await opened(log, "ta-waterworks")
    await log.pool.execute(
        "insert into work_queue select gen_random_uuid(), $1, null, 'desk', 120, 300, true, now()", OWN
    )
    return log


@pytest.mark.parametrize("role", SEEN)
async def test_each_sees_its_own(three: Office, role: str) -> None:
    assert [row["name"] for row in await queues_of(three.read, three.viewer(role))] == SEEN[role]


@pytest.mark.parametrize(
    ("role", "operation", "done"),
    [
        ("unit_liaison", Operation.QUEUE_READ, True),
        ("unit_liaison", Operation.QUEUE_ACK, True),
        ("unit_liaison", Operation.QUEUE_WRITE, False),
        ("dispatcher", Operation.QUEUE_READ, True),
        ("dispatcher", Operation.QUEUE_ACK, False),
        ("administrator", Operation.QUEUE_READ, False),
        ("administrator", Operation.QUEUE_WRITE, True),
    ],
)
async def test_what_is_seen_may_still_not_be_done(three: Office, role: str, operation: Operation, done: bool) -> None:
    if done:
        assert (await queue_for(three.read, three.viewer(role), HOUSING, operation))["name"] == HOUSING
    else:
        with pytest.raises(NotAllowed):
            await queue_for(three.read, three.viewer(role), HOUSING, operation)


@pytest.mark.parametrize("queue", [WATER, "unit:none", "", "x" * 10_000])
async def test_what_is_not_seen_is_as_good_as_absent(three: Office, queue: str) -> None:
    with pytest.raises(Refused) as refusal:
        await queue_for(three.read, three.viewer("unit_liaison"), queue, Operation.QUEUE_READ, ("queue",))

    assert (refusal.value.code, refusal.value.field, refusal.value.params) == (UNKNOWN_QUEUE, ("queue",), {})


async def test_a_plug_in_s_queue_is_opened_by_the_plug_in_s_own_operation(
    three: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await queue_for(three.read, SYSTEM, OWN, Operation.QUEUE_READ)
    administrator = three.viewer("administrator")
    assert may_use(administrator, Operation.QUEUE_WRITE, row)

    monkeypatch.setattr(queue_access, "registered", lambda: {"tourism/queue.write"})

    assert not may_use(administrator, Operation.QUEUE_WRITE, row), "who is not granted it by name has it no more"
