"""The statements that count."""

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

_AT = bindparam("at", type_=TIMESTAMP(timezone=True))
_KEYS = "subject, place, state, kind, secrecy, due_on"

_SORTS = """
  select c.id, 'CASE' as subject, c.district_path as place, c.state, c.kind, c.secrecy,
         (c.due_at at time zone 'Asia/Shanghai')::date as due_on
  from case_file c where c.secrecy < 3 {of_case}
  union all
  select a.id, 'ASSIGNMENT', a.unit_path, a.state, c.kind, c.secrecy, (a.due_at at time zone 'Asia/Shanghai')::date
  from assignment a join case_file c on c.id = a.case_id where c.secrecy < 3 {of_case}
"""
EVERYTHING = _SORTS.format(of_case="")
"""As what every row is to be counted. DISCIPLINE (3) is counted nowhere."""

CLAIM = text(
    """select pos, (select last_pos from sequencer where name = 'main') as head
       from counter_cursor where name = 'main' for update skip locked"""
)
BEHIND = text(
    """select coalesce((select pos < (select last_pos from sequencer where name = 'main')
                        from counter_cursor where name = 'main'), true)"""
)
COUNT = text(
    f"""
with touched as materialized (
  select distinct e.case_id from event_log l join case_event e on e.id = l.event_id
  where l.pos > cast(:after as bigint) and l.pos <= cast(:until as bigint)
), present as materialized ({_SORTS.format(of_case="and c.id in (select case_id from touched)")}),
past as materialized (
  select b.* from counted b where b.id in (
    select case_id from touched union all
    select a.id from assignment a where a.case_id in (select case_id from touched))
), changed as (
  select coalesce(n.id, b.id) as id, n.id is null as gone from present n full join past b on b.id = n.id
  where (n.subject, n.place, n.state, n.kind, n.secrecy, n.due_on)
    is distinct from (b.subject, b.place, b.state, b.kind, b.secrecy, b.due_on)
), removed as (delete from counted where id in (select id from changed where gone)),
kept as (
  insert into counted (id, {_KEYS}) select n.id, n.subject, n.place, n.state, n.kind, n.secrecy, n.due_on
  from present n join changed using (id)
  on conflict (id) do update set subject = excluded.subject, place = excluded.place, state = excluded.state,
    kind = excluded.kind, secrecy = excluded.secrecy, due_on = excluded.due_on
)
insert into counter ({_KEYS}, n)
select {_KEYS}, sum(n) from (
  select {_KEYS}, 1 as n from present join changed using (id)
  union all select {_KEYS}, -1 from past join changed using (id)
) moved group by {_KEYS} having sum(n) <> 0
order by {_KEYS}
on conflict ({_KEYS}) do update set n = counter.n + excluded.n
"""  # noqa: S608 - written here, nothing of it comes from outside
).bindparams(bindparam("after", type_=BigInteger()), bindparam("until", type_=BigInteger()))
"""Move what a stretch of the log has touched from the sort it was counted as to the one it is now."""

TIDY = text("delete from counter where n = 0")
ADVANCE = text(
    "update counter_cursor set pos = cast(:until as bigint), at = cast(:at as timestamptz) where name = 'main'"
).bindparams(bindparam("until", type_=BigInteger()), _AT)

CLEAR = (text("delete from counter"), text("delete from counted"))
FILL = (
    text(f"insert into counted (id, {_KEYS}) select id, {_KEYS} from ({EVERYTHING}) everything"),  # noqa: S608
    text(f"insert into counter ({_KEYS}, n) select {_KEYS}, count(*) from counted group by {_KEYS}"),  # noqa: S608
)
BEGUN = text("select exists (select from counter_cursor where name = 'main')")
HEAD = text("select last_pos from sequencer where name = 'main'")
ALONE = text("lock table counter_cursor in exclusive mode")
BEGIN = text(
    """insert into counter_cursor (name, pos, at) values ('main', cast(:until as bigint), cast(:at as timestamptz))
       on conflict (name) do update set pos = excluded.pos, at = excluded.at"""
).bindparams(bindparam("until", type_=BigInteger()), _AT)
