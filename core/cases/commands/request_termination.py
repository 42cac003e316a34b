"""requestTermination (申请终止): on the two grounds of Art. 15(5) and (6), with materials, to the city agency."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_assignment
from core.cases.inputs.termination import RequestTermination
from core.cases.model import termination_request
from core.cases.outcome import Outcome
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.errors import Refused


async def request_termination(uow: UnitOfWork, actor: Viewer, input: RequestTermination) -> Outcome:
    """The handling clock keeps running: an application is no way to stop it."""
    change, subject = await on_assignment(uow, actor, Verb.REQUEST_TERMINATION, input)
    if not input.materials:
        raise Refused(check.REQUIRED, field=("input", "materials"))
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    materials = await check.usable_attachments(uow, input.materials, change.facts.id, actor.id, "materials")
    change.add(
        termination_request, case_id=change.facts.id, assignment_id=subject.id, ground=input.ground.value,
        explanation=check.text(input.explanation, "explanation"), materials=materials, by=actor.id, at=uow.now,
    )  # fmt: skip
    change.set(subject.id)
    change.move(CaseState.TERMINATION_REVIEW)
    change.note(ground=input.ground.value)
    outcome = await write(change, subject.id)
    await check.attach(uow, materials, change.facts.id, key, "materials")
    return outcome
