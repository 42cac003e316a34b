"""Of a place in a queue: its event's digest for who may not know of the event, and what waits beside all that was moved

What is asked of an event stream is not marked as taken any more: its process knows what it has begun.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "queue_entry",
        sa.Column(
            "digest",
            sa.LargeBinary(),
            nullable=True,
            comment="the event's, for who may not read it; null of what was queued before 0018",
        ),
    )
    op.create_index(
        "ix_queue_parked_here",
        "queue_parked",
        ["queue", "case_id", "qpos"],
        postgresql_where=sa.text("state <> 'MOVED'::text"),
    )
    op.drop_column("sse_operation", "taken")


def downgrade() -> None:
    op.add_column("sse_operation", sa.Column("taken", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.drop_index("ix_queue_parked_here", table_name="queue_parked")
    op.drop_column("queue_entry", "digest")
