"""Approvals of exports with a digest of what was approved; looks by access code; what rates keep of deleted cases"""

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
    op.create_table(
        "past_rate",
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False, comment="NUMERATOR, DENOMINATOR, or why it was left out"),
        sa.Column(
            "month", sa.Date(), nullable=False, comment="the local month in which the rounds closed, by its first day"
        ),
        sa.Column(
            "secrecy",
            sa.SmallInteger(),
            nullable=False,
            comment="the cases', 0 to 2: what is kept closer is not counted",
        ),
        sa.Column(
            "respondent_path",
            sa.Text(collation="C"),
            nullable=False,
            comment="of the unit they accused; empty for none",
        ),
        sa.Column(
            "units",
            postgresql.ARRAY(sa.Text(collation="C")),
            nullable=False,
            comment="paths of the units they count for, in order",
        ),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "rate", "class", "month", "secrecy", "respondent_path", "units", name=op.f("pk_past_rate")
        ),
    )


def downgrade() -> None:
    op.drop_table("past_rate")
    op.drop_column("export", "approved_in")
    op.drop_column("access_event", "source")
    op.drop_column("access_event", "approved")
    _comment("actors", postgresql.ARRAY(sa.Text()), _ACTORS_BEFORE, _ACTORS)
    _comment("act", sa.Text(), _ACTS_BEFORE, _ACTS)


def _comment(column: str, type_: TypeEngine[Any], comment: str, before: str) -> None:
    op.alter_column(
        "access_event", column, existing_type=type_, existing_nullable=False, comment=comment, existing_comment=before
    )
