"""Parked entries: what waits for an operator, and handing it out again.

An entry that is handed out again, and those of its case behind it, get new places at the end of the queue, in their order:
the old ones are passed by for good. So positions stay without a gap, the order of the case is kept, and consumers need no
second way of being told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.db.read import Read, Row
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.events import queue_statements as sql
from core.events.chain import link
from core.events.errors import NOT_PARKED
from core.events.model import queue_entry
from core.events.queue_access import queue_for


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that a queue's consumers could not take, until somebody unparks it."""

    queue: str
    qpos: int
    event_id: UUID
    case_id: UUID
    type: str
    attempts: int
    reason: str
    at: datetime


async def parked(read: Read, queue: str | None = None) -> list[Parked]:
    """What is parked in a queue, or in all."""
    rows = await read.fetch(sql.PARKED_NOW, queue=queue)
    return [Parked(**{name: row[name] for name in Parked.__dataclass_fields__}) for row in rows]


async def unpark(uow: UnitOfWork, viewer: Viewer, queue: str, event_id: UUID) -> list[int]:
    """Hand out a parked event again, and its case's behind it; their new positions. Raises UNKNOWN_QUEUE, NOT_PARKED."""
    await queue_for(uow, viewer, queue, Operation.QUEUE_WRITE)
    state = await uow.fetch_one(sql.LOCK, queue=queue)  # nobody appends meanwhile, the sequencer neither
    found = await uow.fetch_one(sql.FIRST_PARKED, queue=queue, event_id=event_id)
    if state is None or found is None:
        raise Refused(NOT_PARKED, field=("input", "eventId"))
    rows = await uow.fetch(sql.HELD_BACK, queue=queue, qpos=found["qpos"], case_id=found["case_id"])
    await _move(uow, queue, rows, found["reason"])
    return await _append(uow, queue, state, rows)


async def _move(uow: UnitOfWork, queue: str, rows: Sequence[Row], reason: str) -> None:
    told = {"queue": queue, "reason": reason, "at": uow.now}
    await uow.execute_many(
        sql.MOVE, [{**told, "qpos": row["qpos"], "event_id": row["id"], "case_id": row["case_id"]} for row in rows]
    )


async def _append(uow: UnitOfWork, queue: str, state: Row, rows: Sequence[Row]) -> list[int]:
    chain, added = state["chain"], []
    for qpos, row in enumerate(rows, start=state["head"] + 1):
        chain = link(chain, qpos, row)
        added.append({"queue": queue, "qpos": qpos, "pos": row["pos"], "event_id": row["id"], "chain": chain})
    await uow.insert(queue_entry, added)
    await uow.execute(sql.ADVANCE, queue=queue, new_head=state["head"] + len(added), new_chain=chain)
    return [state["head"] + n for n in range(1, len(added) + 1)]
