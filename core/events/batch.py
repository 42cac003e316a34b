"""Events that happen to many cases at once, one to each: written by two statements, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, SmallInteger, Text, insert, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.types import TypeEngine

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
_REFERRED = table_of(event_id=Uuid(as_uuid=True))

_RECORD = insert(case_event).from_select(
    [*_COLUMNS, "seq", "actor"], select(*_GIVEN.c, literal_column("0"), literal_column(f"'{SYSTEM}'"))
)
_REFER = insert(outbox).from_select(
    ["event_id", "queues"], select(_REFERRED.c.event_id, literal_column("'{}'::text[]"))
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
    await uow.execute(_REFER, event_id=[row["id"] for row in rows])


_TAKEN = tuple(name for name in _COLUMNS if name not in {"id", "body"})
