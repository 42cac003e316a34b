"""Event streams in single connection mode, and what is asked to run on them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sse_stream",
        sa.Column("id", sa.LargeBinary(), nullable=False, comment="SHA-256 of the token that opens it"),
        sa.Column("subject", sa.Text(), nullable=False, comment="the account that reserved it"),
        sa.Column("expires", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("holder", sa.UUID(), nullable=True, comment="the process it is open in; null until it is"),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sse_stream")),
    )
    op.create_index("ix_sse_stream_subject", "sse_stream", ["subject"], unique=False)
    op.create_index("ix_sse_stream_holder", "sse_stream", ["holder"], unique=False)
    op.create_table(
        "sse_operation",
        sa.Column("stream", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False, comment="the client's"),
        sa.Column(
            "number",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="tells it from a later one of its id",
        ),
        sa.Column("request", sa.LargeBinary(), nullable=False, comment="sealed; the row goes when the operation ends"),
        sa.Column("taken", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["stream"], ["sse_stream.id"], name=op.f("fk_sse_operation_stream_sse_stream"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stream", "id", name=op.f("pk_sse_operation")),
    )


def downgrade() -> None:
    op.drop_table("sse_operation")
    op.drop_index("ix_sse_stream_holder", table_name="sse_stream")
    op.drop_index("ix_sse_stream_subject", table_name="sse_stream")
    op.drop_table("sse_stream")
