"""After a calendar import: the open clocks, reckoned again with the days as they are now.

A clock that ended, or whose due instant has passed, stays as it was: what is decided is not undone by a later notice. A
due time moves later freely, and earlier no further than to the next working day's close of office.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from core.clock import SHANGHAI
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.deadlines import clocks
from core.deadlines import recompute_statements as sql
from core.deadlines.arithmetic import Due, after_import
from core.deadlines.arm import arm
from core.deadlines.calendar import Calendar
from core.deadlines.fire_statements import WRITE_CASES
from core.deadlines.kinds import ClockKind
from core.deadlines.profile import Profile
from core.deadlines.workdays import WorkDays
from core.events.arrays import columns_of
from core.events.batch import SystemEvent, record_each
from core.events.consequence import Consequence

RECALCULATED = Consequence.DEADLINE_RECALCULATED
CHUNK = 500
"""Cases whose clocks are written by one statement."""

Changed = tuple[Row, clocks.ClockRow]
"""A clock as it was, and as it is."""


async def recompute_open_clocks(uow: UnitOfWork, before: WorkDays, after: WorkDays) -> int:
    """Reckon the open clocks again that rest on a date the calendars differ in, or on an unpublished year; how many changed.

    Locks the cases first, in the order of their ids. Repeating it changes nothing, and picks up what a command, which still
    had the former calendar, wrote meanwhile.
    """
    begin, end = _span(before, after)
    found = await uow.fetch(sql.CASES, begin=begin, end=end, now=uow.now)
    cases = sorted(row["case_id"] for row in found)
    return sum([await _recompute(uow, cases[at : at + CHUNK], after) for at in range(0, len(cases), CHUNK)])


def _span(before: WorkDays, after: WorkDays) -> tuple[datetime, datetime]:
    """From the first date that is worked in one calendar only to the end of the last; nothing lies in it if there is none."""
    dates = before.days.keys() | after.days.keys()
    changed = [day for day in dates if _worked(before, day) is not _worked(after, day)]
    if not changed:
        return datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    midnight = datetime.min.time()
    first, last = (datetime.combine(day, midnight, SHANGHAI) for day in (min(changed), max(changed)))
    return first, last + timedelta(days=1)


def _worked(workdays: WorkDays, day: Any) -> bool | None:
    return workdays.days[day].working if day in workdays.days else None


async def _recompute(uow: UnitOfWork, ids: Sequence[UUID], after: WorkDays) -> int:
    cases = {row["id"]: row for row in await uow.fetch(sql.LOCK_CASES, cases=list(ids))}
    rows = await uow.fetch(sql.CLOCKS, cases=list(ids), now=uow.now)
    changed = list(_changed(uow, cases, rows, after))
    if changed:
        await _write(uow, changed)
    return len(changed)


def _changed(uow: UnitOfWork, cases: Mapping[UUID, Row], rows: Sequence[Row], after: WorkDays) -> Iterator[Changed]:
    for row in rows:
        case = cases[row["case_id"]]
        profile = uow.services.profiles.version(case["profile"], case["profile_version"])
        new = _reckoned(row, profile, Calendar(after, profile.office.hours), uow.now)
        if any(row[name] != value for name, value in new.items()):
            yield row, {**row, **new}


def _reckoned(row: Row, profile: Profile, calendar: Calendar, now: datetime) -> clocks.ClockRow:
    """What `reckon` gives, and the instant until which a due time is kept from moving earlier, for whoever reckons later."""
    new = clocks.reckon({**row, "held_until": None}, profile, calendar)
    before, computed = Due(row["due_at"], row["provisional"]), Due(new["due_at"], new["provisional"])
    kept = after_import(before, computed, calendar, now).at
    held = {"held_until": kept if kept != computed.at else None}
    return clocks.reckon({**row, **held}, profile, calendar) | held


async def _write(uow: UnitOfWork, changed: Sequence[Changed]) -> None:
    rows = [new for _, new in changed]
    await uow.execute(sql.WRITE_CLOCKS, **columns_of(rows, sql.CLOCK_COLUMNS))
    await arm(uow, [], rows)
    handled = [row | {"id": row["assignment_id"]} for row in rows if row["kind"] == ClockKind.HANDLING]
    await uow.execute(sql.WRITE_ASSIGNMENTS, **columns_of(handled, ("id", "due_at")))
    bodies: dict[UUID, list[dict[str, Any]]] = {}
    for old, new in changed:
        bodies.setdefault(old["case_id"], []).append(_moved(old, new))
    count = len(bodies)
    written = await uow.fetch(WRITE_CASES, id=list(bodies), type=[RECALCULATED] * count, at=[uow.now] * count)
    await record_each(uow, [_event(uow.now, case, bodies[case["id"]]) for case in written])


def _moved(old: Row, new: clocks.ClockRow) -> dict[str, Any]:
    times = {"before": old["due_at"], "after": new["due_at"]}
    told = {name: at and at.astimezone(UTC).isoformat() for name, at in times.items()}
    return {"clock": str(old["id"]), "kind": old["kind"], **told, "provisional": new["provisional"]}


def _event(now: datetime, case: Row, moved: Sequence[Mapping[str, Any]]) -> SystemEvent:
    body = {"fields": ["dueAt"], "clocks": list(moved)}
    return SystemEvent(case["id"], case["version"], case["secrecy"], RECALCULATED, now, None, body)
