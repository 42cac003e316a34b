"""makeCommitment (承诺): a promise with a date, which the supervision of Art. 20 asks about."""

from core.access.viewer import Viewer
from core.assignments.model import commitment
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.handling import MakeCommitment
from core.cases.outcome import Outcome
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines import clocks
from core.deadlines.kinds import ClockKind
from core.errors import ErrorCode, Refused, register

PROMISE_IN_PAST = register(
    ErrorCode("PROMISE_IN_PAST", "承诺的期限应当晚于现在。", "A promise is due in the future.", "20")
)


async def make_commitment(uow: UnitOfWork, actor: Viewer, input: MakeCommitment) -> Outcome:
    """Its clock is due when it was promised."""
    change, subject = await on_assignment(uow, actor, Verb.MAKE_COMMITMENT, input)
    if input.due_at <= uow.now:
        raise Refused(PROMISE_IN_PAST, field=("input", "dueAt"))
    made = change.add(
        commitment, assignment_id=subject.id, text=check.text(input.text, "text"), due_at=input.due_at, by=actor.id,
        at=uow.now,
    )  # fmt: skip
    row = clocks.promised(ClockKind.COMMITMENT, uow.now, input.due_at, case_id=change.facts.id)
    change.clocks.start(row | {"id": made, "assignment_id": subject.id})
    change.set(subject.id)
    change.note(commitment=str(made))
    return await write(change, subject.id)
