"""The statements of one pass of the timers; each takes the whole batch."""

from typing import Any

from sqlalchemy import Integer, Text, any_, bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, distinct_on
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.types import TypeEngine

from core.assignments.model import assignment
from core.cases.model import case_file
from core.deadlines.case_due import case_due
from core.deadlines.model import clock, timer
from core.events.arrays import table_of

_ID = Uuid(as_uuid=True)
_IDS = ARRAY(_ID)
_INSTANT = TIMESTAMP(timezone=True)

# Spelled out, not bound: the planner must see that the index of armed timers covers the question.
_ARMED = timer.c.state == literal_column("'ARMED'")
_DUE = (
    _ARMED
    & (timer.c.due_at < bindparam("now", type_=_INSTANT))
    & timer.c.replay_id.is_not_distinct_from(bindparam("replay_id", type_=_ID))
)

_CANDIDATES = select(timer.c.case_id).where(_DUE).distinct().subquery()
LOCK_CASES = (
    select(case_file.c.id)
    .join(_CANDIDATES, _CANDIDATES.c.case_id == case_file.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(of=case_file, skip_locked=True, key_share=True)
)
"""The lock a command's guarded write takes. A case in anybody's hands is left to the next pass or scan."""

EARLIEST = (
    select(timer.c.id.label("timer_id"), timer.c.kind.label("fires"), timer.c.due_at.label("fires_at"), clock)
    .ext(distinct_on(timer.c.case_id))
    .join(clock, clock.c.id == timer.c.clock_id)
    .where(timer.c.case_id == any_(bindparam("cases", type_=_IDS)), _DUE)
    .order_by(timer.c.case_id, timer.c.due_at, timer.c.kind == literal_column("'RED'"), timer.c.id)
)
"""Read after the lock, by a snapshot of its own. What is accepted at the very instant it is due is no breach: red goes last."""

FIRED = (
    update(timer)
    .where(timer.c.id == any_(bindparam("timers", type_=_IDS)), _ARMED)
    .values(state="FIRED", fired_at=bindparam("at", type_=_INSTANT))
)

_ACCEPTED = table_of(id=_ID, at=_INSTANT)
ACCEPT = (
    update(assignment)
    .where(assignment.c.id == _ACCEPTED.c.id, assignment.c.state == "PENDING_ACCEPTANCE")
    .values(state="ACCEPTED", deemed_accepted=True, accepted_at=_ACCEPTED.c.at, version=assignment.c.version + 1)
    .returning(assignment.c.id)
)

ACCEPTANCE_CLOCKS = select(clock).where(
    clock.c.assignment_id == any_(bindparam("assignments", type_=_IDS)),
    clock.c.kind == "ACCEPTANCE",
    clock.c.stopped_at.is_(None),
)

DISARM = update(timer).where(timer.c.clock_id == any_(bindparam("clocks", type_=_IDS)), _ARMED).values(state="DISARMED")

CLOCK_COLUMNS: dict[str, TypeEngine[Any]] = {
    "id": _ID,
    "state": Text(),
    "warned_at": _INSTANT,
    "breached_at": _INSTANT,
    "stopped_at": _INSTANT,
}
_CLOCKS = table_of(**CLOCK_COLUMNS)
WRITE_CLOCKS = (
    update(clock)
    .where(clock.c.id == _CLOCKS.c.id)
    .values({name: _CLOCKS.c[name] for name in CLOCK_COLUMNS if name != "id"})
)

_CASES = table_of(id=_ID, type=Text(), at=_INSTANT)
WRITE_CASES = (
    update(case_file)
    .where(case_file.c.id == _CASES.c.id)
    .values(
        version=case_file.c.version + 1,
        due_at=case_due(),
        last_event_type=_CASES.c.type,
        last_event_at=func.greatest(case_file.c.last_event_at, _CASES.c.at),
    )
    .returning(case_file.c.id, case_file.c.version, case_file.c.secrecy)
)
