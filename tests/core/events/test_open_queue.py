"""Queues are opened and closed by who looks after them; each process learns of it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from core.errors import NotAllowed, Refused
from core.events.cursors import acknowledged
from core.events.errors import QUEUE_EXISTS, QUEUE_NAME, QUEUE_THRESHOLDS
from core.events.open_queue import OpenWorkQueue, close_work_queue, open_work_queue, release_consumer
from core.events.queues import head, read_queues
from core.events.verify import verify_queues
from tests.core.events.queueing import HOUSING, OWN, acked, opened, there, told
from tests.core.events.writers import some_cases
from tests.support.office import Office


async def opening(office: Office, role: str = "administrator", **given: object) -> None:
    if "unit" in given:
        given["unit_id"] = await office.pool.fetchval("select id from unit where code = $1", given.pop("unit"))
    await office.run(open_work_queue, role, OpenWorkQueue(**given))  # type: ignore[arg-type]


async def refusal_of(office: Office, role: str = "administrator", **given: object) -> Refused:
    with pytest.raises(Refused) as refusal:
        await opening(office, role, **given)
    return refusal.value


async def test_a_unit_s_queue_is_called_after_it(log: Office) -> None:
    await opening(log, unit="ta-housing")

    row = await log.pool.fetchrow("select name, title, warn_seconds, page_seconds, active from work_queue")

    short = await log.pool.fetchval("select short_name from unit where code = 'ta-housing'")
    assert tuple(row) == (HOUSING, short, 120, 300, True)
    path = await log.pool.fetchval("select path from unit where code = 'ta-housing'")
    assert (await read_queues(log.read)).by_path == {path: HOUSING}
    assert (await head(log.read, HOUSING))[0] == 0
    assert await verify_queues(log.read) == {}


async def test_a_plug_in_s_desk_has_a_queue_of_no_unit(log: Office) -> None:
    await opening(log, name=OWN, title="旅游专席", warn_seconds=10, page_seconds=20)

    assert not await read_queues(log.read)
    assert await log.pool.fetchval("select title from work_queue where name = $1", OWN) == "旅游专席"


@pytest.mark.parametrize("name", [None, "", "desk", "unit:ta-housing", "Tourism:desk", "tourism:", "a:b,c", "a:b:c"])
async def test_another_name_is_refused(log: Office, name: str | None) -> None:
    refusal = await refusal_of(log, name=name)

    assert (refusal.code, refusal.field) == (QUEUE_NAME, ("input", "name"))


@pytest.mark.parametrize(("warn", "page"), [(0, 10), (10, 10), (20, 10), (-1, 10)])
async def test_thresholds_grow(log: Office, warn: int, page: int) -> None:
    refusal = await refusal_of(log, unit="ta-housing", warn_seconds=warn, page_seconds=page)

    assert refusal.code is QUEUE_THRESHOLDS


async def test_an_open_queue_is_not_opened_again(queued: Office) -> None:
    assert (await refusal_of(queued, unit="ta-housing")).code is QUEUE_EXISTS


async def test_a_unit_that_is_not_there_has_none(log: Office) -> None:
    assert (await refusal_of(log, unit_id=uuid4())).code.code == "UNKNOWN_UNIT"


@pytest.mark.parametrize("role", ["unit_liaison", "utility_service", "dispatcher", "operator"])
async def test_others_may_not_open_one(log: Office, role: str) -> None:
    assert isinstance(await refusal_of(log, role, unit="ta-housing"), NotAllowed)
    assert await log.pool.fetchval("select count(*) from work_queue") == 0


async def test_the_lead_of_the_city_opens_units_queues_and_no_plug_in_s(log: Office) -> None:
    await opening(log, "city_lead", unit="ta-housing")

    assert isinstance(await refusal_of(log, "city_lead", name=OWN), NotAllowed)


async def test_a_closed_queue_gets_nothing_and_goes_on_where_it_was_when_it_is_opened_again(queued: Office) -> None:
    cases = await some_cases(queued, 1)
    await told(queued, cases, 2)
    await queued.run(close_work_queue, "city_lead", HOUSING)
    assert not await read_queues(queued.read)
    await opened(queued, title="再开", page_seconds=900)
    await told(queued, cases, 1, first=4)

    assert [entry.qpos for entry in await there(queued)] == [1, 2, 3]
    assert await queued.pool.fetchval("select count(*) from work_queue where active and page_seconds = 900") == 1
    assert replace(queued.services.queues) == await read_queues(queued.read)


async def test_a_consumer_that_does_not_come_back_is_forgotten(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 2)
    await acked(queued, (await there(queued))[1].cursor, consumer="trial")

    async def release(uow: object, viewer: object, consumer: str) -> bool:
        return await release_consumer(uow, viewer, HOUSING, consumer)  # type: ignore[arg-type]

    assert await queued.run(release, "city_lead", "trial") is True
    assert await queued.run(release, "city_lead", "trial") is False
    assert (await acknowledged(queued.read, HOUSING, "trial")).qpos == 0
