"""What a consumer says of the entries it was given: done up to here, or: this one cannot be taken.

An acknowledgement is cumulative: it stands for everything before it, never goes back, and counts only if its cursor is on
this history. An entry that failed five times is parked, and the later ones of its case behind it; other cases go on. Before,
the consumer may say when it wants the entry again: until then it waits in the same way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.cases import check
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.events import queue_statements as sql
from core.events.cursors import Fork, foresee_place, place
from core.events.delayed import LONGEST
from core.events.errors import CURSOR_FORKED, CURSOR_NOT_OURS, QUEUE_RETRY_AFTER
from core.events.model import queue_ack
from core.events.queue_access import foresee_queue, queue_for
from core.events.queues import Entry, EntryState, entries, head
from core.plugin.views import CaseEvent

ATTEMPTS = 5
"""An entry that failed as often is parked."""

_CURSOR = ("input", "cursor")
_RETRY_AFTER = ("input", "retryAfterSeconds")


@dataclass(frozen=True, slots=True)
class Acked:
    """Everything up to `acked` is done, of `head` that there are."""

    queue: str
    consumer: str
    acked: int
    head: int


@dataclass(frozen=True, slots=True)
class Nacked:
    """How often the entry has failed, and what became of it."""

    queue: str
    qpos: int
    attempts: int
    state: EntryState
    event: CaseEvent


async def ack(uow: UnitOfWork, viewer: Viewer, queue: str, consumer: str, cursor: str) -> Acked:
    """Take everything up to the cursor as done. Raises UNKNOWN_QUEUE, NotAllowed, CURSOR_NOT_OURS, CURSOR_FORKED."""
    name = check.text(consumer, "consumer", limit=check.CODE)
    foresee_queue(uow, queue)
    foresee_place(uow, queue, cursor)
    uow.foresee(sql.HEAD, queue=queue)
    uow.foresee(sql.ACKED, queue=queue, consumer=name)
    await queue_for(uow, viewer, queue, Operation.QUEUE_ACK)
    qpos = await _on_this_history(uow, queue, cursor)
    last, _ = await head(uow, queue)
    acked = max(qpos, await uow.fetch_value(sql.ACKED, queue=queue, consumer=name) or 0)
    await uow.tell(sql.TAKEN, queue=queue, qpos=acked, consumer=name)
    await uow.insert(queue_ack, [{"queue": queue, "consumer": name, "acked": acked, "at": uow.now}], sql.ACK)
    return Acked(queue, name, acked, max(last, acked))


async def nack(
    uow: UnitOfWork, viewer: Viewer, queue: str, cursor: str, reason: str, retry_after: int | None = None
) -> Nacked:
    """Say that the entry at the cursor cannot be taken, and why: a code or a short sentence without personal data.

    After `retry_after` seconds, 1 to 3600, the entry comes again, and those of its case behind it; without it they stay where
    they are. Raises as `ack` does, and QUEUE_RETRY_AFTER. What waits already goes on waiting.
    """
    await queue_for(uow, viewer, queue, Operation.QUEUE_ACK)
    why = check.text(reason, "reason", limit=200)
    retry_at = _retry_at(uow, retry_after)
    entry, event = await _entry_at(uow, queue, await _on_this_history(uow, queue, cursor))
    if entry.state is not EntryState.READY:
        return _as_it_is(entry, event)
    row = await uow.fetch_one(
        sql.FAIL,
        queue=queue,
        qpos=entry.qpos,
        event_id=event.id,
        case_id=event.case_id,
        reason=why,
        most=ATTEMPTS,
        at=uow.now,
        retry_at=retry_at,
    )
    if row is None:  # another consumer's failure came first, and it waits for that
        return _as_it_is(*await _entry_at(uow, queue, entry.qpos))
    state = EntryState.READY if row["state"] == sql.FAILED else EntryState(row["state"])
    return Nacked(queue, entry.qpos, row["attempts"], state, event)


def _as_it_is(entry: Entry, event: CaseEvent) -> Nacked:
    return Nacked(entry.queue, entry.qpos, entry.attempts, entry.state, event)


def _retry_at(uow: UnitOfWork, seconds: int | None) -> datetime | None:
    if seconds is None:
        return None
    if not 1 <= seconds <= LONGEST:
        raise Refused(QUEUE_RETRY_AFTER, field=_RETRY_AFTER, most=LONGEST, given=seconds)
    return uow.now + timedelta(seconds=seconds)


async def _on_this_history(uow: UnitOfWork, queue: str, cursor: str) -> int:
    found = await place(uow, queue, cursor, field=_CURSOR)
    if isinstance(found, Fork):
        raise Refused(CURSOR_FORKED, field=_CURSOR)
    return found.qpos


async def _entry_at(uow: UnitOfWork, queue: str, qpos: int) -> tuple[Entry, CaseEvent]:
    if qpos == 0:
        raise Refused(CURSOR_NOT_OURS, field=_CURSOR)
    found = await entries(uow, queue, qpos - 1, 1)
    if not found or found[0].qpos != qpos or found[0].event is None:  # of a case that the wall keeps from the reader
        raise Refused(CURSOR_NOT_OURS, field=_CURSOR)
    return found[0], found[0].event
