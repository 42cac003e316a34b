"""The retention clocks: what is frozen and anonymised, legal holds, runs; exports"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_AT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("case_file", sa.Column("frozen_at", _AT, nullable=True))
    op.add_column("case_file", sa.Column("anonymised_at", _AT, nullable=True))
    op.create_index(
        "ix_case_file_prior_case_id",
        "case_file",
        ["prior_case_id"],
        postgresql_where=sa.text("prior_case_id IS NOT NULL"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_mask", sa.Text(), nullable=True),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("until", _AT, nullable=True),
        sa.Column("lifted_by", sa.UUID(), nullable=True),
        sa.Column("lifted_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_legal_hold_case_id_case_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_case_id"), "legal_hold", ["case_id"])
    op.create_table(
        "retention_run",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False, comment="CLOSE, ANONYMISE or DELETE"),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("cursor", sa.UUID(), nullable=False, comment="every case up to it has been looked at"),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column(
            "kept", sa.Integer(), nullable=False, comment="not deleted, because something still refers to the case"
        ),
        sa.Column("ended_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index(
        "uq_retention_run_open", "retention_run", ["clock"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "export",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("requested_by", sa.UUID(), nullable=False),
        sa.Column("requested_at", _AT, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False, comment="a code of export_purpose"),
        sa.Column("filter", postgresql.JSONB(), nullable=False, comment="kinds, states, district, since, before"),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "public_key",
            sa.LargeBinary(),
            nullable=False,
            comment="the requester's X25519 key: only they can open the file",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="AWAITING_APPROVAL, APPROVED, REFUSED, MADE or EXPIRED"),
        sa.Column("rows", sa.Integer(), nullable=False, comment="when it was asked for; as soon as it is made, in it"),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False, comment="the highest of them, 0 or 1"),
        sa.Column("approval", sa.Boolean(), nullable=False, comment="whether somebody else must approve it"),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", _AT, nullable=True),
        sa.Column("made_at", _AT, nullable=True),
        sa.Column("until", _AT, nullable=True),
        sa.Column("storage_key", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("mark", sa.LargeBinary(), nullable=False, comment="eight random bytes: the recipient's watermark"),
        sa.Column(
            "shown",
            postgresql.JSONB(),
            nullable=True,
            comment="operation: ids of the cases for which it opened what is in the file",
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["account.id"], name=op.f("fk_export_requested_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_export_decided_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index("ix_export_requested", "export", ["requested_at", "id"])
    op.create_table(
        "retention_night",
        sa.Column("day", sa.Date(), nullable=False, comment="the local day that begins with the night"),
        sa.Column("mode", sa.Text(), nullable=False, comment="DRY or ON"),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("lease_until", _AT, nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("told", postgresql.JSONB(), nullable=True, comment="of each clock: cases due, held, done, kept"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_night")),
    )


def downgrade() -> None:
    op.drop_table("retention_night")
    op.drop_table("export")
    op.drop_table("retention_run")
    op.drop_table("legal_hold")
    op.drop_index("ix_case_file_prior_case_id", table_name="case_file")
    op.drop_column("case_file", "anonymised_at")
    op.drop_column("case_file", "frozen_at")
