"""Thresholds of a queue in rows, and how often a consumer was handed the entry it does not get past"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, comment in (
        ("warn_rows", "and this many entries behind; null asks for no number"),
        ("page_rows", "and this many"),
    ):
        op.add_column("work_queue", sa.Column(name, sa.Integer(), nullable=True, comment=comment))
    op.create_table(
        "queue_delivery",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column(
            "event_id", sa.UUID(), nullable=False, comment="of the first entry that it was handed when it last came"
        ),
        sa.Column("deliveries", sa.Integer(), nullable=False, comment="how many times running"),
        sa.Column("acked", sa.BigInteger(), nullable=False, comment="how far it had acknowledged all the while"),
        sa.Column("parked", sa.Integer(), nullable=False, comment="entries parked for it all the while"),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("queue", "consumer", name=op.f("pk_queue_delivery")),
    )


def downgrade() -> None:
    op.drop_table("queue_delivery")
    op.drop_column("work_queue", "page_rows")
    op.drop_column("work_queue", "warn_rows")
