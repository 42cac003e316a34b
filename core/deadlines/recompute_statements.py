"""The statements of an import and of the recomputation that follows it; each takes a whole chunk."""

from typing import Any

from sqlalchemy import Boolean, any_, bindparam, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, insert
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.types import TypeEngine

from core.assignments.model import assignment
from core.cases.model import case_file
from core.deadlines.model import calendar_day, calendar_year, clock
from core.events.arrays import table_of

_ID = Uuid(as_uuid=True)
_IDS = ARRAY(_ID)
_INSTANT = TIMESTAMP(timezone=True)

_OPEN_STILL = (
    clock.c.stopped_at.is_(None) & clock.c.breached_at.is_(None) & (clock.c.rule != literal_column("'explicit'"))
)
_TOUCHED = _OPEN_STILL & (
    clock.c.provisional
    | ((clock.c.started_at < bindparam("end", type_=_INSTANT)) & (clock.c.due_at >= bindparam("begin", type_=_INSTANT)))
)

CASES = select(clock.c.case_id).where(_TOUCHED, clock.c.due_at >= bindparam("now", type_=_INSTANT)).distinct()
LOCK_CASES = (
    select(case_file.c.id, case_file.c.profile, case_file.c.profile_version)
    .where(case_file.c.id == any_(bindparam("cases", type_=_IDS)))
    .order_by(case_file.c.id)
    .with_for_update(key_share=True)
)
CLOCKS = select(clock).where(
    clock.c.case_id == any_(bindparam("cases", type_=_IDS)),
    _OPEN_STILL,
    clock.c.due_at >= bindparam("now", type_=_INSTANT),
)

CLOCK_COLUMNS: dict[str, TypeEngine[Any]] = {
    "id": _ID,
    "due_at": _INSTANT,
    "held_until": _INSTANT,
    "yellow_at": _INSTANT,
    "provisional": Boolean(),
}
_CLOCKS = table_of(**CLOCK_COLUMNS)
WRITE_CLOCKS = (
    update(clock)
    .where(clock.c.id == _CLOCKS.c.id)
    .values({name: _CLOCKS.c[name] for name in CLOCK_COLUMNS if name != "id"})
)

_ASSIGNMENTS = table_of(id=_ID, due_at=_INSTANT)
WRITE_ASSIGNMENTS = (
    update(assignment)
    .where(assignment.c.id == _ASSIGNMENTS.c.id, assignment.c.due_at.is_distinct_from(_ASSIGNMENTS.c.due_at))
    .values(due_at=_ASSIGNMENTS.c.due_at, version=assignment.c.version + 1)
)

LOCK_YEARS = select(calendar_year.c.year).order_by(calendar_year.c.year).with_for_update()
_DAY = insert(calendar_day).values({column.name: bindparam(column.name) for column in calendar_day.c})
WRITE_DAY = _DAY.on_conflict_do_update(
    index_elements=["day"], set_={name: _DAY.excluded[name] for name in ("working", "name", "source")}
)
_YEAR = insert(calendar_year).values({column.name: bindparam(column.name) for column in calendar_year.c})
WRITE_YEAR = _YEAR.on_conflict_do_update(
    index_elements=["year"], set_={name: _YEAR.excluded[name] for name in ("notice", "digest", "imported_at")}
)
