"""recordOutcome (登记处理结果): what the organ decided ends the referral."""

from core.api import Outcome, UnitOfWork, Viewer, check
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.codes import OUTCOME
from plugins.discipline_referral.inputs import RecordOutcome
from plugins.discipline_referral.states import Act


async def record_outcome(uow: UnitOfWork, actor: Viewer, input: RecordOutcome) -> Outcome:
    """A code; what else there is to say is sealed with the step."""
    row = await begin(uow, actor, Act.RECORD_OUTCOME, input)
    outcome = await check.known_code(uow, OUTCOME, input.outcome, "outcome")
    note = check.optional_text(input.note, "note")
    changes = {"outcome": outcome, "concluded_at": uow.now}
    return await finish(uow, actor, Act.RECORD_OUTCOME, row, changes, note=note)
