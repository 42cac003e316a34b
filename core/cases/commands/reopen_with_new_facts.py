"""reopenWithNewFacts (新情况重开): an ended case is received again; its links and rounds are kept (Art. 13(4))."""

from core.access.viewer import Viewer
from core.cases import check, sealed
from core.cases.begin import on_case
from core.cases.inputs.triage import ReopenWithNewFacts
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def reopen_with_new_facts(uow: UnitOfWork, actor: Viewer, input: ReopenWithNewFacts) -> Outcome:
    """The new facts join the content. A new round begins when the case had been dispatched before."""
    change = await on_case(uow, actor, Verb.REOPEN_WITH_NEW_FACTS, input)
    row = change.facts.row
    facts = check.text(input.new_facts, "newFacts", limit=check.LONG)
    attachments = await check.usable_attachments(uow, input.attachments, change.facts.id, actor.id, "attachments")
    again = row["round"] + (1 if change.facts.assignments else 0)
    key = await uow.services.keys.case_key(row["case_key"])
    change.case |= {
        "round": again, "outcome": None, "closed_at": None, "callback_attempts": 0, "final_ruling": False,
        "objected": False, **sealed.longer_content(uow, key, row, facts),
    }  # fmt: skip
    change.move(CaseState.RECEIVED)
    change.note(round=again, fields=["content"])
    outcome = await write(change)
    await check.attach(uow, attachments, change.facts.id, key, "attachments")
    return outcome
