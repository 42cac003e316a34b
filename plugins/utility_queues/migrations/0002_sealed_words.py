"""Why more minutes are asked for, and why not, is sealed"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLE = "utility_queues_extension"
_WORDS = (("explanation", False), ("decision_reason", True))
_COMMENT = "what was written before it was sealed"


def upgrade() -> None:
    for name, nullable in _WORDS:
        op.alter_column(
            _TABLE, name, existing_type=sa.Text(), nullable=True, existing_nullable=nullable, comment=_COMMENT
        )
        op.add_column(_TABLE, sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True))
        op.add_column(_TABLE, sa.Column(f"{name}_mask", sa.Text(), nullable=True))


def downgrade() -> None:
    for name, nullable in reversed(_WORDS):
        op.drop_column(_TABLE, f"{name}_mask")
        op.drop_column(_TABLE, f"{name}_sealed")
        op.alter_column(
            _TABLE, name, existing_type=sa.Text(), nullable=nullable, existing_nullable=True, comment=None,
            existing_comment=_COMMENT,
        )  # fmt: skip
