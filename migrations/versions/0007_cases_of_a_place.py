"""Cases of a place and a state by what is due: a list of them is walked, and not sorted"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_case_file_place_state_due", "case_file", ["district_path", "state", "due_at", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_case_file_place_state_due", table_name="case_file")
