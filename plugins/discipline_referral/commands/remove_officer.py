"""removeOfficer (移出知情人员): an account needs to know no longer, from this instant on."""

from core.api import NotFound, Outcome, Refused, UnitOfWork, Viewer
from plugins.discipline_referral import officers
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.errors import LAST_OFFICER
from plugins.discipline_referral.inputs import ChangeOfficer
from plugins.discipline_referral.states import Act


async def remove_officer(uow: UnitOfWork, actor: Viewer, input: ChangeOfficer) -> Outcome:
    """What was named stays on record; the last one stays named, for nobody could see the referral else."""
    row = await begin(uow, actor, Act.REMOVE_OFFICER, input)
    named = await officers.named(uow, row["id"])
    if input.account_id not in named:
        raise NotFound(field=("input", "accountId"))
    if len(named) == 1:
        raise Refused(LAST_OFFICER)
    done = await finish(uow, actor, Act.REMOVE_OFFICER, row, body={"officer": str(input.account_id)})
    await officers.remove(uow, row["id"], input.account_id)
    return done
