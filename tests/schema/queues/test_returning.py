"""A system that falls over an event, however many it takes at once, loses that case's events for a while and no others."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.events.delivery import APART
from core.events.unpark import parked
from schema.queues.returning import CAREFUL
from schema.queues.stream import ACKS
from tests.core.events.queueing import HOUSING, acked, unparked
from tests.schema.queues.conftest import QueueDesk
from tests.schema.queues.test_subscriptions import follow
from tests.schema.support.following import Stream


async def acknowledged(desk: QueueDesk, cursor: str) -> None:
    """As the mutation does it."""
    await acked(desk.api.office, cursor, consumer=desk.liaison.subject)
    desk.api.office.services.bus.strike(ACKS)


def coming_back(desk: QueueDesk, role: str = "unit_liaison") -> Any:
    """Follow, so long after the last time that it counts as another."""
    clock = desk.api.office.clock
    clock.set(clock.now() + APART)
    return follow(desk, role)


async def until_it_falls(stream: Stream, deadly: str) -> list[dict[str, Any]]:
    """What comes while nothing is acknowledged: up to the deadly event, or as far as the window goes."""
    found: list[dict[str, Any]] = []
    while not await stream.quiet_for(0.4):
        one = await stream.next()
        if one["__typename"] == "QueueEvent":
            found.append(one)
            if one["event"] is not None and one["event"]["id"] == deadly:
                break
    return found


def places(found: Sequence[dict[str, Any]]) -> list[int]:
    return [int(one["qpos"]) for one in found]


async def test_an_event_in_the_middle_of_many_is_found_out_and_parked_alone(desk: QueueDesk) -> None:
    # given three cases, and a system that falls over the second case's first event, before it acknowledges any
    office = desk.api.office
    cases = await desk.queued_up(3)
    length = await desk.length()
    rows = await office.pool.fetch(
        "select q.qpos, e.id, e.case_id from queue_entry q join case_event e on e.id = q.event_id order by q.qpos"
    )
    second = rows[len(rows) // 3]
    deadly = str(second["id"])

    # when it comes back again and again, acknowledging what it took if it was spared the deadly one
    for _ in range(40):
        async with coming_back(desk) as stream:
            while True:
                found = await until_it_falls(stream, deadly)
                if not found or (found[-1]["event"] or {}).get("id") == deadly:
                    break
                await acknowledged(desk, found[-1]["cursor"])
        if not found:
            break

    # then only that one is parked, everything else is taken, and it comes again when it is unparked
    assert [(one.qpos, one.case_id) for one in await parked(office.read)] == [(second["qpos"], second["case_id"])]
    assert await office.pool.fetchval("select acked from queue_ack") == length
    await unparked(office, second["id"])
    async with coming_back(desk) as stream:
        again = await stream.some(1)
    assert again[0]["event"]["id"] == deadly
    assert len(cases) == 3


async def test_a_reader_that_is_careful_gets_faster_with_each_acknowledgement(desk: QueueDesk) -> None:
    # given somebody who has come back so often that the first entry is handed to him alone
    await desk.queued_up(4)
    length = await desk.length()
    for _ in range(CAREFUL - 1):
        async with coming_back(desk) as stream:
            assert places(await stream.some(length)) == list(range(1, length + 1))

    # when he acknowledges the last of what he is handed each time, then he is handed more, and all of it in the end
    handed: list[int] = []
    sizes: list[int] = []
    async with coming_back(desk) as stream:
        while len(handed) < length:
            found = await until_it_falls(stream, "")
            handed += places(found)
            sizes.append(len(found))
            await acknowledged(desk, found[-1]["cursor"])
    assert handed == list(range(1, length + 1))
    assert sizes[0] == 1
    assert max(sizes) > 1


@pytest.mark.parametrize("role", ["dispatcher", "city_lead"])
async def test_who_only_looks_parks_nothing(desk: QueueDesk, role: str) -> None:
    await desk.queued_up()
    for _ in range(8):
        async with coming_back(desk, role) as stream:
            assert (await stream.next())["qpos"] == "1"
    assert await parked(desk.api.office.read, HOUSING) == []
