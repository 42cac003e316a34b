"""Parked entries: what waits for an operator, and handing it out again.

What is only delayed is shown beside it, and an operator need not wait for its time.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.db.read import Read
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.events import waiting_statements as sql
from core.events.errors import NOT_PARKED
from core.events.moving import to_the_end
from core.events.queue_access import queue_for


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that a queue's consumers could not take, until `retry_at`, or else until somebody unparks it."""

    queue: str
    qpos: int
    event_id: UUID
    case_id: UUID
    type: str
    attempts: int
    reason: str
    at: datetime
    retry_at: datetime | None


async def parked(read: Read, queue: str | None = None) -> list[Parked]:
    """What is parked or delayed in a queue, or in all."""
    rows = await read.fetch(sql.PARKED_NOW, queue=queue)
    return [Parked(**{name: row[name] for name in Parked.__dataclass_fields__}) for row in rows]


async def unpark(uow: UnitOfWork, viewer: Viewer, queue: str, event_id: UUID) -> list[int]:
    """Hand out a parked or delayed event again, and its case's behind it; their new positions.

    Raises UNKNOWN_QUEUE, NOT_PARKED.
    """
    await queue_for(uow, viewer, queue, Operation.QUEUE_WRITE)
    state = await uow.fetch_one(sql.LOCK, queue=queue)  # nobody appends meanwhile, the sequencer neither
    found = await uow.fetch_one(sql.FIRST_PARKED, queue=queue, event_id=event_id)
    if state is None or found is None:
        raise Refused(NOT_PARKED, field=("input", "eventId"))
    rows = await uow.fetch(sql.HELD_BACK, queue=queue, qpos=found["qpos"], case_id=found["case_id"])
    return await to_the_end(uow, queue, state, rows, found["reason"])
