"""Invariants of clocks against what they time."""

# ruff: noqa: S608 - the parts are written here, nothing of them comes from outside.

from core.doctor.invariant import Invariant

STATE = Invariant(
    "clock.state",
    "Art. 12, 14, 15, 16",
    "按工单状态启动或停止工单自身的时限。",
    "Start or stop the case's own clock as its state asks.",
    """
    with wanted (state, kind, clock_state) as (values
      ('RECEIVED', 'TRIAGE', 'RUNNING'), ('NEEDS_INFORMATION', 'TRIAGE', 'PAUSED'),
      ('PENDING_DISPATCH', 'DISPATCH', 'RUNNING'), ('PENDING_REVIEW', 'REVIEW', 'RUNNING'),
      ('TERMINATION_REVIEW', 'REVIEW', 'RUNNING'), ('PENDING_CALLBACK', 'CALLBACK', 'RUNNING')
    ), opened as (
      select case_id, kind, max(state) as state from clock
      where assignment_id is null and state in ('RUNNING', 'PAUSED')
        and kind in ('TRIAGE', 'DISPATCH', 'REVIEW', 'CALLBACK')
      group by case_id, kind
    )
    select coalesce(c.id, o.case_id)::text, coalesce(w.state, 'no such state') || ' with '
           || coalesce(o.kind || ' ' || o.state, 'no clock')
    from (case_file c join wanted w on w.state = c.state)
    full join opened o on o.case_id = c.id and o.kind = w.kind
    where w.clock_state is distinct from o.state
    """,
)


def _follows(name: str, kind: str, article: str, zh: str, en: str, wanted: str) -> Invariant:
    """An assignment's clock that is open in a certain way as long as something is true of the assignment."""
    return Invariant(
        name,
        article,
        zh,
        en,
        f"""
        with clocks as (
          select a.id, a.state, {wanted} as wanted,
                 coalesce((select max(k.state) from clock k where k.assignment_id = a.id and k.kind = '{kind}'
                           and k.state in ('RUNNING', 'PAUSED')), 'none') as found
          from assignment a)
        select id::text, state || ' with {kind} ' || found from clocks where position(found in wanted) = 0
        """,
    )


_LIVE = "a.state not in ('COMPLETED', 'RETURNED', 'CANCELLED')"

HANDLING = _follows(
    "clock.handling",
    "HANDLING",
    "Art. 15(2), 15(4)",
    "办理中应计时，挂账时暂停，反馈或结束后停止。",
    "Let it run in handling, stand while shelved, and stop with the feedback or the end.",
    "case when a.state = 'LONG_TERM' then 'PAUSED' "
    f"when {_LIVE} and a.state <> 'FEEDBACK_SUBMITTED' then 'RUNNING' else 'none' end",
)

ACCEPTANCE = _follows(
    "clock.acceptance",
    "ACCEPTANCE",
    "Art. 15(2), 19(1)",
    "签收前计时，签收后停止。",
    "Let it run until the assignment is accepted.",
    f"case when {_LIVE} and a.accepted_at is null then 'RUNNING' else 'none' end",
)

FIRST_CONTACT = _follows(
    "clock.first_contact",
    "FIRST_CONTACT",
    "Art. 15(1)",
    "联系到诉求人前计时；配合单位不计。",
    "Let it run until the reporter is reached; a co-handler has none.",
    f"case when {_LIVE} and a.contacted_at is null and a.role <> 'CO_HANDLER' then 'RUNNING' else 'none' end",
)

RETURN_WINDOW = _follows(
    "clock.return_window",
    "RETURN_WINDOW",
    "Art. 14",
    "开始办理后停止退单时限。",
    "Close the window once the unit is at work.",
    "case when a.state in ('PENDING_ACCEPTANCE', 'ACCEPTED', 'RETURN_REQUESTED') then 'RUNNING none' else 'none' end",
)

ENDED = Invariant(
    "clock.ended",
    "Art. 15, 16",
    "取消该时限：工单或任务在其起算后已结束。",
    "Cancel the clock: what it timed has ended since it was started.",
    """
    select k.id::text, k.kind || ' ' || k.state || ' after the end' from clock k
    join case_file c on c.id = k.case_id left join assignment a on a.id = k.assignment_id
    where k.state in ('RUNNING', 'PAUSED')
      and k.kind not in ('TRIAGE', 'DISPATCH', 'REVIEW', 'CALLBACK', 'HANDLING', 'ACCEPTANCE', 'FIRST_CONTACT',
                         'RETURN_WINDOW', 'COMMITMENT')
      and (c.state in ('ANSWERED', 'DIVERTED', 'CLOSED', 'TERMINATED', 'WITHDRAWN') and k.started_at < c.closed_at
           or c.state = 'MERGED' and k.started_at < (
             select max(m.at) from merge m where m.case_id = c.id and m.undone_at is null)
           or a.state in ('COMPLETED', 'RETURNED', 'CANCELLED') and k.started_at < a.ended_at)
    """,
)

TIMED = (STATE, HANDLING, ACCEPTANCE, FIRST_CONTACT, RETURN_WINDOW, ENDED)
