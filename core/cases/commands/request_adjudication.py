"""requestAdjudication (提请研判): who is responsible is unclear (Art. 14(3))."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs.dispatch import RequestAdjudication
from core.cases.model import adjudication
from core.cases.outcome import Outcome
from core.cases.release import release_all
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.errors import Refused
from core.units.queries import active_unit


async def request_adjudication(uow: UnitOfWork, actor: Viewer, input: RequestAdjudication) -> Outcome:
    """Live assignments are cancelled; the parties to be heard are named."""
    change = await on_case(uow, actor, Verb.REQUEST_ADJUDICATION, input)
    await check.known_code(uow, "adjudication_route", input.route, "route")
    if not input.participants:
        raise Refused(check.REQUIRED, field=("input", "participants"))
    for unit_id in input.participants:
        await active_unit(uow, unit_id, ("input", "participants"))
    change.add(
        adjudication, case_id=change.facts.id, route=input.route, question=check.text(input.question, "question"),
        participants=list(input.participants), requested_by=actor.id, requested_at=uow.now,
    )  # fmt: skip
    release_all(change)
    change.move(CaseState.UNDER_ADJUDICATION)
    change.note(route=input.route)
    return await write(change)
