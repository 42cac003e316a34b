"""The enterprise of a case can be forgotten with whoever called"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLE = "enterprise_desk_identification"
_EMPTIED: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("enterprise_id", sa.UUID()),
    ("profile_version", sa.Integer()),
    ("credit_code", sa.CHAR(length=18)),
    ("name", sa.Text()),
    ("district", sa.Text()),
)


def upgrade() -> None:
    for name, type_ in _EMPTIED:
        op.alter_column(_TABLE, name, existing_type=type_, nullable=True)


def downgrade() -> None:
    op.execute(f"delete from {_TABLE} where enterprise_id is null")  # noqa: S608 - our own name
    for name, type_ in _EMPTIED:
        op.alter_column(_TABLE, name, existing_type=type_, nullable=False)
