"""Approvals of exports with a digest of what was approved; looks by access code"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ACTS_BEFORE = "READ, REVEAL, DOWNLOAD, BREAK_GLASS or EXPORT"
_ACTS = "READ, REVEAL, DOWNLOAD, BREAK_GLASS, EXPORT, ACCESS_CODE or APPROVE"
_ACTORS_BEFORE = "account ids; several where one answer was told to all"
_ACTORS = "account ids, or `reporter`; several where one answer was told to all"


def upgrade() -> None:
    _comment("act", sa.Text(), _ACTS, _ACTS_BEFORE)
    _comment("actors", postgresql.ARRAY(sa.Text()), _ACTORS, _ACTORS_BEFORE)
    op.add_column(
        "access_event",
        sa.Column(
            "approved", sa.LargeBinary(), nullable=True, comment="of APPROVE: SHA-256 of the export as it was approved"
        ),
    )
    op.add_column(
        "access_event",
        sa.Column(
            "source",
            sa.LargeBinary(),
            nullable=True,
            comment="of ACCESS_CODE: keyed digest of the address it came from",
        ),
    )
    op.add_column(
        "export",
        sa.Column(
            "approved_in",
            sa.UUID(),
            nullable=True,
            comment="the event of the log that holds the digest of what was approved",
        ),
    )


def downgrade() -> None:
    op.drop_column("export", "approved_in")
    op.drop_column("access_event", "source")
    op.drop_column("access_event", "approved")
    _comment("actors", postgresql.ARRAY(sa.Text()), _ACTORS_BEFORE, _ACTORS)
    _comment("act", sa.Text(), _ACTS_BEFORE, _ACTS)


def _comment(column: str, type_: TypeEngine[Any], comment: str, before: str) -> None:
    op.alter_column(
        "access_event", column, existing_type=type_, existing_nullable=False, comment=comment, existing_comment=before
    )
