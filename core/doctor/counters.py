"""Invariants of the counters: they say what the rows say, as far as the log has been counted."""

from core.counters.statements import EVERYTHING
from core.doctor.invariant import Invariant

_KEYS = "subject, place, state, kind, secrecy, due_on"
_BEGUN = "exists (select from counter_cursor where name = 'main')"

COUNTED = Invariant(
    "counter.counted",
    "a sum is what counting the rows would give",
    "运行 hotline doctor --recount 重新计数。",
    "Count anew: run `hotline doctor --recount`.",
    f"""
    with waiting as materialized (
      select e.case_id from outbox o join case_event e on e.id = o.event_id
      union
      select e.case_id from event_log l join case_event e on e.id = l.event_id
      where l.pos > (select pos from counter_cursor where name = 'main')
    )
    select coalesce(r.id, b.id)::text,
           'counted as ' || coalesce(b.place || ' ' || b.state, 'nothing') || ', is '
           || coalesce(r.place || ' ' || r.state, 'nothing')
    from ({EVERYTHING}) r full join counted b on b.id = r.id
    left join assignment a on a.id = coalesce(r.id, b.id)
    where {_BEGUN}
      and (r.subject, r.place, r.state, r.kind, r.secrecy, r.due_on)
        is distinct from (b.subject, b.place, b.state, b.kind, b.secrecy, b.due_on)
      and not exists (select from waiting w where w.case_id = coalesce(a.case_id, r.id, b.id))
    """,  # noqa: S608 - written here, nothing of it comes from outside
)

SUMS = Invariant(
    "counter.sums",
    "a sum is what counting the rows would give",
    "运行 hotline doctor --recount 重新计数。",
    "Count anew: run `hotline doctor --recount`.",
    f"""
    select coalesce(k.place, b.place) || ' ' || coalesce(k.state, b.state),
           'the sum is ' || coalesce(k.n, 0) || ', counted are ' || coalesce(b.n, 0)
    from counter k full join (select {_KEYS}, count(*) as n from counted group by {_KEYS}) b
      on (k.subject, k.place, k.state, k.kind, k.secrecy) = (b.subject, b.place, b.state, b.kind, b.secrecy)
      and k.due_on is not distinct from b.due_on
    where k.n is distinct from b.n
    """,  # noqa: S608 - see above
)

COUNTERS = (COUNTED, SUMS)
