"""Events that happen to many cases at once, one to each: written by two or three statements, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, SmallInteger, Text, any_, bindparam, func, insert, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.types import TypeEngine

from core.assignments.model import assignment
from core.cases.states import LIVE
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.events.arrays import columns_of, table_of
from core.events.consequence import Consequence
from core.events.model import case_event, outbox
from core.events.record import SYSTEM
from core.ids import new_id

_COLUMNS: dict[str, TypeEngine[Any]] = {
    "id": Uuid(as_uuid=True), "case_id": Uuid(as_uuid=True), "case_version": Integer(), "type": Text(),
    "assignment_id": Uuid(as_uuid=True), "secrecy": SmallInteger(), "body": JSONB(),
    "occurred_at": TIMESTAMP(timezone=True),
}  # fmt: skip
_GIVEN = table_of(**_COLUMNS)
_REFERRED = table_of(event_id=Uuid(as_uuid=True), queues=Text())

_RECORD = insert(case_event).from_select(
    [*_COLUMNS, "seq", "actor"], select(*_GIVEN.c, literal_column("0"), literal_column(f"'{SYSTEM}'"))
)
_REFER = insert(outbox).from_select(
    ["event_id", "queues"],
    select(_REFERRED.c.event_id, func.string_to_array(_REFERRED.c.queues, literal_column("','"))),
)
_PARTS = select(assignment.c.case_id, assignment.c.id, assignment.c.unit_path, assignment.c.state).where(
    assignment.c.case_id == any_(bindparam("cases", type_=ARRAY(Uuid(as_uuid=True))))
)


@dataclass(frozen=True, slots=True)
class SystemEvent:
    """What a timer or an import did to one case; `body` holds ids, codes and field names only."""

    case_id: UUID
    case_version: int
    secrecy: int
    type: Consequence
    occurred_at: datetime
    assignment_id: UUID | None
    body: Mapping[str, object]


async def record_each(uow: UnitOfWork, events: Sequence[SystemEvent]) -> None:
    """Record one event per case. Call it after the case rows are written: their locks order the events."""
    rows = [
        {"id": new_id(), "body": dict(event.body), **{name: getattr(event, name) for name in _TAKEN}}
        for event in events
    ]
    await uow.execute(_RECORD, **columns_of(rows, _COLUMNS))
    uow.recorded = True
    queues = [",".join(to) for to in await _addressed(uow, events)]
    await uow.execute(_REFER, event_id=[row["id"] for row in rows], queues=queues)


async def _addressed(uow: UnitOfWork, events: Sequence[SystemEvent]) -> list[list[str]]:
    """The queues of each, as a command would have chosen them."""
    book = uow.services.queues
    if not book:
        return [[] for _ in events]
    parts: dict[UUID, list[Row]] = {}
    for row in await uow.fetch(_PARTS, cases=[event.case_id for event in events]):
        parts.setdefault(row["case_id"], []).append(row)
    return [book.chosen(event.secrecy, _paths(event, parts.get(event.case_id, []))) for event in events]


def _paths(event: SystemEvent, parts: Sequence[Row]) -> list[str]:
    if event.assignment_id is None:
        return [row["unit_path"] for row in parts if row["state"] in LIVE]
    return [row["unit_path"] for row in parts if row["id"] == event.assignment_id]


_TAKEN = tuple(name for name in _COLUMNS if name not in {"id", "body"})
