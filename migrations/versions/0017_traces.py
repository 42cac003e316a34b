"""Of an event: the trace of the request that made it"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "case_event",
        sa.Column(
            "traceparent",
            sa.Text(),
            nullable=True,
            comment="the trace of the request that made it, as the W3C writes one; not in the chain",
        ),
    )


def downgrade() -> None:
    op.drop_column("case_event", "traceparent")
