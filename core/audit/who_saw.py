"""Tracing a leak (Art. 28): who saw what of a case's sealed fields, and who else could have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.load import load_viewers
from core.access.matrix import Matrix
from core.access.operations import Operation
from core.access.predicate import Target, allows
from core.access.viewer import Grant, Viewer
from core.accounts.model import account
from core.assignments.model import assignment
from core.cases.model import case_file
from core.db.uow import Read, Row

_CASE = select(case_file).where(case_file.c.case_no == bindparam("number"))
_PARTS = select(assignment.c.unit_path).where(assignment.c.case_id == bindparam("of", type_=Uuid(as_uuid=True)))
_ACCOUNTS = select(account.c.id, account.c.subject, account.c.name)
_SEEN = text(
    """
with part as (select id from assignment where case_id = :of),
rows as (
  select 'case_file' as place, cast(:of as uuid) as id
  union all select 'reporter', id from reporter where case_id = :of
  union all select 'triage', id from triage where case_id = :of
  union all select 'callback', id from callback where case_id = :of
  union all select 'contact', id from contact where assignment_id in (select id from part)
  union all select 'feedback', id from feedback where assignment_id in (select id from part)
  union all select 'attachment', id from attachment where case_id = :of
)
select e.id, e.occurred_at, e.act, e.actors, e.purpose, array_agg(distinct s.key order by s.key) as columns
from access_event e cross join lateral jsonb_each(e.seen) s
join rows r on r.place = split_part(s.key, '.', 1) and jsonb_exists(s.value, r.id::text)
where e.recorded_at >= :since
group by e.id order by e.occurred_at, e.id
"""
).bindparams(bindparam("of", type_=Uuid(as_uuid=True)), bindparam("since", type_=TIMESTAMP(timezone=True)))


@dataclass(frozen=True, slots=True)
class Sight:
    """One account saw columns of the case."""

    at: datetime
    act: str
    subject: str
    name: str
    columns: tuple[str, ...]
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Chance:
    """One account could have, by a role held from `since` to `until`, None for still; by the policy as it is now."""

    subject: str
    operation: str
    role: str
    since: datetime
    until: datetime | None


def operation_of(column: str) -> Operation:
    """What opens the text of a column."""
    table = column.partition(".")[0]
    return {"reporter": Operation.REPORTER_REVEAL, "attachment": Operation.ATTACHMENT_READ}.get(
        table, Operation.CASE_CONTENT
    )


async def case_numbered(read: Read, number: str) -> Row | None:
    """The case, whatever its secrecy: the caller looks into the database itself."""
    return await read.fetch_one(_CASE, number=number)


async def who_saw(read: Read, case: Row, column: str | None = None) -> list[Sight]:
    """Everyone in the log, oldest first; those who saw `column` (`reporter.phone`) alone if it is named."""
    accounts = {str(row["id"]): row for row in await read.fetch(_ACCOUNTS)}
    found = await read.fetch(_SEEN, of=case["id"], since=case["registered_at"])
    return [
        _sight(row, accounts.get(actor), actor)
        for row in found
        if column is None or column in row["columns"]
        for actor in row["actors"]
    ]


def _sight(row: Row, who: Row | None, actor: str) -> Sight:
    """An account that is gone is named by its id."""
    return Sight(
        at=row["occurred_at"],
        act=row["act"],
        subject=who["subject"] if who else actor,
        name=who["name"] if who else "",
        columns=tuple(row["columns"]),
        purpose=row["purpose"],
    )


async def who_could(read: Read, matrix: Matrix, case: Row, now: datetime, column: str) -> list[Chance]:
    """Every account with a role that opens, or has opened since the case was registered, what the column is read by.

    What plug-ins withhold is not taken off: it may have been otherwise before.
    """
    target = Target(
        district_path=case["district_path"],
        unit_paths=tuple([row["unit_path"] for row in await read.fetch(_PARTS, of=case["id"])]),
        owner=case["registered_by"],
        secrecy=case["secrecy"],
        respondent_path=case["respondent_path"],
    )
    subjects = [row["subject"] for row in await read.fetch(_ACCOUNTS)]
    viewers = await load_viewers(read, subjects, matrix, now)
    operation = operation_of(column)
    return [
        Chance(viewer.subject, operation.value, grant.role, grant.valid_from, grant.valid_to)
        for viewer in sorted(viewers.values(), key=lambda one: one.subject)
        for grant in _held_since(viewer.grants, case["registered_at"])
        if allows(_with(viewer, grant), operation, target)
    ]


def _held_since(grants: Sequence[Grant], begin: datetime) -> Iterator[Grant]:
    return (grant for grant in grants if grant.valid_to is None or grant.valid_to > begin)


def _with(viewer: Viewer, grant: Grant) -> Viewer:
    """The viewer while that grant alone was in force."""
    return replace(viewer, grants=(grant,), now=grant.valid_from)
