"""Invariants of timers: exactly those a running clock needs are armed, at its instants."""

# ruff: noqa: S608 - the parts are written here, nothing of them comes from outside.

from core.doctor.invariant import Invariant

_NEEDED = """
    needed (clock_id, kind, due_at) as (
      select id, 'DEEMED_ACCEPTANCE', due_at from clock where state = 'RUNNING' and kind = 'RETURN_WINDOW'
      union all
      select id, 'RED', due_at from clock
      where state = 'RUNNING' and kind <> 'RETURN_WINDOW' and breached_at is null and due_at is not null
      union all
      select id, 'YELLOW', yellow_at from clock
      where state = 'RUNNING' and kind <> 'RETURN_WINDOW' and started_at < yellow_at and yellow_at < due_at
    )
"""

MISSING = Invariant(
    "timer.missing",
    "Art. 15(2), 22",
    "为该时限补设定时器。",
    "Arm the timer: nobody would notice that the clock is due.",
    f"""
    with {_NEEDED}
    select n.clock_id::text, 'no ' || n.kind || ' armed' from needed n join clock k on k.id = n.clock_id
    where not (n.kind = 'YELLOW' and k.warned_at is not null)
      and not exists (
        select from timer t where t.clock_id = n.clock_id and t.kind = n.kind and t.state = 'ARMED')
    """,
)

SUPERFLUOUS = Invariant(
    "timer.superfluous",
    "Art. 15(2), 22",
    "撤销该定时器。",
    "Disarm the timer: its clock asks for none.",
    f"""
    with {_NEEDED}
    select t.id::text, t.kind || ' armed for nothing' from timer t
    where t.state = 'ARMED' and not exists (select from needed n where n.clock_id = t.clock_id and n.kind = t.kind)
    """,
)

DUE = Invariant(
    "timer.due",
    "Art. 15(2), 22",
    "将定时器改为时限的到期或预警时间。",
    "Move the timer to its clock's instant.",
    f"""
    with {_NEEDED}
    select t.id::text, t.kind || ' armed for another instant than its clock''s' from timer t
    join needed n on n.clock_id = t.clock_id and n.kind = t.kind
    where t.state = 'ARMED' and t.due_at <> n.due_at
    """,
)

FIRED = Invariant(
    "timer.fired",
    "a timer fires once, after it was due",
    "触发过的定时器应有触发时间，未触发的不应有。",
    "Give a fired timer its instant, not before it was due, and no other timer.",
    """
    select id::text, kind || ' ' || state || case when fired_at is null then ' without' else ' with' end || ' an instant'
    from timer where (fired_at is not null) <> (state = 'FIRED') or fired_at < due_at
    """,
)

OWNER = Invariant(
    "timer.owner",
    "a timer belongs to its clock's case",
    "将定时器归于时限所属的工单。",
    "Give the timer the case of its clock.",
    """
    select t.id::text, 'case is not that of the clock' from timer t
    join clock k on k.id = t.clock_id where k.case_id <> t.case_id
    """,
)

TIMERS = (MISSING, SUPERFLUOUS, DUE, FIRED, OWNER)
