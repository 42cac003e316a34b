"""addUtilityServiceArea: a company serves a place from a day on; nobody else may cover the same meanwhile."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Text, bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotAllowed, Outcome, Refused, Row, Target, UnitOfWork, Viewer, allows, check, district, new_id
from plugins.utility_queues.companies import company
from plugins.utility_queues.errors import AREA_OVERLAPS, NOT_A_COMPANY, NOT_THIS_UTILITY, PERIOD_REVERSED
from plugins.utility_queues.inputs import AddServiceArea
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.tables import service_area as area

_SINCE, _UNTIL = bindparam("since", type_=Date()), bindparam("until", type_=Date())
_OVERLAPPING = (
    select(area.c.valid_from)
    .where(
        area.c.id != bindparam("besides", type_=Uuid(as_uuid=True)),
        area.c.district == bindparam("district", type_=Text()),
        area.c.utility == bindparam("utility", type_=Text()),
        area.c.category.is_not_distinct_from(bindparam("category", type_=Text())),
        area.c.valid_to.is_(None) | (area.c.valid_to >= _SINCE),
        _UNTIL.is_(None) | (area.c.valid_from <= _UNTIL),
    )
    .order_by(area.c.valid_from)
    .limit(1)
)
_ALONE = select(district.c.code).where(district.c.code == bindparam("code")).with_for_update(key_share=True)


async def add_service_area(uow: UnitOfWork, actor: Viewer, input: AddServiceArea) -> Outcome:
    """Raises AREA_OVERLAPS for a place, utility and category that another area covers in the same time."""
    place = await check.known_district(uow, input.district)
    demand_write(actor, place["path"])
    served_by = await company(uow, input.company_id)
    if input.utility not in served_by.utilities:
        raise Refused(NOT_A_COMPANY, field=("input", "utility"))
    await _check_category(uow, input)
    values: dict[str, Any] = {
        "id": new_id(), "version": 1, "unit_id": served_by.id, "utility": input.utility.value, "category": input.category,
        "district": place["code"], "district_path": place["path"], "gate": place["gate"],
        "basis": check.text(input.basis, "basis"), "valid_from": input.valid_from, "valid_to": input.valid_to,
        "by": actor.id, "at": uow.now,
    }  # fmt: skip
    await refuse_overlap(uow, values, input.valid_from, input.valid_to)
    await uow.insert(area, [values])
    return Outcome(values["id"], values["id"], 1)


def demand_write(actor: Viewer, place: str) -> None:
    """Raises NotAllowed unless the actor maintains the areas of the place."""
    if not allows(actor, Operation.AREA_WRITE, Target(place, (), None, 0)):
        raise NotAllowed(Operation.AREA_WRITE)


async def refuse_overlap(uow: UnitOfWork, of: Row | dict[str, Any], since: date, until: date | None) -> None:
    """Raises PERIOD_REVERSED or AREA_OVERLAPS; who adds to the same place at the same time waits here."""
    if until is not None and until < since:
        raise Refused(PERIOD_REVERSED, field=("input", "validTo"))
    await uow.fetch_one(_ALONE, code=of["district"])
    besides: UUID = of["id"]
    same = {name: of[name] for name in ("district", "utility", "category")}
    found = await uow.fetch_value(_OVERLAPPING, besides=besides, since=since, until=until, **same)
    if found is not None:
        raise Refused(AREA_OVERLAPS, field=("input", "district"), since=max(found, since))


async def _check_category(uow: UnitOfWork, input: AddServiceArea) -> None:
    if input.category is None:
        return
    row = await check.known_category(uow, input.category)
    if row["essential_utility"] != input.utility:
        raise Refused(NOT_THIS_UTILITY, field=("input", "category"), category=input.category)
