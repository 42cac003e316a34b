"""requestReturn (退单): the unit holds that the matter is not its own, with reason, basis and a suggestion."""

from core.access.viewer import Viewer
from core.assignments.model import return_request
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.returns import RequestReturn
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.units.queries import active_unit


async def request_return(uow: UnitOfWork, actor: Viewer, input: RequestReturn) -> Outcome:
    """Every clock keeps running while the request is decided on."""
    change, subject = await on_assignment(uow, actor, Verb.REQUEST_RETURN, input)
    await check.known_code(uow, "return_reason", input.reason, "reason")
    suggested = await active_unit(uow, input.suggested_unit_id, ("input", "suggestedUnitId"))
    change.add(
        return_request, assignment_id=subject.id, reason=input.reason, by=actor.id, at=uow.now,
        explanation=check.text(input.explanation, "explanation"), basis=check.text(input.basis, "basis"),
        suggested_unit_id=suggested["id"],
    )  # fmt: skip
    change.set(subject.id, AssignmentState.RETURN_REQUESTED)
    change.note(reason=input.reason, suggested=str(suggested["id"]))
    return await write(change, subject.id)
