"""Duty rosters as the tables have them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import Read, Row, unit
from plugins.utility_queues.areas import VALID, today
from plugins.utility_queues.companies import IS_COMPANY
from plugins.utility_queues.intervals import Interval
from plugins.utility_queues.roster import Override, Roster, Shift, midnight
from plugins.utility_queues.tables import duty_override, roster, service_area, shift

_UNITS = bindparam("units", type_=ARRAY(Uuid(as_uuid=True)))
_INSTANT = TIMESTAMP(timezone=True)
_SHIFTS = (
    select(shift, roster.c.unit_id)
    .join(roster, roster.c.id == shift.c.roster_id)
    .where(
        roster.c.unit_id == any_(_UNITS),
        shift.c.valid_to.is_(None) | (shift.c.valid_to >= bindparam("since", type_=Date())),
    )
    .order_by(shift.c.id)
)
_OVERRIDES = (
    select(duty_override, roster.c.unit_id)
    .join(roster, roster.c.id == duty_override.c.roster_id)
    .where(
        roster.c.unit_id == any_(_UNITS),
        duty_override.c.ends_at > bindparam("start", type_=_INSTANT),
        duty_override.c.starts_at < bindparam("end", type_=_INSTANT),
    )
    .order_by(duty_override.c.at, duty_override.c.id)
)
_SERVING = (
    select(unit.c.id)
    .where(
        IS_COMPANY,
        unit.c.id.in_(
            select(service_area.c.unit_id).where(
                service_area.c.gate == any_(bindparam("gates", type_=ARRAY(Text))), VALID
            )
        ),
    )
    .order_by(unit.c.path)
)
LONGEST = timedelta(days=7)
"""No shift lasts longer, so none that began earlier reaches into a window."""


async def rosters(read: Read, units: Sequence[UUID], window: Interval) -> Mapping[UUID, Roster]:
    """The rosters of companies as far as they touch the window; an empty one for a company that has none."""
    since = today(window.start - LONGEST)
    shifts: defaultdict[UUID, list[Shift]] = defaultdict(list)
    for row in await read.fetch(_SHIFTS, units=list(units), since=since):
        shifts[row["unit_id"]].append(_shift(row))
    overrides: defaultdict[UUID, list[Override]] = defaultdict(list)
    for row in await read.fetch(_OVERRIDES, units=list(units), start=window.start, end=window.end):
        time = Interval(row["starts_at"], row["ends_at"])
        overrides[row["unit_id"]].append(Override(row["line"], time, row["account_id"]))
    return {unit_id: Roster(tuple(shifts[unit_id]), tuple(overrides[unit_id])) for unit_id in units}


async def on_duty_companies(read: Read, gates: Sequence[str], now: datetime) -> Sequence[UUID]:
    """The companies that serve these districts today, and must be on duty around the clock."""
    rows = await read.fetch(_SERVING, gates=list(gates), today=today(now))
    return [row["id"] for row in rows]


def coming(now: datetime, days: int) -> Interval:
    """From now to the end of the last of so many days after today."""
    return Interval(now, midnight(today(now) + timedelta(days=days + 1)))


def _shift(row: Row) -> Shift:
    return Shift(
        line=row["line"],
        weekday=row["weekday"],
        starts=row["starts"],
        minutes=row["minutes"],
        account_id=row["account_id"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )
