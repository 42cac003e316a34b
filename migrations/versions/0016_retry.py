"""When the consumer of a queue wants an entry again that it could not take"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SAYS = "FAILED, DELAYED, PARKED, or MOVED to a later place since"
_SAID = "FAILED, PARKED, or MOVED to a later place by an unpark"


def upgrade() -> None:
    op.add_column(
        "queue_parked",
        sa.Column(
            "retry_at",
            postgresql.TIMESTAMP(timezone=True),
            nullable=True,
            comment="of what is DELAYED: when its consumer wants it again",
        ),
    )
    _say(_SAYS, _SAID)
    op.create_index(
        "ix_queue_parked_retry", "queue_parked", ["retry_at"], postgresql_where=sa.text("retry_at IS NOT NULL")
    )


def downgrade() -> None:
    # Nobody would hand them out at their time: an operator sees them as parked.
    op.execute("update queue_parked set state = 'PARKED' where state = 'DELAYED'")
    op.drop_index("ix_queue_parked_retry", "queue_parked", postgresql_where=sa.text("retry_at IS NOT NULL"))
    _say(_SAID, _SAYS)
    op.drop_column("queue_parked", "retry_at")


def _say(now: str, before: str) -> None:
    op.alter_column(
        "queue_parked", "state", existing_type=sa.Text(), existing_nullable=False, comment=now, existing_comment=before
    )
