"""closeUnreasonable (研判销号): the demand is found unreasonable; a second signer closes the case (Art. 16)."""

from core.access.viewer import Viewer
from core.cases import check
from core.cases.begin import on_case
from core.cases.inputs.callback import CloseUnreasonable
from core.cases.outcome import Outcome
from core.cases.release import end
from core.cases.states import CaseState
from core.cases.verbs import Verb
from core.cases.write import write
from core.db.uow import UnitOfWork
from core.ratings.model import finding


async def close_unreasonable(uow: UnitOfWork, actor: Viewer, input: CloseUnreasonable) -> Outcome:
    """The first call records the finding of the round, the second, by another person, signs it."""
    change = await on_case(uow, actor, Verb.CLOSE_UNREASONABLE, input)
    reason = check.text(input.finding, "finding")
    key = await uow.services.keys.case_key(change.facts.row["case_key"])
    materials = await check.usable_attachments(uow, input.materials, change.facts.id, actor.id, "materials")
    first = change.facts.waiting("finding")
    if first:
        change.decide(finding, first[0].id, second_signer=actor.id, signed_at=uow.now)
        change.because(reason, state=(CaseState.PENDING_REDO_DECISION, CaseState.CLOSED))
        end(change, CaseState.CLOSED, "UNREASONABLE_DEMAND")
    else:
        change.add(
            finding, case_id=change.facts.id, round=change.facts.row["round"], reasonable=False, reason=reason,
            materials=materials, by=actor.id, at=uow.now, second_signer=None, signed_at=None,
        )  # fmt: skip
    change.note(signed=bool(first))
    outcome = await write(change)
    await check.attach(uow, materials, change.facts.id, key, "materials")
    return outcome
