"""Invariants of the case row: its state, and what it counts."""

from core.doctor.invariant import Invariant

STATE = Invariant(
    "case.state",
    "Art. 14(2), 15",
    "按备注将工单状态改为由承办任务得出的状态，并补记事件。",
    "Bring the case into the state its assignments give (the note names it), with an event.",
    """
    with awaited as (
      select c.id, c.state, count(a.id) as parts,
             count(*) filter (where a.state in ('FEEDBACK_SUBMITTED', 'COMPLETED')) as reported,
             count(*) filter (where a.state = 'COMPLETED') as completed
      from case_file c
      left join assignment a on a.case_id = c.id and a.round = c.round and a.parent_id is null
        and a.role in ('LEAD', 'PARALLEL') and a.state not in ('RETURNED', 'CANCELLED')
      where c.state in ('RECEIVED', 'NEEDS_INFORMATION', 'PENDING_DISPATCH', 'IN_PROGRESS', 'PENDING_REVIEW',
                        'PENDING_CALLBACK', 'PENDING_REDO_DECISION', 'TERMINATION_REVIEW')
      group by c.id
    ), derived as (
      select id, state,
             case when parts = 0 then 'PENDING_DISPATCH' when reported < parts then 'IN_PROGRESS'
                  when completed = parts then 'PENDING_CALLBACK' else 'PENDING_REVIEW' end as expected
      from awaited
    )
    select id::text, state || ' while the assignments give ' || expected from derived
    where expected <> case state
      when 'RECEIVED' then 'PENDING_DISPATCH' when 'NEEDS_INFORMATION' then 'PENDING_DISPATCH'
      when 'TERMINATION_REVIEW' then 'IN_PROGRESS' when 'PENDING_REDO_DECISION' then 'PENDING_CALLBACK'
      else state end
    """,
)

LIVE_PARTS = Invariant(
    "case.live_parts",
    "Art. 14(3), 16",
    "取消该承办任务，或恢复其工单。",
    "Cancel the assignment, or bring its case back.",
    """
    select a.id::text, a.state || ' in a case that is ' || c.state
    from assignment a join case_file c on c.id = a.case_id
    where c.state in ('ANSWERED', 'DIVERTED', 'CLOSED', 'TERMINATED', 'WITHDRAWN', 'MERGED', 'UNDER_ADJUDICATION')
      and a.state not in ('COMPLETED', 'RETURNED', 'CANCELLED')
    """,
)

CLOSED = Invariant(
    "case.closed",
    "Art. 13, 15, 16",
    "办结的工单应有办结时间和结果，其他工单不应有。",
    "Give an ended case its closing time and outcome, and no other case either of them.",
    """
    select id::text, state || case when closed_at is null then ' without' else ' with' end || ' closing time, '
           || coalesce(outcome, 'no outcome')
    from case_file
    where (state in ('ANSWERED', 'DIVERTED', 'CLOSED', 'TERMINATED', 'WITHDRAWN'))
      is distinct from (case when (closed_at is null) = (outcome is null) then closed_at is not null end)
    """,
)

ACCEPTED = Invariant(
    "case.accepted",
    "Art. 12",
    "补记受理时间和类别。",
    "Enter when the case was accepted, and its category.",
    """
    select id::text, state || ' never accepted or without category' from case_file
    where state in ('PENDING_DISPATCH', 'UNDER_ADJUDICATION', 'IN_PROGRESS', 'PENDING_REVIEW', 'PENDING_CALLBACK',
                    'PENDING_REDO_DECISION', 'TERMINATION_REVIEW', 'CLOSED', 'TERMINATED')
      and (accepted_at is null or category is null)
    """,
)

ROUND = Invariant(
    "case.round",
    "Art. 16",
    "将轮次改为事件所记的轮次。",
    "Set the round to the one the events give.",
    """
    select c.id::text, 'round ' || c.round || ', events give ' || coalesce(max((e.body ->> 'round')::int), 1)
    from case_file c
    left join case_event e on e.case_id = c.id and e.type in ('orderRedo', 'reopenWithNewFacts')
    group by c.id having c.round <> coalesce(max((e.body ->> 'round')::int), 1)
    """,
)

BOUNCES = Invariant(
    "case.bounces",
    "Art. 14",
    "将退单次数改为已同意的退单数。",
    "Set the bounces to the number of returns approved.",
    """
    select c.id::text, 'bounces ' || c.bounces || ', returns approved ' || count(a.id)
    from case_file c
    left join (assignment a join return_request r on r.assignment_id = a.id and r.decision = 'APPROVED')
      on a.case_id = c.id and a.parent_id is null
    group by c.id having c.bounces <> count(a.id)
    """,
)

DISPATCHES = Invariant(
    "case.dispatches",
    "Art. 14",
    "将派单次数改为事件所记的次数。",
    "Set the dispatches to the number of such events.",
    """
    select c.id::text, 'dispatches ' || c.dispatches || ', events ' || count(e.id)
    from case_file c
    left join case_event e on e.case_id = c.id and e.type in ('dispatchCase', 'ruleAndDispatch')
    group by c.id having c.dispatches <> count(e.id)
    """,
)

CALLBACK_ATTEMPTS = Invariant(
    "case.callback_attempts",
    "Art. 16",
    "将回访次数改为本轮事件所记的次数。",
    "Set the attempts to the number of callbacks since the last redo or reopening.",
    """
    select c.id::text, 'attempts ' || c.callback_attempts || ', events ' || count(e.id)
    from case_file c
    left join case_event e on e.case_id = c.id and e.type = 'recordCallback' and e.case_version > coalesce(
      (select max(r.case_version) from case_event r
       where r.case_id = c.id and r.type in ('orderRedo', 'reopenWithNewFacts')), 0)
    group by c.id having c.callback_attempts <> count(e.id)
    """,
)

RULING = Invariant(
    "case.ruling",
    "Art. 14(3)",
    "补记裁定，或取消终局裁定标记。",
    "Enter the ruling, or take the mark of a final ruling away.",
    """
    select c.id::text, 'final ruling without an adjudication that was ruled on' from case_file c
    where c.final_ruling
      and not exists (select from adjudication a where a.case_id = c.id and a.ruled_at is not null)
    """,
)

DUE = Invariant(
    "case.due",
    "Art. 15(2)",
    "将工单期限改为其运行中时限的最早到期时间。",
    "Set the due time to the earliest of the case's running clocks.",
    """
    select c.id::text, 'due_at is not the earliest running clock''s' from case_file c
    left join clock k on k.case_id = c.id and k.state = 'RUNNING' and k.kind not in ('RETURN_WINDOW', 'COMMITMENT')
    group by c.id having c.due_at is distinct from min(k.due_at)
    """,
)

CASES = (
    STATE, LIVE_PARTS, CLOSED, ACCEPTED, ROUND, BOUNCES, DISPATCHES, CALLBACK_ATTEMPTS, RULING, DUE,
)  # fmt: skip
