"""A unit's queue and what is in it, for the tests of queues."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.db.uow import unit_of_work
from core.events.acknowledge import ATTEMPTS, Acked, Nacked, ack, nack
from core.events.open_queue import OpenWorkQueue, open_work_queue
from core.events.queues import Entry, entries, read_queues
from core.events.record import NewEvent, drafted, keep
from core.events.sequence import step
from core.events.unpark import unpark
from tests.support.office import Office

HOUSING, WATER, OWN = "unit:ta-housing", "unit:ta-waterworks", "tourism:desk"


async def opened(office: Office, code: str = "ta-housing", **more: Any) -> None:
    """Open the queue of a unit, and let this process know of it."""
    unit_id = await office.pool.fetchval("select id from unit where code = $1", code)
    await office.run(open_work_queue, "administrator", OpenWorkQueue(unit_id=unit_id, **more))
    office.services.queues = await read_queues(office.read)


async def note(office: Office, case_id: UUID, version: int, *queues: str, count: int = 1) -> None:
    """Record events of one version of a case, whose row is not looked at, for these queues."""
    async with unit_of_work(office.pool, office.services) as uow:
        events = [NewEvent("noted", None, {"n": n}) for n in range(count)]
        await keep(uow, drafted(uow, case_id, version, 0, None, events), [queues] * count)


async def numbered(office: Office) -> None:
    """Let the sequencer do all there is."""
    while await step(office.pool):
        pass


async def told(office: Office, cases: Sequence[UUID], rounds: int = 1, queue: str = HOUSING, first: int = 2) -> None:
    """An event of each case in turn, that many times over, all in the queue."""
    for version in range(first, first + rounds):
        for case_id in cases:
            await note(office, case_id, version, queue)
    await numbered(office)


async def there(office: Office, queue: str = HOUSING, after: int = 0) -> list[Entry]:
    """Everything in the queue after a place."""
    return await entries(office.read, queue, after, 10_000)


async def acked(
    office: Office, cursor: str, queue: str = HOUSING, consumer: str = "system", role: str = "unit_liaison"
) -> Acked:
    """Acknowledge as the unit's liaison officer."""
    async with unit_of_work(office.pool, office.services) as uow:
        return await ack(uow, office.viewer(role), queue, consumer, cursor)


async def nacked(office: Office, entry: Entry, times: int = 1, retry_after: int | None = None) -> Nacked:
    """Say that many times that an entry cannot be taken."""
    for _ in range(times):
        async with unit_of_work(office.pool, office.services) as uow:
            viewer = office.viewer("unit_liaison")
            done = await nack(uow, viewer, entry.queue, entry.cursor, "UNKNOWN_CODE", retry_after)
    return done


async def parked_at(office: Office, qpos: int) -> Entry:
    """Fail an entry until it is parked."""
    entry = (await there(office))[qpos - 1]
    await nacked(office, entry, ATTEMPTS)
    return entry


async def unparked(office: Office, event_id: UUID, role: str = "city_lead") -> list[int]:
    """Hand a parked event out again."""
    async with unit_of_work(office.pool, office.services) as uow:
        return await unpark(uow, office.viewer(role), HOUSING, event_id)
