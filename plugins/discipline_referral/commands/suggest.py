"""suggest (提出问题线索): a cleared person of the agency finds that a unit's conduct belongs before the discipline organ."""

from uuid import UUID

from core.api import PLUGIN_DISABLED, CaseFacts, NotAllowed, Outcome, Refused, Row, UnitOfWork, Viewer, visible_case
from plugins.discipline_referral import create, given, officers
from plugins.discipline_referral.accused import accuse
from plugins.discipline_referral.act import permitted
from plugins.discipline_referral.errors import NOT_INVOLVED
from plugins.discipline_referral.inputs import Suggest
from plugins.discipline_referral.operations import PLUGIN, Operation
from plugins.discipline_referral.organs import same_level
from plugins.discipline_referral.states import Act, State


async def suggest(uow: UnitOfWork, actor: Viewer, input: Suggest) -> Outcome:
    """Art. 21. Nothing of it is written to the case; `Outcome.case_id` only says which case was meant."""
    case = await _case(uow, actor, input.case_id)
    accused = await _unit(uow, case, input.unit_id)
    persons = given.persons(input.persons)
    accounts = await officers.accused_accounts(uow, persons)
    place = (accused["path"], case.row["agency_path"], accounts)
    await officers.refuse_bias(uow, [actor.id], *place)
    named = await officers.known(uow, input.officers, "input", "officers")
    await officers.refuse_bias(uow, named, *place, "input", "officers")
    settings = create.settings(uow, case.row["gate"])
    key, row = await create.new_row(
        uow, case.row, accused, same_level(settings.organs, accused["level"], accused["gate"]), State.SUGGESTED,
        given.facts(input.facts), grounds=await given.grounds(uow, input.grounds), proposed_by=actor.id,
        consequence=await given.consequence(uow, input.consequence),
    )  # fmt: skip
    standing = await officers.standing(uow, settings.standing_officers, *place)
    await create.insert(uow, row)
    await accuse(uow, row["id"], key, persons)
    await create.open_file(uow, Act.SUGGEST, row, actor.id, (actor.id, *named, *standing))
    return Outcome(case.id, row["id"], 1)


async def _case(uow: UnitOfWork, actor: Viewer, case_id: UUID) -> CaseFacts:
    case = await visible_case(uow, actor, case_id, "caseId")
    if not create.is_on(uow, case.row["gate"]):
        raise Refused(PLUGIN_DISABLED, plugin=PLUGIN)
    if not permitted(actor, Operation.SUGGEST, case.row["district_path"]):
        raise NotAllowed(Operation.SUGGEST)
    return case


async def _unit(uow: UnitOfWork, case: CaseFacts, unit_id: UUID) -> Row:
    if unit_id not in {one.unit_id for one in case.assignments}:
        raise Refused(NOT_INVOLVED, field=("input", "unitId"))
    return await create.accused_unit(uow, unit_id)
