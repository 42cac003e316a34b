"""A consumer that is behind is a task of whoever has to do with its queue, once, while it lasts."""

from typing import Any

import pytest

from core.events.alarms import watch
from schema.tasks import alarms as module
from tests.core.events.queueing import HOUSING, acked, there
from tests.schema.queues.conftest import QueueDesk, desk, log, queued  # noqa: F401 - its fixtures
from tests.schema.support.following import following

FOLLOW = "subscription { myTasks { current complete done tasks { id } queueAlarms { id queue consumer level rows } } }"


def follow(desk: QueueDesk, role: str) -> Any:  # noqa: F811
    return following(desk.api, FOLLOW, role)


async def behind(desk: QueueDesk) -> None:  # noqa: F811
    """Everything in the queue has waited for ten minutes."""
    office = desk.api.office
    await office.pool.execute("alter table case_event disable trigger all")
    await office.pool.execute("update case_event set recorded_at = now() - interval '600 seconds'")
    await office.pool.execute("alter table case_event enable trigger all")
    await watch(office.pool, office.services)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.1)
    module._read.clear()  # what the test before has read, on a fast machine a moment ago
    monkeypatch.setattr("schema.tasks.subscriptions.ALARMS", 0.2)


async def test_it_is_told_when_it_is_raised_and_when_it_ends(desk: QueueDesk) -> None:  # noqa: F811
    # given a dispatcher who is on duty
    await desk.queued_up()
    async with follow(desk, "dispatcher") as stream:
        first = await stream.next()
        assert (first["current"], first["queueAlarms"]) == (True, [])

        # when nobody takes the queue's events for ten minutes, then that is told, once
        await behind(desk)
        raised = await stream.next()
        assert (raised["current"], raised["complete"], raised["tasks"], raised["done"]) == (False, True, [], [])
        assert [(one["queue"], one["consumer"], one["level"]) for one in raised["queueAlarms"]] == [
            (HOUSING, None, "PAGE"), (HOUSING, None, "WARN"),
        ]  # fmt: skip
        await watch(desk.api.office.pool, desk.api.office.services)
        assert await stream.quiet_for(0.6)

        # and when the consumer has caught up, then that is told, too
        await acked(desk.api.office, (await there(desk.api.office))[-1].cursor)
        await watch(desk.api.office.pool, desk.api.office.services)
        assert (await stream.next())["queueAlarms"] == []


async def test_whoever_has_nothing_to_do_with_the_queue_is_not_told(desk: QueueDesk) -> None:  # noqa: F811
    await desk.queued_up()
    await behind(desk)
    for role, known in (("unit_liaison", 2), ("utility_service", 0), ("operator", 0)):
        async with follow(desk, role) as stream:
            assert len((await stream.next())["queueAlarms"]) == known, role
