"""Writing events: into the case's timeline, and by reference into the outbox, in the business transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.db.uow import UnitOfWork
from core.events.model import case_event, outbox
from core.ids import new_id

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What happened, in ids, codes and field names; never personal data or free text.

    `queues` are queues of a plug-in's own, `<plug-in>:<name>`, that the event goes to beside those of the units.
    """

    type: str
    assignment_id: UUID | None = None
    body: Mapping[str, object] = field(default_factory=dict)
    queues: tuple[str, ...] = ()


Draft = dict[str, Any]
"""A row of `case_event`."""


def drafted(
    uow: UnitOfWork,
    case_id: UUID,
    version: int,
    secrecy: int,
    actor: UUID | None,
    events: Sequence[NewEvent],
    *,
    after: int = 0,
) -> list[Draft]:
    """The rows of the events of one version of a case, in order, not written yet; `after` others stand before them."""
    trace = None if secrecy else uow.traceparent  # see `core.cases.tracing`
    return [
        {
            "id": new_id(), "case_id": case_id, "case_version": version, "seq": seq, "type": event.type,
            "assignment_id": event.assignment_id, "actor": str(actor) if actor and actor.int else SYSTEM,
            "secrecy": secrecy, "body": dict(event.body), "occurred_at": uow.now, "traceparent": trace,
        }
        for seq, event in enumerate(events, start=after)
    ]  # fmt: skip


async def keep(uow: UnitOfWork, rows: Sequence[Draft], queues: Sequence[Sequence[str]]) -> None:
    """Write them, each with the queues it goes to. Call it after the case row is written: its lock orders them."""
    await uow.insert(case_event, rows)
    uow.recorded = True
    await uow.insert(
        outbox, [{"event_id": row["id"], "queues": list(to)} for row, to in zip(rows, queues, strict=True)]
    )
