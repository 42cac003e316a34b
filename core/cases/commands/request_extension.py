"""requestExtension (申请延期): more working days, asked for before due, with the reporter told (Art. 15(4))."""

from core.access.viewer import Viewer
from core.assignments.model import extension_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.change import Change
from core.cases.errors import EXTENSIONS_EXHAUSTED
from core.cases.facts import AssignmentFacts
from core.cases.inputs.extension import RequestExtension
from core.cases.outcome import Outcome
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.errors import ErrorCode, Refused, register

OUT_OF_RANGE = register(
    ErrorCode("OUT_OF_RANGE", "应当在 {least} 和 {most} 之间。", "Must lie between {least} and {most}.")
)
NOT_EXTENDABLE = register(
    ErrorCode(
        "NOT_EXTENDABLE",
        "办理时限不以工作日计，不能按工作日延期。",
        "The handling is not timed in days and cannot be extended by days.",
        "15(4)",
    )
)
TOLD_IN_FUTURE = register(
    ErrorCode(
        "TOLD_IN_FUTURE",
        "告知诉求人的时间不能晚于现在。",
        "The reporter must have been told already.",
        "15(4)",
    )
)


async def request_extension(uow: UnitOfWork, actor: Viewer, input: RequestExtension) -> Outcome:
    """A request still undecided at due does not stop the red card."""
    change, subject = await on_assignment(uow, actor, Verb.REQUEST_EXTENSION, input)
    _check_days(change, subject, input.days)
    if input.citizen_told_at > uow.now:
        raise Refused(TOLD_IN_FUTURE, field=("input", "citizenToldAt"))
    reason = await check.known_code(uow, "extension_reason", input.reason, "reason")
    change.add(
        extension_request, assignment_id=subject.id, days=input.days, reason=reason,
        explanation=check.text(input.explanation, "explanation"), citizen_told_at=input.citizen_told_at,
        by=actor.id, at=uow.now,
    )  # fmt: skip
    change.set(subject.id)
    change.note(days=input.days)
    return await write(change, subject.id)


def _check_days(change: Change, subject: AssignmentFacts, days: int) -> None:
    limits = change.profile.limits
    clock = change.facts.clock(ClockKind.HANDLING, subject.id)
    if clock is None or clock["minutes"] is not None:
        raise Refused(NOT_EXTENDABLE, field=("input", "days"))
    if not 1 <= days <= limits.extension_max_each.value:
        raise Refused(OUT_OF_RANGE, field=("input", "days"), least=1, most=limits.extension_max_each.value)
    if subject.extended_days + days > limits.max_extension_days.value:
        total = f"{limits.max_extension_days.value} 个工作日 / working days"
        raise Refused(EXTENSIONS_EXHAUSTED, field=("input", "days"), times=limits.max_extensions.value, days=total)
