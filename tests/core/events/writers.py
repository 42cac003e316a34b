"""Writers of events as a city has them: many at once, slow ones among them, some that fail."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, update

from core.cases.model import case_file
from core.db.uow import UnitOfWork, unit_of_work
from core.events.record import NewEvent, drafted, keep
from core.services import Services
from tests.core.deadlines.desk import copies, dispatched
from tests.support.office import Office

_NEXT = (
    update(case_file)
    .where(case_file.c.id == bindparam("id"))
    .values(version=case_file.c.version + bindparam("one", type_=Integer))
    .returning(case_file.c.version)
)
PAUSES = (0.0, 0.0, 0.0, 0.001, 0.003, 0.01)
FAILURES = 0.05


async def record(
    uow: UnitOfWork, case_id: UUID, version: int, secrecy: int, actor: UUID | None, events: Sequence[NewEvent]
) -> None:
    """Record the events of one version of a case, whose row is not looked at."""
    await keep(uow, drafted(uow, case_id, version, secrecy, actor, events), [event.queues for event in events])


class Fault(Exception):
    """A transaction that does not come to its end."""


async def some_cases(office: Office, count: int) -> list[UUID]:
    """Cases without an event yet, all of version 1."""
    case_id, _ = await dispatched(office)
    ids = [case_id, *(copied for copied, _ in await copies(office, case_id, count - 1))]
    await office.pool.execute("truncate outbox, event_log, case_event; update case_file set version = 1")
    return ids


async def write(
    pool: Any,
    services: Services,
    cases: Sequence[UUID],
    count: int,
    chance: random.Random,
    queues: Sequence[str] = (),
) -> int:
    """Write until `count` events of these cases are committed, one or two per transaction, for these queues; how many."""
    committed = 0
    while committed < count:
        try:
            committed += await _write_one(pool, services, chance.choice(cases), chance, tuple(queues))
        except Fault:
            continue
    return committed


async def _write_one(
    pool: Any, services: Services, case_id: UUID, chance: random.Random, queues: tuple[str, ...]
) -> int:
    events = [NewEvent("noted", None, {"n": n}, queues) for n in range(chance.choice((1, 1, 2)))]
    async with unit_of_work(pool, services) as uow:
        await asyncio.sleep(chance.choice(PAUSES))
        version = await uow.fetch_value(_NEXT, id=case_id, one=1)
        await record(uow, case_id, version, 0, None, events)
        await uow.settle()  # what is written in the same breath as it is committed is overtaken by nobody
        await asyncio.sleep(chance.choice(PAUSES))
        if chance.random() < FAILURES:
            raise Fault
    return len(events)
