"""legal_desk/return (退回普通办理): the desk gives no advice, and ordinary handling goes on."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.legal_desk.begin import CLOCK, OPEN, alter, done, on_consultation, refuse_strangers, seal
from plugins.legal_desk.fields import RETURN_NOTE
from plugins.legal_desk.inputs import Return
from plugins.legal_desk.operations import RETURN
from plugins.legal_desk.states import ConsultationState


async def return_case(uow: UnitOfWork, actor: Viewer, input: Return) -> Outcome:
    """From the queue whoever may; what a lawyer has, only that lawyer, or who may act in the lawyer's place."""
    change, row = await on_consultation(uow, actor, RETURN, input, *OPEN)
    if row["lawyer_id"] is not None:
        refuse_strangers(change, row, actor, overseen=True)
    reason = await check.known_code(uow, "legal_desk_return_reason", input.reason, "reason")
    note = await seal(change, RETURN_NOTE, row["id"], check.text(input.note, "note"))
    alter(
        change, row, state=ConsultationState.RETURNED.value, return_reason=reason, ended_by=actor.id,
        ended_at=uow.now, **note,
    )  # fmt: skip
    change.cancel_clock(CLOCK)
    change.note(consultation=str(row["id"]), reason=reason)
    return await done(change, row)
