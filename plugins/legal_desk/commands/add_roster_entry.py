"""legal_desk/roster.write (排班): a lawyer's shifts."""

import re
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import (
    NotAllowed,
    Outcome,
    Refused,
    Row,
    Target,
    UnitOfWork,
    Viewer,
    account,
    allows,
    check,
    load_holder,
    new_id,
)
from plugins.legal_desk import errors
from plugins.legal_desk.inputs import AddRosterEntry
from plugins.legal_desk.operations import ROSTER_WRITE, TAKE
from plugins.legal_desk.roster import DAY
from plugins.legal_desk.rules import refuse_off
from plugins.legal_desk.tables import roster

MOST = 200
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_SUBJECT = select(account.c.subject).where(
    account.c.id == bindparam("wanted", type_=Uuid(as_uuid=True)), account.c.active
)


async def add_roster_entry(uow: UnitOfWork, actor: Viewer, input: AddRosterEntry) -> Outcome:
    """The lawyer must be allowed to take consultations of the district."""
    place = await check.known_district(uow, input.district)
    refuse_off(uow.services, place["gate"])
    if not allows(actor, ROSTER_WRITE, Target(place["path"], (), None, 0)):
        raise NotAllowed(ROSTER_WRITE)
    await _refuse_others(uow, actor, input.lawyer_id, place)
    row = {
        "id": new_id(), "version": 1, "lawyer_id": input.lawyer_id, "district": place["code"],
        "district_path": place["path"], "gate": place["gate"], **_dates(input), **_times(input),
        "capacity": _capacity(input.capacity), "by": actor.id, "at": uow.now,
    }  # fmt: skip
    await uow.insert(roster, [row])
    return Outcome(row["id"], row["id"], 1)


async def _refuse_others(uow: UnitOfWork, actor: Viewer, lawyer_id: UUID, place: Row) -> None:
    subject = await uow.fetch_value(_SUBJECT, wanted=lawyer_id)
    lawyer = await load_holder(uow, subject, actor.matrix, uow.now) if subject else None
    if lawyer is None or not allows(lawyer, TAKE, Target(place["path"], (), None, 0)):
        raise Refused(errors.NOT_A_LAWYER, field=("input", "lawyerId"))


def _dates(input: AddRosterEntry) -> dict[str, object]:
    if input.last is not None and input.last < input.first:
        raise Refused(errors.SHIFT_DATES, field=("input", "last"))
    days = sorted(set(input.weekdays))
    if len(days) != len(input.weekdays) or any(not 1 <= day <= 7 for day in days):
        raise Refused(errors.SHIFT_WEEKDAYS, field=("input", "weekdays"))
    return {
        "first": input.first, "last": input.last, "weekdays": days, "working_days_only": input.working_days_only,
    }  # fmt: skip


def _times(input: AddRosterEntry) -> dict[str, object]:
    begins = minute(input.begins, "begins") % DAY
    return {"begins": begins, "minutes": (minute(input.ends, "ends") - begins) % DAY or DAY}


def minute(text: str, name: str) -> int:
    """The minute of the day a time of day names; 24:00 is the last. Raises SHIFT_TIME."""
    found = _TIME.fullmatch(text)
    value = int(found[1]) * 60 + int(found[2]) if found else DAY + 1
    if value > DAY:
        raise Refused(errors.SHIFT_TIME, field=("input", name))
    return value


def _capacity(capacity: int) -> int:
    if not 1 <= capacity <= MOST:
        raise Refused(errors.SHIFT_CAPACITY, field=("input", "capacity"), most=MOST)
    return capacity
