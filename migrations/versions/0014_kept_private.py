"""Approvals of exports with a digest of what was approved"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ACTS_BEFORE = "READ, REVEAL, DOWNLOAD, BREAK_GLASS or EXPORT"
_ACTS = "READ, REVEAL, DOWNLOAD, BREAK_GLASS, EXPORT or APPROVE"


def upgrade() -> None:
    _comment("access_event", "act", _ACTS, _ACTS_BEFORE)
    op.add_column(
        "access_event",
        sa.Column(
            "approved", sa.LargeBinary(), nullable=True, comment="of APPROVE: SHA-256 of the export as it was approved"
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
    op.drop_column("access_event", "approved")
    _comment("access_event", "act", _ACTS_BEFORE, _ACTS)


def _comment(table: str, column: str, comment: str, before: str) -> None:
    op.alter_column(
        table, column, existing_type=sa.Text(), existing_nullable=False, comment=comment, existing_comment=before
    )
