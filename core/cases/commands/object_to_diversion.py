"""objectToDiversion: the reporter objects to a diversion, once (Art. 13)."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs import ObjectToDiversion
from core.cases.model import case_correction
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork


async def object_to_diversion(uow: UnitOfWork, actor: Viewer, input: ObjectToDiversion) -> Outcome:
    """The case is received again."""
    change = await on_case(uow, actor, Verb.OBJECT_TO_DIVERSION, input)
    change.case |= {"objected": True, "outcome": None, "closed_at": None}
    change.add(
        case_correction, case_id=change.facts.id, changes={"objected": [False, True]},
        reason=check.text(input.reason, "reason"), by=actor.id, at=uow.now,
    )  # fmt: skip
    change.move(CaseState.RECEIVED)
    return await write(change)
