"""Who saw what, in the log; signed heads of it, and where they were taken"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_event",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False, comment="READ, REVEAL, DOWNLOAD, BREAK_GLASS or EXPORT"),
        sa.Column(
            "actors",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="account ids; several where one answer was told to all",
        ),
        sa.Column("case_id", sa.UUID(), nullable=True, comment="of an act on one case; it outlives the case"),
        sa.Column(
            "seen",
            postgresql.JSONB(),
            nullable=False,
            comment="table.column to the ids of the rows; never what stood there",
        ),
        sa.Column("purpose", sa.Text(), nullable=True, comment="a code of reveal_purpose or export_purpose"),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_mask", sa.Text(), nullable=True),
        sa.Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_event")),
    )
    op.create_index("ix_access_event_recorded_at", "access_event", ["recorded_at"])
    op.create_table(
        "reveal_count",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="in Asia/Shanghai"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reveal_count_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_reveal_count")),
    )
    op.create_table(
        "signed_head",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False, comment="1, 2, 3 …"),
        sa.Column("pos", sa.BigInteger(), nullable=False, comment="how long the log was"),
        sa.Column("text", sa.Text(), nullable=False, comment="the signed line, as every sink is given it"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signed_head")),
    )
    op.create_table(
        "head_sink",
        sa.Column("sink", sa.Text(), nullable=False, comment="a folder, a file or an address"),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="the last signed head that was taken there"),
        sa.PrimaryKeyConstraint("sink", name=op.f("pk_head_sink")),
    )


def downgrade() -> None:
    op.execute("delete from outbox where event_id in (select id from access_event)")
    op.drop_table("head_sink")
    op.drop_table("signed_head")
    op.drop_table("reveal_count")
    op.drop_index("ix_access_event_recorded_at", table_name="access_event")
    op.drop_table("access_event")
