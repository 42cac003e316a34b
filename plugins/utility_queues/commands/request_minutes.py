"""requestUtilityExtension: more minutes for a handling that is timed in minutes (Art. 15(4)).

The core's requestExtension gives working days, and a utility's handling runs on elapsed minutes; so the request is the
plug-in's own, beside the life cycle, with the caps of the case's policy profile.
"""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    AssignmentFacts,
    Change,
    ClockKind,
    OnCase,
    Outcome,
    Refused,
    UnitOfWork,
    Viewer,
    beside,
    check,
    write,
)
from plugins.utility_queues import errors as e
from plugins.utility_queues import leases
from plugins.utility_queues.inputs import RequestMinutes
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.subject import refuse_moved, workable
from plugins.utility_queues.tables import extension
from plugins.utility_queues.vocabulary import TicketState

_PENDING = select(
    exists().where(
        extension.c.assignment_id == bindparam("assignment_id", type_=Uuid(as_uuid=True)),
        extension.c.decided_at.is_(None),
    )
)


async def request_minutes(uow: UnitOfWork, actor: Viewer, input: RequestMinutes) -> Outcome:
    """A request still undecided at due does not stop the red card."""
    found = await workable(uow, actor, input.ticket_id, Operation.REQUEST_EXTENSION)
    leases.refuse_stale(found, actor.id, input.lease_token, uow.now)
    change = await beside(uow, actor, Operation.REQUEST_EXTENSION, OnCase(case_id=found["case_id"]))
    subject = change.facts.assignment(found["assignment_id"])
    refuse_moved(subject.version, input.expected_version)
    if found["state"] != TicketState.ACKNOWLEDGED:
        raise Refused(e.NOT_IN_HAND, field=("input", "ticketId"))
    await _check(change, subject, input)
    change.add(
        extension, case_id=change.facts.id, assignment_id=subject.id, minutes=input.minutes,
        reason=await check.known_code(uow, "extension_reason", input.reason, "reason"),
        explanation=check.text(input.explanation, "explanation"), citizen_told_at=input.citizen_told_at, by=actor.id,
        at=uow.now,
    )  # fmt: skip
    change.set(subject.id)
    change.note(subject.id, minutes=input.minutes)
    done = await write(change, subject.id)
    seconds = uow.services.plugins.settings(UtilityQueuesSettings, found["gate"]).lease_seconds
    await leases.renew(uow, actor.id, found["id"], input.lease_token, seconds=seconds)
    return Outcome(done.case_id, found["id"], done.version)


async def _check(change: Change, subject: AssignmentFacts, input: RequestMinutes) -> None:
    clock = change.facts.clock(ClockKind.HANDLING, subject.id)
    if clock is None or clock["minutes"] is None:
        raise Refused(e.NOT_IN_MINUTES, field=("input", "minutes"))
    if clock["due_at"] is not None and change.now > clock["due_at"]:
        raise Refused(e.EXTENSION_TOO_LATE, field=("input", "minutes"), due=e.told(clock["due_at"]))
    if await change.uow.fetch_value(_PENDING, assignment_id=subject.id):
        raise Refused(e.EXTENSION_PENDING, field=("input", "ticketId"))
    most = change.profile.limits.max_extension_minutes.value
    left = most - sum(one["amount"] for one in clock["extensions"])
    if left < 1:
        raise Refused(e.EXTENSIONS_USED_UP, field=("input", "minutes"), most=most)
    if not 1 <= input.minutes <= left:
        raise Refused(e.EXTENSION_OUT_OF_RANGE, field=("input", "minutes"), most=left)
    if input.citizen_told_at > change.now:
        raise Refused(e.EXTENSION_NOT_TOLD, field=("input", "citizenToldAt"))
