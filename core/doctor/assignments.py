"""Invariants of the assignment row: its state, its marks, its place in tree and round."""

from core.doctor.invariant import Invariant

ASSIGNED = Invariant(
    "assignment.assigned",
    "Art. 14",
    "核对承办任务与派单事件，补记缺少的一方。",
    "Compare the assignment with its event, and enter what is missing.",
    """
    select a.id::text, count(e.id) || ' events that assign it to its unit'
    from assignment a
    left join case_event e on e.case_id = a.case_id and e.assignment_id = a.id and e.type = 'assigned'
      and e.body ->> 'unit' = a.unit_id::text
    group by a.id having count(e.id) <> 1
    """,
)

VERSION = Invariant(
    "assignment.version",
    "every change of an assignment is a change of its case",
    "将版本改为该任务被改动的次数加一。",
    "Set the version to one more than the times the assignment was changed.",
    """
    select a.id::text, 'version ' || a.version || ' of at most ' || c.version - e.case_version + 1
    from assignment a join case_file c on c.id = a.case_id
    join case_event e on e.case_id = a.case_id and e.assignment_id = a.id and e.type = 'assigned'
    where a.version < 1 or a.version > c.version - e.case_version + 1
    """,
)

ENDED = Invariant(
    "assignment.ended",
    "Art. 15, 16",
    "结束的任务应有结束时间，未结束的不应有。",
    "Give a settled assignment its end, and no live one.",
    """
    select id::text, state || case when ended_at is null then ' without an end' else ' with an end' end
    from assignment where (ended_at is not null) <> (state in ('COMPLETED', 'RETURNED', 'CANCELLED'))
    """,
)

ACCEPTED = Invariant(
    "assignment.accepted",
    "Art. 15(2), 19(1)",
    "按签收事件补记或清除签收时间。",
    "Enter or remove the time of acceptance as the events have it.",
    """
    select id::text, state || case when accepted_at is null then ' never accepted' else ' but accepted' end
    from assignment
    where (accepted_at is null and (deemed_accepted or state in (
             'ACCEPTED', 'IN_HANDLING', 'SUB_DISPATCHED', 'LONG_TERM', 'FEEDBACK_SUBMITTED', 'COMPLETED')))
       or (accepted_at is not null and state = 'PENDING_ACCEPTANCE')
    """,
)

SUBMITTED = Invariant(
    "assignment.submitted",
    "Art. 15(3)",
    "按最近一次反馈补记或清除反馈人和反馈时间。",
    "Enter or remove who reported and when, as the newest feedback has it.",
    """
    select a.id::text, a.state || ' disagrees with its newest feedback'
    from assignment a left join lateral (
      select f.by, f.at, f.decision from feedback f where f.assignment_id = a.id order by f.at desc, f.id desc limit 1
    ) f on true
    where (a.submitted_at, a.submitted_by) is distinct from
          (case when f.decision is distinct from 'SENT_BACK' then f.at end,
           case when f.decision is distinct from 'SENT_BACK' then f.by end)
    """,
)

CONTACTED = Invariant(
    "assignment.contacted",
    "Art. 15(1)",
    "将首次联系时间改为最早联系成功的记录。",
    "Set the first contact to the earliest record that reached the reporter.",
    """
    select a.id::text, 'contacted_at is not that of the first contact that reached the reporter'
    from assignment a left join contact c on c.assignment_id = a.id and c.outcome = 'REACHED'
    group by a.id having a.contacted_at is distinct from min(c.at)
    """,
)

SHELVED = Invariant(
    "assignment.shelved",
    "Art. 15(4)",
    "挂账的任务应有复查日期，在办的不应有。",
    "Give shelved work its review date, and take it from work that goes on.",
    """
    select id::text, state || case when review_on is null then ' without' else ' with' end || ' a review date'
    from assignment
    where (review_on is null and state = 'LONG_TERM')
       or (review_on is not null and state not in ('LONG_TERM', 'CANCELLED'))
    """,
)

SUB_DISPATCHED = Invariant(
    "assignment.sub_dispatched",
    "Art. 7(1)",
    "有在办下级任务的应为已分办，没有的应为办理中。",
    "A unit whose passed-down work is live is SUB_DISPATCHED, any other handles the matter itself.",
    """
    select a.id::text, a.state || ' with ' || count(b.id) || ' live assignments below'
    from assignment a
    left join assignment b on b.parent_id = a.id and b.state not in ('COMPLETED', 'RETURNED', 'CANCELLED')
    where a.state <> 'LONG_TERM'
    group by a.id having (a.state = 'SUB_DISPATCHED') <> (count(b.id) > 0)
    """,
)

UNIT = Invariant(
    "assignment.unit",
    "Art. 14",
    "将单位路径改为该单位现在的路径。",
    "Set the unit's path to the one it has.",
    """
    select a.id::text, a.unit_path || ' is not its unit''s path' from assignment a
    join unit u on u.id = a.unit_id where u.path <> a.unit_path
    """,
)

DISPATCHER = Invariant(
    "assignment.dispatcher",
    "Art. 7(1), 14",
    "将派单层级改为上级单位；没有上级任务的为工单所属机构。",
    "Set the dispatching level to the unit above, or to the case's agency, within whose subtree the unit must lie.",
    """
    select a.id::text, 'dispatched by ' || a.dispatcher_path from assignment a
    join case_file c on c.id = a.case_id left join assignment p on p.id = a.parent_id
    where a.dispatcher_path <> coalesce(p.unit_path, c.agency_path)
       or p.case_id <> a.case_id or not starts_with(a.unit_path, p.unit_path || '/')
    """,
)

ROUND = Invariant(
    "assignment.round",
    "Art. 16",
    "将任务轮次改为派单时的轮次。",
    "Set the round to the one in which the assignment was dispatched.",
    """
    with dispatched as (
      select a.id, a.round, coalesce((
        select max((r.body ->> 'round')::int) from case_event r where r.case_id = a.case_id
          and r.type in ('orderRedo', 'reopenWithNewFacts') and r.case_version <= e.case_version), 1) as expected
      from assignment a
      join case_event e on e.case_id = a.case_id and e.assignment_id = a.id and e.type = 'assigned'
    )
    select id::text, 'round ' || round || ' while dispatched in round ' || expected
    from dispatched where round <> expected
    """,
)

EXTENSIONS = Invariant(
    "assignment.extensions",
    "Art. 15(4)",
    "将延期次数和天数改为已同意的延期之和（含改派前的）。",
    "Set number and days of extensions to what was approved, also before it was taken over.",
    """
    with recursive counted (id, of) as (
      select id, id from assignment
      union all
      select c.id, (b.proposal ->> 'instead_of')::uuid from counted c join assignment b on b.id = c.of
      where b.proposal ->> 'instead_of' is not null)
    select a.id::text, a.extensions || ' extensions, approved ' || count(x.id)
    from assignment a join counted c on c.id = a.id
    left join extension_request x on x.assignment_id = c.of and x.decision = 'APPROVED'
    group by a.id having a.extensions <> count(x.id) or a.extended_days <> coalesce(sum(x.days), 0)
    """,
)

DUE = Invariant(
    "assignment.due",
    "Art. 15(2)",
    "将任务期限改为其最新办理时限的到期时间。",
    "Set the due time to that of its newest handling clock.",
    """
    select a.id::text, 'due_at is not its handling clock''s' from assignment a
    left join lateral (
      select k.due_at from clock k where k.assignment_id = a.id and k.kind = 'HANDLING'
      order by k.started_at desc, k.id desc limit 1) k on true
    where a.due_at is distinct from k.due_at
    """,
)

ASSIGNMENTS = (
    ASSIGNED, VERSION, ENDED, ACCEPTED, SUBMITTED, CONTACTED, SHELVED, SUB_DISPATCHED, UNIT, DISPATCHER, ROUND,
    EXTENSIONS, DUE,
)  # fmt: skip
