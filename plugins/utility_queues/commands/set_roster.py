"""setUtilityRoster: the weekly shifts of a company from a day on."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Date, bindparam, select, update
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import Outcome, Refused, Row, UnitOfWork, Viewer, new_id
from plugins.utility_queues.areas import today
from plugins.utility_queues.companies import Company, acting_for, demand_staff
from plugins.utility_queues.errors import ROSTER_IN_PAST, SHIFT_OUT_OF_RANGE
from plugins.utility_queues.inputs import SetRoster, ShiftTime
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.roster import DAY, WEEK
from plugins.utility_queues.subject import refuse_moved
from plugins.utility_queues.tables import roster, shift

RANGES: Mapping[str, tuple[int, int]] = {
    "line": (1, 9),
    "weekday": (0, 6),
    "startMinute": (0, DAY - 1),
    "minutes": (1, WEEK),
}
MOST = 200
"""Shifts of a week."""

_ROSTER = select(roster).where(roster.c.unit_id == bindparam("unit_id", type_=Uuid(as_uuid=True))).with_for_update()
_SINCE = bindparam("since", type_=Date())
_END = (
    update(shift)
    .where(
        shift.c.roster_id == bindparam("roster", type_=Uuid(as_uuid=True)),
        shift.c.valid_to.is_(None) | (shift.c.valid_to >= _SINCE),
    )
    .values(valid_to=bindparam("until", type_=Date()))
)


async def set_roster(uow: UnitOfWork, actor: Viewer, input: SetRoster) -> Outcome:
    """Former shifts begin for the last time on the day before; what has begun runs to its end."""
    of = await acting_for(uow, actor, Operation.ROSTER_WRITE, input.company_id)
    _check(input, today(uow.now))
    await demand_staff(uow, of, [one.account_id for one in input.shifts], uow.now, "input", "shifts")
    kept = await locked_roster(uow, of, input.expected_version)
    await uow.execute(_END, roster=kept["id"], since=input.valid_from, until=input.valid_from - timedelta(days=1))
    await uow.insert(shift, [_row(one, kept["id"], input.valid_from, actor, uow) for one in input.shifts])
    return await raised(uow, kept)


async def locked_roster(uow: UnitOfWork, of: Company, expected: int | None) -> Row:
    """The company's roster, made if it is its first. Raises Stale."""
    await uow.insert_new(roster, {"id": new_id(), "version": 0, **of.columns})
    kept = await uow.fetch_one(_ROSTER, unit_id=of.id)
    assert kept is not None
    refuse_moved(kept["version"], expected)
    return kept


async def raised(uow: UnitOfWork, kept: Row) -> Outcome:
    """The roster's next version."""
    version = kept["version"] + 1
    await uow.update(roster, {"id": kept["id"]}, {"version": version})
    return Outcome(kept["id"], kept["id"], version)


def refuse_out_of_range(name: str, value: int, *field: str) -> None:
    """Raises SHIFT_OUT_OF_RANGE, naming the field."""
    least, most = RANGES[name]
    if not least <= value <= most:
        raise Refused(SHIFT_OUT_OF_RANGE, field=("input", *field, name), name=name, least=least, most=most)


def _check(input: SetRoster, day: date) -> None:
    if input.valid_from < day:
        raise Refused(ROSTER_IN_PAST, field=("input", "validFrom"))
    if not 1 <= len(input.shifts) <= MOST:
        raise Refused(SHIFT_OUT_OF_RANGE, field=("input", "shifts"), name="shifts", least=1, most=MOST)
    for at, one in enumerate(input.shifts):
        for name, value in _named(one).items():
            refuse_out_of_range(name, value, "shifts", str(at))


def _named(one: ShiftTime) -> Mapping[str, int]:
    """By the names that callers give them."""
    return {"line": one.line, "weekday": one.weekday, "startMinute": one.start_minute, "minutes": one.minutes}


def _row(one: ShiftTime, roster_id: UUID, since: date, actor: Viewer, uow: UnitOfWork) -> dict[str, object]:
    return {
        "id": new_id(), "roster_id": roster_id, "line": one.line, "weekday": one.weekday, "starts": one.start_minute,
        "minutes": one.minutes, "account_id": one.account_id, "valid_from": since, "valid_to": None, "by": actor.id,
        "at": uow.now,
    }  # fmt: skip
