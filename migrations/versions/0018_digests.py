"""Of a place in a queue: the digest of its event, for the chain of a reader who may not know of the event"""

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


def downgrade() -> None:
    op.drop_column("queue_entry", "digest")
