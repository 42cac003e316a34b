"""What the three clocks do to cases: close, anonymise, delete."""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Delete, Table, Update, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.attachments.model import attachment
from core.attachments.store import AttachmentStore
from core.cases.model import case_file
from core.counters.model import counter_cursor
from core.counters.statements import TIDY
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.events.consequence import Consequence
from core.events.model import case_event
from core.events.record import NewEvent, drafted, keep
from core.ratings.past import remember
from core.retention.footprint import THESE, tables_of, traces
from core.sealing.keychain import SHREDDED

_OBJECTS = select(attachment.c.storage_key).where(attachment.c.case_id == THESE, attachment.c.storage_key.is_not(None))
_PURGED = (
    update(attachment)
    .where(attachment.c.case_id == THESE)
    .values(state="PURGED", storage_key=None, sha256=None, token_index=None, token_until=None)
)
_SHRED = update(case_file).where(case_file.c.id == THESE).values(case_key=SHREDDED)
_UNTRACED = (
    update(case_event)
    .where(case_event.c.case_id == THESE, case_event.c.traceparent.is_not(None))
    .values(traceparent=None)
)
"""The chain does not hold it, and in the callers' own systems it may still lead to a person."""
_EVENTS = delete(case_event).where(case_event.c.case_id == THESE)
_ALONE = select(counter_cursor.c.pos).with_for_update()
_UNCOUNT = text(
    """
    with gone as (delete from counted where id = :case or id in (select id from assignment where case_id = :case)
                  returning subject, place, state, kind, secrecy, due_on),
         less as (select subject, place, state, kind, secrecy, due_on, count(*) as n from gone group by 1, 2, 3, 4, 5, 6)
    update counter c set n = c.n - less.n from less
    where (c.subject, c.place, c.state, c.kind, c.secrecy) =
          (less.subject, less.place, less.state, less.kind, less.secrecy) and c.due_on is not distinct from less.due_on
    """
).bindparams(bindparam("case", type_=Uuid(as_uuid=True)))


async def close(uow: UnitOfWork, rows: Sequence[Row]) -> None:
    """From now on nothing of these cases is changed."""
    for row in rows:
        await entered(uow, row, Consequence.CASE_FROZEN, None, frozen_at=uow.now)


async def anonymise(
    uow: UnitOfWork, rows: Sequence[Row], store: AttachmentStore, told: Consequence = Consequence.CASE_ANONYMISED
) -> None:
    """Take from these cases whatever tells of a person, their files and their keys; what is counted stays.

    `told` is the event that says so. Nothing of them is changed any more.

    Files go first: if one cannot be removed, nothing is written, and the next run tries again.
    """
    cases = [row["id"] for row in rows]
    for found in await uow.fetch(_OBJECTS, cases=cases):
        await store.delete(found["storage_key"])
    await uow.execute(_PURGED, cases=cases)
    for statement in _emptying(tables_of(uow.services.plugins)):
        await uow.execute(statement, cases=cases)
    await uow.execute(_UNTRACED, cases=cases)
    await uow.execute(_SHRED, cases=cases)
    for row in rows:
        since = {"frozen_at": row["frozen_at"] or uow.now, "anonymised_at": uow.now}
        await entered(uow, row, told, None, body={"purged": True}, **since)


async def remove(uow: UnitOfWork, case: UUID) -> None:
    """Delete a case with all that belongs to it; who saw it stays in the log, and so do the log and the rates.

    A foreign key that is in the way is the database's to tell: somebody else's row still refers to the case.
    """
    await remember(uow, case)
    await uow.fetch(_ALONE)  # whoever counts waits, and finds the rows no more
    await uow.execute(_UNCOUNT, case=case)
    await uow.execute(TIDY)
    for statement in (_EVENTS, *_removing(tables_of(uow.services.plugins))):
        await uow.execute(statement, cases=[case])


async def entered(
    uow: UnitOfWork,
    row: Row,
    type_: Consequence,
    actor: UUID | None,
    /,
    *,
    body: dict[str, object] | None = None,
    **columns: object,
) -> None:
    """Enter in the case's timeline, as its next version, what was done to it beside its life cycle."""
    version = row["version"] + 1
    mark = {"version": version, "last_event_type": type_.value, "last_event_at": max(uow.now, row["last_event_at"])}
    await uow.claim(case_file, {"id": row["id"], "version": row["version"]}, {**columns, **mark})
    event = NewEvent(type_.value, body=body or {})
    await keep(uow, drafted(uow, row["id"], version, row["secrecy"], actor, [event]), [()])


@lru_cache(maxsize=8)
def _emptying(tables: tuple[Table, ...]) -> tuple[Update, ...]:
    return tuple(one.emptied() for one in traces(tables) if one.personal)


@lru_cache(maxsize=8)
def _removing(tables: tuple[Table, ...]) -> tuple[Delete, ...]:
    return tuple(one.deleted() for one in reversed(traces(tables)))
