"""orderRedo (重新办理): dissatisfied, and the demand found reasonable (Art. 16)."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.change import Change
from core.cases.inputs.callback import OrderRedo
from core.cases.outcome import Outcome
from core.cases.part import Part
from core.cases.states import AssignmentState, CaseState
from core.cases.verbs import Verb
from core.cases.wording import basis_of
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.ratings.model import finding
from core.units.queries import active_unit


async def order_redo(uow: UnitOfWork, actor: Viewer, input: OrderRedo) -> Outcome:
    """New assignments for the same units, round + 1, with clocks of their own."""
    change = await on_case(uow, actor, Verb.ORDER_REDO, input)
    before = change.facts.row["round"]
    change.add(
        finding, case_id=change.facts.id, round=before, reasonable=True,
        reason=check.text(input.finding, "finding"), materials=[], by=actor.id, at=uow.now, second_signer=None,
        signed_at=None,
    )  # fmt: skip
    await _assign_again(change, before)
    change.case |= {"round": before + 1, "callback_attempts": 0}
    change.move(CaseState.IN_PROGRESS)
    change.note(round=before + 1)
    return await write(change)


async def _assign_again(change: Change, before: int) -> None:
    for one in change.facts.assignments:
        if one.answers_for_the_case and one.round == before and one.state is AssignmentState.COMPLETED:
            await change.assign(
                Part(
                    unit=await active_unit(change.uow, one.unit_id, ("input", "caseId")),
                    role=one.role,
                    basis=await basis_of(change, one),
                    proposal={"redo_of": str(one.id)},
                    dispatcher_path=one.dispatcher_path,
                    round=before + 1,
                )
            )
