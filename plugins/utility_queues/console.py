"""`hotline utility_queues …`."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import SHANGHAI, SYSTEM, Command, Proposal, UnitOfWork, category, propose, unit
from plugins.utility_queues.areas import today, unserved
from plugins.utility_queues.commands.add_service_area import add_service_area
from plugins.utility_queues.companies import IS_COMPANY
from plugins.utility_queues.duty import coming, on_duty_companies, rosters
from plugins.utility_queues.inputs import AddServiceArea
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.vocabulary import PLUGIN, Utility

_above = category.alias("above")
_WHOLE = (
    select(category.c.code)
    .outerjoin(_above, _above.c.code == category.c.parent)
    .where(category.c.essential_utility.is_not(None), _above.c.essential_utility.is_(None))
)
_COMPANY = select(unit.c.id).where(unit.c.id == bindparam("id", type_=Uuid(as_uuid=True)), IS_COMPANY)
_NAME = select(unit.c.name).where(unit.c.id == bindparam("id", type_=Uuid(as_uuid=True)))


async def take_areas(uow: UnitOfWork) -> Sequence[str]:
    """Make service areas of what the dispatch catalogue says of companies, where there are none; a line for each."""
    gates = uow.services.plugins.switches.districts(PLUGIN)
    whole = {row["code"] for row in await uow.fetch(_WHOLE)}
    taken: dict[tuple[object, ...], str] = {}
    for row in await unserved(uow, gates, uow.now):
        for code in row["categories"]:
            for found in (await propose(uow, code, row["gate"], uow.now)).leads:
                key = (found.unit_id, found.category, found.district)
                if key not in taken and await uow.fetch_one(_COMPANY, id=found.unit_id):
                    taken[key] = await _take(uow, found, Utility(row["utility"]), whole)
    return list(taken.values()) or ["nothing to take over"]


async def gaps(uow: UnitOfWork) -> Sequence[str]:
    """A line for each utility that nobody serves in a district, and for each time no company's first line is on duty."""
    plugins = uow.services.plugins
    gates = plugins.switches.districts(PLUGIN)
    lines = [
        f"{row['gate']}\t{row['utility']}\t{', '.join(row['categories'])}\t{len(row['places'])} places"
        for row in await unserved(uow, gates, uow.now)
    ]
    window = coming(uow.now, plugins.settings(UtilityQueuesSettings).roster_days)
    companies = await on_duty_companies(uow, gates, uow.now)
    for unit_id, roster in (await rosters(uow, companies, window)).items():
        name = await uow.fetch_value(_NAME, id=unit_id)
        for gap in roster.gaps(window):
            since, until = (f"{one.astimezone(SHANGHAI):%m-%d %H:%M}" for one in (gap.start, gap.end))
            lines.append(f"{name}\tnobody on duty\t{since}\t{until}")
    return lines or ["no gaps"]


async def _take(uow: UnitOfWork, found: Proposal, utility: Utility, whole: set[str]) -> str:
    assert found.district is not None
    narrowed = None if found.category in whole else found.category
    given = AddServiceArea(
        company_id=found.unit_id,
        utility=utility,
        district=found.district,
        category=narrowed,
        basis=found.basis,
        valid_from=today(uow.now),
    )
    await add_service_area(uow, SYSTEM, given)
    return f"{found.district}\t{narrowed or utility.value}\t{await uow.fetch_value(_NAME, id=found.unit_id)}"


COMMANDS = (
    Command("take-areas", "Make service areas of the companies that the dispatch catalogue names.", take_areas),
    Command("gaps", "Places nobody serves, and times nobody is on duty.", gaps),
)
