"""What the system proposes after an event: a person must take it up before anything comes of it."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from sqlalchemy import bindparam, func, select

from core.api import CaseEvent, Read, Row, UnitOfWork, assignment, case_file, clock, return_request
from plugins.discipline_referral import create, officers
from plugins.discipline_referral.organs import organ_of
from plugins.discipline_referral.settings import DisciplineSettings, Trigger
from plugins.discipline_referral.states import Act, State

TRIGGERS: Mapping[str, Trigger] = MappingProxyType(
    {
        "approveReturn": Trigger.BOUNCES_EXHAUSTED,
        "rejectReturn": Trigger.RETURNS_REJECTED,
        "redCard": Trigger.RED_CARD_IGNORED,
    }
)
"""Which event each of them is looked for after."""

_PART = select(assignment).where(assignment.c.id == bindparam("assignment_id"))
_CASE = select(case_file).where(case_file.c.id == bindparam("case_id"))
_REJECTED = (
    select(func.count())
    .select_from(return_request.join(assignment, assignment.c.id == return_request.c.assignment_id))
    .where(
        assignment.c.case_id == bindparam("case_id"),
        assignment.c.unit_id == bindparam("unit_id"),
        return_request.c.decision == "REJECTED",
    )
)
_BREACHED = (
    select(func.count())
    .select_from(clock)
    .where(clock.c.assignment_id == bindparam("assignment_id"), clock.c.breached_at.is_not(None))
)
_GROUNDS: Mapping[Trigger, str] = MappingProxyType(
    {
        Trigger.BOUNCES_EXHAUSTED: "BUCK_PASSING",
        Trigger.RETURNS_REJECTED: "BUCK_PASSING",
        Trigger.RED_CARD_IGNORED: "INACTION",
    }
)


async def propose(event: CaseEvent, uow: UnitOfWork) -> None:
    """Propose a referral of the unit whose part the event is about, once per case, unit and trigger.

    Only where a standing officer could see it: a proposal nobody needs to know of would lie there for ever.
    """
    trigger = TRIGGERS.get(event.type)
    settings = create.settings(uow, event.gate)
    if trigger is None or event.assignment_id is None or trigger not in settings.triggers:
        return
    part = await uow.fetch_one(_PART, assignment_id=event.assignment_id)
    if part is not None and await _SET_OFF[trigger](uow, part, settings):
        await _propose(uow, trigger, part, settings)


async def _propose(uow: UnitOfWork, trigger: Trigger, part: Row, settings: DisciplineSettings) -> None:
    case = await uow.fetch_one(_CASE, case_id=part["case_id"])
    assert case is not None, "the assignment refers to it"
    accused = await create.accused_unit(uow, part["unit_id"])
    organ = organ_of(settings.organs, accused["level"], accused["gate"])
    named = await officers.standing(uow, settings.standing_officers, accused["path"], case["agency_path"])
    if organ is None or not named:
        return
    _, row = await create.new_row(
        uow, case, accused, organ, State.PROPOSED, None, grounds=[_GROUNDS[trigger]], trigger=trigger.value
    )
    if await create.insert(uow, row):
        await create.open_file(uow, Act.PROPOSE, row, None, named)


async def _bounces(read: Read, part: Row, settings: DisciplineSettings) -> bool:
    case = await read.fetch_one(_CASE, case_id=part["case_id"])
    return case is not None and case["bounces"] >= settings.bounces


async def _returns(read: Read, part: Row, settings: DisciplineSettings) -> bool:
    rejected = await read.fetch_value(_REJECTED, case_id=part["case_id"], unit_id=part["unit_id"])
    return bool(rejected >= settings.returns_rejected)


async def _red_cards(read: Read, part: Row, settings: DisciplineSettings) -> bool:
    return bool(await read.fetch_value(_BREACHED, assignment_id=part["id"]) >= settings.red_cards)


_SET_OFF: Mapping[Trigger, Callable[[Read, Row, DisciplineSettings], Awaitable[bool]]] = MappingProxyType(
    {
        Trigger.BOUNCES_EXHAUSTED: _bounces,
        Trigger.RETURNS_REJECTED: _returns,
        Trigger.RED_CARD_IGNORED: _red_cards,
    }
)
