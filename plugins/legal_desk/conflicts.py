"""Conflicts of interest, as a condition of the database: the same for the filter of cases and for every assignment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, bindparam, exists, or_, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import Read, UnitOfWork, reporter
from plugins.legal_desk.parties import by_company
from plugins.legal_desk.tables import conflict, party


def conflicted(case_id: ColumnElement[UUID], lawyer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether the lawyer has a conflict with the case, or with its reporter or a party by number or name."""
    known = conflict.alias()
    parties = (known.c.party_index, known.c.party_index_next)
    theirs = or_(known.c.case_id == case_id, _reports(case_id, known, parties), _is_party(case_id, parties))
    of_case = exists(
        select(known.c.id)
        .where(known.c.lawyer_id == lawyer_id, known.c.lifted_at.is_(None), theirs)
        .correlate_except(known)
    )
    # Hardly anybody has a conflict: asked once for a whole list, this spares every row of it the rest.
    return _any(lawyer_id) & of_case


def _reports(
    case_id: ColumnElement[UUID], known: FromClause, parties: Sequence[ColumnElement[Any]]
) -> ColumnElement[bool]:
    person = reporter.alias()
    same = or_(
        person.c.phone_index.in_(parties),
        person.c.identity_no_index.in_(parties),
        person.c.company_index.in_((known.c.company_index, known.c.company_index_next)),
        person.c.company == known.c.company,  # of a reporter whose company is still kept plain
    )
    return exists(select(person.c.id).where(person.c.case_id == case_id, same).correlate_except(person))


def _is_party(case_id: ColumnElement[UUID], parties: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    named = party.alias()
    return exists(
        select(named.c.id).where(named.c.case_id == case_id, named.c.name_index.in_(parties)).correlate_except(named)
    )


def _any(lawyer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    some = conflict.alias()
    open_ = select(some.c.id).where(some.c.lawyer_id == lawyer_id, some.c.lifted_at.is_(None))
    return exists(open_.correlate_except(some))


_ID = Uuid(as_uuid=True)
_ASKED = select(conflicted(bindparam("case_id", type_=_ID), bindparam("lawyer_id", type_=_ID)))

_UNKNOWN = (
    select(conflict.c.id, conflict.c.company)
    .where(conflict.c.company.is_not(None), conflict.c.company_index.is_(None), conflict.c.lifted_at.is_(None))
    .order_by(conflict.c.id)
    .with_for_update()
)


async def know_companies(uow: UnitOfWork) -> None:
    """Give conflicts with a company the index they have had since reporters' companies are sealed."""
    for row in await uow.fetch(_UNKNOWN):
        digests = by_company(uow.services.indexes, row["company"])
        if digests is not None:
            await uow.update(conflict, {"id": row["id"]}, digests.columns("company"))


async def in_conflict(read: Read, case_id: UUID, lawyer_id: UUID) -> bool:
    """The same, asked of one case and one lawyer."""
    return bool(await read.fetch_value(_ASKED, case_id=case_id, lawyer_id=lawyer_id))
