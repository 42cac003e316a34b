"""Tracing a leak (Art. 28): who saw what of a case's sealed fields, and who else could have."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, Text, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.load import load_viewers
from core.access.matrix import Matrix
from core.access.operations import Operation
from core.access.predicate import Target, allows
from core.access.viewer import Grant, Viewer
from core.accounts.model import account
from core.assignments.model import assignment
from core.attachments.model import attachment
from core.audit.record import REPORTER
from core.cases.model import case_file
from core.db.read import Read, Row
from core.keys.holders import holders

_CASE = select(case_file).where(case_file.c.case_no == bindparam("number"))
_PARTS = select(assignment.c.unit_path).where(assignment.c.case_id == bindparam("of", type_=Uuid(as_uuid=True)))
_ACCOUNTS = select(account.c.id, account.c.subject, account.c.name)
_ATTACHED = select(attachment.c.id).where(attachment.c.case_id == bindparam("of", type_=Uuid(as_uuid=True)))
_SEEN = text(
    """
select e.id, e.occurred_at, e.act, e.actors, e.purpose, e.source, array_agg(distinct s.key order by s.key) as columns
from access_event e cross join lateral jsonb_each(e.seen) s
join unnest(:places, :ids) as r(place, id) on r.place = split_part(s.key, '.', 1) and jsonb_exists(s.value, r.id::text)
where e.recorded_at >= :since
group by e.id order by e.occurred_at, e.id
"""
).bindparams(
    bindparam("places", type_=ARRAY(Text())),
    bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))),
    bindparam("since", type_=TIMESTAMP(timezone=True)),
)
_BY_TABLE = {
    "reporter": Operation.REPORTER_REVEAL, "attachment": Operation.ATTACHMENT_READ, "adjudication": Operation.CASE_READ,
    "merge": Operation.CASE_READ, "termination_request": Operation.CASE_READ, "case_correction": Operation.CASE_READ,
    "return_request": Operation.ASSIGNMENT_READ, "extension_request": Operation.ASSIGNMENT_READ,
    "commitment": Operation.ASSIGNMENT_READ, "finding": Operation.RATING_READ,
}  # fmt: skip
_BY_COLUMN = dict.fromkeys(("feedback.unresolved_reason", "feedback.decision_reason"), Operation.ASSIGNMENT_READ)


@dataclass(frozen=True, slots=True)
class Sight:
    """One account saw columns of the case, or its reporter did, whose `name` tells by what and from which source."""

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
    by_table = _BY_TABLE.get(column.partition(".")[0], Operation.CASE_CONTENT)
    return _BY_COLUMN.get(column, by_table)


async def case_numbered(read: Read, number: str) -> Row | None:
    """The case, whatever its secrecy: the caller looks into the database itself."""
    return await read.fetch_one(_CASE, number=number)


async def who_saw(read: Read, tables: tuple[Table, ...], case: Row, column: str | None = None) -> list[Sight]:
    """Everyone in the log, oldest first; those who saw `column` (`reporter.phone`) alone if it is named.

    `tables` are those of the core and of the loaded plug-ins.
    """
    accounts = {str(row["id"]): row for row in await read.fetch(_ACCOUNTS)}
    places, ids = zip(*[row async for row in _rows(read, tables, case["id"])], strict=True)
    found = await read.fetch(_SEEN, places=list(places), ids=list(ids), since=case["registered_at"])
    return [
        _sight(row, accounts.get(actor), actor)
        for row in found
        if column is None or column in row["columns"]
        for actor in row["actors"]
    ]


async def _rows(read: Read, tables: tuple[Table, ...], case_id: UUID) -> AsyncIterator[tuple[str, UUID]]:
    """Every row whose columns can be seen of the case, plug-ins' included, with its table."""
    for below in holders(tables)[case_file.name].below:
        for row in await read.fetch(below.rows, holders=[case_id]):
            yield below.table.name, row["id"]
    for row in await read.fetch(_ATTACHED, of=case_id):
        yield attachment.name, row["id"]


def _sight(row: Row, who: Row | None, actor: str) -> Sight:
    """An account that is gone is named by its id; the reporter's look by what of its source is kept."""
    alone = f"by access code, from {row['source'].hex()}" if actor == REPORTER else ""
    return Sight(
        at=row["occurred_at"],
        act=row["act"],
        subject=who["subject"] if who else actor,
        name=who["name"] if who else alone,
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
