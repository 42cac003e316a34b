"""approveUtilityExtension and rejectUtilityExtension: the level that dispatched answers a request for more minutes."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    AssignmentFacts,
    Change,
    ClockKind,
    NotFound,
    OnCase,
    Outcome,
    Refused,
    Target,
    UnitOfWork,
    Viewer,
    allows,
    beside,
    check,
    write,
)
from plugins.utility_queues.errors import NO_PENDING_EXTENSION, NOT_DISPATCHING_LEVEL
from plugins.utility_queues.inputs import DecideExtension
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.subject import refuse_moved
from plugins.utility_queues.tables import extension

_EXTENSION = select(extension).where(extension.c.id == bindparam("id", type_=Uuid(as_uuid=True)))


async def approve_extension(uow: UnitOfWork, actor: Viewer, input: DecideExtension) -> Outcome:
    """The handling clock is given the minutes; it is due that much later."""
    change, subject, minutes = await _begin(uow, actor, Operation.APPROVE_EXTENSION, input)
    change.clocks.extend(ClockKind.HANDLING, subject.id, minutes)
    return await _decide(change, subject, input, "APPROVED", check.optional_text(input.reason, "reason"))


async def reject_extension(uow: UnitOfWork, actor: Viewer, input: DecideExtension) -> Outcome:
    """The handling stays due when it was; the reason is told to the company."""
    change, subject, _ = await _begin(uow, actor, Operation.REJECT_EXTENSION, input)
    return await _decide(change, subject, input, "REJECTED", check.text(input.reason, "reason"))


async def _begin(
    uow: UnitOfWork, actor: Viewer, operation: Operation, input: DecideExtension
) -> tuple[Change, AssignmentFacts, int]:
    field = ("input", "extensionId")
    found = await uow.fetch_one(_EXTENSION, id=input.extension_id)
    if found is None:
        raise NotFound(field=field)
    change = await beside(uow, actor, operation, OnCase(case_id=found["case_id"]))
    subject = change.facts.assignment(found["assignment_id"])
    row = change.facts.row
    target = Target(
        row["district_path"], (subject.unit_path,), row["registered_by"], row["secrecy"], row["respondent_path"]
    )
    if not allows(actor, "assignment.read", target):
        raise NotFound(field=field)
    refuse_moved(subject.version, input.expected_version)
    if not actor.openings_at(operation, subject.dispatcher_path):
        raise Refused(NOT_DISPATCHING_LEVEL, field=field)
    if found["decided_at"] is not None:
        raise Refused(NO_PENDING_EXTENSION, field=field)
    return change, subject, found["minutes"]


async def _decide(
    change: Change, subject: AssignmentFacts, input: DecideExtension, decision: str, reason: str | None
) -> Outcome:
    by = {"decided_by": change.actor, "decided_at": change.now}
    change.decide(extension, input.extension_id, decision=decision, decision_reason=reason, **by)
    change.set(subject.id)
    change.note(subject.id, decision=decision)
    done = await write(change, subject.id)
    return Outcome(done.case_id, input.extension_id, done.version)
