"""correctCase (更正): category, place, secrecy or urgency were taken down wrongly (DESIGN §7).

No verb of the life cycle, for no state changes. Nothing is reset: an open clock keeps its first start, its extensions and
its pauses, and only its budget becomes what the profile grants the case as corrected.
"""

from typing import Any
from uuid import UUID

from core.access.operations import Operation
from core.access.predicate import allows
from core.access.viewer import Viewer
from core.assignments.model import assignment
from core.cases import check, decide
from core.cases.begin import profile_of, visible_case
from core.cases.correction import Correction, as_corrected, correction_of, new_budgets
from core.cases.errors import NOT_IN_STATE
from core.cases.facts import CaseFacts
from core.cases.inputs import CorrectCase
from core.cases.model import case_correction, case_file
from core.cases.moved import case_moved
from core.cases.outcome import Outcome
from core.cases.states import OPEN
from core.db.uow import UnitOfWork
from core.deadlines.cards import red_card
from core.deadlines.kinds import ClockKind
from core.deadlines.write import ClockChanges
from core.errors import NotAllowed, Refused, VersionMoved
from core.events.record import NewEvent, record
from core.ids import new_id

VERB = Operation.CORRECT_CASE


async def correct_case(uow: UnitOfWork, actor: Viewer, input: CorrectCase) -> Outcome:
    """Correct an open case, with the reason. Whoever corrects must reach the case both as it was and as it will be."""
    facts = await visible_case(uow, actor, input.case_id, "caseId")
    await _permit(uow, actor, facts, input.expected_version)
    reason = check.text(input.reason, "reason")
    correction = await correction_of(uow, facts, input)
    if not allows(actor, VERB, as_corrected(facts, correction)):
        raise NotAllowed(VERB)
    profile = profile_of(uow, facts)
    clocks = ClockChanges(facts.clocks, profile, uow.services.calendar(profile), uow.now)
    if {"category", "urgency"} & correction.changes.keys():
        for row, budget in new_budgets(facts, correction, profile):
            clocks.replace(row, budget)
    return await _write(uow, actor, facts, correction, clocks, reason)


async def _permit(uow: UnitOfWork, actor: Viewer, facts: CaseFacts, expected: int | None) -> None:
    if not allows(actor, VERB, decide.target(facts)):
        raise NotAllowed(VERB)
    if expected is not None and expected != facts.version:
        raise await case_moved(uow, facts.id, facts.version, expected)
    if facts.state not in OPEN:
        raise Refused(NOT_IN_STATE, state=facts.state, verb=VERB)


async def _write(
    uow: UnitOfWork, actor: Viewer, facts: CaseFacts, correction: Correction, clocks: ClockChanges, reason: str
) -> Outcome:
    """The case row first, as `core.cases.write` does, guarded by the version the facts were read at."""
    version, columns = facts.version + 1, correction.columns
    due = {"due_at": clocks.next_due(), "last_event_type": VERB.value, "last_event_at": uow.now}
    where = {"id": facts.id, "version": facts.version}
    if not await uow.update(case_file, where, {**columns, **due, "version": version}):
        raise VersionMoved
    await _write_due(uow, facts, clocks)
    record_row = {
        "id": new_id(), "case_id": facts.id, "changes": correction.changes, "reason": reason, "by": actor.id,
        "at": uow.now,
    }  # fmt: skip
    await uow.insert(case_correction, [record_row])
    await clocks.write(uow)
    # What was or is confidential about the case is told with the event.
    secrecy = max(facts.row["secrecy"], columns.get("secrecy", 0))
    event = NewEvent(VERB.value, body={"fields": sorted(correction.changes), "changes": correction.changes})
    await record(uow, facts.id, version, secrecy, actor.id, [event, *map(red_card, clocks.overtaken())])
    return Outcome(facts.id, facts.id, version)


async def _write_due(uow: UnitOfWork, facts: CaseFacts, clocks: ClockChanges) -> None:
    before: dict[UUID, Any] = {
        row["assignment_id"]: row["due_at"]
        for row in facts.clocks
        if row["kind"] == ClockKind.HANDLING and row["stopped_at"] is None
    }
    for one in facts.assignments:
        due_at = clocks.due(ClockKind.HANDLING, one.id)
        if one.id in before and due_at != before[one.id]:
            await uow.update(assignment, {"id": one.id}, {"due_at": due_at, "version": one.version + 1})
