"""shelveAssignment (挂账): long-cycle work stands until a review date (Art. 15(4))."""

from datetime import timedelta

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.handling import ShelveAssignment
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.clock import SHANGHAI
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.errors import ErrorCode, Refused, register

REVIEW_DATE_OUT_OF_RANGE = register(
    ErrorCode(
        "REVIEW_DATE_OUT_OF_RANGE",
        "复查日期应当在今天之后、{latest} 之前（含）。",
        "The review date must lie after today and no later than {latest}.",
        "15(4)",
    )
)


async def shelve_assignment(uow: UnitOfWork, actor: Viewer, input: ShelveAssignment) -> Outcome:
    """The handling clock pauses."""
    change, subject = await on_assignment(uow, actor, Verb.SHELVE_ASSIGNMENT, input)
    reason = check.text(input.reason, "reason")
    today = uow.now.astimezone(SHANGHAI).date()
    latest = today + timedelta(days=change.profile.limits.long_cycle_days.value)
    if not today < input.review_on <= latest:
        raise Refused(REVIEW_DATE_OUT_OF_RANGE, field=("input", "reviewOn"), latest=latest.isoformat())
    change.because(reason, state=(subject.state, AssignmentState.LONG_TERM), assignment=(subject.id, subject.id))
    change.set(subject.id, AssignmentState.LONG_TERM, review_on=input.review_on)
    change.clocks.end(ClockKind.RETURN_WINDOW, subject.id)
    change.clocks.pause(ClockKind.HANDLING, subject.id, "LONG_TERM")
    change.note(review_on=input.review_on.isoformat())
    return await write(change, subject.id)
