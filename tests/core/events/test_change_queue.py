"""An open queue is changed by who looks after queues; what is not named stays."""

from typing import Any

import pytest

from core.errors import NotAllowed, Refused
from core.events.alarms import alarms, watch
from core.events.change_queue import ChangeWorkQueue, change_work_queue
from core.events.errors import QUEUE_THRESHOLDS, UNKNOWN_QUEUE
from tests.core.events.queueing import HOUSING, acked, there, told
from tests.core.events.writers import some_cases
from tests.support.office import Office


async def change(office: Office, role: str = "city_lead", queue: str = HOUSING, **given: Any) -> tuple[Any, ...]:
    await office.run(change_work_queue, role, ChangeWorkQueue(queue=queue, **given))
    row = await office.pool.fetchrow("select warn_seconds, page_seconds, warn_rows, page_rows from work_queue")
    return tuple(row)


async def refusal_of(office: Office, role: str = "city_lead", **given: Any) -> Refused:
    with pytest.raises(Refused) as refusal:
        await change(office, role, **given)
    return refusal.value


async def test_what_is_not_named_stays(queued: Office) -> None:
    title = await queued.pool.fetchval("select title from work_queue")

    assert await change(queued, page_seconds=900) == (120, 900, None, None)
    assert await change(queued, warn_rows=50, page_rows=500) == (120, 900, 50, 500)
    assert await change(queued, warn_rows=0) == (120, 900, None, 500)
    assert await queued.pool.fetchval("select title from work_queue") == title

    assert await change(queued, title="住建系统") == (120, 900, None, 500)
    assert await queued.pool.fetchval("select title from work_queue") == "住建系统"


@pytest.mark.parametrize("given", [{"warn_seconds": 300}, {"page_seconds": 120}, {"warn_rows": 5, "page_rows": 5}])
async def test_thresholds_grow_together_with_what_there_was(queued: Office, given: dict[str, int]) -> None:
    assert (await refusal_of(queued, **given)).code is QUEUE_THRESHOLDS
    assert await change(queued) == (120, 300, None, None)


async def test_whoever_reads_the_queue_may_not_change_it(queued: Office) -> None:
    assert isinstance(await refusal_of(queued, "unit_liaison", warn_rows=1), NotAllowed)
    assert (await refusal_of(queued, "utility_service", warn_rows=1)).code is UNKNOWN_QUEUE
    assert (await refusal_of(queued, queue="unit:nobody")).code is UNKNOWN_QUEUE


async def test_an_alarm_follows_its_threshold_up_and_down(queued: Office) -> None:
    # given a consumer that is two entries behind, which nobody minds
    await told(queued, await some_cases(queued, 1), 3)
    await acked(queued, (await there(queued))[0].cursor)

    async def standing() -> list[tuple[str, int]]:
        await watch(queued.pool, queued.services)
        return [(one.level, one.rows) for one in await alarms(queued.read)]

    assert await standing() == []

    # when two are said to be too many, then it is an alarm, once, and until more are allowed
    await change(queued, warn_rows=2)
    assert await standing() == [("WARN", 2)]
    assert await standing() == [("WARN", 2)]
    await change(queued, warn_rows=1, page_rows=2)
    assert await standing() == [("PAGE", 2), ("WARN", 2)]
    await change(queued, warn_rows=10, page_rows=20)
    assert await standing() == []
    assert await queued.pool.fetchval("select count(*) from queue_alarm") == 2
