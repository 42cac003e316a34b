"""addOfficer (增加知情人员): one more account needs to know."""

from sqlalchemy import select

from core.api import Outcome, Refused, UnitOfWork, Viewer
from plugins.discipline_referral import officers
from plugins.discipline_referral.act import begin, finish
from plugins.discipline_referral.errors import ALREADY_NAMED
from plugins.discipline_referral.inputs import ChangeOfficer
from plugins.discipline_referral.officers import named
from plugins.discipline_referral.states import Act
from plugins.discipline_referral.tables import person

_FIELD = ("input", "accountId")


async def add_officer(uow: UnitOfWork, actor: Viewer, input: ChangeOfficer) -> Outcome:
    """Being named opens nothing that a role and its clearance do not open as well."""
    row = await begin(uow, actor, Act.ADD_OFFICER, input)
    (account,) = await officers.known(uow, [input.account_id], *_FIELD)
    accused = await uow.fetch(select(person.c.account_id).where(person.c.referral_id == row["id"]))
    excluded = [one["account_id"] for one in accused]
    await officers.refuse_bias(uow, [account], row["unit_path"], row["agency_path"], excluded, *_FIELD)
    if account in await named(uow, row["id"]):
        raise Refused(ALREADY_NAMED, field=_FIELD)
    done = await finish(uow, actor, Act.ADD_OFFICER, row, body={"officer": str(account)})
    await officers.name(uow, row["id"], [account], actor.id)
    return done
