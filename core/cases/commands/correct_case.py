"""correctCase (更正): category, place, secrecy or urgency were taken down wrongly (DESIGN §7).

No verb of the life cycle, for no state changes. Nothing is reset: an open clock keeps its first start, its extensions and
its pauses, and only its budget becomes what the case as corrected is granted.
"""

from core.access.operations import Operation
from core.access.predicate import allows
from core.access.viewer import Viewer
from core.cases import check, decide
from core.cases.begin import profile_of, visible_case
from core.cases.change import Change
from core.cases.correction import BUDGETED, as_corrected, correction_of, new_budget, regrantable
from core.cases.deadline import deadline_for
from core.cases.errors import NOT_IN_STATE
from core.cases.facts import CaseFacts
from core.cases.inputs.intake import CorrectCase
from core.cases.model import case_correction
from core.cases.moved import case_moved
from core.cases.outcome import Outcome
from core.cases.states import OPEN
from core.cases.vetoes import refuse_vetoed
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.deadlines.kinds import ClockKind
from core.errors import NotAllowed, Refused

VERB = Operation.CORRECT_CASE


async def correct_case(uow: UnitOfWork, actor: Viewer, input: CorrectCase) -> Outcome:
    """Correct an open case, with the reason. Whoever corrects must reach the case both as it was and as it will be."""
    facts = await visible_case(uow, actor, input.case_id, "caseId")
    await _permit(uow, actor, facts, input.expected_version)
    reason = check.text(input.reason, "reason")
    correction = await correction_of(uow, facts, input)
    if not allows(actor, VERB, as_corrected(facts, correction)):
        raise NotAllowed(VERB)
    await refuse_vetoed(uow, uow.services, actor, VERB, facts)
    change = Change(uow, actor.id, VERB, facts, profile_of(uow, facts))
    change.case |= correction.columns
    change.utility = correction.utility
    change.add(
        case_correction, case_id=facts.id, changes=correction.changes, reason=reason, by=actor.id, at=uow.now
    )  # fmt: skip
    change.note(fields=sorted(correction.changes), changes=correction.changes)
    if BUDGETED & correction.changes.keys():
        await _regrant(change)
    return await write(change)


async def _permit(uow: UnitOfWork, actor: Viewer, facts: CaseFacts, expected: int | None) -> None:
    if not allows(actor, VERB, decide.target(facts)):
        raise NotAllowed(VERB)
    if expected is not None and expected != facts.version:
        raise await case_moved(uow, facts.id, facts.version, expected)
    if facts.state not in OPEN:
        raise Refused(NOT_IN_STATE, state=facts.state, verb=VERB)


async def _regrant(change: Change) -> None:
    """Give open clocks what they are granted now, and move the assignments that are due at another time by it."""
    clocks = change.clocks
    for row in regrantable(change.facts):
        budget = new_budget(row, await deadline_for(change.uow, change.view(), row["kind"]))
        if budget is None:
            continue
        clocks.replace(row, budget)
        part = row["assignment_id"] if row["kind"] == ClockKind.HANDLING else None
        if part is not None and clocks.due(ClockKind.HANDLING, part) != row["due_at"]:
            change.set(part)
