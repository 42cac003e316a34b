"""How an object has moved on since the version a caller knows of it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.cases.facts import AssignmentFacts
from core.db.read import Read, Row
from core.errors import Stale, StaleDetail
from core.events.consequence import Consequence
from core.events.model import case_event

_MOST = 100
_OF_CASE = (
    select(case_event)
    .where(case_event.c.case_id == bindparam("case_id", type_=Uuid(as_uuid=True)))
    .where(case_event.c.type != Consequence.YELLOW_CARD.value, case_event.c.type != Consequence.RED_CARD.value)
    .order_by(case_event.c.case_version.desc(), case_event.c.seq.desc())
    .limit(_MOST)
)
_OF_PART: Select[tuple[object, ...]] = _OF_CASE.where(
    case_event.c.assignment_id == bindparam("assignment_id", type_=Uuid(as_uuid=True))
)


async def case_moved(read: Read, case_id: UUID, version: int, expected: int) -> Stale:
    """The refusal of a command on a case."""
    events = await read.fetch(_OF_CASE, case_id=case_id)
    return _stale(version, expected, events)


async def assignment_moved(read: Read, case_id: UUID, part: AssignmentFacts, expected: int) -> Stale:
    """The refusal of a command on a part. What happened to the parts of others beside it is not told."""
    events = await read.fetch(_OF_PART, case_id=case_id, assignment_id=part.id)
    return _stale(part.version, expected, events)


def _stale(version: int, expected: int, events: Sequence[Row]) -> Stale:
    """Every version left events of its own, cards apart: the caller has missed those of the last few commands."""
    commands = list(dict.fromkeys(event["case_version"] for event in events))
    missed = set(commands[: max(version - expected, 0)])
    since = [event for event in events if event["case_version"] in missed]
    changed = {name for event in since for name in event["body"].get("fields", ())}
    changed |= {"state" for event in since if "to" in event["body"]}
    last = since[0] if since else None
    return Stale(
        StaleDetail(
            version, tuple(sorted(changed)), last["actor"] if last else None, last["occurred_at"] if last else None
        )
    )
