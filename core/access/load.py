"""Finding the viewer behind a token's subject."""

from datetime import datetime

from sqlalchemy import Text, bindparam, select, true

from core.access.matrix import Matrix
from core.access.viewer import Grant, Viewer
from core.accounts.model import account, role_grant
from core.db.uow import Read, Row

SERVICE = "SERVICE"
"""The kind of an account that no person uses."""

_ACCOUNT_AND_GRANTS = (
    select(
        account.c.id, account.c.kind, *(column for column in role_grant.c if column.name not in {"id", "account_id"})
    )
    .select_from(account.outerjoin(role_grant, role_grant.c.account_id == account.c.id))
    .where(account.c.subject == bindparam("subject", type_=Text()), account.c.active == true())
    .order_by(role_grant.c.role, role_grant.c.unit_path, role_grant.c.id)
)


async def load_viewer(read: Read, subject: str, matrix: Matrix, now: datetime) -> Viewer | None:
    """The active account of `subject` with all its grants, in force or not; None when there is no such account.

    One statement, so that account and grants are of one moment. Grants come by role, so that equal holdings have an
    equal shape.
    """
    rows = await read.fetch(_ACCOUNT_AND_GRANTS, subject=subject)
    if not rows:
        return None
    grants = tuple(_grant(row) for row in rows if row["role"] is not None)
    return Viewer(rows[0]["id"], subject, grants, matrix, now, service=rows[0]["kind"] == SERVICE)


def _grant(row: Row) -> Grant:
    return Grant(
        role=row["role"],
        unit_path=row["unit_path"],
        district_path=row["district_path"],
        clearance=row["clearance"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )
