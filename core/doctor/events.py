"""Invariants of events: every version has its own, each is delivered once, and they tell the case's story."""

from core.doctor.invariant import Invariant

VERSIONS = Invariant(
    "event.versions",
    "every change is an event of the next version",
    "从备份恢复缺少的事件，或将版本改回事件的数目。",
    "Restore the events that are missing, or set the version to the number of versions that have events.",
    """
    select c.id::text, 'version ' || c.version || ', events of ' || count(distinct e.case_version) || ' versions up to '
           || coalesce(max(e.case_version), 0)
    from case_file c left join case_event e on e.case_id = c.id
    group by c.id
    having count(distinct e.case_version) <> c.version or min(e.case_version) <> 1 or max(e.case_version) <> c.version
    """,
)

SEQUENCE = Invariant(
    "event.sequence",
    "the events of a version are numbered from 0",
    "从备份恢复缺少的事件。",
    "Restore the event that is missing.",
    """
    select case_id::text, 'version ' || case_version || ' has ' || count(*) || ' events up to ' || max(seq)
    from case_event group by case_id, case_version having count(*) <> max(seq) + 1 or min(seq) <> 0
    """,
)

HISTORY = Invariant(
    "event.history",
    "Art. 28",
    "核对事件链，补记缺少的状态变化。",
    "Compare the events with the case, and enter the change of state that is missing.",
    """
    with moves as (
      select case_id, body ->> 'from' as came_from, body ->> 'to' as went_to,
             lag(body ->> 'to') over line as was, lead(case_version) over line as next
      from case_event where seq = 0 and jsonb_exists(body, 'to')
      window line as (partition by case_id order by case_version)
    )
    select c.id::text, 'events lead from ' || coalesce(m.was, '-') || ', ' || coalesce(m.came_from, '-') || ' to '
           || coalesce(m.went_to, '-')
    from case_file c left join moves m on m.case_id = c.id
    where m.came_from is distinct from m.was or (m.next is null and m.went_to is distinct from c.state)
    """,
)

LAST = Invariant(
    "event.last",
    "the last event is kept on the case",
    "将最后事件改为最新的一件。",
    "Set the last event to the newest.",
    """
    select c.id::text, 'last event ' || c.last_event_type || ', newest ' || e.type from case_file c
    join lateral (
      select type, (select max(occurred_at) from case_event where case_id = c.id) as at
      from case_event where case_id = c.id order by case_version desc, seq limit 1) e on true
    where (c.last_event_type, c.last_event_at) <> (e.type, e.at)
    """,
)

ASSIGNMENT = Invariant(
    "event.assignment",
    "an event tells of its own case",
    "改正事件所指的承办任务。",
    "Mend the assignment the event names.",
    """
    select e.id::text, e.type || ' names an assignment of no case or another' from case_event e
    left join assignment a on a.id = e.assignment_id
    where e.assignment_id is not null and a.case_id is distinct from e.case_id
    """,
)

ACTOR = Invariant(
    "event.actor",
    "Art. 28",
    "改正事件的操作人。",
    "Name the account that acted, or the system.",
    """
    select e.id::text, e.type || ' by nobody known' from case_event e
    where e.actor <> 'system' and not exists (select from account a where a.id::text = e.actor)
    """,
)

UNDELIVERED = Invariant(
    "event.undelivered",
    "every event reaches the log",
    "将该事件重新写入发件箱。",
    "Write the event into the outbox again.",
    """
    select e.id::text, e.type || ' neither waits nor is logged' from (
      select id, type, recorded_at from case_event union all select id, act, recorded_at from access_event) e
    where not exists (select from outbox o where o.event_id = e.id)
      and not exists (select from event_log l where l.event_id = e.id)
      and e.recorded_at > coalesce((select max(recorded_at) from log_anchor), '-infinity')
    """,
)

TWICE = Invariant(
    "event.twice",
    "every event reaches the log once",
    "从发件箱删除已写入日志的事件。",
    "Take the event out of the outbox: it is in the log already.",
    """
    select l.event_id::text, 'logged and waiting' from event_log l join outbox o on o.event_id = l.event_id
    union all
    select event_id::text, 'logged ' || count(*) || ' times' from event_log group by event_id having count(*) > 1
    """,
)

UNKNOWN = Invariant(
    "event.unknown",
    "the log tells of what happened",
    "从备份恢复该事件。",
    "Restore the event that outbox or log refer to.",
    """
    select event_id::text, 'an event that does not exist' from (
      select event_id from outbox union all select event_id from event_log) referred
    where not exists (select from case_event e where e.id = event_id)
      and not exists (select from access_event a where a.id = event_id)
    """,
)

POSITIONS = Invariant(
    "log.positions",
    "positions have no gap",
    "从备份恢复日志；不得改动位置。",
    "Restore the log from a backup; positions are never changed by hand.",
    """
    select pos::text, 'follows ' || before from (
      select pos, lag(pos, 1, (select coalesce(max(pos), 0) from log_anchor)) over (order by pos) as before
      from event_log) positions
    where pos <> before + 1
    union all
    select s.last_pos::text, 'the log ends at ' || ends from sequencer s, (
      select coalesce((select max(pos) from event_log), (select max(pos) from log_anchor), 0) as ends) log
    where s.last_pos <> ends
    """,
)

REPEATED_VERSION = Invariant(
    "idempotency.version",
    "what a caller was answered is in the database",
    "从备份恢复：调用方得到的版本已丢失。",
    "Restore from a backup: a version that a caller was told of is lost.",
    """
    select i.object_id::text, 'answered version ' || i.version || ', now at ' || o.version from idempotency i
    join (select id, version from case_file union all select id, version from assignment) o on o.id = i.object_id
    where i.version > o.version
    """,
)

EVENTS = (
    VERSIONS, SEQUENCE, HISTORY, LAST, ASSIGNMENT, ACTOR, UNDELIVERED, TWICE, UNKNOWN, POSITIONS, REPEATED_VERSION,
)  # fmt: skip
