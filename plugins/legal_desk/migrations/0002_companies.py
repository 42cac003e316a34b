"""Companies of conflicts are known by an index, as those of reporters are"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "legal_desk_conflict",
        sa.Column(
            "company_index",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed as the core keys the companies of reporters",
        ),
    )


def downgrade() -> None:
    op.drop_column("legal_desk_conflict", "company_index")
