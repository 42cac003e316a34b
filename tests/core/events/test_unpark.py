"""What was parked is handed out again at the end of the queue: in the order of its case, without a gap, once."""

import asyncio
import random
from uuid import UUID

import pytest

from core.errors import NotAllowed, Refused
from core.events.acknowledge import ATTEMPTS
from core.events.errors import NOT_PARKED, UNKNOWN_QUEUE
from core.events.queues import Entry, EntryState
from core.events.sequence import step
from core.events.unpark import parked
from core.events.verify import verify_queues
from tests.core.events.queueing import HOUSING, acked, nacked, note, numbered, parked_at, there, told, unparked
from tests.core.events.writers import some_cases
from tests.support.office import Office


async def test_what_is_parked_waits_for_an_operator_with_its_reason(queued: Office) -> None:
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 2)
    entry = await parked_at(queued, 1)

    [found] = await parked(queued.read)

    assert (found.queue, found.qpos, found.event_id, found.case_id) == (HOUSING, 1, entry.event.id, case_id)
    assert (found.type, found.attempts, found.reason) == ("noted", 5, "UNKNOWN_CODE")
    assert await parked(queued.read, "unit:other") == []


async def test_it_and_those_behind_it_are_handed_out_again_in_order(queued: Office) -> None:
    first, second = await some_cases(queued, 2)
    await told(queued, [first, second], 3)
    entry = await parked_at(queued, 3)
    await acked(queued, (await there(queued))[5].cursor)

    assert await unparked(queued, entry.event.id) == [7, 8]

    found = await there(queued)
    moved = [one.qpos for one in found if one.state is EntryState.MOVED]
    assert moved == [3, 5]
    assert [one.event.id for one in found[6:]] == [found[2].event.id, found[4].event.id]
    assert {one.state for one in found[6:]} == {EntryState.READY}
    assert await parked(queued.read) == []
    assert await verify_queues(queued.read) == {}


async def test_what_comes_later_follows_in_order(queued: Office) -> None:
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 2)
    entry = await parked_at(queued, 1)
    await unparked(queued, entry.event.id)
    await told(queued, [case_id], 1, first=4)

    found = [one for one in await there(queued) if one.state is EntryState.READY]

    assert [one.event.case_version for one in found] == [2, 3, 4]
    assert [one.qpos for one in found] == [3, 4, 5]


async def test_it_can_be_parked_and_handed_out_again_any_number_of_times(queued: Office) -> None:
    [case_id] = await some_cases(queued, 1)
    await told(queued, [case_id], 2)
    at = 1
    for _ in range(3):
        entry = (await there(queued))[at - 1]
        await nacked(queued, entry, ATTEMPTS)
        [at, _] = await unparked(queued, entry.event.id)

    found = [one for one in await there(queued) if one.state is EntryState.READY]

    assert [(one.qpos, one.event.case_version) for one in found] == [(7, 2), (8, 3)]
    assert await verify_queues(queued.read) == {}


async def test_beside_the_sequencer_nothing_is_lost_doubled_or_out_of_order(queued: Office) -> None:
    """Given writers, a sequencer and an operator at once, what a consumer takes is every event once, in its case's order."""
    cases, chance = await some_cases(queued, 4), random.Random(3)
    await told(queued, cases, 3)
    entry = await parked_at(queued, 5)

    async def writing() -> None:
        for version in range(5, 15):
            for case_id in cases:
                await note(queued, case_id, version, HOUSING)
                await asyncio.sleep(chance.random() / 500)

    async def numbering() -> None:
        for _ in range(60):
            await step(queued.pool)
            await asyncio.sleep(0.002)

    async def operating() -> None:
        await asyncio.sleep(0.05)
        await unparked(queued, entry.event.id)

    await asyncio.gather(writing(), numbering(), operating())
    await numbered(queued)

    found = [one for one in await there(queued) if one.state is EntryState.READY]
    assert {one.event.case_id: versions_of(one.event.case_id, found) for one in found} == {
        case_id: list(range(2, 15)) for case_id in cases
    }
    assert await verify_queues(queued.read) == {}


def versions_of(case_id: UUID, found: list[Entry]) -> list[int]:
    return [one.event.case_version for one in found if one.event.case_id == case_id]


async def test_two_operators_at_once_hand_it_out_once(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 1)
    entry = await parked_at(queued, 1)

    done = await asyncio.gather(*(unparked(queued, entry.event.id) for _ in range(2)), return_exceptions=True)

    assert [2] in done
    assert [one.code for one in done if isinstance(one, Refused)] == [NOT_PARKED]
    assert len(await there(queued)) == 2


async def test_what_is_not_parked_is_refused(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 1)
    [entry] = await there(queued)
    await nacked(queued, entry, 2)

    with pytest.raises(Refused) as refusal:
        await unparked(queued, entry.event.id)

    assert (refusal.value.code, refusal.value.field) == (NOT_PARKED, ("input", "eventId"))


async def test_only_who_looks_after_queues_may(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 1)
    entry = await parked_at(queued, 1)

    with pytest.raises(NotAllowed):
        await unparked(queued, entry.event.id, role="unit_liaison")
    with pytest.raises(Refused) as refusal:
        await unparked(queued, entry.event.id, role="utility_service")
    assert refusal.value.code is UNKNOWN_QUEUE
