"""Invariants of what a case came with, and of its links: place, secrecy, reporter, content, master."""

from core.doctor.invariant import Invariant

MERGED = Invariant(
    "case.merged",
    "Art. 13(4)",
    "使工单的并单状态、主单、并单前状态与未撤销的并单记录一致。",
    "Make state, master and the state before agree with the one merge record that is not undone.",
    """
    select c.id::text, c.state || ', open merges ' || count(m.id) from case_file c
    left join merge m on m.case_id = c.id and m.undone_at is null
    group by c.id
    having count(m.id) <> case when c.state = 'MERGED' then 1 else 0 end
      or (c.state = 'MERGED') <> (c.master_id is not null) or (c.state = 'MERGED') <> (c.state_before is not null)
      or bool_or(m.master_id <> c.master_id or m.state_before <> c.state_before)
    """,
)

MASTER = Invariant(
    "case.master",
    "Art. 13(4)",
    "将其改并入最终主单。",
    "Merge the case into the last master of the line.",
    """
    select c.id::text, 'master ' || m.id || ' is ' || m.state from case_file c
    join case_file m on m.id = c.master_id
    where c.state = 'MERGED' and (m.state = 'MERGED' or m.id = c.id)
    """,
)

PLACE = Invariant(
    "case.place",
    "Art. 2",
    "按工单的区划代码改正路径和开关代码。",
    "Set path and gate to those of the case's district.",
    """
    select c.id::text, 'district ' || c.district || ' is not at ' || c.district_path || ', gate ' || c.gate
    from case_file c join district d on d.code = c.district
    where c.district_path <> d.path or c.gate <> d.gate
    """,
)

SECRECY = Invariant(
    "case.secrecy",
    "Art. 28",
    "举报件至少按举报人保密处理，密级为 0 至 3。",
    "Keep a report at level 2 at least, and every case between 0 and 3.",
    """
    select id::text, kind || ' at secrecy ' || secrecy from case_file
    where secrecy not between 0 and 3 or (kind = 'REPORT' and secrecy < 2)
    """,
)

PROFILE = Invariant(
    "case.profile",
    "Art. 15(2), 19",
    "补录该版本的时限规则。",
    "Load that version of the policy profile.",
    """
    select c.id::text, 'no profile ' || c.profile || '@' || c.profile_version from case_file c
    where not exists (
      select from policy_profile p where p.name = c.profile and p.version = c.profile_version)
    """,
)

REPORTER = Invariant(
    "case.reporter",
    "Art. 10",
    "从备份恢复诉求人记录。",
    "Restore the reporter's row from a backup.",
    """
    select c.id::text, 'without a reporter' from case_file c
    where not exists (select from reporter r where r.case_id = c.id)
    """,
)

CONTENT = Invariant(
    "case.content",
    "Art. 13(3), 28",
    "从备份恢复标题和内容；只有涉密诉求才可清除。",
    "Restore title and content from a backup: only what is secret is purged, and an event says so.",
    """
    select c.id::text, 'title or content missing without a purge' from case_file c
    where (c.title_sealed is null or c.content_sealed is null)
      and not exists (select from case_event e where e.case_id = c.id and jsonb_exists(e.body, 'purged'))
    """,
)

INTAKE_KEY = Invariant(
    "case.intake_key",
    "Art. 10, 12",
    "重建唯一约束，合并重复登记的工单。",
    "Merge the cases registered twice and build the unique constraint again.",
    """
    select min(id::text), 'registered ' || count(*) || ' times' from case_file
    where external_no is not null group by channel, external_no having count(*) > 1
    """,
)

ANONYMISED = Invariant(
    "case.anonymised",
    "Art. 28",
    "运行 hotline retention run，清除残留内容。",
    "Run `hotline retention run`: it empties again what has come back.",
    """
    select c.id::text, 'anonymised, but ' || case when c.frozen_at is null then 'open to changes'
           when length(c.case_key) > 0 then 'with its key' else 'with somebody in it' end
    from case_file c left join reporter r on r.case_id = c.id
    where c.anonymised_at is not null
      and (c.frozen_at is null or length(c.case_key) > 0 or c.content_sealed is not null or r.phone_index is not null
           or r.name_mask is not null)
    """,
)

INTAKE = (MERGED, MASTER, PLACE, SECRECY, PROFILE, REPORTER, CONTENT, INTAKE_KEY, ANONYMISED)
