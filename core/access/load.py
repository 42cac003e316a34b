"""Finding the viewers behind tokens' subjects."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Text, any_, bindparam, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from core.access.matrix import Matrix
from core.access.session import Ended
from core.access.viewer import Grant, Viewer
from core.accounts.model import account, role_grant, session_revocation
from core.db.read import Read, Row

SERVICE = "SERVICE"
"""The kind of an account that no person uses."""

Bounds = Mapping[str, str]
"""The code of the district that the accounts of an issuer's prefix are confined to; without an entry they are not."""

UNBOUNDED: Final[Bounds] = MappingProxyType({})


def _ended(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    told = func.array_agg(aggregate_order_by(column, session_revocation.c.id))
    return select(told).where(session_revocation.c.subject == account.c.subject).correlate(account).scalar_subquery()


_HELD = (
    select(
        account.c.id,
        account.c.kind,
        account.c.subject,
        *(column for column in role_grant.c if column.name not in {"id", "account_id"}),
    )
    .select_from(account.outerjoin(role_grant, role_grant.c.account_id == account.c.id))
    .where(account.c.subject == any_(bindparam("subjects", type_=ARRAY(Text()))), account.c.active == true())
    .order_by(account.c.subject, role_grant.c.role, role_grant.c.unit_path, role_grant.c.id)
)
_ACCOUNTS_AND_GRANTS = _HELD.add_columns(
    _ended(session_revocation.c.session).label("ended_names"),
    _ended(session_revocation.c.ended_at).label("ended_at"),
)

_TOLD = _ACCOUNTS_AND_GRANTS.order_by(None).add_columns(role_grant.c.id.label("grant_id")).subquery("told")
_STATE = select(
    func.md5(
        func.string_agg(
            cast(func.row(*_TOLD.c), Text),
            aggregate_order_by(literal_column("'|'"), _TOLD.c.subject, _TOLD.c.grant_id),
        )
    )
)


async def load_viewer(
    read: Read, subject: str, matrix: Matrix, now: datetime, bounds: Bounds = UNBOUNDED
) -> Viewer | None:
    """The active account of `subject` with all its grants, in force or not; None when there is no such account."""
    return (await load_viewers(read, (subject,), matrix, now, bounds)).get(subject)


async def load_holder(read: Read, subject: str, matrix: Matrix, now: datetime) -> Viewer | None:
    """The same of somebody whom a request is about, who need not be signed in: without the sessions that were ended."""
    rows = await read.fetch(_HELD, subjects=[subject])
    return _viewer(rows, matrix, now, UNBOUNDED, ()) if rows else None


async def load_viewers(
    read: Read, subjects: Collection[str], matrix: Matrix, now: datetime, bounds: Bounds = UNBOUNDED
) -> dict[str, Viewer]:
    """The active accounts among `subjects`, without the grants that lie beyond the bounds of their issuers.

    One statement, so that accounts and grants are of one moment. Grants come by role, so that equal holdings have an
    equal shape.
    """
    rows = await read.fetch(_ACCOUNTS_AND_GRANTS, subjects=list(subjects))
    by_subject = groupby(rows, key=lambda row: str(row["subject"]))
    found = {subject: list(own) for subject, own in by_subject}
    return {subject: _viewer(own, matrix, now, bounds, _over(own[0])) for subject, own in found.items()}


async def state_of(read: Read, subjects: Collection[str]) -> str | None:
    """A digest of the active accounts among `subjects` and their grants: as long as it is the same, so are they."""
    digest: str | None = await read.fetch_value(_STATE, subjects=list(subjects))
    return digest


def _over(row: Row) -> tuple[Ended, ...]:
    return tuple(map(Ended, row["ended_names"] or (), row["ended_at"] or ()))


def _viewer(rows: Sequence[Row], matrix: Matrix, now: datetime, bounds: Bounds, ended: tuple[Ended, ...]) -> Viewer:
    first, subject = rows[0], str(rows[0]["subject"])
    district = bounds.get(prefix_of(subject))
    grants = tuple(_grant(row) for row in rows if row["role"] is not None and _lies_in(row["district_path"], district))
    return Viewer(first["id"], subject, grants, matrix, now, service=first["kind"] == SERVICE, ended=ended)


def prefix_of(subject: str) -> str:
    """The issuer's, with its colon."""
    return "".join(subject.partition(":")[:2])


def _lies_in(path: str, district: str | None) -> bool:
    """Whether a path of districts' codes leads into the district of this code."""
    return district is None or f"/{district}/" in f"{path}/"


def _grant(row: Row) -> Grant:
    return Grant(
        role=row["role"],
        unit_path=row["unit_path"],
        district_path=row["district_path"],
        clearance=row["clearance"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )
