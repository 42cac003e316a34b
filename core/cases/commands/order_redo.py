"""orderRedo (重新办理): dissatisfied, and the demand found reasonable (Art. 16)."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs import OrderRedo
from core.cases.outcome import Outcome
from core.cases.states import AssignmentState, CaseState, Role
from core.cases.verbs import Verb
from core.db.uow import UnitOfWork
from core.ratings.model import finding
from core.units.queries import active_unit


async def order_redo(uow: UnitOfWork, actor: Viewer, input: OrderRedo) -> Outcome:
    """New assignments for the same units, round + 1, with clocks of their own."""
    change = await on_case(uow, actor, Verb.ORDER_REDO, input)
    row = change.facts.row
    change.add(
        finding, case_id=change.facts.id, round=row["round"], reasonable=True,
        reason=check.text(input.finding, "finding"), materials=[], by=actor.id, at=uow.now, second_signer=None,
        signed_at=None,
    )  # fmt: skip
    again = row["round"] + 1
    for one in change.facts.assignments:
        redone = one.answers_for_the_case and one.round == row["round"] and one.state is AssignmentState.COMPLETED
        if redone:
            unit = await active_unit(uow, one.unit_id, ("input", "caseId"))
            change.assign(
                unit, Role(one.role), basis=one.basis, proposal={"redo_of": str(one.id)},
                dispatcher_path=one.dispatcher_path, round_=again,
            )  # fmt: skip
    change.case |= {"round": again, "callback_attempts": 0}
    change.move(CaseState.IN_PROGRESS)
    change.note(round=again)
    return await change.write()
