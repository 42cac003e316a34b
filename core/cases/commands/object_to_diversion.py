"""objectToDiversion: the reporter objects to a diversion, once (Art. 13)."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs.triage import ObjectToDiversion
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def object_to_diversion(uow: UnitOfWork, actor: Viewer, input: ObjectToDiversion) -> Outcome:
    """The case is received again."""
    change = await on_case(uow, actor, Verb.OBJECT_TO_DIVERSION, input)
    change.because(check.text(input.reason, "reason"), state=(CaseState.DIVERTED, CaseState.RECEIVED))
    change.case |= {"objected": True, "outcome": None, "closed_at": None}
    change.move(CaseState.RECEIVED)
    return await write(change)
