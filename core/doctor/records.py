"""Invariants of the records beside a case: what waits, what was decided, and by whom."""

# ruff: noqa: S608 - the parts are written here, nothing of them comes from outside.

from core.doctor.invariant import Invariant

FEEDBACK_WAITS = Invariant(
    "feedback.waits",
    "Art. 15(3)",
    "使任务状态与待审核的反馈一致。",
    "Make the assignment's state agree with the feedback that waits for review.",
    """
    select a.id::text, a.state || ' with ' || count(f.id) || ' feedbacks undecided' from assignment a
    left join feedback f on f.assignment_id = a.id and f.decided_at is null
    group by a.id
    having count(f.id) > 1 or (a.state <> 'CANCELLED' and (a.state = 'FEEDBACK_SUBMITTED') <> (count(f.id) = 1))
    """,
)

RETURN_WAITS = Invariant(
    "return.waits",
    "Art. 14",
    "使任务状态与待决定的退单申请一致。",
    "Make the assignment's state agree with the return that waits for a decision.",
    """
    select a.id::text, a.state || ' with ' || count(r.id) || ' returns undecided' from assignment a
    left join return_request r on r.assignment_id = a.id and r.decided_at is null
    group by a.id
    having count(r.id) > 1 or (a.state <> 'CANCELLED' and (a.state = 'RETURN_REQUESTED') <> (count(r.id) = 1))
    """,
)

EXTENSION_WAITS = Invariant(
    "extension.waits",
    "Art. 15(4)",
    "一项任务同时只能有一项待批的延期申请。",
    "Decide all but one: an assignment has one extension undecided at most.",
    """
    select assignment_id::text, count(*) || ' extensions undecided' from extension_request
    where decided_at is null group by assignment_id having count(*) > 1
    """,
)

TERMINATION_WAITS = Invariant(
    "termination.waits",
    "Art. 15(5), 15(6)",
    "使工单状态与待审核的终止申请一致。",
    "Make the case's state agree with the termination that waits for the city agency.",
    """
    select c.id::text, c.state || ' with ' || count(t.id) || ' terminations undecided' from case_file c
    left join termination_request t on t.case_id = c.id and t.decided_at is null
    group by c.id
    having count(t.id) > 1
      or (c.state not in ('MERGED', 'WITHDRAWN') and (c.state = 'TERMINATION_REVIEW') <> (count(t.id) = 1))
    """,
)

ADJUDICATION_WAITS = Invariant(
    "adjudication.waits",
    "Art. 14(3)",
    "使工单状态与未裁定的研判一致。",
    "Make the case's state agree with the adjudication that is not ruled on.",
    """
    select c.id::text, c.state || ' with ' || count(a.id) || ' adjudications open' from case_file c
    left join adjudication a on a.case_id = c.id and a.ruled_at is null
    group by c.id
    having count(a.id) > 1
      or (c.state not in ('MERGED', 'WITHDRAWN') and (c.state = 'UNDER_ADJUDICATION') <> (count(a.id) = 1))
    """,
)

INFORMATION_WAITS = Invariant(
    "information.waits",
    "Art. 10",
    "补记要求补充的记录，或改回工单状态。",
    "Enter the request the reporter is asked to answer, or bring the case back to RECEIVED.",
    """
    select c.id::text, c.state || ' with nothing asked for' from case_file c
    where c.state = 'NEEDS_INFORMATION'
      and not exists (select from information_request i where i.case_id = c.id and i.supplied_at is null)
    """,
)

COMMITMENT_CLOCK = Invariant(
    "commitment.clock",
    "Art. 20",
    "使承诺与其时限一致：同一编号、同一期限、同时结束。",
    "Make promise and clock agree: one id, one due time, and both end together.",
    """
    select coalesce(p.id, k.id)::text, 'promise and clock disagree'
    from commitment p full join clock k on k.id = p.id and k.kind = 'COMMITMENT'
    where (k.kind is null or k.kind = 'COMMITMENT')
      and ((p.id is null) or (k.id is null) or p.due_at <> k.due_at or p.assignment_id is distinct from k.assignment_id
           or (p.fulfilled_at is null) <> (k.stopped_at is null) or (p.fulfilled_at is null) <> (p.outcome is null))
    """,
)

_DECIDED = " union all ".join(
    f"select id::text, '{table} decided in part' from {table} "
    "where num_nonnulls(decision, decided_by, decided_at) not in (0, 3)"
    for table in ("return_request", "extension_request", "feedback", "termination_request")
)

DECIDED = Invariant(
    "record.decided",
    "Art. 14, 15",
    "决定、决定人和决定时间应同时存在或同时为空。",
    "Enter decision, who decided and when, or none of them.",
    _DECIDED,
)

FOUR_EYES = Invariant(
    "record.four_eyes",
    "Art. 15(3), 15(5), 15(6), 16",
    "由另一人重新审核。",
    "Have it decided again by somebody else.",
    """
    select id::text, 'feedback decided by who gave it' from feedback where decided_by = by
    union all select id::text, 'termination decided by who asked' from termination_request where decided_by = by
    union all select id::text, 'finding signed twice by one person' from finding where second_signer = by
    """,
)

SIGNED = Invariant(
    "finding.signed",
    "Art. 16",
    "补记第二签字人及时间；认定合理的不需第二签字。",
    "Enter second signer and time together; a demand found reasonable has none.",
    """
    select id::text, 'signed in part' from finding
    where num_nonnulls(second_signer, signed_at) = 1 or (reasonable and signed_at is not null)
    """,
)

ANSWERS = Invariant(
    "callback.answers",
    "Art. 16",
    "已评价的回访应有四项回答，未评价的只有原因。",
    "A rated callback has all four answers and was reached, any other has its reason alone.",
    """
    select id::text, case when rated then 'rated' else 'not rated' end || ', answers '
           || num_nonnulls(contacted_by_unit, resolved, result, process) from callback
    where num_nonnulls(contacted_by_unit, resolved, result, process) <> case when rated then 4 else 0 end
       or (rated and not reached) or rated = (not_rated_reason is not null)
    """,
)

_OF_ASSIGNMENT = {
    "contact": "logContact", "feedback": "submitFeedback", "return_request": "requestReturn",
    "extension_request": "requestExtension", "commitment": "makeCommitment",
}  # fmt: skip
_OF_CASE = {
    "callback": "recordCallback", "termination_request": "requestTermination", "merge": "mergeCases",
    "adjudication": "requestAdjudication", "information_request": "requestInformation",
}  # fmt: skip


def _counted(table: str, verb: str, key: str) -> str:
    return (
        f"select coalesce(r.id, e.id)::text, '{table} rows ' || coalesce(r.n, 0) || ', {verb} events ' "
        f"|| coalesce(e.n, 0) from (select {key} as id, count(*) as n from {table} group by 1) r "
        f"full join (select {key} as id, count(*) as n from case_event where type = '{verb}' group by 1) e "
        "on e.id = r.id where r.n is distinct from e.n"
    )


COUNTED = Invariant(
    "record.counted",
    "every record has its event",
    "从备份恢复缺少的记录或事件。",
    "Restore the record or the event that is missing from a backup.",
    " union all ".join(
        [_counted(table, verb, "assignment_id") for table, verb in _OF_ASSIGNMENT.items()]
        + [_counted(table, verb, "case_id") for table, verb in _OF_CASE.items()]
    ),
)

ATTACHED = Invariant(
    "attachment.complete",
    "Art. 2, 15",
    "重新上传该附件；已完成的附件应有大小、类型、摘要、存放位置和密钥。",
    "Have it uploaded again: a complete attachment has size, type, digest, place and key.",
    """
    select id::text, state || ' with ' || num_nonnulls(content_type, size, sha256, storage_key, completed_at) || ' of 5'
    from attachment
    where state = 'COMPLETE' and num_nonnulls(content_type, size, sha256, storage_key, completed_at) < 5
    union all
    select id::text, state || ' as sealed with ' || num_nonnulls(key_sealed, own_key) || ' keys'
    from attachment
    where state in ('UPLOADED', 'COMPLETE') and format = 1
      and num_nonnulls(key_sealed, own_key) <> case when case_id is null then 2 else 1 end
    """,
)

RECORDS = (
    FEEDBACK_WAITS, RETURN_WAITS, EXTENSION_WAITS, TERMINATION_WAITS, ADJUDICATION_WAITS, INFORMATION_WAITS,
    COMMITMENT_CLOCK, DECIDED, FOUR_EYES, SIGNED, ANSWERS, COUNTED, ATTACHED,
)  # fmt: skip
