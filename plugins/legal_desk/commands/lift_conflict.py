"""legal_desk/liftConflict (解除回避): a conflict that holds no longer."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, check
from plugins.legal_desk import errors
from plugins.legal_desk.beside_cases import kept
from plugins.legal_desk.inputs import LiftConflict
from plugins.legal_desk.operations import CONFLICT_READ, LIFT_CONFLICT
from plugins.legal_desk.tables import conflict


async def lift_conflict(uow: UnitOfWork, actor: Viewer, input: LiftConflict) -> Outcome:
    """By somebody else than the lawyer it concerns: nobody decides on a conflict of their own."""
    operations = (CONFLICT_READ, LIFT_CONFLICT)
    row = await kept(uow, actor, conflict, input.conflict_id, "conflictId", operations, input.expected_version)
    if row["lifted_at"] is not None:
        raise Refused(errors.CONFLICT_LIFTED)
    if row["lawyer_id"] == actor.id:
        raise Refused(errors.OWN_CONFLICT)
    lifted = {
        "lifted_by": actor.id, "lifted_at": uow.now, "lift_reason": check.text(input.reason, "reason"),
        "version": row["version"] + 1,
    }  # fmt: skip
    await uow.update(conflict, {"id": row["id"]}, lifted)
    return Outcome(row["id"], row["id"], row["version"] + 1)
