"""answerCase (直接答复): answer on the spot (Art. 12)."""

from core.access.viewer import Viewer
from core.cases import check, sealed
from core.cases.begin import on_case
from core.cases.inputs.intake import AnswerCase
from core.cases.model import triage
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.ids import new_id


async def answer_case(uow: UnitOfWork, actor: Viewer, input: AnswerCase) -> Outcome:
    """The case ends answered; a rating stays possible, no callback is due."""
    change = await on_case(uow, actor, Verb.ANSWER_CASE, input)
    reply = check.text(input.reply, "reply", limit=check.LONG)
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    row_id = new_id()
    change.add(
        triage, id=row_id, case_id=change.facts.id, exit="ANSWERED", three_party_call=False,
        knowledge_entries=check.texts(input.knowledge_entries, "knowledgeEntries", limit=check.CODE), by=actor.id, at=uow.now,
        **sealed.columns(uow, key, sealed.TOLD, row_id, reply),
    )  # fmt: skip
    change.case |= {"outcome": "ANSWERED", "closed_at": uow.now}
    change.move(CaseState.ANSWERED)
    return await write(change)
