"""The table of requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "dialect_desk_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "dialect_desk_request",
        sa.Column("id", postgresql.UUID(as_uuid=True), nullable=False),
        sa.Column("case_id", postgresql.UUID(as_uuid=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="WAITING, TAKEN or HEARD"),
        sa.Column("asked_by", postgresql.UUID(as_uuid=True), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("taken_by", postgresql.UUID(as_uuid=True), nullable=True),
        sa.Column("taken_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("heard_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_dialect_desk_request_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_dialect_desk_request"),
        sa.UniqueConstraint("case_id", name="uq_dialect_desk_request_case_id"),
    )


def downgrade() -> None:
    op.drop_table("dialect_desk_request")
