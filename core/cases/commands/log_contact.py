"""logContact (联系诉求人): contact first (Art. 15(1))."""

from core.access.viewer import Viewer
from core.assignments.model import contact
from core.cases import check, sealed
from core.cases.begin import on_assignment
from core.cases.inputs.handling import LogContact
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.ids import new_id

REACHED = "REACHED"


async def log_contact(uow: UnitOfWork, actor: Viewer, input: LogContact) -> Outcome:
    """Handling begins; only a contact that reached the reporter stops the first-contact clock."""
    change, subject = await on_assignment(uow, actor, Verb.LOG_CONTACT, input)
    await check.known_code(uow, "contact_method", input.method, "method")
    await check.known_code(uow, "contact_outcome", input.outcome, "outcome")
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    evidence = await check.usable_attachments(uow, input.evidence, change.facts.id, actor.id, "evidence")
    row_id = new_id()
    note = check.optional_text(input.note, "note", limit=check.LONG)
    change.add(
        contact, id=row_id, assignment_id=subject.id, method=input.method, outcome=input.outcome, evidence=evidence,
        by=actor.id, at=uow.now, **sealed.columns(uow, key, sealed.NOTE, row_id, note),
    )  # fmt: skip
    begins = subject.state is AssignmentState.ACCEPTED
    change.set(subject.id, AssignmentState.IN_HANDLING if begins else None)
    change.clocks.end(ClockKind.RETURN_WINDOW, subject.id)
    if input.outcome == REACHED and subject.contacted_at is None:
        change.set(subject.id, contacted_at=uow.now)
        change.clocks.end(ClockKind.FIRST_CONTACT, subject.id)
    change.note(outcome=input.outcome)
    outcome = await write(change, subject.id)
    await check.attach(uow, evidence, change.facts.id, key, "evidence")
    return outcome
