"""legal_desk/assign (指派): a consultation goes to a lawyer by name, also from another lawyer."""

from uuid import UUID

from core.api import Change, Outcome, Refused, Row, UnitOfWork, Viewer
from plugins.legal_desk.begin import OPEN, alter, done, on_consultation
from plugins.legal_desk.duty import refuse_unavailable, unfit
from plugins.legal_desk.inputs import Assign
from plugins.legal_desk.operations import ASSIGN
from plugins.legal_desk.rules import rules
from plugins.legal_desk.states import ConsultationState


async def assign(uow: UnitOfWork, actor: Viewer, input: Assign) -> Outcome:
    """The lawyer must be on duty, where the settings ask for it, have room, a right to the case, and no conflict."""
    change, row = await on_consultation(uow, actor, ASSIGN, input, *OPEN)
    refusal = await unfit(uow, actor, input.lawyer_id, change.facts)
    if refusal is not None:
        raise Refused(refusal, field=("input", "lawyerId"))
    if row["lawyer_id"] != input.lawyer_id:
        duty_only = rules(uow.services, change.facts.row["gate"]).duty_only
        await refuse_unavailable(uow, input.lawyer_id, change.facts, duty_only=duty_only)
    return await hand_over(change, row, input.lawyer_id)


async def hand_over(change: Change, row: Row, lawyer_id: UUID) -> Outcome:
    """Write that the lawyer has the consultation from now on."""
    alter(
        change, row, state=ConsultationState.ASSIGNED.value, lawyer_id=lawyer_id, assigned_by=change.actor,
        assigned_at=change.now,
    )  # fmt: skip
    change.note(consultation=str(row["id"]), lawyer=str(lawyer_id))
    return await done(change, row)
