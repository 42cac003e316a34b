"""Invariants of clocks, each for itself."""

from core.doctor.invariant import Invariant

BUDGET = Invariant(
    "clock.budget",
    "Art. 15(2)",
    "时限应为天数或分钟数之一；约定期限的两者皆无。",
    "Grant days or minutes, never both; an explicit clock has neither and runs around the clock.",
    """
    select id::text, rule || ', days ' || coalesce(days::text, '-') || ', minutes ' || coalesce(minutes::text, '-')
    from clock
    where num_nonnulls(days, minutes) <> case when rule = 'explicit' then 0 else 1 end
       or coalesce(days, minutes, 1) < 1 or (rule = 'explicit' and mode <> 'CLOCK')
    """,
)

RULE = Invariant(
    "clock.rule",
    "Art. 15(2)",
    "将规则改为工单登记时所定版本的规则，或给出时限的插件的规则。",
    "Name a rule of the profile and version fixed on the case, or of the plug-in that granted the time.",
    """
    select k.id::text, 'rule ' || k.rule || ' in a case of ' || c.profile || '@' || c.profile_version
    from clock k join case_file c on c.id = k.case_id
    where k.rule <> 'explicit'
      and not starts_with(k.rule, c.profile || '@' || c.profile_version || '/' || k.kind || '/')
      and not (k.rule ~ '^[a-z][a-z0-9_]*/' and starts_with(substr(k.rule, strpos(k.rule, '/')), '/' || k.kind || '/'))
    """,
)

OWNER = Invariant(
    "clock.owner",
    "a clock times its own case",
    "将时限归于承办任务所属的工单。",
    "Give the clock the case of its assignment.",
    """
    select k.id::text, 'case is not that of the assignment' from clock k
    join assignment a on a.id = k.assignment_id where a.case_id <> k.case_id
    """,
)

STOPPED = Invariant(
    "clock.stopped",
    "Art. 15(2)",
    "结束的时限应有停止时间，未结束的不应有。",
    "Give an ended clock its stop, and no running or standing one.",
    """
    select id::text, state || case when stopped_at is null then ' without' else ' with' end || ' a stop' from clock
    where (stopped_at is not null) <> (state in ('MET', 'LATE', 'CANCELLED'))
    """,
)

IN_TIME = Invariant(
    "clock.in_time",
    "Art. 15(2)",
    "按停止时间与到期时间改正按时或超时；已超时的始终为超时。",
    "Call it MET up to the due instant, LATE after it and for ever once breached.",
    """
    select id::text, state || case when stopped_at > due_at then ' though stopped after due'
                                   when breached_at is null then ' though stopped by due' else ' though breached' end
    from clock
    where kind <> 'RETURN_WINDOW' and stopped_at is not null
      and case state when 'MET' then stopped_at > due_at or breached_at is not null
                     when 'LATE' then breached_at is null and (stopped_at > due_at) is not true end
    """,
)

RUNNING = Invariant(
    "clock.running",
    "Art. 15(2)",
    "按规则重新计算到期时间。",
    "Reckon the due time again: a running clock has one.",
    "select id::text, kind || ' runs without a due time' from clock where state = 'RUNNING' and due_at is null",
)

BREACHED = Invariant(
    "clock.breached",
    "Art. 22",
    "超时的时限应记超时时间；退单期满不算超时。",
    "Write the breach of a late clock; the end of a return window is none.",
    """
    select id::text, kind || ' ' || state || case when breached_at is null then ' without' else ' with' end || ' a breach'
    from clock
    where (state = 'LATE' and kind <> 'RETURN_WINDOW' and breached_at is null)
       or (breached_at is not null and kind = 'RETURN_WINDOW')
    """,
)

BREACH_TIME = Invariant(
    "clock.breach_time",
    "Art. 22",
    "将超时时间改为到期时间。",
    "Set the breach to the due instant: it cannot come before, unless more time was given afterwards.",
    """
    select k.id::text, 'breached before it was due' from clock k
    where k.breached_at is not null and (k.breached_at >= k.due_at) is not true
      and not exists (select from jsonb_array_elements(k.extensions) x
                      where (x ->> 'at')::timestamptz >= k.breached_at)
      and not exists (select from jsonb_array_elements(k.pauses) p
                      where coalesce((p ->> 'until')::timestamptz, 'infinity') >= k.breached_at)
      and not exists (select from case_event e where e.case_id = k.case_id and e.type = 'correctCase'
                      and e.occurred_at >= k.breached_at)
      and not exists (select from calendar_year y where y.imported_at >= k.breached_at)
    """,
)

BREACH_TOLD = Invariant(
    "clock.breach_told",
    "Art. 22",
    "补记红牌事件；一次超时只记一次。",
    "Enter the red card's event: a breach is told once.",
    """
    select k.id::text, k.kind || ' breached, red cards ' || count(e.id) from clock k
    left join case_event e on e.case_id = k.case_id and e.type = 'redCard' and e.body ->> 'clock' = k.id::text
    where k.breached_at is not null and k.kind <> 'RETURN_WINDOW'
    group by k.id having count(e.id) <> 1
    """,
)

PAUSED = Invariant(
    "clock.paused",
    "Art. 15(4)",
    "暂停中的时限应有且仅有一段未结束的暂停，其他时限没有。",
    "Leave one pause open while the clock stands, and none otherwise.",
    """
    with pauses as (
      select k.id, k.state, (select count(*) from jsonb_array_elements(k.pauses) p where p ->> 'until' is null) as open
      from clock k)
    select id::text, state || ' with ' || open || ' open pauses' from pauses
    where open <> case when state = 'PAUSED' then 1 else 0 end
    """,
)

SINGLE = Invariant(
    "clock.single",
    "Art. 15(2)",
    "只保留一个未结束的时限。",
    "Cancel all but one: only promises may run side by side.",
    """
    select min(id::text), count(*) || ' open clocks of ' || kind from clock
    where state in ('RUNNING', 'PAUSED') and kind <> 'COMMITMENT'
    group by case_id, assignment_id, kind having count(*) > 1
    """,
)

CLOCKS = (BUDGET, RULE, OWNER, STOPPED, IN_TIME, RUNNING, BREACHED, BREACH_TIME, BREACH_TOLD, PAUSED, SINGLE)
